"""What is stored, on every kind of server."""

from __future__ import annotations

import pytest

from prometheus_querier import PrometheusMetricQuerier, errors, promql as q

pytestmark = pytest.mark.server

START = 1704067200
# VictoriaMetrics looks at the last day unless it is told when.
WHEN = {"start": START, "end": START + 3600}


class Job(PrometheusMetricQuerier):
    def name(self):
        return "http_requests_total"

    def labels(self):
        return {"job": "job-1"}


def test_series(backend):
    found = backend.client.series(["up", Job(), q.selector(le="1", job="job-2")], **WHEN)
    assert sorted((labels["__name__"], labels["job"]) for labels in found) == [
        ("http_request_seconds_bucket", "job-2"),
        ("http_requests_total", "job-1"),
        ("up", "job-1"),
        ("up", "job-2"),
    ]


def test_series_of_another_time(backend):
    if backend.is_prometheus:
        assert backend.client.series("up", end=START - 3600) == []
        assert backend.client.series("up", start=START + 7200) == []


def test_a_selector_of_everything_is_refused_by_the_server(old, modern):
    for client in (old, modern):
        with pytest.raises(errors.BadDataError, match="at least one non-empty matcher"):
            client.series('{job=""}')


def test_label_names(backend):
    names = backend.client.label_names(**WHEN)
    assert set(names) >= {"__name__", "job", "instance", "le", "code", "kernel_id"}
    assert names == sorted(names)
    assert backend.client.label_names(match="up", **WHEN) == ["__name__", "instance", "job"]
    assert backend.client.label_names(match=["up", Job()], **WHEN) == ["__name__", "code", "instance", "job"]


def test_label_values(backend):
    assert backend.client.label_values("job", **WHEN) == ["job-1", "job-2"]
    assert backend.client.label_values("job", match=Job(), **WHEN) == ["job-1"]
    assert "up" in backend.client.label_values("__name__", **WHEN)
    assert backend.client.label_values("nothing", **WHEN) == []


def test_limits(backend):
    if backend.is_prometheus and backend.release < (2, 51):
        assert len(backend.client.label_values("job", limit=1)) == 2, "it is ignored"
        return
    client = backend.client
    cut = [client.series("up", limit=1, **WHEN), client.label_values("job", limit=1, **WHEN)]
    if backend.is_prometheus:
        # VictoriaMetrics gives one more label name than asked for, and no warnings.
        cut.append(client.label_names(limit=1, **WHEN))
    for found in cut:
        assert len(found) == 1
        assert found.warnings == (("results truncated due to limit",) if backend.is_prometheus else ())
    assert len(client.label_values("job", limit=0, **WHEN)) == 2


@pytest.mark.parametrize("name", ["a.b", "a/b", "../../status/config", "ä ö", "U__x", "1a", "?x=y", "%2e%2e", "😀"])
def test_no_label_name_leaves_its_place(backend, name):
    """The server finds no such label, and nothing else either; before Prometheus 3 and in VictoriaMetrics, too."""
    assert backend.client.label_values(name, **WHEN) == []


def test_servers_that_are_known_are_asked_as_they_understand(backend):
    assert backend.client.server.build
    if backend.is_prometheus and backend.release < (3, 0):
        with pytest.raises(errors.BadDataError, match="invalid label name"):
            backend.client.label_values("a.b")
    else:
        assert backend.client.label_values("a.b", **WHEN) == []


def test_unusual_label_names_are_found(live, live_release, client):
    if live_release < (3, 0):
        pytest.skip("this Prometheus has none")
    live.wait_for('{"a.metric"}')
    for name, value in (("a.label", "x"), ("a/b", "y"), ("U__c", "z")):
        assert client.label_values(name) == [value]
    assert client.query(q.metric("a.metric", {"a.label": "x"})).scalar() == 1.0
    assert "a.metric" in client.label_values("__name__")
