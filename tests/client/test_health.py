from datetime import UTC, datetime

import pytest

from prometheus_querier import PrometheusClient, RetryPolicy, errors
from prometheus_querier.results import Notification
from prometheus_querier.testing import FakeTransport, answers


@pytest.mark.parametrize(("method", "path"), [("healthy", "/-/healthy"), ("ready", "/-/ready")])
def test_the_status_says_all(exchange, method, path):
    for answer, expected in (
        (answers.text(200, "Prometheus is Ready.\n"), True),
        (answers.text(503, "Service Unavailable"), False),
        (answers.text(502, "<html>", content_type="text/html"), False),
    ):
        request, found = exchange(lambda client: getattr(client, method)(), answer)
        assert (request, found) == (("GET", path), expected)


def test_what_is_no_server_is_an_error(exchange):
    with pytest.raises(errors.NotFoundError):
        exchange(lambda client: client.ready(), answers.text(404, "404 page not found"))
    with pytest.raises(errors.UnexpectedRedirectError):
        exchange(lambda client: client.healthy(), answers.text(302, ""))


def test_a_probe_is_sent_once():
    transport = FakeTransport({"/-/ready": [answers.text(503, "starting")], "/-/healthy": [errors.ConnectError("no")]})
    client = PrometheusClient(transport, retry=RetryPolicy(attempts=3, first_delay=0))
    assert client.ready() is False
    with pytest.raises(errors.ConnectError):
        client.healthy()
    assert len(transport.requests) == 2


def test_features(exchange):
    # As Prometheus 3.9 and later answer.
    data = {"api": {"lifecycle": True}, "promql": {"anchored": False}, "later_category": {}}
    request, found = exchange(lambda client: client.features(), answers.success(data))
    assert request == ("GET", "/api/v1/features")
    assert found["promql"].get("anchored", False) is False
    assert found["api"] == {"lifecycle": True}
    with pytest.raises(errors.MalformedResponseError):
        exchange(lambda client: client.features(), answers.success(["exemplar-storage"]))


def test_notifications(exchange):
    data = [{"text": "Configuration reload has failed.", "date": "2026-01-02T16:14:50.046Z", "active": True}]
    request, found = exchange(lambda client: client.notifications(), answers.success(data))
    assert request == ("GET", "/api/v1/notifications")
    date = datetime(2026, 1, 2, 16, 14, 50, 46000, tzinfo=UTC)
    assert found == [Notification(text="Configuration reload has failed.", date=date, active=True)]


def test_openapi(exchange, refused):
    yaml = answers.text(200, "openapi: 3.2.0\n", content_type="application/yaml")
    request, found = exchange(lambda client: client.openapi(version="3.2"), yaml)
    assert request == ("GET", "/api/v1/openapi.yaml", ("openapi_version", "3.2"))
    assert found == "openapi: 3.2.0\n"
    refused(lambda client: client.openapi(version="2.0"), errors.QueryBuildError)
