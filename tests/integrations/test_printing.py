"""Answers as text."""

from __future__ import annotations

from prometheus_querier.client import PrometheusClient
from prometheus_querier.integrations.printing import answer_lines
from prometheus_querier.testing import FakeTransport, answers


def lines(answer, **options):
    client = PrometheusClient(FakeTransport({"query": answer}))
    return list(answer_lines(client, "x", **{"last": None, "step": None, "as_json": False, **options}))


def test_warnings_come_first_and_not_among_json():
    answer = answers.vector(({"job": "a"}, (0, 1)), warnings=["a store is away"])
    assert lines(answer) == ["# warning: a store is away", '{job="a"} => 1 @[0]']
    assert lines(answer, as_json=True) == ['{"timestamp": "1970-01-01T00:00:00Z", "job": "a", "value": 1.0}']


def test_no_value_can_command_a_terminal():
    (line,) = lines(answers.vector(({"job": "\x1b[31m"}, (0, 1))))
    assert line == '{job="\\x1b[31m"} => 1 @[0]'
    assert lines(answers.string(0, "\x1b]0;x\x07")) == ["\\x1b]0;x\\x07 @[0]"]


def test_native_histograms_are_spelled():
    histogram = {"count": "3", "sum": "1.2", "buckets": [[0, "0.25", "0.5", "3"]]}
    data = {"resultType": "vector", "result": [{"metric": {}, "histogram": [0, histogram]}]}
    assert lines(answers.success(data)) == ["{} => {count:3, sum:1.2, (0.25, 0.5]: 3} @[0]"]
    assert '"count": 3.0' in lines(answers.success(data), as_json=True)[0]
