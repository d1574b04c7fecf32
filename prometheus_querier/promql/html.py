"""PromQL as highlighted HTML, for notebooks; all text is escaped.

The colours are those of JupyterLab's editor where it tells them, and else of a lightness that can be read on white and
on black.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from prometheus_querier.errors import PromQLSyntaxError

from .nodes import AGGREGATORS
from .parsing.lexer import NUMBER, STRING, WORD, tokenize
from .pretty import pretty

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .nodes import Expr

_WORDS = frozenset(
    [
        "by",
        "without",
        "on",
        "ignoring",
        "group_left",
        "group_right",
        "and",
        "or",
        "unless",
        "bool",
        "offset",
        "atan2",
        "fill",
        "fill_left",
        "fill_right",
    ]
)
_BEFORE_LABELS = frozenset(["by", "without", "on", "ignoring", "group_left", "group_right"])
_LONGEST = 4_000
"""Longer queries are cut off: nobody reads it, and the page would be large."""

KEYWORD, FUNCTION, LABEL, VALUE, TEXT = (
    "var(--jp-mirror-editor-keyword-color, #0b8a0b)",
    "var(--jp-mirror-editor-def-color, #3b7bd6)",
    "var(--jp-mirror-editor-variable-2-color, #b0632a)",
    "var(--jp-mirror-editor-number-color, #9a66b5)",
    "var(--jp-mirror-editor-string-color, #d1453f)",
)
"""The colours of words, functions, label names, numbers and strings."""


def expression_html(expr: Expr) -> str:
    """Shows an expression highlighted, on as many lines as it needs.

    >>> from prometheus_querier import promql as q
    >>> expression_html(q.metric("up"))
    '<pre style="background:none;margin:2px 0;overflow-x:auto;"><code>up</code></pre>'
    """
    return f'<pre style="background:none;margin:2px 0;overflow-x:auto;">{highlight(pretty(expr))}</pre>'


def highlight(text: str) -> str:
    """Highlights a query; what is not PromQL, such as MetricsQL, is shown as it stands.

    >>> highlight("a < 5")
    '<code>a &lt; <span style="color:var(--jp-mirror-editor-number-color, #9a66b5)">5</span></code>'
    """
    more = "…" if len(text) > _LONGEST else ""
    text = text[:_LONGEST]
    try:
        kinds, values, starts = tokenize(text)
    except PromQLSyntaxError:
        return f"<code>{escape(text)}{more}</code>"
    parts, position = [], 0
    for value, start, colour in zip(values, starts, _colours(kinds, values), strict=True):
        parts.append(escape(text[position:start]))
        parts.append(f'<span style="color:{colour}">{escape(value)}</span>' if colour else escape(value))
        position = start + len(value)
    return f"<code>{''.join(parts)}{escape(text[position:])}{more}</code>"


def _colours(kinds: Sequence[str], values: Sequence[str]) -> Iterator[str]:
    """Tells the colour of each token, by its kind and what stands around it; empty for none."""
    place, before = "", ""
    for index, kind in enumerate(kinds):
        word = values[index].lower()
        if kind in ("{", "[") or (kind == "(" and before in _BEFORE_LABELS):
            place = kind
        elif kind in ("}", "]", ")"):
            place = ""
        if kind == WORD:
            yield _colour_of_word(word, kinds[index + 1], place)
        else:
            yield TEXT if kind == STRING else VALUE if kind == NUMBER else ""
        before = word


def _colour_of_word(word: str, follower: str, place: str) -> str:
    if place in ("{", "("):
        return LABEL
    if word in _WORDS:
        return KEYWORD
    # An aggregation whose grouping comes first is followed by a word.
    return FUNCTION if follower == "(" or place == "[" or word in AGGREGATORS else ""
