"""Targets as servers of several versions tell of them; the answers are those of real servers, shortened."""

from datetime import UTC, datetime

from prometheus_querier.results import DroppedTarget, RelabelStep, Target, TargetMetadata, Targets
from prometheus_querier.results.documents import Document
from prometheus_querier.results.listing import listing

LABELS = {"instance": "127.0.0.1:9090", "job": "local"}
ACTIVE = {
    "discoveredLabels": {"__address__": "127.0.0.1:9090", "job": "local"},
    "labels": LABELS,
    "scrapePool": "local",
    "scrapeUrl": "http://127.0.0.1:9090/metrics",
    "globalUrl": "http://host:9090/metrics",
    "lastError": "",
    "lastScrape": "2026-11-23T01:09:46.930204838Z",
    "lastScrapeDuration": 0.006576866,
    "health": "up",
    "scrapeInterval": "15s",
    "scrapeTimeout": "10s",
}


def test_targets_of_a_new_server():
    dropped = {"discoveredLabels": {"__address__": "x"}, "scrapePool": "local"}
    document = Document(
        "success",
        {"activeTargets": [ACTIVE], "droppedTargets": [dropped], "droppedTargetCounts": {"local": 3}},
        warnings=("partial",),
    )
    targets = Targets.of(document)
    assert targets.active == (
        Target(
            discovered_labels={"__address__": "127.0.0.1:9090", "job": "local"},
            labels=LABELS,
            scrape_pool="local",
            scrape_url="http://127.0.0.1:9090/metrics",
            global_url="http://host:9090/metrics",
            last_scrape=datetime(2026, 11, 23, 1, 9, 46, 930204, tzinfo=UTC),
            last_scrape_duration=0.006576866,
            health="up",
            scrape_interval="15s",
            scrape_timeout="10s",
        ),
    )
    assert targets.dropped == (DroppedTarget(discovered_labels={"__address__": "x"}, scrape_pool="local"),)
    assert targets.dropped_counts == {"local": 3}
    assert targets.warnings == ("partial",)


def test_what_2_42_leaves_out_is_empty_and_what_3_5_says_is_null_too():
    old = {"activeTargets": [], "droppedTargets": [{"discoveredLabels": {}}]}
    new = {"activeTargets": [], "droppedTargets": [], "droppedTargetCounts": None}
    assert Targets.from_json(old).dropped == (DroppedTarget(),)
    assert Targets.from_json(old).dropped_counts == Targets.from_json(new).dropped_counts == {}


def test_a_target_that_was_never_scraped():
    target = Target.from_json(ACTIVE | {"lastScrape": "0001-01-01T00:00:00Z", "health": "unknown"})
    assert (target.last_scrape, target.health) == (None, "unknown")


def test_metadata_of_targets_with_and_without_the_metric():
    document = Document(
        "success",
        [
            {"target": LABELS, "metric": "up", "type": "gauge", "help": "h", "unit": ""},
            {"target": LABELS, "type": "counter", "help": "h", "unit": "seconds"},
        ],
    )
    assert listing(TargetMetadata, document) == [
        TargetMetadata(target=LABELS, metric="up", type="gauge", help="h"),
        TargetMetadata(target=LABELS, type="counter", help="h", unit="seconds"),
    ]


def test_relabel_steps_keep_the_rule_as_it_is():
    rule = {"source_labels": ["__address__"], "action": "keep", "modulus": 3}
    document = Document("success", {"steps": [{"rule": rule, "output": {"a": "b"}, "keep": True}]})
    assert listing(RelabelStep, document, "steps") == [RelabelStep(rule=rule, output={"a": "b"}, keep=True)]
