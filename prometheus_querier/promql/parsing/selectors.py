"""Selectors and what follows them: matchers, ranges, subqueries, ``offset``, ``@``, ``anchored`` and ``smoothed``."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

from prometheus_querier.errors import QueryBuildError
from prometheus_querier.promql.constructs import DURATION_AS_NUMBER, QUOTED_NAME
from prometheus_querier.promql.matchers import Matcher, MatchOperator
from prometheus_querier.promql.nodes import InstantSelector, InstantVector, RangeSelector, Subquery

from .durations import read_number, read_offset, read_window
from .lexer import NUMBER, STRING, WORD

if TYPE_CHECKING:
    from prometheus_querier.promql.nodes import Expr, Extension, Instant

    from .cursor import Cursor

_OPERATORS: Final = frozenset({"=", "!=", "=~", "!~"})
_IN_BRACES: Final = "in the braces of a selector"
_NAME: Final = "__name__"
_TIME_LIMIT: Final = 2**63


def read_selector(cursor: Cursor, name: str | None, start: int, *, may_be_empty: bool = False) -> InstantSelector:
    """Reads the braces of a selector, if there are any, after its name, if it has one.

    Args:
        cursor: At the opening brace, or at what follows a name without braces.
        name: The name before the braces.
        start: Where the selector starts.
        may_be_empty: Whether it may select everything, as in the second argument of ``info()``.
    """
    matchers = _read_matchers(cursor) if cursor.kinds[cursor.index] == "{" else ()
    if name is None:
        if not may_be_empty and all(matcher.matches_empty() for matcher in matchers):
            raise cursor.error(
                "a selector without a name needs a matcher that refuses the empty string, or it would select everything",
                start,
                suggestion='such as {job="api"} or {job=~".+"}',
            )
    elif any(matcher.label == _NAME for matcher in matchers):
        raise cursor.error(f"the metric name must not be set twice: {name} stands before the braces already", start)
    return InstantSelector(name, matchers)


def _read_matchers(cursor: Cursor) -> tuple[Matcher, ...]:
    cursor.index += 1
    matchers: list[Matcher] = []
    while cursor.kinds[cursor.index] != "}":
        matchers.append(_read_matcher(cursor))
        if cursor.kinds[cursor.index] == ",":
            cursor.index += 1
        elif cursor.kinds[cursor.index] != "}":
            raise _no_separator(cursor)
    cursor.index += 1
    return tuple(matchers)


def _read_matcher(cursor: Cursor) -> Matcher:
    index = cursor.index
    kind = cursor.kinds[index]
    if kind is WORD:
        label = cursor.values[index]
        cursor.index = index + 1
    elif kind is STRING:
        cursor.spellings.append(QUOTED_NAME)
        label = cursor.take_string(_IN_BRACES)
        if cursor.kinds[cursor.index] in ",}":
            return Matcher(_NAME, "=", label)
    else:
        raise cursor.unexpected(_IN_BRACES, "a label or }")
    operator = cursor.kinds[cursor.index]
    if operator not in _OPERATORS:
        raise cursor.unexpected(_IN_BRACES, "= != =~ or !~")
    cursor.index += 1
    start = cursor.starts[cursor.index]
    if cursor.kinds[cursor.index] is not STRING:
        raise _no_value(cursor, label, operator)
    value = cursor.take_string(_IN_BRACES)
    try:
        return Matcher(label, cast("MatchOperator", operator), value)
    except QueryBuildError as error:
        raise cursor.error(str(error), start) from None


def _no_separator(cursor: Cursor) -> Exception:
    suggestion = ""
    if cursor.word() == "or":
        suggestion = "PromQL has no `or` inside braces: write two selectors with `or` between them, or a regex"
    return cursor.unexpected(_IN_BRACES, "a comma or }", suggestion=suggestion)


def _no_value(cursor: Cursor, label: str, operator: str) -> Exception:
    suggestion = ""
    if cursor.kinds[cursor.index] is WORD:
        suggestion = f'values are quoted: {label}{operator}"{cursor.values[cursor.index]}"'
    elif cursor.kinds[cursor.index] == "=":
        suggestion = "equality inside braces is a single ="
    return cursor.unexpected(_IN_BRACES, "a string", suggestion=suggestion)


def read_suffixes(cursor: Cursor, expr: Expr, start: int, *, parenthesised: bool) -> Expr:
    """Reads the ranges and modifiers that follow an expression; they bind tighter than any operator.

    Args:
        cursor: After the expression.
        expr: What they modify.
        start: Where the expression starts.
        parenthesised: Whether it stands in parentheses, which only a subquery can follow.
    """
    while True:
        kind = cursor.kinds[cursor.index]
        if kind == "[":
            expr = _read_brackets(cursor, expr, start, parenthesised=parenthesised)
        elif kind == "@":
            expr = _read_at(cursor, expr, parenthesised=parenthesised)
        elif kind is WORD and (word := cursor.values[cursor.index].lower()) in _SUFFIXES:
            if word == "offset":
                expr = _read_offset(cursor, expr, parenthesised=parenthesised)
            else:
                expr = _read_extension(cursor, expr, cast("Extension", word), parenthesised=parenthesised)
        else:
            return expr
        parenthesised = False


_SUFFIXES: Final = frozenset({"offset", "anchored", "smoothed"})


def _read_brackets(cursor: Cursor, expr: Expr, start: int, *, parenthesised: bool) -> RangeSelector | Subquery:
    bracket = cursor.starts[cursor.index]
    cursor.index += 1
    window = read_window(cursor, "range")
    if cursor.kinds[cursor.index] == ":":
        cursor.index += 1
        step = None if cursor.kinds[cursor.index] == "]" else read_window(cursor, "step")
        cursor.take("]", "in a subquery")
        if not isinstance(expr, InstantVector):
            raise cursor.error(f"a subquery needs an instant vector, not a {expr.value_type.documented}", start)
        return Subquery(expr, window, step)
    if cursor.kinds[cursor.index] != "]":
        raise cursor.unexpected("in brackets", "] or :")
    cursor.index += 1
    if parenthesised or not isinstance(expr, InstantSelector):
        suggestion = (
            "for a subquery, write a colon: [range:] or [range:step]" if isinstance(expr, InstantVector) else ""
        )
        raise cursor.error("a range needs a selector before it", bracket, suggestion=suggestion)
    modifier = "offset" if expr.offset_by != 0 else "@" if expr.at_time is not None else ""
    if modifier:
        raise cursor.error(
            f"no {modifier} modifier is allowed before the range", bracket, suggestion=f"x[range] {modifier} …"
        )
    return RangeSelector(expr, window)


def _modified(cursor: Cursor, expr: Expr, modifier: str, *, parenthesised: bool) -> InstantSelector | Subquery:
    """What holds the modifiers of an expression."""
    if not parenthesised:
        if isinstance(expr, RangeSelector):
            return expr.selector
        if isinstance(expr, (InstantSelector, Subquery)):
            return expr
    raise cursor.error(
        f"{modifier} must follow a selector or a subquery directly",
        suggestion="put it inside: (a offset 5m), rate(a[5m] offset 5m)" if isinstance(expr, InstantVector) else "",
    )


def _changed(expr: Expr, held: InstantSelector | Subquery) -> Expr:
    return RangeSelector(held, expr.range) if isinstance(expr, RangeSelector) else held  # type: ignore[arg-type]  # a range holds a selector


def _read_offset(cursor: Cursor, expr: Expr, *, parenthesised: bool) -> Expr:
    held = _modified(cursor, expr, "offset", parenthesised=parenthesised)
    if held.offset_by != 0:
        raise cursor.error("offset may not be set twice")
    cursor.index += 1
    return _changed(expr, replace(held, offset_by=read_offset(cursor)))


def _read_at(cursor: Cursor, expr: Expr, *, parenthesised: bool) -> Expr:
    held = _modified(cursor, expr, "@", parenthesised=parenthesised)
    if held.at_time is not None:
        raise cursor.error("@ may not be set twice")
    cursor.index += 1
    return _changed(expr, replace(held, at_time=_read_instant(cursor)))


def _read_instant(cursor: Cursor) -> Instant:
    word = cursor.word()
    if word in ("start", "end") and cursor.follows("("):
        cursor.index += 2
        cursor.take(")", "after @")
        return cast("Instant", word)
    start = cursor.starts[cursor.index]
    sign = cursor.kinds[cursor.index]
    if sign in "+-":
        cursor.index += 1
    if cursor.kinds[cursor.index] is not NUMBER and cursor.word() not in ("inf", "nan"):
        raise cursor.unexpected("after @", "Unix seconds, start() or end()")
    number = read_number(cursor) if cursor.kinds[cursor.index] is NUMBER else None
    ms = math.inf if number is None else number.value * 1000
    if abs(ms) >= _TIME_LIMIT:
        raise cursor.error("a time after @ that Prometheus cannot hold", start)
    if number is not None and number.is_duration:
        cursor.spellings.append(DURATION_AS_NUMBER)
    # Go rounds halves away from zero.
    ms = math.floor(ms + 0.5)
    return -ms if sign == "-" else ms


def _read_extension(cursor: Cursor, expr: Expr, extension: Extension, *, parenthesised: bool) -> Expr:
    held = _modified(cursor, expr, extension, parenthesised=parenthesised)
    if isinstance(held, Subquery):
        raise cursor.error(f"{extension} is not for subqueries")
    if held.extension not in (None, extension):
        raise cursor.error("anchored and smoothed exclude each other")
    cursor.index += 1
    return _changed(expr, replace(held, extension=extension))
