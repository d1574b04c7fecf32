"""The builder: each level of the hierarchy has its shape, and a user's own querier needs nothing changed."""

from uuid import uuid4

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import QueryBuildError, UnsafeNameError
from prometheus_querier.queriers import (
    AggregatingMetricQuerier,
    ContainerMetricQuerier,
    PrometheusMetricQuerier,
    QueryStrategy,
    UtilizationMetricQuerier,
    build_query,
    to_promql,
)


class Requests(PrometheusMetricQuerier):
    """A user's own querier of the lowest level."""

    def __init__(self, name="http_requests_total", **labels):
        self._name, self._labels = name, labels

    def name(self):
        return self._name

    def labels(self):
        return self._labels


class RequestsByPath(Requests, AggregatingMetricQuerier):
    """… of the middle level."""

    groups = ("path", "code")

    def group_by_labels(self):
        return list(self.groups)


class RequestUtilization(RequestsByPath, UtilizationMetricQuerier):
    """… and of the highest."""

    strategy = QueryStrategy.RATE

    def query_strategy(self):
        return self.strategy


def test_a_metric_becomes_a_selector():
    expr = build_query(Requests(job="api", path=q.regex("/v1/.*"), code=q.not_("500")))
    assert isinstance(expr, q.InstantVector)
    assert str(expr) == 'http_requests_total{code!="500",job="api",path=~"/v1/.*"}'


def test_an_aggregating_querier_is_summed_in_its_own_order():
    assert str(build_query(RequestsByPath(job="api"))) == 'sum by (path, code) (http_requests_total{job="api"})'
    assert str(build_query(RequestsByPath(), aggregation="max")) == "max by (path, code) (http_requests_total)"


def test_no_grouping_is_one_group():
    querier = RequestsByPath()
    querier.groups = ()
    assert str(build_query(querier)) == "sum(http_requests_total)"


@pytest.mark.parametrize(
    ("strategy", "query"),
    [
        ("gauge", "sum by (path, code) (http_requests_total)"),
        ("rate", "sum by (path, code) (rate(http_requests_total[90s]))".replace("90s", "1m30s")),
        ("rate_normalized", "sum by (path, code) (rate(http_requests_total[1m30s])) / 90"),
    ],
)
def test_strategies(strategy, query):
    querier = RequestUtilization()
    querier.strategy = QueryStrategy(strategy)
    assert str(build_query(querier, rate_interval=90)) == query


def test_a_window_of_a_fraction_of_a_second_normalizes_by_it():
    querier = RequestUtilization()
    querier.strategy = QueryStrategy.RATE_NORMALIZED
    assert str(build_query(querier, rate_interval="1s500ms")).endswith("[1s500ms])) / 1.5")


@pytest.mark.parametrize("value", ['a"} or secret{x="', "back\\slash", "new\nline", "{}", "$1", "😀", "\ufffd", "'"])
def test_values_are_data(value):
    selector = q.parse(str(build_query(Requests(job=value))))
    assert selector == q.metric("http_requests_total", job=value)


@pytest.mark.parametrize(
    ("querier", "error", "words"),
    [
        (Requests(name=""), QueryBuildError, "must give a metric's name"),
        (Requests(name=None), QueryBuildError, "must give a metric's name"),
        (Requests(job=uuid4()), QueryBuildError, r"UUID .* for 'job': write str"),
        (Requests(job=None), QueryBuildError, "NoneType None for 'job'"),
        (Requests(job="\ud800"), QueryBuildError, "surrogate"),
        (Requests(**{"": "x"}), UnsafeNameError, "label name"),
        (object(), QueryBuildError, "must be a PrometheusMetricQuerier"),
    ],
)
def test_what_cannot_be_asked_is_refused(querier, error, words):
    with pytest.raises(error, match=words):
        build_query(querier)


def test_an_unknown_strategy_names_the_known_ones():
    querier = RequestUtilization()
    querier.strategy = "cube_root"
    with pytest.raises(QueryBuildError, match=r"'cube_root'; write one of QueryStrategy\.GAUGE"):
        build_query(querier)


@pytest.mark.parametrize("interval", ["5 m", "", "0s", "-5m", 0, None])
def test_a_bad_window_is_refused(interval):
    with pytest.raises(QueryBuildError, match="rate_interval"):
        build_query(RequestUtilization(), rate_interval=interval)


def test_an_unknown_aggregation_names_the_known_ones():
    with pytest.raises(QueryBuildError, match="stdvar, sum, not 'topk'"):
        build_query(RequestsByPath(), aggregation="topk")


def test_every_question_has_its_text():
    assert to_promql("up") == "up"
    assert to_promql(q.metric("up")) == "up"
    assert to_promql(Requests(job="a")) == 'http_requests_total{job="a"}'
    cpu = ContainerMetricQuerier(metric_name="cpu_util", value_type="current")
    assert "[1m]" in to_promql(cpu, rate_interval="1m")
    with pytest.raises(QueryBuildError, match="query is empty"):
        to_promql(" ")
    with pytest.raises(QueryBuildError, match="must be a querier, an expression or PromQL text, not int"):
        to_promql(1)
