"""Parts of one real server: each sees what it wrote, as if there were nothing else."""

from __future__ import annotations

import math
import time

import pytest

from prometheus_querier import QueryTimeRange
from prometheus_querier.errors import NotEnforceableError
from prometheus_querier.testing import LocalPrometheus, PrometheusSandbox

pytestmark = pytest.mark.server

TIME = 1704067200


def _line(per_second, **labels):
    return ({"__name__": "requests_total", **labels}, [(TIME + 15 * n, 15 * n * per_second) for n in range(241)])


@pytest.fixture
def other(local_prometheus):
    with PrometheusSandbox(local_prometheus.server, f"{local_prometheus.name} (other)") as other:
        yield other


def test_sees_its_own_samples_alone_and_without_the_label(local_prometheus, other):
    local_prometheus.write([_line(10, job="web")])
    other.write([_line(7, job="web"), _line(1, job="db")])
    for sandbox, expected in ((local_prometheus, {"web": 10}), (other, {"web": 7, "db": 1})):
        rates = sandbox.client.query("rate(requests_total[5m])", time=TIME + 3600)
        assert {one.labels["job"]: one.value for one in rates} == pytest.approx(expected)
        assert {tuple(one.labels) for one in rates} == {("job",)}
        (row,) = sandbox.client.query("sum(requests_total)", time=TIME + 3600).to_dicts()
        assert row["value"] == 3600 * sum(expected.values())
        assert len(sandbox.client.query_range("requests_total", QueryTimeRange.of(TIME, TIME + 60, "15s"))) == len(
            expected
        )
        window = {"start": TIME, "end": TIME + 3600}
        assert [one["job"] for one in sandbox.client.series("requests_total", **window)] == sorted(expected)
        assert sandbox.client.label_names(**window) == ["__name__", "job"]
        assert sandbox.client.label_values("job", **window) == sorted(expected)
        assert sandbox.client.query('"sandbox"').value == "sandbox"


def test_labels_may_be_called_as_members_of_answers_are(local_prometheus):
    labels = {"__name__": "up", "metric": "a", "seriesLabels": "b", "result": "c"}
    local_prometheus.write([(labels, [(TIME, 1)])])
    client = local_prometheus.client
    assert client.series("up", start=TIME - 60, end=TIME + 60) == [labels]
    assert dict(client.query("up", time=TIME)[0].labels) == labels


def test_refuses_what_would_show_others(local_prometheus):
    with pytest.raises(NotEnforceableError):
        local_prometheus.client.targets()
    with pytest.raises(ValueError, match="the label sandbox tells one test from another"):
        local_prometheus.write([({"__name__": "up", "sandbox": "a"}, [(TIME, 1)])])


def test_takes_any_time_that_is_not_of_the_future_and_any_value(local_prometheus):
    now = time.time()
    values = [0.1, math.inf, -math.inf, 1e300, -0.0]
    local_prometheus.write([({"__name__": "new"}, [(now, 1)])])
    local_prometheus.write([({"__name__": "old"}, [(60 * n, value) for n, value in enumerate(values)])])
    local_prometheus.write([({"__name__": "new"}, [(now - 7 * 86400, 2)])])
    local_prometheus.write([({"__name__": "new"}, [(now + 60, 3)])])
    client = local_prometheus.client
    assert [sample.value for sample in client.query("new")] == [1]
    assert [sample.value for sample in client.query("new", time=now - 7 * 86400)] == [2]
    (old,) = client.query("old[10m]", time=300)
    assert list(old.values) == values


def test_what_others_wrote_is_there_but_not_seen(local_prometheus, other):
    other.write([_line(1)])
    assert local_prometheus.client.query("count_over_time(requests_total[2h])", time=TIME + 3600).to_dicts() == []
    assert local_prometheus.server.wait_for(f"requests_total @ {TIME}", timeout=5)
    assert repr(local_prometheus).startswith("<PrometheusSandbox 'tests/testing/test_sandbox.py::test_what_others")


def test_the_hidden_label_takes_part_in_matching(local_prometheus):
    local_prometheus.write([({"__name__": "up"}, [(TIME, 3)])])
    assert not local_prometheus.client.query("up * vector(1)", time=TIME)
    assert local_prometheus.client.query("up * on () vector(1)", time=TIME)[0].value == 3


def test_passes_on_what_the_server_says(prometheus3):
    with LocalPrometheus(writable=True, binary=prometheus3._binary) as server:
        server.write([({"__name__": "a b", "c.d": "e"}, [(TIME, 1)])])
        assert server.wait_for(f'{{"a b"}} @ {TIME}')[0]["metric"] == {"__name__": "a b", "c.d": "e"}
        with pytest.raises(ValueError, match=r"Prometheus refuses these samples: .*too far in the future"):
            server.write([({"__name__": "up"}, [(time.time() + 3600, 1)])])


def test_only_a_writable_server_takes_samples(prometheus):
    with pytest.raises(RuntimeError, match=r"LocalPrometheus\(writable=True\)"):
        prometheus.write([])
    with pytest.raises(RuntimeError, match="not running"):
        LocalPrometheus(writable=True).write([])
