"""What changes the storage, on servers of their own."""

from __future__ import annotations

import pytest
from servers import binary_of

import prometheus_querier as pq
from prometheus_querier import errors
from prometheus_querier.testing import LocalPrometheus

pytestmark = pytest.mark.server

START = 1704067200
HISTORY = [({"__name__": "up", "job": job}, [(START + 15 * step, 1) for step in range(10)]) for job in ("api", "web")]


@pytest.fixture(params=["PROMETHEUS_BIN", "PROMETHEUS_3_BIN"])
def client(request):
    binary = binary_of(request.param)
    with LocalPrometheus(binary=binary, load=HISTORY, admin_api=True) as server, pq.connect(server.url) as client:
        yield client


def jobs(client):
    return sorted(sample.labels["job"] for sample in client.query("up", START + 135))


def test_series_are_deleted(client):
    client.admin.delete_series('up{job="web"}')
    assert jobs(client) == ["api"]
    client.admin.clean_tombstones()
    assert client.label_values("job") == ["api"]


def test_a_part_of_time_is_deleted(client):
    client.admin.delete_series("up", start=START + 60, end=START + 90)
    (series, _) = client.query("up[1h]", START + 600)
    assert list(series.timestamps) == [START + 15 * step for step in (0, 1, 2, 3, 7, 8, 9)]


def test_snapshots(client):
    first, second = client.admin.snapshot(), client.admin.snapshot(skip_head=True)
    assert first.name != second.name
    assert first.name.startswith("20")


def test_it_may_be_switched_off(backend):
    if backend.is_prometheus:
        for call in (
            lambda admin: admin.delete_series("up"),
            lambda admin: admin.clean_tombstones(),
            lambda admin: admin.snapshot(),
        ):
            with pytest.raises(errors.NotReadyError, match="admin APIs disabled"):
                call(backend.client.admin)
