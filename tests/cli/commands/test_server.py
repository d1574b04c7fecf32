"""``targets``, ``rules``, ``alerts`` and ``status``."""

from __future__ import annotations

import json

import pytest

from prometheus_querier.http import HttpResponse
from prometheus_querier.testing import answers

BUILD = answers.success({"version": "2.42.0", "revision": "abc", "goVersion": "go1.20"})
READY = HttpResponse(200, {}, b"Ready")


def _target(health):
    return {"scrapePool": "p", "health": health, "labels": {"job": health}, "scrapeUrl": "http://h/metrics"}


def test_targets_by_health(run, transport):
    transport.answer("targets", answers.success({"activeTargets": [_target("up"), _target("down")]}))
    rows = json.loads(run("targets", "--health", "down", "-o", "json").stdout)
    assert [row["labels"] for row in rows] == [{"job": "down"}]
    assert ("state", "active") in transport.requests[0].params
    assert run("targets").stdout.splitlines()[1].split()[:3] == ["p", "up", '{job="up"}']


def test_dropped_targets(run, transport):
    transport.answer(
        "targets", answers.success({"droppedTargets": [{"discoveredLabels": {"a": "b"}, "scrapePool": "p"}]})
    )
    assert run("targets", "--state", "dropped").stdout == 'scrape_pool  discovered_labels\np            {a="b"}\n'


def test_rules_are_rows_with_their_group(run, transport):
    rule = {"type": "recording", "name": "r", "query": "sum(up)", "health": "ok"}
    alert = {"type": "alerting", "name": "A", "query": "up == 0", "state": "inactive", "health": "ok"}
    transport.answer("rules", answers.success({"groups": [{"name": "g", "file": "f", "rules": [rule, alert]}]}))
    assert run("rules").stdout == (
        "group  type       name  state     health  query    last_error\n"
        "g      recording  r               ok      sum(up)\n"
        "g      alerting   A     inactive  ok      up == 0\n"
    )


def test_alerts_by_state(run, transport):
    alerts = [{"labels": {"alertname": state}, "state": state, "value": "1e0"} for state in ("pending", "firing")]
    transport.answer("alerts", answers.success({"alerts": alerts}))
    assert [line.split() for line in run("alerts", "--state", "firing").stdout.splitlines()] == [
        ["state", "labels", "value", "active_at"],
        ["firing", '{alertname="firing"}', "1"],
    ]


def test_status_tells_what_it_learns(run, transport):
    transport.answer("/-/ready", READY)
    transport.answer("status/buildinfo", BUILD)
    for absent in ("status/runtimeinfo", "status/tsdb"):
        transport.answer(absent, answers.text(404, "404 page not found"))
    done = run("status", "-o", "json")
    assert done.exit_code == 0
    assert json.loads(done.stdout) == [{"ready": True, "flavour": "prometheus", "version": "2.42.0", "revision": "abc"}]


@pytest.mark.parametrize("status", [200, 503])
def test_status_fails_when_the_server_is_not_ready(run, transport, status):
    transport.answer("/-/ready", HttpResponse(status, {}, b""))
    for absent in ("status/buildinfo", "status/runtimeinfo", "status/tsdb"):
        transport.answer(absent, answers.text(404, "404 page not found"))
    done = run("status")
    assert done.exit_code == (0 if status == 200 else 1)
    assert done.stdout == f"fact   value\nready  {'yes' if status == 200 else 'no'}\n"


def test_a_url_that_is_no_server_is_no_status(run, transport):
    for path in ("/-/ready", "status/buildinfo", "status/runtimeinfo", "status/tsdb"):
        transport.answer(path, answers.text(404, "404 page not found"))
    done = run("status")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "404" in done.stderr
