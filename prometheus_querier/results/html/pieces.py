"""The pieces of HTML that everything is made of; what is not made here is escaped, so that no label can be markup.

All styles are inline, since notebooks that are not trusted lose others, and take their colours from what surrounds
them, which may be light or dark.
"""

from __future__ import annotations

from datetime import datetime
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any

from prometheus_querier.promql.html import highlight
from prometheus_querier.results.naming import shorten
from prometheus_querier.results.numbers import rounded_number
from prometheus_querier.results.series import spell
from prometheus_querier.spelling import readable_time

if TYPE_CHECKING:
    from collections.abc import Sequence

ROWS = 20
"""Rows of a table; of a larger answer the first ones are shown."""

_COLUMNS = 16
_LONGEST = 160
_MOST_TEXT = 5000
_LONGEST_NOTE = 1000
_CELL = "padding:2px 8px;vertical-align:top;border:none;overflow-wrap:break-word;max-width:32em;"
_LINE = "border-bottom:1px solid rgba(128,128,128,.4);"
_NUMBER = "text-align:right;font-variant-numeric:tabular-nums;"
_MUTED = "opacity:.7;font-size:90%;"
_WARNING = "border-left:4px solid #c77700;background:rgba(255,170,0,.15);padding:2px 8px;margin:2px 0;"


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def text(value: object) -> Html:
    """Escapes and shortens anything for a cell.

    >>> text("<b>"), text(2.0), text({"job": "a"}), text(None)
    ('&lt;b&gt;', '2', '{job=&quot;a&quot;}', '')
    """
    if isinstance(value, Html):
        return value
    return Html(escape(shorten(plain(value), _LONGEST)))


def table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, total: int | None = None) -> Html:
    """Makes a table; numbers are aligned to the right where columns have headings.

    Args:
        columns: The headings; none for a table without.
        rows: The cells of the rows that are shown.
        total: How many rows there are in all.
    """
    shown = columns[:_COLUMNS] or [""] * max(map(len, rows), default=0)
    numeric = {index for index in range(len(columns)) if any(type(row[index]) in (int, float) for row in rows)}
    styles = [_CELL + (_NUMBER if index in numeric else "text-align:left;") for index in range(len(shown))]
    head = "".join(
        f'<th style="{style}{_LINE}white-space:nowrap;">{text(column)}</th>'
        for style, column in zip(styles, shown, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f'<td style="{style}">{text(one)}</td>' for style, one in zip(styles, row, strict=False))
        + "</tr>"
        for row in rows
    )
    left = (len(rows) if total is None else total) - len(rows)
    more = muted(f"… and {left:,} more") if left else ""
    if len(columns) > _COLUMNS:
        names = shorten(", ".join(columns[_COLUMNS:]), _LONGEST)
        more += muted(f"and {len(columns) - len(shown)} more columns: {names}")
    return Html(
        f'<div style="overflow-x:auto;"><table style="color:inherit;font-size:inherit;border-collapse:collapse;margin:2px 0;border:none;">'
        f"{f'<thead><tr>{head}</tr></thead>' if columns else ''}<tbody>{body}</tbody></table></div>{more}"
    )


def flow(names: Sequence[str], total: int) -> Html:
    """Lists names in as many columns as there is room for."""
    items = "".join(f'<div style="overflow-wrap:anywhere;">{text(name)}</div>' for name in names)
    more = muted(f"… and {total - len(names):,} more") if total > len(names) else ""
    return Html(f'<div style="columns:18em;font-family:monospace;">{items}</div>{more}')


def block(lines: str) -> Html:
    """Shows a text of several lines, and only the beginning of a long one."""
    shown = (
        lines
        if len(lines) <= _MOST_TEXT
        else f"{lines[:_MOST_TEXT]}\n… and {len(lines) - _MOST_TEXT:,} characters more"
    )
    return Html(f'<pre style="background:none;margin:0;">{escape(shown)}</pre>')


def muted(line: str) -> Html:
    """Makes a line that stands back."""
    return Html(f'<div style="{_MUTED}">{escape(line)}</div>')


def code(query: str) -> Html:
    """Makes a line of a query."""
    return Html(f'<div style="overflow-wrap:anywhere;">{highlight(query)}</div>') if query else Html()


def notes(warnings: Sequence[str], infos: Sequence[str]) -> Html:
    """Says first what the server warns of."""
    lines = [f'<div style="{_WARNING}">⚠ {escape(shorten(one, _LONGEST_NOTE))}</div>' for one in warnings[:ROWS]]
    lines += [muted(f"ℹ {shorten(one, _LONGEST_NOTE)}") for one in infos[:ROWS]]  # noqa: RUF001 - the sign for information
    left = len(warnings[ROWS:]) + len(infos[ROWS:])
    return Html("".join([*lines, muted(f"… and {left:,} more remarks") if left else ""]))


def whole(*parts: str) -> str:
    """Puts pieces together to what is shown."""
    return f'<div style="margin:2px 0;">{"".join(parts)}</div>'


def plain(value: Any) -> str:  # noqa: PLR0911 - one case for each type
    """Spells anything as text that is not yet escaped."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return rounded_number(value)
        case int():
            return f"{value:,}"
        case datetime():
            return readable_time(value)
        case {}:
            return spell({str(name): plain(one) for name, one in islice(value.items(), ROWS)}) if value else ""
        case list() | tuple():
            return ", ".join(plain(one) for one in value[:ROWS])
        case _:
            return str(value)
