import pytest

from prometheus_querier import connect
from prometheus_querier.errors import QueryBuildError


def test_options_that_cannot_be_are_refused_at_once():
    with pytest.raises(QueryBuildError, match="on_warning"):
        connect("http://localhost:9090", on_warning="ignore")
    with pytest.raises(QueryBuildError):
        connect("localhost:9090")


def test_secrets_are_not_shown():
    with connect("http://user:secret@localhost:9090", headers={"X-Token": "hidden"}, tenant="team") as client:
        assert repr(client) == "PrometheusClient(RequestsTransport('http://localhost:9090'))"
