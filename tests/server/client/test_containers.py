"""The live state of containers, from a real server."""

from uuid import UUID

import pytest

import prometheus_querier as pq

pytestmark = pytest.mark.server

START = 1704067200
KNOWN = UUID("00000000-0000-4000-8000-000000000002")
UNKNOWN = UUID("00000000-0000-4000-8000-0000000000ff")


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
