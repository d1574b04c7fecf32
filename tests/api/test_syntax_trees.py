"""Syntax trees as servers answer them: those of 3.5 were received, those of later servers are shaped as theirs are."""

import pytest

from prometheus_querier import promql as q
from prometheus_querier.api.syntax_trees import decode_tree
from prometheus_querier.errors import MalformedResponseError


def matcher(name, value, operator="="):
    return {"name": name, "type": operator, "value": value}


def selector(name, *matchers, **more):
    named = [matcher("__name__", name)] if name else []
    return {
        "type": "vectorSelector",
        "name": name,
        "matchers": [*matchers, *named],
        "offset": 0,
        "startOrEnd": None,
        "timestamp": None,
    } | more


def matrix(name, milliseconds, **more):
    return selector(name, **more) | {"type": "matrixSelector", "range": milliseconds}


def number(value, **more):
    return {"type": "numberLiteral", "val": value} | more


def call(name, returns, *arguments):
    function = {"name": name, "argTypes": [], "variadic": 0, "returnType": returns}
    return {"type": "call", "func": function, "args": list(arguments)}


def binary(left, operator, right, matching=None, *, is_bool=False):
    return {"type": "binaryExpr", "op": operator, "lhs": left, "rhs": right, "matching": matching, "bool": is_bool}


def aggregation(operator, operand, parameter=None, labels=(), *, without=False):
    return {
        "type": "aggregation",
        "op": operator,
        "expr": operand,
        "param": parameter,
        "grouping": list(labels),
        "without": without,
    }


def duration(operator, left=None, right=None):
    return {"type": "durationExpr", "op": operator, "lhs": left, "rhs": right, "wrapped": False}


X = selector("x")
ONE_TO_ONE = {"card": "one-to-one", "labels": [], "on": False, "include": []}
SUBQUERY = {"type": "subquery", "expr": X, "offset": 0, "range": 3_600_000, "startOrEnd": None, "step": 0}

TREES = [
    (X, "x"),
    (selector("up", matcher("job", "a|b", "=~"), matcher("env", "", "!=")), 'up{env!="",job=~"a|b"}'),
    (selector("", matcher("__name__", "a.b")), '{__name__="a.b"}'),
    (selector("", matcher("__name__", "up")), '{__name__="up"}'),
    (selector("x", offset=-300_000, startOrEnd="end"), "x @ end() offset -5m"),
    (selector("x", timestamp=1_700_000_000_500), "x @ 1700000000.500"),
    (matrix("x", 300_000, offset=60_000, startOrEnd="start"), "x[5m] @ start() offset 1m"),
    (SUBQUERY, "x[1h:]"),
    (SUBQUERY | {"step": 30_000, "offset": 60_000, "timestamp": 0}, "x[1h:30s] @ 0.000 offset 1m"),
    ({"type": "parenExpr", "expr": {"type": "parenExpr", "expr": X}}, "x"),
    ({"type": "unaryExpr", "op": "+", "expr": X}, "+x"),
    ({"type": "unaryExpr", "op": "-", "expr": {"type": "parenExpr", "expr": number("1")}}, "-(1)"),
    ({"type": "unaryExpr", "op": "-", "expr": call("time", "scalar")}, "-time()"),
    (number("-1"), "-1"),
    (number("1" + "0" * 300), "1e300"),
    (number("NaN"), "NaN"),
    (number("-Inf"), "-Inf"),
    ({"type": "stringLiteral", "val": 's"\n'}, '"s\\"\\n"'),
    (call("rate", "vector", matrix("x", 300_000)), "rate(x[5m])"),
    (call("minute", "vector"), "minute()"),
    (aggregation("sum", X, labels=["a", "b"]), "sum by (a, b) (x)"),
    (aggregation("sum", X, without=True), "sum without () (x)"),
    (aggregation("topk", X, number("3")), "topk(3, x)"),
    (aggregation("count_values", X, {"type": "stringLiteral", "val": "v"}), 'count_values("v", x)'),
    (binary(X, "+", X, ONE_TO_ONE), "x + x"),
    (binary(number("1"), "==", number("2"), is_bool=True), "1 == bool 2"),
    (binary(X, ">", number("1"), is_bool=True), "x > bool 1"),
    (binary(X, "and", X, ONE_TO_ONE | {"card": "many-to-many"}), "x and x"),
    (
        binary(X, "*", X, {"card": "many-to-one", "labels": ["b"], "on": True, "include": ["c"]}),
        "x * on (b) group_left (c) x",
    ),
    (
        binary(X, "*", X, {"card": "one-to-many", "labels": ["b"], "on": False, "include": []}),
        "x * ignoring (b) group_right () x",
    ),
    # Later than 3.5
    (matrix("x", 300_000, anchored=True, smoothed=False), "x[5m] anchored"),
    (selector("x", anchored=False, smoothed=True), "x smoothed"),
    (binary(X, "+", X, ONE_TO_ONE | {"fillValues": {"lhs": None, "rhs": 0}}), "x + fill_right (0) x"),
    (binary(X, "+", X, ONE_TO_ONE | {"fillValues": {"lhs": 1.5, "rhs": 1.5}}), "x + fill (1.5) x"),
    (matrix("x", 300_000, rangeExpr=None, offsetExpr=None), "x[5m]"),
    (
        matrix("x", 0, rangeExpr=duration("+", number("300", duration=True), number("60", duration=True))),
        "x[5m + 1m]",
    ),
    (
        matrix(
            "x", 0, rangeExpr=duration("max_of", duration("step"), duration("*", number("2", duration=False), number("4")))
        ),
        "x[max_of(step(), 2 * 4)]",
    ),
    (matrix("x", 0, rangeExpr=duration("range")), "x[range()]"),
    (
        selector("x", offsetExpr=duration("-", None, duration("min", number("5", duration=True), duration("step")))),
        "x offset -min_of(5s, step())",
    ),
    (
        SUBQUERY | {"stepExpr": duration("/", duration("range"), number("2", duration=False))},
        "x[1h:range() / 2]",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("tree", "text"), TREES, ids=[text for _, text in TREES])
def test_a_servers_tree_is_ours(tree, text):
    assert decode_tree(tree) == q.parse(text)


@pytest.mark.parametrize(
    ("tree", "problem"),
    [
        (None, "a node is None, not an object"),
        ([], r"a node is \[\], not an object"),
        ({}, "the type of a node is None"),
        ({"type": "lambda"}, "the type of a node is 'lambda', which is not known here"),
        ({"type": ["call"]}, "the type of a node is"),
        ({"type": "parenExpr"}, "a node is None"),
        (number(5) | {"val": None}, "val is None, not a number"),
        (number("five"), "val is 'five', not a number"),
        (aggregation("sum", X) | {"grouping": "a"}, "grouping is 'a', not a list"),
        (aggregation("sum", X) | {"without": "no"}, "without is 'no', not true or false"),
        (aggregation("median", X), "not known here.*median"),
        (call("rate", "vector", X), "not known here.*rate"),
        (call("rate", "matrix", X), "returnType is 'matrix'"),
        (binary(X, "<=>", X), "not known here.*<=>"),
        (binary(X, "+", X, {"card": "all-to-all"}), "card is 'all-to-all'"),
        (selector("x", matcher("a", "b", "~=")), "not known here"),
        (selector("x", offset="5m"), "offset is '5m', not a whole number"),
        (selector("x", startOrEnd="middle"), "startOrEnd is 'middle'"),
        (matrix("x", 0), "not known here.*range must be longer than zero"),
        (matrix("x", 0, rangeExpr=duration("!", number("1"), number("2"))), "not known here"),
        (matrix("x", 0, rangeExpr=5), "a duration is 5, not an object"),
    ],
)
def test_what_is_no_tree_is_refused(tree, problem):
    with pytest.raises(MalformedResponseError, match=problem):
        decode_tree(tree)


def test_a_tree_that_is_too_deep_is_refused():
    tree = X
    for _ in range(5000):
        tree = {"type": "parenExpr", "expr": tree}
    with pytest.raises(MalformedResponseError, match="nested too deeply"):
        decode_tree(tree)
