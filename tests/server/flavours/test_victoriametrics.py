"""VictoriaMetrics' options on a real server: each changes what is answered, and nothing passes a filter."""

from __future__ import annotations

import json
import urllib.request

import pytest

from prometheus_querier import QueryTimeRange, promql as q
from prometheus_querier.errors import ExecutionError, NotFoundError
from prometheus_querier.flavours import victoriametrics

pytestmark = pytest.mark.server

START = 1704067200
END = START + 3600
MIDDLE = START + 1800
WITHIN = {"start": START, "end": END}


def test_the_api_is_at_the_root_and_below_prometheus(victoriametrics_url):
    for path in ("", "/", "/prometheus", "/prometheus/"):
        with victoriametrics(victoriametrics_url + path) as client:
            assert len(client.query(q.metric("up"), time=MIDDLE)) == 2


def test_an_extra_label_confines_every_kind_of_question(victoriametrics_url):
    with victoriametrics(victoriametrics_url, extra_label={"job": "job-1"}) as client:
        assert [one.labels["job"] for one in client.query("up or http_requests_total", time=MIDDLE)] == ["job-1"] * 2
        assert len(client.query('up{job="job-2"}', time=MIDDLE)) == 0
        assert len(client.query_range("up", QueryTimeRange(start=str(START), end=str(END), step="60"))) == 1
        assert {one["job"] for one in client.series('{__name__=~".+"}', **WITHIN)} == {"job-1"}
        assert list(client.label_values("job", **WITHIN)) == ["job-1"]
        assert list(client.label_values("instance", match="up", **WITHIN)) == ["host-1:9100"]
        assert "container_metric_name" not in list(client.label_names(**WITHIN))


@pytest.mark.parametrize(
    "text",
    ["up", '{__name__=~".+",job=~".*"}', '{__graphite__="up"}', '{__graphite__="*",__name__!="x"}', 'up{job=~"(?i)JOB-.|"}',
     'up{or="x"} or up', 'label_replace(up, "job", "job-2", "", "")', "topk(scalar(count(up)), up)", "up[5m:1m] offset 1m"],
)  # fmt: skip
def test_an_enforced_label_confines_queries_of_another_dialect_too(victoriametrics_url, text):
    with victoriametrics(victoriametrics_url) as client:
        found = client.enforcing(job="job-1").query(text, time=MIDDLE).to_dicts()
        assert len(found) > 0
        assert {row["instance"] for row in found} == {"host-1:9100"}


def test_an_enforced_label_confines_listings_too(victoriametrics_url):
    with victoriametrics(victoriametrics_url) as client:
        view = client.enforcing(job="job-1")
        assert {one["job"] for one in view.series('{__name__=~".+"}', **WITHIN)} == {"job-1"}
        assert list(view.label_values("instance", **WITHIN)) == ["host-1:9100"]
        assert "container_metric_name" not in view.label_names(**WITHIN)
        assert "container_metric_name" in client.label_names(**WITHIN)


def test_a_series_must_match_one_of_the_extra_filters(victoriametrics_url):
    filters = [q.selector(job="job-1"), '{instance=~"host-2.*",__name__="up"}']
    with victoriametrics(victoriametrics_url, extra_filters=filters) as client:
        assert len(client.query("up", time=MIDDLE)) == 2
        assert [one.labels["job"] for one in client.query("http_requests_total", time=MIDDLE)] == ["job-1"]


def test_without_the_cache_timestamps_are_those_that_were_asked_for(victoriametrics_url):
    asked = QueryTimeRange(start=str(START + 7), end=str(END), step="13")
    with victoriametrics(victoriametrics_url) as cached, victoriametrics(victoriametrics_url, nocache=True) as exact:
        moved = cached.query_range('up{job="job-1"}', asked)[0].timestamps
        kept = exact.query_range('up{job="job-1"}', asked)[0].timestamps
    assert kept[0] == START + 7
    assert moved[0] != START + 7
    assert moved[0] % 13 == 0


def test_rounding_and_lookback_change_the_answer(victoriametrics_url):
    after = END + 240
    with victoriametrics(victoriametrics_url, round_digits=1) as rounded:
        assert rounded.query("vector(1.26)", time=MIDDLE).one().value == 1.3
    with victoriametrics(victoriametrics_url, max_lookback="10m", latency_offset="1ms") as far:
        assert len(far.query("up", time=after)) == 2
    with victoriametrics(victoriametrics_url, max_lookback="1m") as near:
        assert len(near.query("up", time=after)) == 0


def test_scalars_come_as_vectors_and_strings_as_nothing(victoriametrics_url):
    with victoriametrics(victoriametrics_url) as client:
        assert client.query("1 + 1", time=MIDDLE).one().value == 2
        assert len(client.query('"text"', time=MIDDLE)) == 0


def test_raw_samples_come_as_a_matrix(victoriametrics_url):
    with victoriametrics(victoriametrics_url) as client:
        (series,) = client.query('http_requests_total{job="job-1"}[1m]', time=MIDDLE)
    assert list(series.timestamps) == [MIDDLE - 45, MIDDLE - 30, MIDDLE - 15, MIDDLE]


def test_errors_are_typed_and_in_its_own_words(victoriametrics_url):
    with victoriametrics(victoriametrics_url) as client:
        with pytest.raises(ExecutionError, match="unexpected token") as caught:
            client.query("sum(")
        assert (caught.value.error_type, caught.value.status, caught.value.query) == ("422", 422, "sum(")
    with (
        victoriametrics(victoriametrics_url + "/nowhere") as client,
        pytest.raises(NotFoundError, match="unsupported path requested"),
    ):
        client.query("up")


@pytest.fixture
def load(victoriametrics_url):
    """Imports samples as JSON lines, and deletes those that a test leaves."""

    def send(path, body):
        with urllib.request.urlopen(victoriametrics_url + path, data=body, timeout=10) as answer:  # noqa: S310 - loopback
            answer.read()

    def load(*label_sets):
        lines = [
            json.dumps({"metric": {"__name__": "passing", **labels}, "values": [1], "timestamps": [MIDDLE * 1000]})
            for labels in label_sets
        ]
        send("/api/v1/import", "\n".join(lines).encode())
        send("/internal/force_flush", None)

    yield load
    send("/api/v1/admin/tsdb/delete_series", b"match[]=passing")


def test_what_a_client_does_not_see_it_does_not_delete(victoriametrics_url, load):
    load({"team": "a"}, {"team": "b"})
    with victoriametrics(victoriametrics_url, extra_label={"team": "a"}) as confined:
        confined.admin.delete_series("passing")
    with victoriametrics(victoriametrics_url, nocache=True) as client:
        assert [one.labels["team"] for one in client.query("passing", time=MIDDLE)] == ["b"]
        client.admin.delete_series("passing")
        assert len(client.query("passing", time=MIDDLE)) == 0


def test_values_of_unusual_labels_are_found(victoriametrics_url, load):
    load({"a.b": "x", "ü %": "y"})
    with victoriametrics(victoriametrics_url) as client:
        for name, value in (("a.b", "x"), ("ü %", "y")):
            assert list(client.label_values(name, **WITHIN)) == [value]
