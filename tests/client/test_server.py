"""The server is asked when somebody looks, once; from then on nothing is sent that it would ignore."""

import threading
import time

import pytest

from prometheus_querier import PrometheusClient, QueryTimeRange, errors
from prometheus_querier.testing import FakeTransport, answers

ROUND = QueryTimeRange.of(0, 60, "15s")


def build(version, **more):
    return answers.success({"version": version, "revision": "r", "goVersion": "go1.25"} | more)


def client_of(version, *, flags="", **more):
    transport = FakeTransport(
        {
            "status/buildinfo": build(version, **more),
            "status/flags": answers.success({"enable-feature": flags}),
            "query": answers.vector(),
            "query_range": answers.matrix(),
            "labels": answers.labels(),
            "rules": answers.success({"groups": []}),
            "status/tsdb": answers.success({}),
            "metadata": answers.success({}),
            "label/a.b/values": answers.labels(),
            "label/U__a_2e_b/values": answers.labels(),
        }
    )
    return PrometheusClient(transport), transport


@pytest.mark.parametrize(
    ("answer", "flavour", "version"),
    [
        (build("3.5.3+ds1"), "prometheus", (3, 5, 3)),
        (build("2.42.0+ds"), "prometheus", (2, 42, 0)),
        (answers.success({"version": "2.24.0"}), "victoriametrics", None),
        (build("0.39.2"), "thanos", None),
        (build("1.19.0"), "cortex", None),
        (build("2.17.1", application="Grafana Mimir"), "mimir", None),
        (build("r350-abc", application="Grafana Mimir"), "mimir", None),
        (build("HEAD"), "unknown", None),
        (answers.text(404, "not found"), "unknown", None),
        (answers.text(400, 'unsupported path requested: "/api/v1/status/buildinfo"'), "unknown", None),
        (answers.text(403, "only queries here"), "unknown", None),
        (answers.error("execution", "unavailable with Prometheus Agent"), "unknown", None),
        (answers.text(200, "<html>"), "unknown", None),
    ],
    ids=str,
)
def test_servers_are_told_apart(answer, flavour, version):
    server = PrometheusClient(FakeTransport({"status/buildinfo": answer})).server
    assert (server.flavour, server.version) == (flavour, version)


def test_nothing_is_asked_before_somebody_looks():
    client, transport = client_of("2.42.0")
    assert repr(client.server) == "<Server: not asked yet>"
    client.query("up", limit=5)
    client.label_values("a.b")
    assert [request.path for request in transport.requests] == ["/api/v1/query", "/api/v1/label/U__a_2e_b/values"]


def test_the_server_is_asked_once():
    client, transport = client_of("3.5.0", flags="native-histograms,exemplar-storage")
    for _ in range(3):
        assert client.server.version == (3, 5, 0)
        assert client.server.build.go_version == "go1.25"
        assert client.server.features == {"native-histograms", "exemplar-storage"}
    assert [request.path for request in transport.requests] == ["/api/v1/status/buildinfo", "/api/v1/status/flags"]
    assert repr(client.server) == "<Server: prometheus 3.5.0>"


def test_threads_that_look_at_once_ask_once():
    def slow(_):
        time.sleep(0.05)
        return build("3.5.0")

    transport = FakeTransport({"status/buildinfo": slow})
    server = PrometheusClient(transport).server
    seen = []
    threads = [threading.Thread(target=lambda: seen.append(server.version)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [(3, 5, 0)] * 8
    assert len(transport.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [errors.ConnectError("refused"), answers.text(503, "starting"), answers.text(401, "who?"), answers.text(429, "")],
)
def test_a_failure_says_nothing_of_the_server_and_is_not_kept(answer):
    server = PrometheusClient(FakeTransport({"status/buildinfo": [answer, build("3.5.0")]})).server
    with pytest.raises(errors.PrometheusQuerierError):
        _ = server.version
    assert server.version == (3, 5, 0)


def test_no_features_where_there_are_no_flags():
    client, _ = client_of("3.5.0")
    assert client.server.features == frozenset()
    missing = FakeTransport({"status/flags": answers.text(404, "")})
    assert PrometheusClient(missing).server.features is None


LATER = [
    (lambda client: client.query("up", limit=5), "limit of /api/v1/query came with Prometheus 3.2", "3.2.0"),
    (lambda client: client.query("up", lookback_delta="1m"), "lookback_delta of /api/v1/query", "2.43.0"),
    (lambda client: client.query_range("up", ROUND, limit=5), "limit of /api/v1/query_range", "3.2.0"),
    (lambda client: client.query_range("up", ROUND, lookback_delta=5), "lookback_delta", "2.43.0"),
    (lambda client: client.label_names(limit=5), "limit of /api/v1/labels came with Prometheus 2.51", "2.51.0"),
    (lambda client: client.metadata(limit_per_metric=1), "limit_per_metric of /api/v1/metadata", "2.46.0"),
    (lambda client: client.rules(exclude_alerts=True), "exclude_alerts of /api/v1/rules", "2.49.0"),
    (lambda client: client.rules(match="up"), r"match\[\] of /api/v1/rules", "2.54.0"),
    (lambda client: client.rules(group_limit=1), "group_limit of /api/v1/rules", "3.0.0"),
    (lambda client: client.status.tsdb(limit=1), "limit of /api/v1/status/tsdb", "2.45.0"),
]


@pytest.mark.parametrize(("call", "problem", "since"), LATER)
def test_what_an_old_server_would_ignore_is_refused_once_it_is_known(call, problem, since):
    client, transport = client_of("2.42.0")
    assert client.server.version
    with pytest.raises(errors.UnsupportedByServerError, match=problem + ".* this server is 2.42.0"):
        call(client)
    assert len(transport.requests) == 1
    client, transport = client_of(since)
    assert client.server.version
    call(client)
    assert len(transport.requests) == 2


@pytest.mark.parametrize(("call", "problem", "since"), LATER)
def test_relatives_are_given_the_benefit_of_the_doubt(call, problem, since):
    client, _ = client_of("0.39.2")
    assert client.server.flavour == "thanos"
    call(client)


def test_endpoints_that_an_old_server_lacks_are_refused_too():
    client, transport = client_of("2.42.0")
    assert client.server.version
    with pytest.raises(errors.UnsupportedByServerError, match=r"/api/v1/parse_query came with Prometheus 3\.0"):
        client.parse_query("up")
    assert len(transport.requests) == 1


def test_what_is_not_asked_for_is_not_refused():
    client, _ = client_of("2.42.0")
    assert client.server.version
    client.query("up", stats=True)
    client.label_names(match=[])
    client.rules(rule_name="a")


@pytest.mark.parametrize(
    ("version", "more", "path"),
    [
        ("3.0.1", {}, "/api/v1/label/U__a_2e_b/values"),
        ("2.53.0", {}, "/api/v1/label/a.b/values"),
        ("2.24.0", {"revision": "", "goVersion": ""}, "/api/v1/label/a.b/values"),
        ("0.39.2", {}, "/api/v1/label/U__a_2e_b/values"),
    ],
)
def test_unusual_label_names_are_written_as_the_known_server_reads_them(version, more, path):
    client, transport = client_of(version, **more)
    assert client.server.build
    client.label_values("a.b")
    assert transport.requests[-1].path == path


def test_a_query_is_checked_when_that_is_asked_for():
    client, transport = client_of("2.42.0")
    for call in (
        lambda: client.query("limitk(3, up)", check=True),
        lambda: client.query_range("limitk(3, up)", ROUND, check=True),
        lambda: client.iter_range("limitk(3, up)", ROUND, check=True),
    ):
        with pytest.raises(errors.UnsupportedByServerError, match="limitk"):
            call()
    client.query("up", check=True)
    asked = [request.path.rpartition("/")[2] for request in transport.requests]
    assert asked == ["buildinfo", "flags", "query"]


def test_feature_flags_are_asked_for_when_a_query_needs_them():
    client, _ = client_of("3.5.0")
    with pytest.raises(errors.UnsupportedByServerError, match="promql-experimental-functions"):
        client.query("limitk(3, up)", check=True)
    client, transport = client_of("3.5.0", flags="promql-experimental-functions")
    client.query("limitk(3, up)", check=True)
    client.query("limitk(3, up)", check=True)
    assert [request.path.rpartition("/")[2] for request in transport.requests] == [
        "buildinfo",
        "flags",
        "query",
        "query",
    ]


def test_a_query_that_is_no_promql_is_refused_when_it_is_checked():
    client, _ = client_of("3.5.0")
    with pytest.raises(errors.PromQLSyntaxError):
        client.query("sum(", check=True)


def test_what_a_relative_needs_is_not_known():
    client, transport = client_of("0.39.2")
    client.query("limitk(3, up)", check=True)
    assert transport.requests[-1].path == "/api/v1/query"
