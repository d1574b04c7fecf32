"""Rules, alerts and Alertmanagers; the answers are those of real servers, shortened."""

from datetime import UTC, datetime

import pytest

from prometheus_querier.errors import MalformedResponseError
from prometheus_querier.results import Alert, AlertingRule, Alertmanager, Alertmanagers, RecordingRule, RuleGroups

ALERT = {
    "labels": {"alertname": "Down"},
    "annotations": {"summary": "s"},
    "state": "firing",
    "activeAt": "2026-11-23T01:09:46.930204838Z",
    "value": "1e+00",
}
ALERTING = {
    "type": "alerting",
    "state": "firing",
    "name": "Down",
    "query": "up == 0",
    "duration": 60,
    "keepFiringFor": 5.5,
    "labels": {"severity": "page"},
    "annotations": {"summary": "{{ $labels.job }}"},
    "alerts": [ALERT],
    "health": "ok",
    "evaluationTime": 0.0003,
    "lastEvaluation": "2026-11-23T02:09:46+01:00",
}
RECORDING = {
    "type": "recording",
    "name": "job:up:sum",
    "query": "sum by (job) (up)",
    "health": "err",
    "lastError": "boom",
    "evaluationTime": 0,
    "lastEvaluation": "0001-01-01T00:00:00Z",
}
GROUP = {"name": "g", "file": "/r.yml", "interval": 15, "limit": 0, "rules": [ALERTING, RECORDING]}
EVALUATED = datetime(2026, 11, 23, 1, 9, 46, tzinfo=UTC)


def test_a_group_of_both_kinds_of_rules():
    (group,) = RuleGroups.from_json({"groups": [GROUP]}).groups
    assert (group.name, group.file, group.interval, group.limit) == ("g", "/r.yml", 15.0, 0)
    alert = Alert(
        labels={"alertname": "Down"},
        annotations={"summary": "s"},
        state="firing",
        active_at=datetime(2026, 11, 23, 1, 9, 46, 930204, tzinfo=UTC),
        value=1.0,
    )
    assert group.rules == (
        AlertingRule(
            name="Down",
            query="up == 0",
            duration=60.0,
            keep_firing_for=5.5,
            labels={"severity": "page"},
            annotations={"summary": "{{ $labels.job }}"},
            alerts=(alert,),
            state="firing",
            health="ok",
            evaluation_time=0.0003,
            last_evaluation=EVALUATED,
        ),
        RecordingRule(name="job:up:sum", query="sum by (job) (up)", health="err", last_error="boom"),
    )


def test_alerts_that_were_excluded_are_null():
    (group,) = RuleGroups.from_json({"groups": [GROUP | {"rules": [ALERTING | {"alerts": None}]}]}).groups
    assert group.rules[0].alerts == ()


def test_states_of_newer_servers_are_kept_as_they_are():
    (group,) = RuleGroups.from_json({"groups": [GROUP | {"rules": [ALERTING | {"state": "unknown"}]}]}).groups
    assert group.rules[0].state == "unknown"


def test_a_page_says_what_to_ask_for_next_and_the_last_does_not():
    assert RuleGroups.from_json({"groups": [], "groupNextToken": "abc"}).next_token == "abc"
    assert RuleGroups.from_json({"groups": []}).next_token == ""


def test_a_rule_of_an_unknown_kind_is_refused():
    with pytest.raises(MalformedResponseError, match=r"groups\[0\]\.rules\[0\] is .* type alerting or recording"):
        RuleGroups.from_json({"groups": [GROUP | {"rules": [{"type": "guessing"}]}]})


@pytest.mark.parametrize("value", ["1e+00", "-Inf", "NaN", "0"])
def test_the_value_of_an_alert_is_a_number(value):
    assert repr(Alert.from_json(ALERT | {"value": value}).value) == repr(float(value))


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({}, [["Down", "job:up:sum"], ["Down"]]),
        ({"names": {"Down"}}, [["Down"], ["Down"]]),
        ({"names": {"job:up:sum"}}, [["job:up:sum"]]),
        ({"groups": {"h"}}, [["Down"]]),
        ({"files": {"/r.yml"}}, [["Down", "job:up:sum"]]),
        ({"names": {"Down"}, "groups": {"g"}, "files": {"/other.yml"}}, []),
    ],
)
def test_filters_that_an_old_server_ignores_are_applied_here(filters, names):
    found = RuleGroups.from_json({"groups": [GROUP, GROUP | {"name": "h", "file": "/o.yml", "rules": [ALERTING]}]})
    kept = found.only(**{"names": set(), "groups": set(), "files": set()} | filters)
    assert [[rule.name for rule in group.rules] for group in kept.groups] == names


def test_alertmanagers():
    url = "http://127.0.0.1:9093/api/v2/alerts"
    found = Alertmanagers.from_json({"activeAlertmanagers": [{"url": url}], "droppedAlertmanagers": []})
    assert (found.active, found.dropped) == ((Alertmanager(url=url),), ())
