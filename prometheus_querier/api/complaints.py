"""What a server complains of in a query, shown in the query itself, with what to write instead."""

from __future__ import annotations

import re

from prometheus_querier.errors import PromQLSyntaxError, QueryBuildError

_PLACE = re.compile(r"\b([0-9]{1,6}):([0-9]{1,6}): parse error: (.*)", re.DOTALL)
_NEEDS_NO_WINDOW = 'invalid expression type "range vector" for range query'
_WINDOW_ADVICE = (
    "a range query asks for one value at every step: leave the [5m] out, or put a function around it, such as "
    "rate(x[5m]); query() takes x[5m] as it is"
)


def pointed_out(query: str, message: str, *, is_prometheus: bool) -> str:
    """Gives lines to add to a server's message: the place in the query, and advice; empty where nothing is known.

    Args:
        query: The query that was refused.
        message: The server's words.
        is_prometheus: Whether the server complains as Prometheus does; relatives know functions that it does not.

    >>> print(pointed_out("rte(up[5m])", '1:1: parse error: unknown function with name "rte"', is_prometheus=True))
    <BLANKLINE>
      rte(up[5m])
      ^
      did you mean rate?
    """
    if _NEEDS_NO_WINDOW in message:
        return f"\n  {_WINDOW_ADVICE}"
    ours, told = _found_here(query), _told(query, message)
    if ours is None:
        return "" if told is None else _picture(told)
    if not is_prometheus:
        return f"\nPrometheus would say {ours}"
    # Of an unclosed parenthesis, one tells the end of the text and the other where it opens.
    elsewhere = told is not None and told.position != ours.position and not ours.suggestion
    return _picture(ours) + (f"\n  {ours.reason}" if elsewhere else "")


def _picture(error: PromQLSyntaxError) -> str:
    """The lines below the reason, which the server's words have said already."""
    return "\n" + str(error).partition("\n")[2]


def _found_here(query: str) -> PromQLSyntaxError | None:
    from prometheus_querier import promql  # noqa: PLC0415 - what succeeds does not need the parser

    try:
        promql.parse(query)
    except PromQLSyntaxError as error:
        return error
    except QueryBuildError:
        pass
    return None


def _told(query: str, message: str) -> PromQLSyntaxError | None:
    """Points at the place that the server's message names."""
    found = _PLACE.search(message)
    if found is None:
        return None
    lines = query.split("\n")
    line = min(max(1, int(found[1])), len(lines))
    # Servers count bytes.
    before = lines[line - 1].encode("utf-8", "replace")[: int(found[2]) - 1].decode("utf-8", "ignore")
    position = sum(len(one) + 1 for one in lines[: line - 1]) + len(before)
    return PromQLSyntaxError.at(query, position, found[3])
