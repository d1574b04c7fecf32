"""Prints a tree as one line of PromQL, just as Prometheus prints it.

:func:`pieces` is the one place that knows how PromQL is spelled. Parentheses are printed where precedence needs them
and nowhere else. Nothing recurses, so that depth is no limit.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

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
from .nodes.expressions import no_expression
from .numbers import compact_text, float_text
from .operators import COMPARISON_OPERATORS, PRECEDENCE, RIGHT_ASSOCIATIVE, UNARY_PRECEDENCE
from .quoting import quote, spell_labels
from .walk import walk

if TYPE_CHECKING:
    from .nodes import Expr, Instant, Node

Pieces: TypeAlias = "tuple[str | Expr, ...]"
"""Words of PromQL, and the expressions between them."""

_BINARY = (VectorBinary, ScalarBinary)
_IN_DURATIONS = frozenset("+-*/%^")
_UNARY = (VectorUnary, ScalarUnary)
# What never needs parentheses, because it ends in its own.
_CLOSED = (VectorCall, ScalarCall, Aggregation)
_ATOM = max(PRECEDENCE.values()) + 1
_duration_text = lru_cache(maxsize=256)(format_duration)


def render(expr: Expr) -> str:
    """Prints an expression as PromQL.

    >>> from prometheus_querier import promql as q
    >>> render((q.metric("a") + 1) * 2)
    '(a + 1) * 2'
    """
    words: list[str] = []
    stack: list[str | Expr] = [expr]
    while stack:
        item = stack.pop()
        if not isinstance(item, str):
            parts = pieces(item)
            if not isinstance(parts, str):
                stack += parts[::-1]
                continue
            item = parts
        words.append(item)
    return "".join(words)


def pieces(expr: Expr) -> str | Pieces:  # noqa: C901, PLR0911, PLR0912 - one page that shows how all PromQL is spelled
    """Splits an expression into its own words and the expressions between them; a leaf is words alone."""
    node: Node = expr  # type: ignore[assignment] # there are no others, and cast() would take its time
    match node:
        case RangeSelector():
            selector = node.selector
            if isinstance(node.range, int) and not _is_modified(selector):
                return f"{selector.text}[{_duration_text(node.range)}]"
            return _range_selector(selector, node.range)
        case VectorCall():
            if len(node.arguments) == 1:
                return (f"{node.name}(", node.arguments[0], ")")
            return (f"{node.name}(", *_separated(node.arguments), ")")
        case Aggregation():
            head = f"{aggregation_head(node)}("
            if node.parameter is None:
                return (head, node.operand, ")")
            return (head, node.parameter, ", ", node.operand, ")")
        case InstantSelector():
            if not _is_modified(node):
                return node.text
            return _modified(node.text, f"{_at(node.at_time)}{_extension(node)}", node.offset_by)
        case VectorBinary() | ScalarBinary():
            return (*_left(node.left, node.operator), f" {operator_text(node)} ", *_right(node.right, node.operator))
        case VectorUnary() | ScalarUnary():
            return (node.operator, *_parenthesised(node.operand, sign_needs_parentheses(node.operand)))
        case Number():
            return number_text(node)
        case StringLiteral():
            return quote(node.value)
        case ScalarCall():
            return (f"{node.name}(", *_separated(node.arguments), ")")
        case Subquery():
            operand = _parenthesised(node.operand, window_needs_parentheses(node.operand))
            return (*operand, *subquery_window(node))
        case _:
            raise no_expression(node)


def operator_text(node: VectorBinary | ScalarBinary) -> str:
    """Prints an operator with all that stands between it and its right side."""
    if isinstance(node, ScalarBinary):
        return f"{node.operator} bool" if node.operator in COMPARISON_OPERATORS else node.operator
    matching = "" if node.matching is ONE_TO_ONE else matching_text(node.matching)
    return f"{node.operator}{' bool' if node.return_bool else ''}{matching}"


def left_needs_parentheses(operand: Expr, operator: str) -> bool:
    """Whether an expression must be parenthesised to the left of an operator."""
    if operator in _IN_DURATIONS and _ends_in_offset_group(operand):
        return True
    if operator == "^":
        # Whatever starts with a sign would lose it to the power.
        signed = isinstance(operand, Number) and number_text(operand).startswith(("+", "-"))
        return signed or _strength(operand) < _ATOM
    return _strength(operand) < PRECEDENCE[operator]


def right_needs_parentheses(operand: Expr, operator: str) -> bool:
    """Whether an expression must be parenthesised to the right of an operator."""
    return isinstance(operand, _BINARY) and _strength(operand) < PRECEDENCE[operator] + (operator != RIGHT_ASSOCIATIVE)


def sign_needs_parentheses(operand: Expr) -> bool:
    """Whether an expression must be parenthesised after a sign."""
    return isinstance(operand, _BINARY) and _strength(operand) <= UNARY_PRECEDENCE


def window_needs_parentheses(operand: Expr) -> bool:
    """Whether an expression must be parenthesised before the brackets of a subquery."""
    return _strength(operand) < _ATOM


def _strength(expr: Expr) -> int:
    if isinstance(expr, _BINARY):
        return PRECEDENCE[expr.operator]
    return UNARY_PRECEDENCE if isinstance(expr, _UNARY) else _ATOM


def _ends_in_offset_group(expr: Expr) -> bool:
    """Whether the print ends in parentheses after ``offset``, which take arithmetic after them for part of the duration."""
    while True:
        if isinstance(expr, InstantSelector):
            offset = expr.offset_by
            # Before 3.6, which has no calls in durations, a sign before the parentheses made no difference.
            return not isinstance(offset, int) and not (
                _is_bare_term(offset) and any(isinstance(part, ScalarCall) for part in walk(offset))
            )
        if isinstance(expr, _BINARY) and not right_needs_parentheses(expr.right, expr.operator):
            expr = expr.right
        elif isinstance(expr, _UNARY) and not sign_needs_parentheses(expr.operand):
            expr = expr.operand
        else:
            return False


def aggregation_head(node: Aggregation) -> str:
    """Prints what stands before the parentheses of an aggregation."""
    if node.excluding:
        return f"{node.operator} without ({spell_labels(node.labels)}) "
    return f"{node.operator} by ({spell_labels(node.labels)}) " if node.labels else node.operator


def matching_text(matching: VectorMatching) -> str:
    """Prints the words between an operator and its right side, with a space before them."""
    text = ""
    if matching.on or matching.labels or matching.group is not None:
        text = f" {'on' if matching.on else 'ignoring'} ({spell_labels(matching.labels)})"
    if matching.group is not None:
        text += f" group_{matching.group} ({spell_labels(matching.include)})"
    left, right = matching.fill_left, matching.fill_right
    if left is not None and left == right:
        return f"{text} fill ({compact_text(left)})"
    if left is not None:
        text += f" fill_left ({compact_text(left)})"
    if right is not None:
        text += f" fill_right ({compact_text(right)})"
    return text


def number_text(number: Number) -> str:
    """Prints a number literal: in plain decimals, or as the duration that it was written as."""
    if number.is_duration:
        return format_duration(round(number.value * 1000))
    return float_text(number.value)


def _is_modified(selector: InstantSelector) -> bool:
    return selector.offset_by != 0 or selector.at_time is not None or selector.extension is not None


def _range_selector(selector: InstantSelector, window: int | Scalar) -> str | Pieces:
    modifiers = f"]{_extension(selector)}{_at(selector.at_time)}"
    if isinstance(window, int):
        return _modified(f"{selector.text}[{_duration_text(window)}", modifiers, selector.offset_by)
    return (f"{selector.text}[", window, *_pieces(_modified("", modifiers, selector.offset_by)))


def subquery_window(node: Subquery) -> Pieces:
    """Splits what follows the expression of a subquery: its brackets and modifiers."""
    step: Pieces = () if node.step is None else _duration(node.step)
    modifiers = _pieces(_modified("]", _at(node.at_time), node.offset_by))
    return ("[", *_duration(node.range), ":", *step, *modifiers)


def _left(operand: Expr, operator: str) -> Pieces:
    if isinstance(operand, _CLOSED):
        return (operand,)
    return _parenthesised(operand, left_needs_parentheses(operand, operator))


def _right(operand: Expr, operator: str) -> Pieces:
    return _parenthesised(operand, right_needs_parentheses(operand, operator))


def _parenthesised(expr: Expr, needed: bool) -> Pieces:
    return ("(", expr, ")") if needed else (expr,)


def _separated(arguments: tuple[Expr, ...]) -> Pieces:
    parts: list[str | Expr] = []
    for argument in arguments:
        parts += (argument, ", ")
    return tuple(parts[:-1])


def _pieces(parts: str | Pieces) -> Pieces:
    return (parts,) if isinstance(parts, str) else parts


def _duration(duration: int | Scalar) -> Pieces:
    return (_duration_text(duration),) if isinstance(duration, int) else (duration,)


def _extension(selector: InstantSelector) -> str:
    return "" if selector.extension is None else f" {selector.extension}"


def _at(time: Instant | None) -> str:
    if time is None:
        return ""
    if isinstance(time, str):
        return f" @ {time}()"
    whole, rest = divmod(abs(time), 1000)
    return f" @ {'-' if time < 0 else ''}{whole}.{rest:03d}"


def _modified(text: str, modifiers: str, offset: int | Scalar) -> str | Pieces:
    if isinstance(offset, int):
        return f"{text}{modifiers} offset {_duration_text(offset)}" if offset else f"{text}{modifiers}"
    return (f"{text}{modifiers} offset ", *_parenthesised(offset, not _is_bare_term(offset)))


def _is_bare_term(offset: Scalar) -> bool:
    """Whether an offset needs no parentheses: only one term binds to it, a call, or a sign before a call or a group."""
    term = offset.operand if isinstance(offset, ScalarUnary) else offset
    return isinstance(term, ScalarCall) or (term is not offset and sign_needs_parentheses(term))
