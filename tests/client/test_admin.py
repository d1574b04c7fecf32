import pytest

from prometheus_querier import PrometheusClient, RetryPolicy, errors
from prometheus_querier.http import HttpResponse
from prometheus_querier.results import Snapshot
from prometheus_querier.testing import FakeTransport, answers


def test_delete_series(exchange):
    request, found = exchange(
        lambda client: client.admin.delete_series(["up", '{job="a"}'], start=0, end=60), HttpResponse(204)
    )
    assert request == (
        "PUT",
        "/api/v1/admin/tsdb/delete_series",
        ("match[]", "up"),
        ("match[]", '{job="a"}'),
        ("start", "0"),
        ("end", "60"),
    )
    assert found is None


def test_clean_tombstones(exchange):
    request, found = exchange(lambda client: client.admin.clean_tombstones(), HttpResponse(204))
    assert (request, found) == (("PUT", "/api/v1/admin/tsdb/clean_tombstones"), None)


def test_snapshot(exchange):
    request, found = exchange(
        lambda client: client.admin.snapshot(skip_head=True), answers.success({"name": "20260102T133700Z-a1b2"})
    )
    assert request == ("PUT", "/api/v1/admin/tsdb/snapshot", ("skip_head", "true"))
    assert found == Snapshot(name="20260102T133700Z-a1b2")


def test_everything_is_never_deleted_by_accident(refused):
    for match in ([], "", ()):
        refused(lambda client, match=match: client.admin.delete_series(match), errors.QueryBuildError)


def test_nothing_is_sent_a_second_time_when_it_may_have_arrived():
    transport = FakeTransport({"admin/tsdb/snapshot": [errors.ConnectionLostError("gone")]})
    client = PrometheusClient(transport, retry=RetryPolicy(attempts=3, first_delay=0))
    with pytest.raises(errors.ConnectionLostError):
        client.admin.snapshot()
    assert len(transport.requests) == 1


def test_an_api_that_is_switched_off_says_so():
    transport = FakeTransport({"admin/tsdb/snapshot": answers.error("unavailable", "admin APIs disabled")})
    with pytest.raises(
        errors.NotReadyError, match=r"admin APIs disabled: start the server with --web\.enable-admin-api"
    ):
        PrometheusClient(transport, retry=RetryPolicy(first_delay=0)).admin.snapshot()
    assert len(transport.requests) == 1
