"""The syntax tree that ``parse_query`` answers, as nodes of ``promql``; what those nodes may be is their own business.

The answer says less than the query in two places: of a number it does not say whether it was written as a duration,
and servers up to 3.5 leave duration expressions out (they say 0).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from prometheus_querier.errors import MalformedResponseError, QueryBuildError
from prometheus_querier.promql.matchers import Matcher
from prometheus_querier.promql.nodes import (
    Aggregation,
    InstantSelector,
    Number,
    RangeSelector,
    Scalar,
    ScalarBinary,
    ScalarCall,
    StringLiteral,
    Subquery,
    VectorBinary,
    VectorCall,
    VectorMatching,
    VectorUnary,
    signed,
)
from prometheus_querier.promql.quoting import is_bare_metric_name
from prometheus_querier.results.records import convert
from prometheus_querier.results.strict_json import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from prometheus_querier.promql import Expr
    from prometheus_querier.promql.nodes import Extension, Instant

    Tree = dict[str, Any]

_GROUPS: dict[str, Literal["left", "right"]] = {"many-to-one": "left", "one-to-many": "right"}
_CARDINALITIES = Literal["one-to-one", "many-to-one", "one-to-many", "many-to-many"]
_DURATION_FUNCTIONS = {"min": "min_of", "max": "max_of"}


def decode_tree(data: Any) -> Expr:
    """Makes an expression from the ``data`` of ``parse_query``.

    Raises:
        MalformedResponseError: It is no syntax tree, or holds what this library does not know.

    >>> print(decode_tree({"type": "unaryExpr", "op": "-", "expr": {"type": "vectorSelector", "name": "up"}}))
    -up
    """
    try:
        expression: Expr = _expression(data)
    except RecursionError:
        raise MalformedResponseError("the syntax tree is nested too deeply") from None
    except QueryBuildError as error:
        raise MalformedResponseError(f"the syntax tree holds what is not known here: {error}") from None
    return expression


def _expression(data: Any) -> Any:
    tree: Tree = convert(dict[str, Any], data, "a node")
    kind = tree.get("type")
    if type(kind) is not str or kind not in _DECODERS:
        raise MalformedResponseError(f"the type of a node is {shown(kind)}, which is not known here")
    return _DECODERS[kind](tree)


def _paren(tree: Tree) -> Any:
    # Where parentheses are needed is the renderer's business.
    return _expression(tree.get("expr"))


def _number(tree: Tree) -> Number:
    return Number(_get(tree, "val", float), _get(tree, "duration", bool, default=False))


def _string(tree: Tree) -> StringLiteral:
    return StringLiteral(_get(tree, "val", str))


def _unary(tree: Tree) -> Any:
    operator, operand = _get(tree, "op", str), _expression(tree.get("expr"))
    return signed(operator, operand) if isinstance(operand, Scalar) else VectorUnary(operator, operand)


def _binary(tree: Tree) -> Any:
    operator = _get(tree, "op", str)
    left, right = _expression(tree.get("lhs")), _expression(tree.get("rhs"))
    if isinstance(left, Scalar) and isinstance(right, Scalar):
        return ScalarBinary(operator, left, right)
    return VectorBinary(operator, left, right, _get(tree, "bool", bool), _matching(tree))


def _matching(tree: Tree) -> VectorMatching:
    matching = _get(tree, "matching", dict[str, Any], default={})
    fill = _get(matching, "fillValues", dict[str, Any], default={})
    cardinality = _get(matching, "card", _CARDINALITIES, default="one-to-one")
    return VectorMatching(
        labels=_get(matching, "labels", tuple[str, ...], default=()),
        on=_get(matching, "on", bool, default=False),
        group=_GROUPS.get(cardinality),
        include=_get(matching, "include", tuple[str, ...], default=()),
        fill_left=_get(fill, "lhs", float, default=None),
        fill_right=_get(fill, "rhs", float, default=None),
    )


def _call(tree: Tree) -> VectorCall | ScalarCall:
    function = _get(tree, "func", dict[str, Any])
    arguments = tuple(map(_expression, _get(tree, "args", tuple[Any, ...])))
    is_scalar = _get(function, "returnType", Literal["vector", "scalar"]) == "scalar"
    return (ScalarCall if is_scalar else VectorCall)(_get(function, "name", str), arguments)


def _aggregation(tree: Tree) -> Aggregation:
    parameter = tree.get("param")
    return Aggregation(
        _get(tree, "op", str),
        _expression(tree.get("expr")),
        None if parameter is None else _expression(parameter),
        _get(tree, "grouping", tuple[str, ...], default=()),
        _get(tree, "without", bool),
    )


def _selector(tree: Tree) -> InstantSelector:
    name = _get(tree, "name", str, default="")
    matchers = [
        Matcher(_get(one, "name", str), _get(one, "type", str), _get(one, "value", str))
        for one in _get(tree, "matchers", tuple[dict[str, Any], ...], default=())
    ]
    if is_bare_metric_name(name):
        # The name stands among the matchers too.
        matchers = [matcher for matcher in matchers if matcher.label != "__name__"]
    extension: Extension | None = None
    if _get(tree, "anchored", bool, default=False):
        extension = "anchored"
    elif _get(tree, "smoothed", bool, default=False):
        extension = "smoothed"
    return InstantSelector(
        name if is_bare_metric_name(name) else None, tuple(matchers), _duration(tree, "offset"), _at(tree), extension
    )


def _range(tree: Tree) -> RangeSelector:
    return RangeSelector(_selector(tree), _duration(tree, "range"))


def _subquery(tree: Tree) -> Subquery:
    step = _duration(tree, "step")
    return Subquery(
        _expression(tree.get("expr")),
        _duration(tree, "range"),
        None if step == 0 else step,
        _duration(tree, "offset"),
        _at(tree),
    )


def _at(tree: Tree) -> Instant | None:
    border: Literal["start", "end"] | None = _get(tree, "startOrEnd", Literal["start", "end"], default=None)
    return _get(tree, "timestamp", int, default=None) if border is None else border


def _duration(tree: Tree, name: str) -> int | Scalar:
    expression = tree.get(f"{name}Expr")
    return _get(tree, name, int, default=0) if expression is None else _duration_expression(expression)


def _duration_expression(data: Any) -> Scalar:
    tree: Tree = convert(dict[str, Any], data, "a duration")
    if tree.get("type") == "numberLiteral":
        return _number(tree)
    name: str = _get(tree, "op", str)
    operator: Any = _DURATION_FUNCTIONS.get(name, name)
    sides = tuple(_duration_expression(side) for side in (tree.get("lhs"), tree.get("rhs")) if side is not None)
    if operator.isidentifier():
        return ScalarCall(operator, sides)
    if len(sides) == 1:
        return signed(operator, sides[0])
    return ScalarBinary(operator, *sides)


def _get(tree: Tree, name: str, kind: Any, **default: Any) -> Any:
    value = tree.get(name)
    return default["default"] if value is None and default else convert(kind, value, name)


_DECODERS: dict[str, Callable[[Tree], Any]] = {
    "aggregation": _aggregation,
    "binaryExpr": _binary,
    "call": _call,
    "matrixSelector": _range,
    "numberLiteral": _number,
    "parenExpr": _paren,
    "stringLiteral": _string,
    "subquery": _subquery,
    "unaryExpr": _unary,
    "vectorSelector": _selector,
}
