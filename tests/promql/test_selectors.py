"""Where expressions start."""

from __future__ import annotations

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLTypeError, QueryBuildError, UnsafeNameError


@pytest.mark.parametrize(
    ("expr", "printed"),
    [
        (q.metric("up"), "up"),
        (q.metric("up", {}), "up"),
        (q.metric("up", job="api"), 'up{job="api"}'),
        (q.metric("up", {"job": "api"}, zone="a"), 'up{job="api",zone="a"}'),
        (q.metric("up", {"job": "api"}, job="b"), 'up{job="b"}'),
        (q.metric("up", name="x", demands="y", self="z"), 'up{demands="y",name="x",self="z"}'),
        (q.metric("up", {"my.label": q.not_("x")}), 'up{"my.label"!="x"}'),
        (q.metric("my.metric"), '{__name__="my.metric"}'),
        (q.metric("my.metric", job="a", A="b"), '{A="b",__name__="my.metric",job="a"}'),
        (q.metric("on"), '{__name__="on"}'),
        (q.metric("NaN"), '{__name__="NaN"}'),
        (q.metric('up"} or vector(1) or {a="'), r'{__name__="up\"} or vector(1) or {a=\""}'),
        (q.metric("up", {'x="} or vector(1) or up{y': "v"}), r'up{"x=\"} or vector(1) or up{y"="v"}'),
        (q.selector(job="api"), '{job="api"}'),
        (q.selector({"k8s.pod": q.regex(".+")}), '{"k8s.pod"=~".+"}'),
        (q.selector(__name__=q.regex("http_.*")), '{__name__=~"http_.*"}'),
        (q.selector(job=q.not_("")), '{job!=""}'),
    ],
)
def test_selectors(expr, printed):
    assert str(expr) == printed
    assert q.parse(printed) == expr


def test_the_order_of_labels_makes_no_difference():
    assert q.metric("x", b="1", a="2") == q.metric("x", a="2", b="1") == q.metric("x", {"b": "1"}, a="2")


def test_a_metric_has_one_name():
    for make in (
        lambda: q.metric("up", __name__="down"),
        lambda: q.metric("my.metric", __name__=q.regex("x")),
        lambda: q.metric("up").where(__name__="down"),
    ):
        with pytest.raises(QueryBuildError, match="set twice"):
            make()


@pytest.mark.parametrize("labels", [{}, {"a": ""}, {"a": q.regex(".*")}, {"a": q.not_("x")}, {"a": q.not_regex("x")}])
def test_selecting_everything_is_refused(labels):
    with pytest.raises(QueryBuildError, match="refuses to select all series"):
        q.selector(labels)


def test_names_that_cannot_be_written_are_refused():
    with pytest.raises(UnsafeNameError, match="must not be empty"):
        q.metric("")
    with pytest.raises(UnsafeNameError, match="lone surrogates"):
        q.metric("\ud800")
    for name in (5, None, b"up", ["up"], q.metric("up")):
        with pytest.raises(PromQLTypeError, match="a metric name must be text"):
            q.metric(name)


@pytest.mark.parametrize("demands", ["job=api", [("a", "b")], 5, q.regex("x")])
def test_demands_are_a_mapping(demands):
    with pytest.raises(PromQLTypeError, match="matchers are a mapping"):
        q.metric("up", demands)
    with pytest.raises(PromQLTypeError, match="matchers are a mapping"):
        q.selector(demands)


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        (["a", "b"], r"not list: write q\.one_of\(\['a', 'b'\]\)"),
        (500, "not int 500: write '500'"),
        (None, "not None: leave the label out, or write '' for series without it"),
    ],
)
def test_what_is_no_text_of_a_label_says_what_to_write(value, advice):
    with pytest.raises(PromQLTypeError, match=advice):
        q.metric("up", job=value)
