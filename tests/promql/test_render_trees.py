"""Random trees before three judges: our own parser, promql-parser, and what pickling and copying make of them.

A real server judges them in tests/server/promql.
"""

from __future__ import annotations

import copy
import pickle
from typing import Any

import promql_parser
import pytest
from hypothesis import given, settings
from promql_trees import MODERN, NEWEST, OLD

from prometheus_querier import promql as q

pytestmark = pytest.mark.slow


@settings(max_examples=200, deadline=None)
@given(NEWEST.vectors())
def test_what_is_printed_parses_back_to_an_equal_tree(expr: q.Expr) -> None:
    parsed = q.parse(str(expr))
    assert parsed == expr, str(parsed)
    assert str(parsed) == str(expr)
    assert hash(parsed) == hash(expr)


@settings(max_examples=200, deadline=None)
@given(OLD.vectors())
def test_an_independent_parser_reads_the_same_tree(expr: q.Expr) -> None:
    assert _shape_of_theirs(promql_parser.parse(str(expr))) == _shape(expr)


def _shape(expr: q.Expr) -> Any:  # noqa: PLR0911 - one case for each kind of node
    """The tree as nested tuples, without what promql-parser does not keep."""
    match expr:
        case q.VectorBinary() | q.ScalarBinary():
            return (expr.operator, _shape(expr.left), _shape(expr.right))
        case q.VectorUnary() | q.ScalarUnary():
            return ("sign", _shape(expr.operand)) if expr.operator == "-" else _shape(expr.operand)
        case q.Aggregation():
            return (expr.operator, *map(_shape, q.children(expr)))
        case q.VectorCall() | q.ScalarCall():
            return (expr.name, *map(_shape, expr.arguments))
        case q.Subquery():
            return ("subquery", _shape(expr.operand))
        case q.Number():
            return str(expr.value)
        case q.StringLiteral():
            return expr.value
        case q.RangeSelector():
            return ("range", expr.selector.name)
        case q.InstantSelector():
            return ("instant", expr.name)
        case _:
            raise AssertionError(expr)


def _shape_of_theirs(node: Any) -> Any:  # noqa: C901, PLR0911 - likewise
    match type(node).__name__:
        case "ParenExpr":
            return _shape_of_theirs(node.expr)
        case "BinaryExpr":
            return (str(node.op), _shape_of_theirs(node.lhs), _shape_of_theirs(node.rhs))
        case "UnaryExpr":
            return ("sign", _shape_of_theirs(node.expr))
        case "AggregateExpr":
            inner = (node.expr,) if node.param is None else (node.param, node.expr)
            return (str(node.op), *map(_shape_of_theirs, inner))
        case "Call":
            return (node.func.name, *map(_shape_of_theirs, node.args))
        case "SubqueryExpr":
            return ("subquery", _shape_of_theirs(node.expr))
        case "NumberLiteral":
            return str(node.val)
        case "StringLiteral":
            return node.val
        case "MatrixSelector":
            return ("range", node.vector_selector.name)
        case "VectorSelector":
            return ("instant", node.name)
        case _:
            raise AssertionError(node)


@settings(max_examples=200, deadline=None)
@given(MODERN.vectors())
def test_trees_survive_pickling_and_copying(expr: q.Expr) -> None:
    again = pickle.loads(pickle.dumps(expr))  # noqa: S301 - made here
    assert again == expr
    assert hash(again) == hash(expr)
    assert str(again) == str(expr)
    assert copy.copy(expr) is expr
    assert copy.deepcopy(expr) is expr


@settings(max_examples=200, deadline=None)
@given(NEWEST.vectors(), NEWEST.vectors())
def test_trees_are_equal_exactly_when_they_print_the_same(one: q.Expr, other: q.Expr) -> None:
    assert (one == other) == (str(one) == str(other))


@settings(max_examples=200, deadline=None)
@given(NEWEST.vectors())
def test_the_pretty_form_is_the_same_query(expr: q.Expr) -> None:
    for width in (1, 30, 1000):
        assert q.parse(q.pretty(expr, width)) == expr
