import pytest

from prometheus_querier import errors
from prometheus_querier.results import Alert, Alertmanager
from prometheus_querier.testing import answers

RECORDING = {"type": "recording", "name": "a", "query": "up"}
GROUPS = {"groups": [{"name": "g", "file": "/f", "rules": [RECORDING, RECORDING | {"name": "b"}]}, {"name": "h"}]}


def test_every_parameter_of_rules(exchange):
    request, found = exchange(
        lambda client: client.rules(
            type="record",
            rule_name="a",
            rule_group=["g", "x"],
            file=("/f",),
            exclude_alerts=True,
            match='{severity="page"}',
            group_limit=1,
            group_next_token="t",
        ),
        answers.success(GROUPS | {"groupNextToken": "next"}),
    )
    assert request == (
        "GET",
        "/api/v1/rules",
        ("type", "record"),
        ("rule_name[]", "a"),
        ("rule_group[]", "g"),
        ("rule_group[]", "x"),
        ("file[]", "/f"),
        ("exclude_alerts", "true"),
        ("match[]", '{severity="page"}'),
        ("group_limit", "1"),
        ("group_next_token", "t"),
    )
    assert found.next_token == "next"
    # The server of this test ignores the filters, as 2.42 does.
    assert [(group.name, [rule.name for rule in group.rules]) for group in found.groups] == [("g", ["a"])]


def test_without_filters_empty_groups_stay(exchange):
    request, found = exchange(lambda client: client.rules(), answers.success(GROUPS))
    assert request == ("GET", "/api/v1/rules")
    assert [group.name for group in found.groups] == ["g", "h"]


def test_pages_are_asked_for_with_their_size(refused):
    error = refused(lambda client: client.rules(group_next_token="t"), errors.QueryBuildError)
    assert "group_next_token needs group_limit" in str(error)


def test_alerts(exchange):
    alert = {"labels": {"alertname": "A"}, "annotations": {}, "state": "pending", "value": "1e+00"}
    request, found = exchange(lambda client: client.alerts(), answers.success({"alerts": [alert]}, warnings=["w"]))
    assert request == ("GET", "/api/v1/alerts")
    assert (found, found.warnings) == ([Alert(labels={"alertname": "A"}, state="pending", value=1.0)], ("w",))


def test_alertmanagers(exchange):
    url = "http://127.0.0.1:9093/api/v2/alerts"
    request, found = exchange(
        lambda client: client.alertmanagers(),
        answers.success({"activeAlertmanagers": [], "droppedAlertmanagers": [{"url": url}]}),
    )
    assert request == ("GET", "/api/v1/alertmanagers")
    assert (found.active, found.dropped) == ((), (Alertmanager(url=url),))


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "alerting"},
        {"rule_name": ""},
        {"rule_group": [5]},
        {"file": ["/f", ""]},
        {"exclude_alerts": "true"},
        {"match": [""]},
        {"group_limit": 0},
    ],
)
def test_what_servers_would_misread_is_refused(refused, wrong):
    refused(lambda client: client.rules(**wrong), errors.QueryBuildError)
