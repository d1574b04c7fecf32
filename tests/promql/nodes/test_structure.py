"""What all nodes have in common: they are frozen, compare by structure, cross processes, and nest as deep as one likes."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import sys

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLTypeError, UnsafeNameError
from prometheus_querier.promql.nodes.structure import Structural, record, unchecked

UP = q.metric("up", job="api", zone=q.not_("a"))
EVERY_KIND = [
    UP,
    UP["5m"].offset("1h"),
    UP["1h":"1m"].at(1.5),
    q.rate(UP["5m"]),
    q.time(),
    q.topk(5, UP).without("pod"),
    (UP / UP).on("job").group_left("zone"),
    q.time() + 1,
    -UP,
    -q.time(),
    q.number(float("nan")),
    q.string('"'),
]


@pytest.mark.parametrize("expr", EVERY_KIND, ids=str)
def test_every_node_is_frozen_and_slotted(expr):
    assert dataclasses.is_dataclass(expr)
    assert not hasattr(expr, "__dict__")
    name = expr.__match_args__[0]
    with pytest.raises(dataclasses.FrozenInstanceError, match=f"cannot assign to {name}"):
        setattr(expr, name, None)
    with pytest.raises(dataclasses.FrozenInstanceError):
        delattr(expr, name)
    with pytest.raises((dataclasses.FrozenInstanceError, AttributeError)):
        expr.something_new = 1


@pytest.mark.parametrize("expr", EVERY_KIND, ids=str)
def test_dataclasses_takes_every_node_for_one_of_its_own(expr):
    names = [field.name for field in dataclasses.fields(expr) if field.init]
    assert names == list(expr.__match_args__)
    assert dataclasses.replace(expr) == expr
    assert not dataclasses.is_dataclass(q.InstantVector)
    with pytest.raises(TypeError):
        dataclasses.fields(q.Expr)


def test_replacing_fields_makes_a_checked_copy():
    assert dataclasses.replace(UP, name="down") == q.metric("down", job="api", zone=q.not_("a"))
    assert UP.__replace__(name="down") == dataclasses.replace(UP, name="down")
    with pytest.raises(UnsafeNameError):
        dataclasses.replace(UP, name="on")
    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(UP, text="down")


def test_a_dataclass_can_be_made_of_a_node():
    @dataclasses.dataclass(frozen=True)
    class Named(q.StringLiteral):
        note: str = ""

    assert str(Named("x", "a note")) == '"x"'
    assert Named("x", "a note") == Named("x", "a note") != Named("x", "another")


@pytest.mark.parametrize("expr", EVERY_KIND, ids=str)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_every_node_pickles(expr, protocol):
    again = pickle.loads(pickle.dumps(expr, protocol))  # noqa: S301 - made here
    assert type(again) is type(expr)
    assert again == expr
    assert hash(again) == hash(expr)
    assert str(again) == str(expr)


@pytest.mark.parametrize("expr", EVERY_KIND, ids=str)
def test_copies_are_the_node_itself(expr):
    assert copy.copy(expr) is expr
    assert copy.deepcopy([expr])[0] is expr


@pytest.mark.parametrize("expr", EVERY_KIND, ids=str)
def test_repr_shows_the_kind_and_the_promql(expr):
    assert repr(expr) == f"<{type(expr).__name__} {expr}>"
    assert f"{expr}" == str(expr)


def test_methods_leave_the_original_alone():
    total = q.sum(UP)
    product = UP * UP
    before = str(total), str(product), str(UP)
    total.by("a")
    product.on("x").group_left("y")
    UP.offset("5m").at_end().where(a="b")
    assert (str(total), str(product), str(UP)) == before
    assert str(product.on("z")) == f"{UP} * on (z) {UP}"


def test_equality_is_structural():
    assert q.metric("a", x="1", y="2") == q.metric("a", y="2", x="1")
    assert q.metric("a") != q.metric("b")
    assert q.metric("a") != "a"
    assert q.metric("a") != q.metric("a")["5m"]
    assert q.metric("a")["5m"] == q.metric("a")[300]
    assert q.sum(UP) != q.sum(UP).without()
    assert len({q.rate(UP["5m"]), q.rate(UP["300s"]), q.rate(UP["6m"])}) == 2


def test_numbers_are_equal_when_they_print_the_same():
    assert q.number(float("nan")) == q.number(float("nan"))
    assert q.number(0.0) != q.number(-0.0)
    assert q.number(60) != q.duration("1m")
    assert (UP + UP).fill(float("nan")) == (UP + UP).fill(float("nan"))


def test_a_call_of_another_result_type_is_another_expression():
    assert q.call("f", UP) != q.call("f", UP, returns=q.Scalar)


def test_numpy_numbers_become_floats():
    numpy = pytest.importorskip("numpy")
    assert UP * numpy.float64(2) == UP * 2
    assert numpy.float64(2) * UP == 2 * UP
    assert UP + numpy.int64(3) == UP + 3
    with pytest.raises((PromQLTypeError, TypeError)):
        UP + numpy.array([1.0, 2.0])


def chain(depth):
    expr = q.metric("a")
    for _ in range(depth):
        expr = expr + 1
    return expr


def right_chain(depth):
    expr = q.metric("a")
    for _ in range(depth):
        expr = 2**expr
    return expr


def calls(depth):
    expr = q.metric("a")
    for _ in range(depth):
        expr = q.abs(expr)
    return expr


def signs(depth):
    expr = q.metric("a")
    for _ in range(depth):
        expr = -expr
    return expr


def sums(depth):
    expr = q.metric("a")
    for _ in range(depth):
        expr = q.sum(expr).by("job")
    return expr


def subqueries(depth):
    expr = q.metric("a")
    for _ in range(depth):
        expr = q.last_over_time(expr["5m":"1m"])
    return expr


def durations(depth):
    length = q.step() * 2
    for _ in range(depth):
        length = 1 + -length
    return q.metric("a")[length].offset(length)


@pytest.mark.parametrize("build", [chain, right_chain, calls, signs, sums, subqueries, durations])
def test_depth_is_no_limit(build):
    depth = (10 if build in {chain, right_chain, signs} else 3) * sys.getrecursionlimit()
    one, other = build(depth), build(depth)
    assert one == other
    assert hash(one) == hash(other)
    assert one != build(depth - 1)
    assert str(one) == str(other)
    again = pickle.loads(pickle.dumps(one))  # noqa: S301 - made here
    assert again == one
    assert copy.deepcopy(one) is one
    assert repr(one).startswith("<")
    assert len(list(q.walk(one))) >= (2 if build is durations else depth)
    assert q.transform(one, lambda node: node) is one
    assert q.metric_names(one) == {"a"}
    assert q.pretty(one, 1).count("a") >= 1
    del one, again
    assert other is not None


def test_a_node_of_unknown_type_is_an_error_that_is_understood():
    with pytest.raises(PromQLTypeError, match="needs an instant vector"):
        q.sum(object())


@record
class Pair(Structural):
    first: object
    second: object = None


def test_records_can_do_without_checks_and_defaults():
    assert repr(Pair(1)) == "Pair(1, None)"
    assert Pair(1) == Pair(1, None)
    assert Pair(Pair((Pair(1), Pair(2)))) == pickle.loads(pickle.dumps(Pair(Pair((Pair(1), Pair(2))))))  # noqa: S301
    with pytest.raises(TypeError):
        Pair()
    with pytest.raises(TypeError):
        Pair(1, 2, 3)
    assert dataclasses.replace(Pair(1, 2), second=3) == Pair(1, 3)


def test_unchecked_makes_the_very_same_record():
    new_pair = unchecked(Pair)
    assert new_pair(1, 2) == Pair(1, 2)
    assert type(new_pair(1, 2)) is Pair
    with pytest.raises(dataclasses.FrozenInstanceError):
        new_pair(1, 2).first = 3
