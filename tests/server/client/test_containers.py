"""The live state of containers, from a real server."""

from uuid import UUID

import pytest
from servers import binary_of

import prometheus_querier as pq
from prometheus_querier.testing import LocalPrometheus

pytestmark = pytest.mark.server

START = 1704067200
KNOWN = UUID("00000000-0000-4000-8000-000000000002")
UNKNOWN = UUID("00000000-0000-4000-8000-0000000000ff")
NOW = START + 3600
STEADY, ENDED, CHANGED, RESTARTED = (UUID(int=number) for number in range(1, 5))
"""Of containers: one as it should be, one that ended ten minutes ago, one whose labels changed, one that began anew."""


def _values(kernel_id, time):
    """What a container uses at a time."""
    return {"mem": 100.0 + time % 450, "cpu_util": (time - START) * float(kernel_id.int)}


def _history():
    times = [START - 900 + 15 * step for step in range(301)]
    for kernel_id in (STEADY, ENDED, CHANGED, RESTARTED):
        labels = {"__name__": "backendai_container_utilization", "kernel_id": str(kernel_id), "project_id": "undefined"}
        capacity = labels | {"container_metric_name": "mem", "value_type": "capacity"}
        yield capacity, [(time, 1024) for time in times if kernel_id == STEADY]
        for metric in ("mem", "cpu_util"):
            current = labels | {"container_metric_name": metric, "value_type": "current"}
            samples = [(time, _values(kernel_id, time)[metric]) for time in times]
            if kernel_id == ENDED:
                samples = [sample for sample in samples if sample[0] <= NOW - 600]
            elif kernel_id == RESTARTED and metric == "cpu_util":
                samples = [(time, value if time < START + 1800 else value - 7000) for time, value in samples]
            elif kernel_id == CHANGED:
                # Its owner became known.
                yield current | {"project_id": "p"}, samples[200:]
                samples = samples[:200]
            yield current, samples
        # Of no metric, and of another kind of value.
        yield labels | {"value_type": "current"}, [(NOW, 1e9)]
        yield labels | {"container_metric_name": "mem", "value_type": "pct"}, [(NOW, 1e9)]


@pytest.fixture(scope="module", params=["PROMETHEUS_BIN", "PROMETHEUS_3_BIN"])
def containers(request):
    with LocalPrometheus(binary=binary_of(request.param), load=_history()) as server:
        yield server


def test_gauges_counters_and_what_is_missing(prometheus):
    with pq.connect(prometheus.url) as client:
        found = client.query_container_live_stats([UNKNOWN, KNOWN], time=START + 3600, window="30m")
    assert found[UNKNOWN] == {}
    stats = found[KNOWN]
    assert list(stats) == ["cpu_util", "mem", "net_rx", "net_tx"]
    mem = stats["mem"]
    assert (mem.current, mem.capacity, mem.rate, mem.max, mem.average) == (2.0**21, 2.0**30, None, 2.0**21, 2.0**21)
    cpu = stats["cpu_util"]
    assert cpu.current == 500 * 3600
    assert cpu.capacity is None
    assert [cpu.rate, cpu.max, cpu.average] == pytest.approx([500, 500, 500])


@pytest.mark.parametrize(("window", "seconds"), [("1h", 3600), ("15m", 900)])
def test_what_can_be_worked_out_by_hand(containers, window, seconds):
    others = [UUID(int=number) for number in range(1000, 1600)]
    ids = [*others[:300], RESTARTED, STEADY, *others[300:], CHANGED, ENDED, STEADY]
    with pq.connect(containers.url) as client:
        found = client.query_container_live_stats(ids, time=NOW, window=window)
    assert list(found) == list(dict.fromkeys(ids))
    assert all(found[other] == {} for other in others)
    # Prometheus 3 leaves the first moment of a window out, and 2 does not.
    first = NOW - seconds + 15 * containers.version.startswith("3")
    for kernel_id in (STEADY, CHANGED, RESTARTED, ENDED):
        stats = found[kernel_id]
        assert list(stats) == ["cpu_util", "mem"]
        last = NOW - 600 if kernel_id == ENDED else NOW
        mem = [_values(kernel_id, time)["mem"] for time in range(first, last + 1, 15)]
        rate = pytest.approx(kernel_id.int, rel=1e-9)
        if kernel_id == ENDED:
            assert (stats["mem"].current, stats["cpu_util"].current, stats["cpu_util"].rate) == (None, None, None)
        else:
            assert stats["mem"].current == mem[-1]
            assert stats["cpu_util"].current == kernel_id.int * 3600 - (7000 if kernel_id == RESTARTED else 0)
            assert stats["cpu_util"].rate == rate
        assert stats["mem"].max == max(mem)
        assert stats["mem"].average == pytest.approx(sum(mem) / len(mem))
        assert stats["mem"].capacity == (1024 if kernel_id == STEADY else None)
        assert (stats["mem"].rate, stats["cpu_util"].capacity) == (None, None)
        if kernel_id == STEADY:
            assert stats["cpu_util"].max == stats["cpu_util"].average == rate
