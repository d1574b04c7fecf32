"""Ranges, steps and offsets: duration literals, numbers of seconds, and duration expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from prometheus_querier.promql.constructs import (
    DURATION_EXPRESSION,
    NUMBER_AS_DURATION,
    SIGNED_DURATION,
    UNDERSCORE,
    ZERO_OFFSET,
)
from prometheus_querier.promql.nodes import Number, Scalar, ScalarBinary, ScalarCall, signed
from prometheus_querier.promql.operators import PRECEDENCE, RIGHT_ASSOCIATIVE, UNARY_PRECEDENCE

from .lexer import NUMBER
from .literals import duration_ms, number_value

if TYPE_CHECKING:
    from prometheus_querier.errors import PromQLSyntaxError
    from prometheus_querier.promql.operators import ArithmeticOperator

    from .cursor import Cursor

_OPERATORS: Final = {operator: PRECEDENCE[operator] for operator in "+-*/%^"}
_ARITIES: Final = {"step": 0, "range": 0, "min_of": 2, "max_of": 2}
_EXPECTED = "a duration such as 5m, a number of seconds, step(), range(), min_of() or max_of()"
# Prometheus holds durations as int64 nanoseconds.
_LONGEST_SECONDS = 2**63 / 1e9
_WEAKEST = 1
# Far beyond any that a person or a program has reason to write.
_DEEPEST = 100


def read_window(cursor: Cursor, name: str) -> int | Scalar:
    """Reads a range or step: whole milliseconds, or the expression."""
    start = cursor.starts[cursor.index]
    first = cursor.index
    # The usual case, a single literal, is exact to the millisecond.
    if cursor.kinds[first] is NUMBER and cursor.kinds[first + 1] in "]:" and (ms := duration_ms(cursor.values[first])):
        cursor.index = first + 1
        return ms
    duration = _read(cursor, _WEAKEST)
    if not isinstance(duration, Number):
        return duration
    _note_spelling(cursor, first, duration)
    ms = _to_ms(duration)
    if ms <= 0:
        raise cursor.error(f"a {name} must be at least a millisecond long", start)
    return ms


def read_offset(cursor: Cursor) -> int | Scalar:
    """Reads what follows ``offset``: a literal or call, with a sign or without, or what starts with a parenthesis.

    Prometheus ends the offset after the first three, and after a group with a sign: ``x offset 5m + 1`` adds to x. After
    a group without a sign, arithmetic belongs to the offset: ``x offset (5m) + 1`` is ``x offset ((5m) + 1)``.
    """
    first = cursor.index
    kinds = cursor.kinds
    signed_term = kinds[first] in "+-"
    if kinds[first] == "(" or (signed_term and kinds[first + 1] in "+-"):
        duration = _read(cursor, _WEAKEST)
    else:
        cursor.index += signed_term
        duration = _read_term(cursor, 0)
        if kinds[first] == "-":
            duration = signed("-", duration)
    if not isinstance(duration, Number):
        return duration
    _note_spelling(cursor, first, duration)
    if duration.value == 0:
        cursor.spellings.append(ZERO_OFFSET)
    return _to_ms(duration)


def _note_spelling(cursor: Cursor, first: int, number: Number) -> None:
    """Notes what the print of a literal will not show: parentheses, a plus, and a missing unit."""
    kinds = cursor.kinds[first : cursor.index]
    if "(" in kinds:
        cursor.spellings.append(DURATION_EXPRESSION)
    if "+" in kinds:
        cursor.spellings.append(SIGNED_DURATION)
    if not number.is_duration:
        cursor.spellings.append(NUMBER_AS_DURATION)


def read_number(cursor: Cursor) -> Number:
    """Reads a number, or a duration that stands for seconds."""
    text = cursor.values[cursor.index]
    value = number_value(text)
    if value is not None:
        if "_" in text:
            cursor.spellings.append(UNDERSCORE)
        cursor.index += 1
        return Number(value)
    ms = duration_ms(text)
    if ms is None:
        raise _no_number(cursor, text)
    cursor.index += 1
    return Number(ms / 1000, is_duration=True)


def _no_number(cursor: Cursor, text: str) -> PromQLSyntaxError:
    if text[-1] in "smhdwy" and not text.startswith(("0x", "0X")):
        suggestion = "whole numbers with units y w d h m s ms, each once and in this order, such as 1h30m"
        return cursor.error(f"{text[:40]} is no duration, or longer than 292 years", suggestion=suggestion)
    suggestion = "a minute is m: 5m" if text.endswith("min") else ""
    return cursor.error(f"{text[:40]} is no number that a 64-bit float can hold", suggestion=suggestion)


def _to_ms(number: Number) -> int:
    if number.is_duration:
        return round(number.value * 1000)
    # As Prometheus: to the nearest nanosecond, then cut to milliseconds.
    nanoseconds = round(number.value * 1e9)
    return nanoseconds // 1_000_000 if nanoseconds >= 0 else -(-nanoseconds // 1_000_000)


def _read(cursor: Cursor, weakest: int, depth: int = 0) -> Scalar:
    """Reads operators that bind at least as tightly as *weakest*, and what they stand between."""
    left = _read_term(cursor, depth)
    while (precedence := _OPERATORS.get(cursor.kinds[cursor.index], 0)) >= weakest:
        operator = cast("ArithmeticOperator", cursor.kinds[cursor.index])
        start = cursor.starts[cursor.index]
        cursor.index += 1
        right = _read(cursor, precedence + (operator != RIGHT_ASSOCIATIVE), depth + 1)
        if operator in "/%" and isinstance(right, Number) and right.value == 0:
            raise cursor.error("division by zero", start)
        left = ScalarBinary(operator, left, right)
    return left


def _read_term(cursor: Cursor, depth: int) -> Scalar:
    if depth > _DEEPEST:
        raise cursor.error(f"a duration expression nested deeper than {_DEEPEST}")
    kind = cursor.kinds[cursor.index]
    if kind is NUMBER:
        return _read_literal(cursor)
    if kind in "+-":
        cursor.index += 1
        # Prometheus drops the plus as well.
        operand = _read(cursor, UNARY_PRECEDENCE + 1, depth + 1)
        return signed("-", operand) if kind == "-" else operand
    if kind == "(":
        cursor.index += 1
        inner = _read(cursor, _WEAKEST, depth + 1)
        cursor.take(")", "in a duration expression")
        return inner
    return _read_call(cursor, depth)


def _read_literal(cursor: Cursor) -> Number:
    start = cursor.starts[cursor.index]
    number = read_number(cursor)
    if abs(number.value) > _LONGEST_SECONDS:
        raise cursor.error("a duration longer than the 292 years that Prometheus can hold", start)
    return number


def _read_call(cursor: Cursor, depth: int) -> ScalarCall:
    name = cursor.word()
    if name not in _ARITIES or not cursor.follows("("):
        renamed = {"min": "min_of", "max": "max_of"}.get(name)
        raise cursor.unexpected("", _EXPECTED, suggestion=f"write {renamed}(…)" if renamed else "")
    cursor.index += 2
    arguments: list[Scalar] = []
    for index in range(_ARITIES[name]):
        if index:
            cursor.take(",", f"in the arguments of {name}()")
        arguments.append(_read(cursor, _WEAKEST, depth + 1))
    cursor.take(")", f"in the call of {name}()")
    return ScalarCall(name, tuple(arguments))
