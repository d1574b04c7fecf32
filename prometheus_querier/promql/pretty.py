"""Prints a tree on several lines, in the layout of Prometheus' own formatter (``promtool promql format``).

Only the layout is decided here; how PromQL is spelled is :mod:`.render`'s business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.counts import whole_number

from .nodes import (
    Aggregation,
    ScalarBinary,
    ScalarCall,
    ScalarUnary,
    Subquery,
    VectorBinary,
    VectorCall,
    VectorUnary,
)
from .nodes.structure import Structural, record
from .render import (
    aggregation_head,
    left_needs_parentheses,
    operator_text,
    pieces,
    render,
    right_needs_parentheses,
    sign_needs_parentheses,
    subquery_window,
    window_needs_parentheses,
)

if TYPE_CHECKING:
    from .nodes import Expr

# Deeper levels are not indented further: no reader would follow, and the text would grow with the square of the depth.
_DEEPEST_INDENT = 40


@record
class _Block(Structural):
    """An expression that has still to be laid out."""

    expr: Expr
    level: int
    parenthesised: bool = False
    starts_line: bool = True


def pretty(expr: Expr, width: int = 80) -> str:
    """Prints an expression on as many lines as it needs: what is longer than *width* is taken apart.

    Indentation does not count; a selector stays on one line, however long.

    >>> from prometheus_querier import promql as q
    >>> x = q.metric("http_requests_total", code=q.regex("5.."))
    >>> print(q.pretty(q.sum(q.rate(x["5m"])).by("job") / q.sum(q.rate(q.metric("http_requests_total")["5m"])).by("job")))
      sum by (job) (rate(http_requests_total{code=~"5.."}[5m]))
    /
      sum by (job) (rate(http_requests_total[5m]))
    """
    width = whole_number(width, "width")
    lengths = _lengths(expr)
    text: list[str] = []
    stack: list[str | Expr | _Block] = [_Block(expr, 0)]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            text.append(item)
        elif not isinstance(item, _Block):
            text.append(render(item))
        elif lengths[id(item.expr)] + 2 * item.parenthesised <= width:
            start = _indent(item.level) if item.starts_line else ""
            text.append(f"{start}({render(item.expr)})" if item.parenthesised else start + render(item.expr))
        else:
            stack += _apart(item)[::-1]
    return "".join(text)


def _apart(block: _Block) -> tuple[str | Expr | _Block, ...]:  # noqa: PLR0911 - one case for each kind of node
    expr, level, starts_line = block.expr, block.level, block.starts_line
    indent = _indent(level)
    start = indent if starts_line else ""
    if block.parenthesised:
        return (f"{start}(\n", _Block(expr, level + 1), f"\n{indent})")
    match expr:
        case VectorBinary() | ScalarBinary():
            left = _Block(expr.left, level + 1, left_needs_parentheses(expr.left, expr.operator), starts_line)
            right = _Block(expr.right, level + 1, right_needs_parentheses(expr.right, expr.operator))
            return (left, f"\n{indent}{operator_text(expr)}\n", right)
        case VectorCall() | ScalarCall() if expr.arguments:
            return (f"{start}{expr.name}(\n", *_lines(expr.arguments, level + 1), f"\n{indent})")
        case Aggregation():
            inner = (expr.operand,) if expr.parameter is None else (expr.parameter, expr.operand)
            return (f"{start}{aggregation_head(expr)}(\n", *_lines(inner, level + 1), f"\n{indent})")
        case VectorUnary() | ScalarUnary():
            operand = _Block(expr.operand, level, sign_needs_parentheses(expr.operand), starts_line=False)
            return (f"{start}{expr.operator}", operand)
        case Subquery():
            operand = _Block(expr.operand, level, window_needs_parentheses(expr.operand), starts_line)
            return (operand, *subquery_window(expr))
        case _:
            return (start, expr)


def _lines(arguments: tuple[Expr, ...], level: int) -> list[str | _Block]:
    lines: list[str | _Block] = []
    for argument in arguments:
        lines += (_Block(argument, level), ",\n")
    return lines[:-1]


def _indent(level: int) -> str:
    return "  " * min(level, _DEEPEST_INDENT)


def _lengths(root: Expr) -> dict[int, int]:
    """How long every expression inside is when printed, by identity; each is printed only once."""
    lengths: dict[int, int] = {}
    stack: list[tuple[Expr, tuple[str | Expr, ...] | None]] = [(root, None)]
    while stack:
        expr, parts = stack.pop()
        if parts is not None:
            lengths[id(expr)] = sum(len(p) if isinstance(p, str) else lengths[id(p)] for p in parts)
        elif id(expr) not in lengths:
            own = pieces(expr)
            parts = (own,) if isinstance(own, str) else own
            stack.append((expr, parts))
            stack += [(part, None) for part in parts if not isinstance(part, str)]
    return lengths
