"""``query``, ``range`` and ``exemplars``: what is sent."""

from __future__ import annotations

import pytest

from prometheus_querier.testing import answers


def test_what_query_sends(run, transport):
    transport.answer("query", answers.scalar(0, 1))
    assert run("query", "up", "--time", "2024-01-01T00:00:00Z", "--limit", "5").exit_code == 0
    sent = dict(transport.requests[0].params)
    assert (sent["query"], sent["time"], sent["limit"]) == ("up", "1704067200", "5")


def test_a_query_is_read_from_standard_input(run, transport):
    transport.answer("query", answers.scalar(0, 1))
    assert run("query", "-", text="sum(\n  up\n)\n").exit_code == 0
    assert dict(transport.requests[0].params)["query"] == "sum(\n  up\n)"
    assert run("query", "-", text=" \n").exit_code == 2
    assert run("query", "").exit_code == 2


def test_what_range_sends_with_auto_step(run, transport):
    transport.answer("query_range", answers.matrix(({"job": "a"}, [(1704067200, 1)])))
    assert run("range", "up", "--last", "7d", "--end", "2024-01-08T00:00:00Z").exit_code == 0
    sent = dict(transport.requests[0].params)
    assert (sent["start"], sent["end"], sent["step"]) == ("1704067200", "1704672000", "600")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--last", "soon"), "duration 'soon' is not a duration"),
        (("--last", "1h", "--start", "0"), "--last or --start, not both"),
        (("--start", "2024-01-01"), "is not a time"),
        (("--start", "10", "--end", "5"), "is before start"),
        (("--step", "0"), "step must be longer than zero"),
    ],
)
def test_wrong_times_are_usage_errors_and_nothing_is_sent(run, transport, arguments, message):
    done = run("range", "up", *arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert transport.requests == []


@pytest.mark.parametrize("command", ["query", "range", "exemplars"])
def test_promql_asks_nothing(run, command):
    done = run(command, "up{job='a'}", "-o", "promql")
    assert (done.exit_code, done.stdout) == (0, "up{job='a'}\n")


def test_exemplars_are_rows(run, transport):
    series = {
        "seriesLabels": {"__name__": "x"},
        "exemplars": [{"labels": {"trace_id": "t"}, "value": "6", "timestamp": 60}],
    }
    transport.answer("query_exemplars", answers.success([series]))
    assert [line.split() for line in run("exemplars", "x").stdout.splitlines()] == [
        ["timestamp", "series", "labels", "value"],
        ["1970-01-01", "00:01:00Z", "x", '{trace_id="t"}', "6"],
    ]
