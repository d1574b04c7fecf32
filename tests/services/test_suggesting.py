"""What is said of an empty answer: which metrics the server does not have, and which it has."""

import pytest

from prometheus_querier.client import PrometheusClient
from prometheus_querier.errors import ConnectError
from prometheus_querier.services.suggesting import empty_because
from prometheus_querier.testing import FakeTransport, answers

KNOWN = ["go_goroutines", "http_requests_total", "node_cpu_seconds_total", "up"]


def because(query, known=KNOWN):
    client = PrometheusClient(FakeTransport({"label/__name__/values": answers.success(known)}))
    return empty_because(client, query, listing="list them")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("upp", ["no metric is called upp here: did you mean up?"]),
        ("sum(rate(http_request_total[5m]))", ["no metric is called http_request_total here: did you mean http_requests_total?"]),
        ("cpu", ["no metric is called cpu here: did you mean node_cpu_seconds_total?"]),
        ("zz", ["no metric is called zz here: `list them` lists them all"]),
        ('up{job="nobody"}', []),
        ('{job="nobody"}', []),
        ("no PromQL", []),
        ("upp / http_requests", [
            "no metric is called http_requests here: did you mean http_requests_total?",
            "no metric is called upp here: did you mean up?",
        ]),
    ],
)  # fmt: skip
def test_metrics_that_are_not_there_are_named_with_those_called_alike(query, said):
    assert because(query) == said


def test_nothing_is_said_when_the_names_cannot_be_had():
    def fail(_request):
        raise ConnectError("gone")

    client = PrometheusClient(FakeTransport({"label/__name__/values": fail}))
    assert empty_because(client, "upp", listing="list them") == []
