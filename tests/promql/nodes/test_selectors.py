"""Selectors and subqueries with their modifiers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLTypeError, QueryBuildError, UnsafeNameError

UP = q.metric("up")


@pytest.mark.parametrize(
    ("expr", "printed"),
    [
        (UP["5m"], "up[5m]"),
        (UP[timedelta(minutes=90)], "up[1h30m]"),
        (UP[300], "up[5m]"),
        (UP[0.5], "up[500ms]"),
        (UP["300"], "up[5m]"),
        (UP["1h":"1m"], "up[1h:1m]"),
        (UP["1h":], "up[1h:]"),
        (UP[timedelta(hours=1) : 60], "up[1h:1m]"),
        (q.rate(UP["5m"])["1h":"1m"], "rate(up[5m])[1h:1m]"),
        ((UP + UP)["1h":], "(up + up)[1h:]"),
        ((-UP)["1h":], "(-up)[1h:]"),
        (q.sum(UP).by("a")["1h":], "sum by (a) (up)[1h:]"),
        (UP.offset("5m"), "up offset 5m"),
        (UP.offset("-5m"), "up offset -5m"),
        (UP.offset(-300), "up offset -5m"),
        (UP.offset(timedelta(days=7)), "up offset 1w"),
        (UP.offset("0s"), "up"),
        (UP.at(1700000000), "up @ 1700000000.000"),
        (UP.at(1.5), "up @ 1.500"),
        (UP.at(-1.5), "up @ -1.500"),
        (UP.at(-0.001), "up @ -0.001"),
        (UP.at("2024-01-01T00:00:00Z"), "up @ 1704067200.000"),
        (UP.at(datetime(2024, 1, 1, tzinfo=UTC)), "up @ 1704067200.000"),
        (UP.at_start(), "up @ start()"),
        (UP.at_end(), "up @ end()"),
        (UP.anchored(), "up anchored"),
        (UP.smoothed(), "up smoothed"),
        (UP.offset("5m").at(10).smoothed(), "up @ 10.000 smoothed offset 5m"),
        (UP.at(10).offset("5m"), "up @ 10.000 offset 5m"),
        (UP.offset("5m")["1m"], "up[1m] offset 5m"),
        (UP["1m"].offset("5m").at_end().anchored(), "up[1m] anchored @ end() offset 5m"),
        (UP["1m"].at_start(), "up[1m] @ start()"),
        (UP["1m"].smoothed(), "up[1m] smoothed"),
        (UP["1m"].at(10), "up[1m] @ 10.000"),
        (UP["1m"].where(job="a"), 'up{job="a"}[1m]'),
        (UP.offset("5m")["1h":"1m"].offset("1h"), "up offset 5m[1h:1m] offset 1h"),
        (UP["1h":"1m"].at(10).offset("1h"), "up[1h:1m] @ 10.000 offset 1h"),
        (UP["1h":].at_start(), "up[1h:] @ start()"),
        (UP["1h":].at_end(), "up[1h:] @ end()"),
        (UP.where(job="a").where({"my.label": "b"}, job=q.not_("c")), 'up{"my.label"="b",job!="c",job="a"}'),
    ],
)
def test_selectors(expr, printed):
    assert str(expr) == printed
    assert q.parse(printed) == expr


def test_matchers_are_sorted_when_the_selector_is_made():
    made = q.InstantSelector("x", (q.Matcher("b", "=", ""), q.Matcher("a1", "=", ""), q.Matcher("a", "=", "")))
    assert [matcher.label for matcher in made.matchers] == ["a1", "a", "b"]
    assert made.text == 'x{a1="",a="",b=""}'


@pytest.mark.parametrize(
    "window",
    ["", "5", "5 m", "1.5h", "-5m", "0s", 0, -1, True, None, [], "1h:5m", "5m] or up[5m", b"5m", 1e-9, float("nan")],
)
def test_what_is_no_range_is_refused(window):
    if window == "5":
        assert UP[window] == UP["5s"]
        return
    with pytest.raises((QueryBuildError, PromQLTypeError)):
        UP[window]
    with pytest.raises((QueryBuildError, PromQLTypeError)):
        UP[window:"1m"]


def test_a_subquery_without_step_leaves_it_to_the_server():
    assert UP["1h":].step is None
    assert UP["1h":None] == UP["1h":]


@pytest.mark.parametrize("offset", ["", "5 m", "x", True, None, "1m or up"])
def test_what_is_no_offset_is_refused(offset):
    for selector in (UP, UP["5m"], UP["5m":]):
        with pytest.raises(QueryBuildError):
            selector.offset(offset)


@pytest.mark.parametrize("time", ["now", "", None, True, datetime(2024, 1, 1), float("nan"), "1) or vector(1"])  # noqa: DTZ001
def test_what_is_no_time_is_refused(time):
    for selector in (UP, UP["5m"], UP["5m":]):
        with pytest.raises(QueryBuildError):
            selector.at(time)


@pytest.mark.parametrize("selector", [UP, UP["5m"], UP["1h":"5m"]])
def test_every_modifier_is_said_once(selector):
    with pytest.raises(QueryBuildError, match="has an offset already"):
        selector.offset("5m").offset("5m")
    with pytest.raises(QueryBuildError, match="has an @ already"):
        selector.at(1).at_end()
    with pytest.raises(QueryBuildError, match="has an @ already"):
        selector.at_start().at(1)


@pytest.mark.parametrize("selector", [UP, UP["5m"]])
def test_a_selector_is_extended_in_one_way(selector):
    with pytest.raises(QueryBuildError, match="is anchored already"):
        selector.anchored().smoothed()
    assert selector.anchored().anchored() == selector.anchored()


@pytest.mark.parametrize(
    "make",
    [
        lambda: q.InstantSelector("my.metric"),
        lambda: q.InstantSelector("on"),
        lambda: q.InstantSelector("Inf"),
        lambda: q.InstantSelector(""),
        lambda: q.InstantSelector("up} or vector(1"),
        lambda: q.InstantSelector("up", at_time="now() or up"),
        lambda: q.InstantSelector("up", at_time=1.5),
        lambda: q.InstantSelector("up", extension="or up"),
        lambda: q.InstantSelector("up", offset_by="5m"),
        lambda: q.InstantSelector("up", offset_by=1.0),
        lambda: q.InstantSelector("up", offset_by=2**80),
        lambda: q.InstantSelector("up", (q.Matcher("__name__", "=", "down"),)),
        lambda: q.RangeSelector(UP, 0),
        lambda: q.RangeSelector(UP, "5m"),
        lambda: q.RangeSelector(q.sum(UP), 5),
        lambda: q.RangeSelector(UP, 2**63),
        lambda: q.RangeSelector(UP, q.number(5)),
        lambda: q.Subquery(UP["5m"], 5),
        lambda: q.Subquery(UP, 5, 0),
        lambda: q.Subquery(UP, 5, at_time="now"),
        lambda: q.Subquery(q.time(), 5),
    ],
)
def test_nodes_refuse_what_cannot_be_written(make):
    with pytest.raises((QueryBuildError, UnsafeNameError)):
        make()
