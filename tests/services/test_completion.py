"""What may come next in a query."""

from __future__ import annotations

import pytest

from prometheus_querier import PrometheusClient
from prometheus_querier.services.completion import complete_query
from prometheus_querier.testing import FakeTransport, answers


@pytest.fixture
def transport():
    return FakeTransport(
        {
            "label/__name__/values": answers.labels("rate_limit", "up"),
            "labels": answers.labels("__name__", "instance", "job"),
            "label/job/values": answers.labels("api", 'a"b\\c', "it's\ntwo"),
        }
    )


@pytest.mark.parametrize(
    ("text", "begun", "names"),
    [
        ("sum(rat", "rat", ["rate_limit", "rate("]),
        ("sum by (job) (u", "u", ["up"]),
        ("up{", "", ["instance", "job"]),
        ('up{job="api",in', "in", ["instance"]),
        ('up{job=~"a', "a", ["api", 'a\\"b\\\\c']),
        ("up{job='a", "a", ["api", 'a"b\\\\c']),
        ("up{job='x', job!='i", "i", ["it\\'s\\ntwo"]),
        ('up{job="i', "i", ["it's\\ntwo"]),
        ("up{job='api',in", "in", ["instance"]),
        ("rate(up[", "", []),
        ("rate(up[5r", "", []),
        ("up offset 5r", "", []),
        ('rate(up{job="a"}[5m]) + u', "u", ["up"]),
        ("up5", "up5", []),
        ("up + nothing", "nothing", []),
    ],
)
def test_the_end_of_a_query(transport, text, begun, names):
    client = PrometheusClient(transport)
    assert complete_query(text, lambda question: question(client)) == (begun, names)


def test_servers_are_asked_for_what_fits_alone(transport):
    client = PrometheusClient(transport)
    complete_query("sum(up", lambda question: question(client))
    complete_query("up{", lambda question: question(client))
    matches = [value for request in transport.requests for name, value in request.params if name == "match[]"]
    assert matches == ['{__name__=~"up.*"}', "up"]


def test_without_a_server_there_are_functions():
    assert complete_query("histogram_fr", lambda question: []) == ("histogram_fr", ["histogram_fraction("])
