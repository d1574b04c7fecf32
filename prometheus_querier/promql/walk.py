"""Goes through trees: what a node holds, every node, and a tree with some nodes replaced. Nothing here recurses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from .nodes import (
    Aggregation,
    Expr,
    InstantSelector,
    Number,
    RangeSelector,
    ScalarBinary,
    ScalarCall,
    ScalarUnary,
    StringLiteral,
    Subquery,
    VectorBinary,
    VectorCall,
    VectorUnary,
    signed,
)
from .nodes.expressions import no_expression
from .signatures import function_info

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .nodes import Node, ValueType


def type_of(expr: Expr) -> ValueType:
    """The value type of an expression, in the API's words.

    >>> from prometheus_querier import promql as q
    >>> print(q.type_of(q.metric("up")["5m"]))
    matrix
    """
    if not isinstance(expr, Expr):
        raise no_expression(expr)
    return expr.value_type


def children(expr: Expr) -> tuple[Expr, ...]:
    """The expressions directly inside an expression, in the order in which they are printed.

    A duration expression is no child: it is a property of the selector or subquery that has it.
    """
    node = cast("Node", expr)
    match node:
        case InstantSelector() | Number() | StringLiteral():
            return ()
        case RangeSelector(selector):
            return (selector,)
        case Subquery(operand) | VectorUnary(_, operand) | ScalarUnary(_, operand):
            return (operand,)
        case VectorCall(_, arguments) | ScalarCall(_, arguments):
            return arguments
        case Aggregation(_, operand, parameter):
            return (operand,) if parameter is None else (parameter, operand)
        case VectorBinary(_, left, right) | ScalarBinary(_, left, right):
            return (left, right)
        case _:
            raise no_expression(node)


def walk(expr: Expr) -> Iterator[Expr]:
    """Yields an expression and everything inside it, outer before inner, left before right.

    >>> from prometheus_querier import promql as q
    >>> for node in q.walk(q.sum(q.metric("a") / 2)):
    ...     print(node)
    sum(a / 2)
    a / 2
    a
    2
    """
    stack = [expr]
    while stack:
        node = stack.pop()
        yield node
        stack += reversed(children(node))


def transform(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """Rebuilds an expression from the inside out, each node replaced by what *change* returns for it.

    What is not changed is shared with the original. Types are checked as when building.

    >>> from prometheus_querier import promql as q
    >>> def in_zone(node):
    ...     return node.where(zone="a") if isinstance(node, q.InstantSelector) else node
    >>> print(q.transform(q.sum(q.rate(q.metric("x")["5m"])), in_zone))
    sum(rate(x{zone="a"}[5m]))
    """
    done: list[Expr] = []
    stack: list[tuple[Expr, bool]] = [(expr, False)]
    while stack:
        node, ready = stack.pop()
        inner = children(node)
        if inner and not ready:
            stack.append((node, True))
            stack += [(child, False) for child in reversed(inner)]
            continue
        if inner:
            new = tuple(done[-len(inner) :])
            del done[-len(inner) :]
            if any(a is not b for a, b in zip(new, inner, strict=True)):
                node = with_children(node, new)
        done.append(change(node))
    return done.pop()


def with_children(expr: Expr, new: tuple[Expr, ...]) -> Expr:  # noqa: PLR0911 - one case for each kind of node
    """The same expression with other expressions inside, in the order of :func:`children`.

    Raises:
        PromQLTypeError: One of them is of a type that the place does not take.
    """
    node = cast("Node", expr)
    parts = cast("tuple[Any, ...]", new)  # the nodes check what they are made of
    match node:
        case RangeSelector():
            return node.__replace__(selector=parts[0])
        case Subquery() | VectorUnary():
            return node.__replace__(operand=parts[0])
        case ScalarUnary(operator):
            return signed(operator, parts[0])
        case VectorCall() | ScalarCall():
            return node.__replace__(arguments=parts)
        case Aggregation():
            return node.__replace__(operand=parts[-1], parameter=parts[0] if len(parts) > 1 else None)
        case VectorBinary():
            return node.__replace__(left=parts[0], right=parts[1])
        case ScalarBinary():
            return node.__replace__(left=parts[0], right=parts[1])
        case InstantSelector() | Number() | StringLiteral():
            return node
        case _:
            raise no_expression(node)


def metric_names(expr: Expr) -> frozenset[str]:
    """The metric names that an expression selects by equality.

    >>> from prometheus_querier import promql as q
    >>> sorted(q.metric_names(q.metric("a") / q.metric("b.c")))
    ['a', 'b.c']
    """
    names: set[str] = set()
    for node in walk(expr):
        if isinstance(node, InstantSelector):
            if node.name is not None:
                names.add(node.name)
            names.update(m.value for m in node.matchers if m.label == "__name__" and m.operator == "=")
    return frozenset(names)


def label_names(expr: Expr) -> frozenset[str]:
    """The labels that an expression names: in matchers, groupings, matchings and arguments such as ``dst_label``.

    >>> from prometheus_querier import promql as q
    >>> sorted(q.label_names(q.sum(q.metric("a", job="x")).by("zone")))
    ['job', 'zone']
    """
    names: set[str] = set()
    for node in walk(expr):
        match node:
            case InstantSelector():
                names.update(matcher.label for matcher in node.matchers if matcher.label != "__name__")
            case Aggregation(parameter=StringLiteral(label)):
                names.update(node.labels, (label,))
            case Aggregation():
                names.update(node.labels)
            case VectorBinary(matching=matching):
                names.update(matching.labels, matching.include)
            case VectorCall():
                names.update(_label_arguments(node))
            case _:
                pass
    return frozenset(names)


def _label_arguments(call: VectorCall) -> Iterator[str]:
    info = function_info(call.name)
    if info is not None:
        last = len(info.parameters) - 1
        for index, argument in enumerate(call.arguments):
            named = info.parameters[min(index, last)].name
            if isinstance(argument, StringLiteral) and named.endswith(("label", "labels")):
                yield argument.value
