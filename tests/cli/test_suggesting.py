"""What is said of an empty answer: which metrics the server does not have, and which it has."""

import pytest

from prometheus_querier.cli.suggesting import empty_because
from prometheus_querier.client import PrometheusClient
from prometheus_querier.errors import ConnectError
from prometheus_querier.testing import FakeTransport, answers

KNOWN = ["go_goroutines", "http_requests_total", "node_cpu_seconds_total", "up"]


def because(query, known=KNOWN):
    return empty_because(PrometheusClient(FakeTransport({"label/__name__/values": answers.success(known)})), query)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("upp", ["no metric is called upp here: did you mean up?"]),
        ("sum(rate(http_request_total[5m]))", ["no metric is called http_request_total here: did you mean http_requests_total?"]),
        ("cpu", ["no metric is called cpu here: did you mean node_cpu_seconds_total?"]),
        ("zz", ["no metric is called zz here: `prometheus-querier values __name__` lists them all"]),
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

    assert empty_because(PrometheusClient(FakeTransport({"label/__name__/values": fail})), "upp") == []


@pytest.mark.parametrize("command", [("query", "upp"), ("range", "upp", "--last", "1h")])
def test_people_are_told_and_programs_are_not(run, transport, command):
    transport.answer("query", answers.vector())
    transport.answer("query_range", answers.matrix())
    transport.answer("label/__name__/values", answers.success(KNOWN))
    told = run(*command)
    assert (told.exit_code, told.stdout) == (0, "")
    assert told.stderr == "nothing found\ninfo: no metric is called upp here: did you mean up?\n"
    sent = len(transport.requests)
    assert run(*command, "-o", "csv").stderr == ""
    assert len(transport.requests) == sent + 1
