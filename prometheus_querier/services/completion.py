"""What may come next in a query: metrics, label names and label values of a server, and PromQL's functions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from prometheus_querier.promql.catalogue import aggregations, functions
from prometheus_querier.promql.quoting import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from prometheus_querier.client import PrometheusClient

    Ask: TypeAlias = Callable[[Callable[[PrometheusClient], Sequence[str]]], Sequence[str]]
    """Puts a question to a client; finds nothing where none can be reached."""

_METRIC = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*\Z")
# Inside the braces of a selector: the metric before them, and the value or the name that is being written.
_VALUE = re.compile(
    r"""([a-zA-Z_:][a-zA-Z0-9_:]*)?\{[^{}]*?([a-zA-Z_][a-zA-Z0-9_]*)\s*(?:=~?|!=|!~)\s*(["'])((?:(?!\3)[^{}])*)\Z"""
)
_LABEL = re.compile(r"""([a-zA-Z_:][a-zA-Z0-9_:]*)?\{(?:[^{}"']|"[^"]*"|'[^']*')*?([a-zA-Z_][a-zA-Z0-9_]*)?\Z""")
# Inside the parentheses of a grouping or a matching.
_GROUPING = re.compile(
    r"(?<![a-zA-Z0-9_:])(?i:by|without|on|ignoring|group_left|group_right)\s*\("
    r"(?:\s*[a-zA-Z_][a-zA-Z0-9_]*\s*,)*\s*([a-zA-Z_][a-zA-Z0-9_]*)?\Z"
)
# A range, an offset or a number that is being written.
_NUMBER = re.compile(r"(?:\[[^\]{}\"']*|(?<![a-zA-Z0-9_:])[0-9][a-zA-Z0-9.]*)\Z")


def complete_query(text: str, ask: Ask, *, timeout: float | None = None) -> tuple[str, list[str]]:
    """Completes the end of a query: a metric or function, a label's name, or its value.

    Args:
        text: The query up to the place where it is written on.
        ask: Asks the server.
        timeout: Seconds that the server may take, in place of the client's.

    Returns:
        The word that is begun at the end of the text, and the words that it may become.

    >>> complete_query("sum(histogram_f", lambda question: ["histogram_files_total"])
    ('histogram_f', ['histogram_files_total', 'histogram_fraction('])
    """
    value = _VALUE.search(text)
    if value is not None:
        metric, label, mark, begun = value.groups(default="")
        found_values = ask(lambda client: client.label_values(label, match=metric or (), timeout=timeout))
        names: Sequence[str] = [_quoted(one, mark) for one in found_values]
    elif (label_name := _LABEL.search(text)) is not None:
        metric, begun = label_name.groups(default="")
        names = ask(lambda client: label_names(client, metric, timeout=timeout))
    elif (grouped := _GROUPING.search(text)) is not None:
        begun = grouped[1] or ""
        names = ask(lambda client: label_names(client, timeout=timeout))
    elif _NUMBER.search(text):
        return "", []
    else:
        found = _METRIC.search(text)
        begun = found[0] if found is not None else ""
        names = [*ask(lambda client: metrics_with(client, begun, timeout=timeout)), *function_starts()]
    return begun, [name for name in names if name.startswith(begun)]


def _quoted(value: str, mark: str) -> str:
    inside = quote(value)[1:-1]
    return inside if mark == '"' else inside.replace('\\"', '"').replace("'", "\\'")


def metrics_with(client: PrometheusClient, begun: str, *, timeout: float | None = None) -> Sequence[str]:
    """Asks for the metrics that begin so; servers find names by a prefix much faster than they list them all."""
    match = f'{{__name__=~"{re.escape(begun)}.*"}}' if begun else ()
    return client.label_values("__name__", match=match, timeout=timeout)


def label_names(client: PrometheusClient, metric: str = "", *, timeout: float | None = None) -> Sequence[str]:
    """Asks for the labels of a metric, or of all."""
    return [name for name in client.label_names(match=metric or (), timeout=timeout) if name != "__name__"]


def function_starts() -> list[str]:
    """Gives functions and aggregations as calls of them begin."""
    return [f"{info.name}(" for info in (*functions(), *aggregations())]
