"""Queries at one point in time, on every kind of server."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from prometheus_querier import errors, promql as q
from prometheus_querier.promql import Number
from prometheus_querier.results import MatrixResult, ScalarResult, StringResult, VectorResult

pytestmark = pytest.mark.server

START = 1704067200
CORPUS = json.loads((Path(__file__).parents[2] / "data" / "promql" / "valid.json").read_text("utf-8"))


def test_a_vector(backend):
    result = backend.client.query(q.metric("up"), START + 60)
    assert type(result) is VectorResult
    assert {sample.labels["job"]: (sample.timestamp, sample.value) for sample in result} == {
        "job-1": (START + 60, 1.0),
        "job-2": (START + 60, 1.0),
    }
    assert result.by("job").keys() == {"job-1", "job-2"}
    assert result.only(job="job-2").labels["instance"] == "host-2:9100"


def test_scalars_and_strings(backend):
    scalar, string = backend.client.query("1 + 1", START), backend.client.query('"hi"', START)
    assert scalar.scalar() == 2.0
    if backend.is_prometheus:
        assert (type(scalar), type(string), string.value) == (ScalarResult, StringResult, "hi")
    else:
        assert (type(scalar), len(string)) == (VectorResult, 0)


def test_raw_samples(backend):
    result = backend.client.query("up[1m]", START + 60)
    assert type(result) is MatrixResult
    times = list(result.only(job="job-1").timestamps)
    assert times[-4:] == [START + 15, START + 30, START + 45, START + 60]


@pytest.mark.parametrize("expression", ["0/0", "1/0", "-1/0", "1e-10", "1e300"])
def test_special_numbers(backend, expression):
    value = {"0/0": math.nan, "1/0": math.inf, "-1/0": -math.inf}.get(expression) or float(expression)
    result = backend.client.query(f"vector({expression})", START)
    if math.isnan(value) and not backend.is_prometheus:
        assert len(result) == 0
    else:
        assert repr(result.scalar()) == repr(value)


def test_nothing_is_an_empty_vector(backend):
    assert list(backend.client.query("nothing", START)) == []


def test_the_cost_is_told_when_that_is_asked_for(backend):
    assert backend.client.query("up", START, stats=True).stats is not None or not backend.is_prometheus
    if backend.is_prometheus:
        assert backend.client.query("up", START).stats is None
        stats = backend.client.query("up", START, stats="all").stats
        assert stats.total_queryable_samples == 2
        assert stats.timings.exec_total_time > 0


def test_lookback(old, old_release, modern):
    late = START + 3600 + 120
    assert len(modern.query("up", late)) == 2
    assert len(modern.query("up", late, lookback_delta="1m")) == 0
    if old_release < (2, 43):
        assert len(old.query("up", late, lookback_delta="1m")) == 2, "it is ignored"
        assert old.server.version
        with pytest.raises(errors.UnsupportedByServerError, match="lookback_delta"):
            old.query("up", late, lookback_delta="1m")


def test_limits(old, old_release, modern):
    cut = modern.query("up", START, limit=1)
    assert (len(cut), cut.warnings) == (1, ("results truncated due to limit",))
    assert len(modern.query("up", START, limit=0)) == 2
    if old_release < (3, 2):
        assert len(old.query("up", START, limit=1)) == 2, "it is ignored"
        assert old.server.version
        with pytest.raises(errors.UnsupportedByServerError, match="limit"):
            old.query("up", START, limit=1)


def test_warnings_and_infos_are_kept(modern):
    result = modern.query("quantile(2, up)", START)
    assert result.warnings[0].startswith("PromQL warning: ")
    result = modern.query('rate({__name__=~"http_request.*",le!="x"}[5m])', START + 600)
    assert all(info.startswith("PromQL info: ") for info in result.infos)


def test_what_does_not_parse(backend):
    with pytest.raises(errors.ApiError) as caught:
        backend.client.query("sum(", START)
    assert type(caught.value) is (errors.BadDataError if backend.is_prometheus else errors.ExecutionError)
    assert caught.value.query == "sum("


def test_what_cannot_be_evaluated(backend):
    with pytest.raises(errors.ExecutionError):
        backend.client.query('label_replace(up, "a", "$1", "job", "(")', START)


def test_a_timeout_of_the_server_is_a_timeout(old, modern):
    slow = "sum(count_over_time((rate(http_request_seconds_bucket[5m]))[1h:1ms]))"
    for client in (old, modern):
        with pytest.raises((errors.QueryTimeoutError, errors.RequestTimeoutError)):
            client.query(slow, START + 3600, timeout=0.1)


def test_a_query_is_checked_before_it_is_sent(old, modern):
    # Without the feature flag no version knows it.
    with pytest.raises(errors.UnsupportedByServerError, match="limitk"):
        old.query("limitk(1, up)", START, check=True)
    assert len(modern.query("limitk(1, up)", START, check=True)) == 1
    assert modern.server.features == {"promql-experimental-functions", "promql-duration-expr"}


def test_queries_are_formatted(backend):
    if not backend.is_prometheus:
        with pytest.raises(errors.NotFoundError):
            backend.client.format_query("up")
        return
    assert backend.client.format_query(q.sum(q.metric("up")).by("job")) == "sum by (job) (up)"


def test_old_servers_do_not_parse_queries(old, old_release):
    if old_release < (3, 0):
        with pytest.raises(errors.NotFoundError) as caught:
            old.parse_query("up")
        assert caught.value.__notes__ == ["this endpoint came with Prometheus 3.0"]


def test_a_parsed_query_is_what_we_parse(modern):
    known = [
        row["expr"]
        for row in CORPUS
        if row["parses"]["3.5.3"]
        # The answer has no bytes that are no UTF-8, and up to 3.5 no duration expressions.
        and r"\x" not in row["head_string"]
        and "promql-duration-expr" not in row["needs"]
    ]
    assert len(known) > 900
    different = [text for text in known[::4] if modern.parse_query(text) != _seconds(q.parse(text))]
    assert different == []


def _seconds(expr):
    """The answer does not tell which numbers were written as durations."""

    def plain(node):
        return replace(node, is_duration=False) if isinstance(node, Number) else node

    return q.transform(expr, plain)


def test_exemplars_of_nothing(backend):
    assert backend.client.query_exemplars("up", start=START, end=START + 60) == []
    if backend.is_prometheus:
        assert backend.client.query_exemplars("1 + 1") == []
        with pytest.raises(errors.BadDataError):
            backend.client.query_exemplars("up", start=START, end=START - 60)
