"""Prints a tree as one line of PromQL, just as Prometheus prints it.

:func:`pieces` is the one place that knows how PromQL is spelled. Parentheses are printed where precedence needs them
and nowhere else. Nothing recurses, so that depth is no limit.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias, assert_never, cast

from prometheus_querier.durations import format_duration

from .nodes import (
    ONE_TO_ONE,
    Aggregation,
    InstantSelector,
    Number,
    RangeSelector,
    Scalar,
    ScalarBinary,
    ScalarCall,
    ScalarUnary,
    StringLiteral,
    Subquery,
    VectorBinary,
    VectorCall,
    VectorMatching,
    VectorUnary,
)
from .operators import COMPARISON_OPERATORS, PRECEDENCE, UNARY_PRECEDENCE
from .quoting import quote, spell_labels

if TYPE_CHECKING:
    from .nodes import Expr, Instant, Node

Pieces: TypeAlias = "list[str | Expr]"
"""Words of PromQL, and the expressions between them."""

_UNARY = (VectorUnary, ScalarUnary)
_BINARY = (VectorBinary, ScalarBinary)
_POWER = "^"
# Where Go's %v turns to exponents.
_PLAIN_FROM, _PLAIN_BELOW = 1e-4, 1e21
_ATOM = max(PRECEDENCE.values()) + 1


def render(expr: Expr) -> str:
    """Prints an expression as PromQL.

    >>> from prometheus_querier import promql as q
    >>> render((q.metric("a") + 1) * 2)
    '(a + 1) * 2'
    """
    words: list[str] = []
    stack: Pieces = [expr]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            words.append(item)
        else:
            parts = pieces(item)
            parts.reverse()
            stack += parts
    return "".join(words)


def pieces(expr: Expr) -> Pieces:  # noqa: C901, PLR0911 - one page that shows how all of PromQL is spelled
    """Splits an expression into its own words and the expressions between them."""
    node = cast("Node", expr)
    match node:
        case InstantSelector(_, _, offset, at):
            extension = "" if node.extension is None else f" {node.extension}"
            return [f"{selector_text(node)}{_at(at)}{extension}", *_offset(offset)]
        case RangeSelector(selector, window):
            extension = "" if selector.extension is None else f" {selector.extension}"
            return [
                f"{selector_text(selector)}[",
                *_duration(window),
                f"]{extension}{_at(selector.at_time)}",
                *_offset(selector.offset_by),
            ]
        case VectorCall(name, arguments) | ScalarCall(name, arguments):
            return [f"{name}(", *_separated(arguments), ")"]
        case Aggregation(operator, operand, parameter):
            head = f"{operator}{_grouping(node)}("
            return [head, operand, ")"] if parameter is None else [head, parameter, ", ", operand, ")"]
        case VectorBinary(operator, left, right, return_bool, matching):
            words = f" {operator}{' bool' if return_bool else ''}{'' if matching is ONE_TO_ONE else matching_text(matching)} "
            return [*_left(left, operator), words, *_right(right, operator)]
        case ScalarBinary(operator, scalar_left, scalar_right):
            words = f" {operator} bool " if operator in COMPARISON_OPERATORS else f" {operator} "
            return [*_left(scalar_left, operator), words, *_right(scalar_right, operator)]
        case VectorUnary(operator, operand) | ScalarUnary(operator, operand):
            return [
                operator,
                *_parenthesised(operand, isinstance(operand, _BINARY) and strength(operand) <= UNARY_PRECEDENCE),
            ]
        case Number():
            return [number_text(node)]
        case StringLiteral(value):
            return [quote(value)]
        case Subquery(operand, window, step, offset, at):
            return [
                *_parenthesised(operand, strength(operand) < _ATOM),
                "[",
                *_duration(window),
                ":",
                *(() if step is None else _duration(step)),
                f"]{_at(at)}",
                *_offset(offset),
            ]
        case _:
            assert_never(node)


def strength(expr: Expr) -> int:
    """How tightly the outermost operator of an expression binds; more than any operator where there is none."""
    if isinstance(expr, _BINARY):
        return PRECEDENCE[expr.operator]
    return UNARY_PRECEDENCE if isinstance(expr, _UNARY) else _ATOM


def selector_text(selector: InstantSelector) -> str:
    """Prints the name and the matchers of a selector, without its modifiers."""
    name = selector.name or ""
    if selector.matchers or not name:
        return f"{name}{{{','.join([matcher.text for matcher in selector.matchers])}}}"
    return name


def matching_text(matching: VectorMatching) -> str:
    """Prints the words between an operator and its right side, with a space before them."""
    text = ""
    if matching.on or matching.labels or matching.group is not None:
        text = f" {'on' if matching.on else 'ignoring'} ({spell_labels(matching.labels)})"
    if matching.group is not None:
        text += f" group_{matching.group} ({spell_labels(matching.include)})"
    left, right = matching.fill_left, matching.fill_right
    if left is not None and left == right:
        return f"{text} fill ({fill_text(left)})"
    if left is not None:
        text += f" fill_left ({fill_text(left)})"
    if right is not None:
        text += f" fill_right ({fill_text(right)})"
    return text


def number_text(number: Number) -> str:
    """Prints a number literal: in plain decimals, or as the duration that it was written as."""
    if number.is_duration:
        return format_duration(round(number.value * 1000))
    return float_text(number.value)


def float_text(value: float) -> str:
    """Prints a float in as few decimals as say it, never with an exponent.

    >>> float_text(1e21), float_text(-2.5e-7), float_text(5.0), float_text(math.inf)
    ('1000000000000000000000', '-0.00000025', '5', '+Inf')
    """
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"
    mantissa, _, exponent = repr(value).partition("e")
    if not exponent:
        return mantissa.removesuffix(".0")
    sign = "-" if value < 0 else ""
    whole, _, fraction = mantissa.removeprefix("-").partition(".")
    digits = whole + fraction
    point = len(whole) + int(exponent)
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    return f"{sign}{digits.ljust(point, '0')}"


def fill_text(value: float) -> str:
    """Prints a fill value, which Prometheus prints with an exponent where that is shorter.

    >>> fill_text(-23.0), fill_text(1e21), fill_text(1e-5), fill_text(1e6)
    ('-23', '1e+21', '1e-05', '1000000')
    """
    if not math.isfinite(value) or _PLAIN_FROM <= abs(value) < _PLAIN_BELOW or value == 0:
        return float_text(value)
    mantissa, _, exponent = repr(value).partition("e")
    return f"{mantissa.removesuffix('.0')}e{exponent[0]}{exponent[1:].rjust(2, '0')}"


def _grouping(node: Aggregation) -> str:
    if node.excluding:
        return f" without ({spell_labels(node.labels)}) "
    return f" by ({spell_labels(node.labels)}) " if node.labels else ""


def _left(operand: Expr, operator: str) -> Pieces:
    if operator == _POWER:
        # Whatever starts with a sign would lose it to the power.
        loose = strength(operand) < _ATOM or (isinstance(operand, Number) and number_text(operand)[0] in "+-")
        return _parenthesised(operand, loose)
    return _parenthesised(operand, strength(operand) < PRECEDENCE[operator])


def _right(operand: Expr, operator: str) -> Pieces:
    if not isinstance(operand, _BINARY):
        return [operand]
    needed = PRECEDENCE[operator] if operator == _POWER else PRECEDENCE[operator] + 1
    return _parenthesised(operand, strength(operand) < needed)


def _parenthesised(expr: Expr, needed: bool) -> Pieces:
    return ["(", expr, ")"] if needed else [expr]


def _separated(arguments: tuple[Expr, ...]) -> Pieces:
    if len(arguments) < 2:  # noqa: PLR2004 - nothing to separate
        return list(arguments)
    parts: Pieces = [arguments[0]]
    for argument in arguments[1:]:
        parts += (", ", argument)
    return parts


def _duration(duration: int | Scalar) -> Pieces:
    return [format_duration(duration)] if isinstance(duration, int) else [duration]


def _at(time: Instant | None) -> str:
    if time is None:
        return ""
    if isinstance(time, str):
        return f" @ {time}()"
    whole, rest = divmod(abs(time), 1000)
    return f" @ {'-' if time < 0 else ''}{whole}.{rest:03d}"


def _offset(offset: int | Scalar) -> Pieces:
    if isinstance(offset, int):
        return [f" offset {format_duration(offset)}"] if offset else []
    # One term only binds to `offset`: a call, or a sign before a call or parentheses.
    term = offset.operand if isinstance(offset, ScalarUnary) else offset
    bare = isinstance(term, ScalarCall) or (
        isinstance(offset, ScalarUnary) and isinstance(term, ScalarBinary) and strength(term) <= UNARY_PRECEDENCE
    )
    return [" offset ", *_parenthesised(offset, not bare)]
