"""The health view, through Django's test client."""

from __future__ import annotations

import pytest
from django.test import Client

from prometheus_querier.errors import ConnectError
from prometheus_querier.testing import answers

pytestmark = pytest.mark.usefixtures("servers")


def test_it_says_whether_the_server_answers(transport):
    answer = Client().get("/health/")
    assert (answer.status_code, answer.json()) == (200, {"prometheus": "available"})
    assert "no-store" in answer.headers["Cache-Control"]
    assert transport.requests[0].params[0] == ("query", "1")
    assert transport.timeouts[0] <= 2


@pytest.mark.parametrize(
    ("failure", "name"),
    [
        (ConnectError("cannot connect to http://internal-host:9090"), "ConnectError"),
        (answers.error("unavailable", "internal-host starts", status=503), "NotReadyError"),
        (answers.text(401, "internal-host wants a login"), "AuthenticationError"),
    ],
)
def test_it_says_503_and_the_kind_of_error_alone(transport, failure, name):
    transport.answer("query", failure)
    answer = Client().get("/health/")
    assert (answer.status_code, answer.json()) == (503, {"prometheus": "unavailable", "error": name})


def test_only_reading_is_allowed():
    assert Client().post("/health/").status_code == 405
    assert Client().head("/health/").status_code == 200
