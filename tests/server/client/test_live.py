"""What a server scrapes, records and warns of, on two versions of Prometheus."""

from __future__ import annotations

import math
import time
from datetime import UTC, datetime, timedelta

import pytest

from prometheus_querier import errors
from prometheus_querier.results import AlertingRule, BoundaryRule, RecordingRule

pytestmark = pytest.mark.server


def is_recent(moment):
    return timedelta(0) <= datetime.now(UTC) - moment < timedelta(minutes=10)


def _needs(release, since):
    if release < since:
        pytest.skip(f"came with Prometheus {'.'.join(map(str, since))}")


def test_targets(client, live_release):
    targets = client.targets(scrape_pool="exporter")
    (target,) = targets.active
    assert target.labels == {"instance": target.labels["instance"], "job": "exporter", "zone": "a"}
    assert target.discovered_labels["__address__"] == target.labels["instance"]
    assert (target.health, target.last_error, target.scrape_pool) == ("up", "", "exporter")
    assert (target.scrape_interval, target.scrape_timeout) == ("1s", "900ms")
    assert target.scrape_url == f"http://{target.labels['instance']}/metrics"
    assert is_recent(target.last_scrape)
    assert 0 < target.last_scrape_duration < 1
    (dropped,) = targets.dropped
    assert dropped.discovered_labels["__address__"] == "127.0.0.1:1"
    if live_release >= (2, 47):
        assert targets.dropped_counts["exporter"] == 1
    if live_release >= (3, 0):
        assert dropped.scrape_pool == "exporter"


def test_states_of_targets(client):
    assert client.targets(state="active").dropped == ()
    assert client.targets(state="dropped").active == ()
    assert len(client.targets(state="any").active) == len(client.targets().active) >= 2


def test_scrape_pools(client):
    assert set(client.scrape_pools()) >= {"exporter", "local"}


def test_metadata_of_targets(client):
    (found,) = client.targets_metadata(match_target='{job="exporter"}', metric="temperature_celsius")
    assert (found.type, found.help, found.unit) == ("gauge", "How warm it is.", "celsius")
    assert found.target["job"] == "exporter"
    assert {one.target["job"] for one in client.targets_metadata(limit=1)} < {"exporter", "local", "utf8"}
    by_metric = {one.metric for one in client.targets_metadata(match_target='{job="exporter"}')}
    assert by_metric >= {"temperature_celsius"}


def test_metadata(client):
    found = client.metadata(metric="temperature_celsius")
    assert [(one.type, one.help, one.unit) for one in found["temperature_celsius"]] == [
        ("gauge", "How warm it is.", "celsius")
    ]
    assert len(client.metadata(limit=2)) == 2
    assert len(client.metadata()) > 100


def test_metadata_per_metric(client, live_release):
    if live_release >= (2, 46):
        assert all(len(found) == 1 for found in client.metadata(limit_per_metric=1).values())
    else:
        assert client.server.version
        with pytest.raises(errors.UnsupportedByServerError, match="limit_per_metric"):
            client.metadata(limit_per_metric=1)


def test_rules(client):
    first, second = client.rules().groups
    assert (first.name, first.interval, first.limit, second.name) == ("first", 1.0, 10, "second")
    assert first.file.endswith("rules.yml")
    assert is_recent(first.last_evaluation)
    recording, warm = first.rules
    assert type(recording) is RecordingRule
    assert (recording.name, recording.query) == ("job:jobs:sum", "sum by (job) (jobs_total)")
    assert (recording.labels, recording.health, recording.last_error) == ({"team": "x"}, "ok", "")
    assert type(warm) is AlertingRule
    assert (warm.state, warm.keep_firing_for, warm.duration) == ("firing", 300.0, 0.0)
    assert warm.labels == {"severity": "page"}
    assert warm.annotations == {"summary": "It is {{ $value }} degrees."}
    waiting, never = second.rules
    assert (waiting.state, waiting.duration, never.state, never.alerts) == ("pending", 3600.0, "inactive", ())


def test_alerts(client):
    alerts = {alert.labels["alertname"]: alert for alert in client.alerts()}
    assert set(alerts) == {"Warm", "Waiting"}
    warm = alerts["Warm"]
    assert (warm.state, warm.value, warm.labels["severity"]) == ("firing", 21.5, "page")
    assert warm.annotations == {"summary": "It is 21.5 degrees."}
    assert is_recent(warm.active_at)
    assert alerts["Waiting"].state == "pending"
    assert client.rules(rule_name="Warm").groups[0].rules[0].alerts == (warm,)


def names(groups):
    return [rule.name for group in groups.groups for rule in group.rules]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"type": "record"}, ["job:jobs:sum"]),
        ({"type": "alert"}, ["Warm", "Waiting", "Never"]),
        ({"rule_name": ["Warm", "Never"]}, ["Warm", "Never"]),
        ({"rule_group": "second"}, ["Waiting", "Never"]),
        ({"file": "/nowhere.yml"}, []),
        ({"rule_group": "first", "rule_name": "Never"}, []),
    ],
)
def test_rules_are_filtered_by_any_server(client, filters, expected):
    assert names(client.rules(**filters)) == expected


@pytest.mark.parametrize(
    ("newer", "since", "expected"),
    [
        ({"match": '{severity="page"}'}, (2, 54), ["Warm"]),
        ({"exclude_alerts": True}, (2, 49), ["job:jobs:sum", "Warm", "Waiting", "Never"]),
        ({"group_limit": 1}, (3, 0), ["job:jobs:sum", "Warm"]),
    ],
)
def test_newer_filters_of_rules(client, live_release, newer, since, expected):
    assert client.server.version
    if live_release < since:
        with pytest.raises(errors.UnsupportedByServerError):
            client.rules(**newer)
        return
    found = client.rules(**newer)
    assert names(found) == expected
    assert bool(found.groups[0].rules[-1].alerts) == ("exclude_alerts" not in newer)


def test_rules_page_by_page(client, live_release):
    _needs(live_release, (3, 0))
    page = client.rules(group_limit=1)
    assert (names(page), bool(page.next_token)) == (["job:jobs:sum", "Warm"], True)
    page = client.rules(group_limit=1, group_next_token=page.next_token)
    assert (names(page), page.next_token) == (["Waiting", "Never"], "")
    with pytest.raises(errors.BadDataError):
        client.rules(group_limit=1, group_next_token="gone")


def test_alertmanagers(client):
    found = client.alertmanagers()
    assert [one.url for one in found.active] == ["http://127.0.0.1:9/api/v2/alerts"]
    assert found.dropped == ()


def test_exemplars(client):
    (found,) = client.query_exemplars("jobs_total", start=time.time() - 600, end=time.time())
    assert found.labels["queue"] == "a"
    assert (found.exemplars[0].labels, found.exemplars[0].value) == ({"trace_id": "abc"}, 0.67)
    assert abs(found.exemplars[0].timestamp - time.time()) < 600
    assert client.query_exemplars("jobs_total", end=1) == []


def test_native_histograms(live, client, live_release):
    _needs(live_release, (3, 0))
    query = 'prometheus_http_request_duration_seconds{handler="/metrics"}'
    live.wait_for(f"count_over_time({query}[1m]) > 2")
    histogram = client.query(query).one().histogram
    assert histogram.count == sum(bucket.count for bucket in histogram.buckets)
    assert 0 < histogram.sum < 60
    bucket = histogram.buckets[0]
    assert bucket.rule is BoundaryRule.OPEN_LEFT
    assert bucket.upper / bucket.lower < 1.2
    assert math.isnan(client.query(query).one().value)
    raw = client.query(f"{query}[1m]").one()
    assert len(raw.histograms) == len(raw.histogram_timestamps) > 2
    assert len(raw.values) == 0
    rated = client.query(f"rate({query}[1m])").one().histogram
    assert 0 < rated.count < 10
    assert client.query(f"histogram_count({query})").scalar() >= histogram.count
    zero = client.query("prometheus_http_request_duration_seconds * 0")[0].histogram
    assert zero.count == 0.0
    negative = client.query(f"-{query}").one().histogram
    assert negative.buckets[0].count < 0


def test_floats_and_histograms_side_by_side(live, client, live_release):
    _needs(live_release, (3, 0))
    live.wait_for("count_over_time(prometheus_http_request_duration_seconds[1m]) > 2")
    result = client.query('{__name__=~"prometheus_http_request_duration_seconds|up",job="local"}')
    assert {type(sample.histogram).__name__ for sample in result} == {"NoneType", "Histogram"}


def test_notifications(client, live_release):
    if live_release >= (3, 0):
        assert client.notifications() == []
    else:
        assert client.server.version
        with pytest.raises(errors.UnsupportedByServerError, match=r"notifications came with Prometheus 3\.0"):
            client.notifications()
