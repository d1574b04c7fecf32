"""What servers say of themselves; the answers of 2.42, 3.5 and VictoriaMetrics are those of real servers."""

from datetime import UTC, datetime

import pytest

from prometheus_querier.results import BuildInfo, Configuration, Notification, RuntimeInfo
from prometheus_querier.results.documents import Document
from prometheus_querier.results.listing import listing


def test_build_information():
    build = BuildInfo.from_json(
        {
            "version": "3.5.3+ds1",
            "revision": "3.5.3+ds1-6",
            "branch": "debian/sid",
            "buildUser": "team+pkg-go@tracker.debian.org",
            "buildDate": "20260929-11:59:39",
            "goVersion": "go1.27.1",
        }
    )
    assert (build.version, build.branch, build.go_version) == ("3.5.3+ds1", "debian/sid", "go1.27.1")
    assert build.build_user == "team+pkg-go@tracker.debian.org"


def test_victoriametrics_says_next_to_nothing():
    assert BuildInfo.from_json({"version": "2.24.0"}) == BuildInfo(version="2.24.0")


@pytest.mark.parametrize(
    ("version", "release"),
    [
        ("2.42.0+ds", (2, 42, 0)),
        ("3.0.0-rc.1", (3, 0, 0)),
        ("v3.14.0", (3, 14, 0)),
        ("2.53", (2, 53, 0)),
        ("HEAD-abc", None),
        ("", None),
        ("3.x", None),
        ("\u0663.\u0664.\u0665", None),
    ],
)
def test_releases_are_read_from_versions(version, release):
    assert BuildInfo(version=version).release == release


def test_runtime_information_of_a_new_and_an_old_server():
    old = {
        "startTime": "2026-11-23T01:09:47.063407971Z",
        "CWD": "/data",
        "reloadConfigSuccess": True,
        "lastConfigTime": "2026-11-23T01:09:47Z",
        "corruptionCount": 0,
        "goroutineCount": 24,
        "GOMAXPROCS": 2,
        "GOGC": "",
        "GODEBUG": "",
        "storageRetention": "100y",
    }
    new = old | {
        "hostname": "vm",
        "serverTime": "2026-11-23T01:09:46.987549232Z",
        "GOMEMLIMIT": 22748862873,
        "GOGC": "75",
    }
    info = RuntimeInfo.from_json(new)
    assert info.start_time == datetime(2026, 11, 23, 1, 9, 47, 63407, tzinfo=UTC)
    assert (info.cwd, info.hostname, info.gomaxprocs, info.gomemlimit, info.gogc) == (
        "/data",
        "vm",
        2,
        22748862873,
        "75",
    )
    assert (RuntimeInfo.from_json(old).hostname, RuntimeInfo.from_json(old).server_time) == ("", None)


def test_a_configuration_is_yaml():
    assert Configuration.from_json({"yaml": "global:\n"}).yaml == "global:\n"


def test_notifications():
    document = Document(
        "success", [{"text": "Configuration reload has failed.", "date": "2026-01-02T16:14:50.046Z", "active": True}]
    )
    assert listing(Notification, document) == [
        Notification(
            text="Configuration reload has failed.",
            date=datetime(2026, 1, 2, 16, 14, 50, 46000, tzinfo=UTC),
            active=True,
        )
    ]
