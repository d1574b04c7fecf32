import pytest

from prometheus_querier import errors
from prometheus_querier.results import Block, BuildInfo, Configuration, MetricFamily, RuntimeInfo, TsdbStatus, WalReplay
from prometheus_querier.testing import answers

BLOCK = {"ulid": "01KC4D6GXQA4CRHYKV78NEBVAE", "minTime": 1, "maxTime": 2, "version": 1}


@pytest.mark.parametrize(
    ("call", "path", "data", "result"),
    [
        (lambda status: status.config(), "config", {"yaml": "a: b\n"}, Configuration(yaml="a: b\n")),
        (lambda status: status.flags(), "flags", {"a": "b"}, {"a": "b"}),
        (lambda status: status.runtimeinfo(), "runtimeinfo", {"CWD": "/"}, RuntimeInfo(cwd="/")),
        (lambda status: status.buildinfo(), "buildinfo", {"version": "3.5.0"}, BuildInfo(version="3.5.0")),
        (lambda status: status.tsdb(), "tsdb", {"seriesCountByMetricName": []}, TsdbStatus()),
        (
            lambda status: status.tsdb_blocks(),
            "tsdb/blocks",
            {"blocks": [BLOCK]},
            [Block(ulid="01KC4D6GXQA4CRHYKV78NEBVAE", min_time=1, max_time=2, version=1)],
        ),
        (
            lambda status: status.walreplay(),
            "walreplay",
            {"min": 0, "max": 3, "current": 2},
            WalReplay(max=3, current=2),
        ),
        (lambda status: status.self_metrics(), "self_metrics", [{"name": "up"}], [MetricFamily(name="up")]),
    ],
)
def test_status(exchange, call, path, data, result):
    request, found = exchange(lambda client: call(client.status), answers.success(data))
    assert request == ("GET", f"/api/v1/status/{path}")
    assert found == result


def test_parameters(exchange):
    request, _ = exchange(lambda client: client.status.tsdb(limit=3), answers.success({}))
    assert request == ("GET", "/api/v1/status/tsdb", ("limit", "3"))
    request, _ = exchange(
        lambda client: client.status.self_metrics(metric_name_pattern="prometheus_.*"), answers.success([])
    )
    assert request == ("GET", "/api/v1/status/self_metrics", ("metric_name_pattern", "prometheus_.*"))


@pytest.mark.parametrize(
    "call",
    [
        lambda status: status.tsdb(limit=0),
        lambda status: status.tsdb(limit=10_001),
        lambda status: status.self_metrics(metric_name_pattern=""),
    ],
)
def test_what_servers_would_misread_is_refused(refused, call):
    refused(lambda client: call(client.status), errors.QueryBuildError)


def test_warnings_are_kept(exchange):
    _, found = exchange(lambda client: client.status.tsdb(), answers.success({}, warnings=["w"]))
    assert found.warnings == ("w",)
    _, found = exchange(lambda client: client.status.flags(), answers.success({}, warnings=["w"]))
    assert found.warnings == ("w",)
