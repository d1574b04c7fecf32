"""The tables for those who come from another library: both columns of every row are run, and say the same."""

from __future__ import annotations

import re
import ssl
from datetime import timedelta

import pytest
import requests
import trustme
from documents import blocks, read
from migrations import DOCUMENT, checked_rows, plain
from servers import binary_of
from urllib3.util import Retry

import prometheus_querier as pq
from prometheus_querier.testing import LocalPrometheus

api_client = pytest.importorskip("prometheus_api_client", reason="only the environment `tests` has it")
prometheus_pandas = pytest.importorskip("prometheus_pandas.query", reason="only the environment `tests` has it")

# What the others warn of is theirs to mend.
pytestmark = [pytest.mark.server, pytest.mark.filterwarnings("ignore")]

KEPT_SESSION = "pq.PrometheusClient(pq.RequestsTransport(url, session=session))"


@pytest.fixture(scope="module")
def server():
    """It scrapes itself, and has the hour that the document asks about."""
    start = 1704067200
    history = [
        (
            {"__name__": "up", "job": "local", "instance": f"host-{number}:9100"},
            [(start + 15 * step, (step % 7) / number) for step in range(241)],
        )
        for number in (1, 2)
    ]
    with LocalPrometheus(binary=binary_of("PROMETHEUS_BIN"), load=history, scrape=["self"]) as running:
        running.wait_for("go_goroutines")
        yield running


@pytest.fixture
def names(server):
    """What the tables may name: what the document imports, and a client of each library."""
    made = {"timedelta": timedelta, "query": prometheus_pandas, "url": server.url}
    exec(blocks(DOCUMENT)[0].text.replace("http://localhost:9090", server.url), made)  # noqa: S102 - our own document
    for name in ("Metric", "MetricRangeDataFrame", "MetricSnapshotDataFrame", "MetricsList"):
        made[name] = getattr(api_client, name)
    prom = api_client.PrometheusConnect(server.url)
    with made["client"], prom, prometheus_pandas.Prometheus(server.url) as p:
        yield {**made, "prom": prom, "p": p}


def run(code, names):
    # The server that scrapes itself calls that job local.
    return eval(code.replace('"api"', '"local"'), dict(names))  # noqa: S307 - our own document


# The connection: what reaches a server is compared.


def fine(peer, _):
    body = b'{"status":"success","data":{"resultType":"vector","result":[]}}'
    peer.answer(body, headers=["Content-Type: application/json"])


def ask_both(theirs, ours, **names):
    """Asks with a client of either library; tells what went wrong."""
    names |= {"pq": pq, "Retry": Retry, "PrometheusConnect": api_client.PrometheusConnect}
    failures = []
    for code, method in ((theirs, "custom_query"), (ours, "query")):
        with run(code, names) as client:
            try:
                getattr(client, method)("up")
            except (requests.RequestException, pq.PrometheusQuerierError) as error:
                failures.append(type(error))
    return failures


def ask_with(url, theirs, ours, **names):
    return ask_both(f"PrometheusConnect(url, {theirs})", f"pq.connect(url, {ours})", url=url, **names)


def header(server, name):
    return [dict(request.headers).get(name) for request in server.requests]


def _url(serve, theirs, ours):
    server = serve(fine)
    theirs, ours = (code.replace("http://localhost:9090", server.url) for code in (theirs, ours))
    assert ask_both(f"PrometheusConnect({theirs})", f"pq.connect({ours})") == []
    assert [request.target.partition("?")[0] for request in server.requests] == ["/api/v1/query"] * 2


def _credentials(serve, theirs, ours):
    server = serve(fine)
    assert ask_with(server.url, theirs, ours) == []
    first, second = header(server, "authorization")
    assert first == second is not None


def _any_certificate(serve, theirs, ours):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("other.example").configure_cert(context)
    server = serve(fine, tls=context)
    assert ask_with(server.url, theirs, ours) == []
    assert ask_with(server.url, "retry=Retry(0)", "retry=pq.RetryPolicy.none()") == [
        requests.exceptions.SSLError,
        pq.errors.TlsError,
    ]


def _session(serve, theirs, _):
    assert f"`{KEPT_SESSION}`" in read(DOCUMENT)
    server = serve(fine)
    with requests.Session() as session:
        session.headers["X-Own"] = "kept"
        assert ask_both(f"PrometheusConnect(url, {theirs})", KEPT_SESSION, url=server.url, session=session) == []
    assert header(server, "x-own") == ["kept"] * 2


def _retries(serve, theirs, ours):
    server = serve(lambda peer, _: peer.hang_up())
    assert len(ask_with(server.url, theirs, ours)) == 2
    assert [request.method for request in server.requests] == ["GET"] * 4 + ["POST"] * 4


def _timeout(serve, theirs, ours):
    server = serve(lambda peer, _: peer.stall())
    theirs, ours = (code.replace("30", "0.2") for code in (theirs, ours))
    failures = ask_with(server.url, f"{theirs}, retry=Retry(0)", ours)
    assert failures == [requests.exceptions.ConnectionError, pq.errors.RequestTimeoutError]


def _proxy(serve, theirs, ours):
    server = serve(fine)
    theirs, ours = (code.replace("http://proxy:3128", server.url) for code in (theirs, ours))
    assert ask_with("http://prometheus.invalid", theirs, ours) == []
    targets = [request.target.partition("?")[0] for request in server.requests]
    assert [target.replace(":80", "") for target in targets] == ["http://prometheus.invalid/api/v1/query"] * 2


def _post(serve, theirs, _):
    server = serve(fine)
    assert ask_with(server.url, theirs, "") == []
    assert [request.method for request in server.requests] == ["POST"] * 2


CONNECTION = {
    'url="http://localhost:9090"': _url,
    'headers={"Authorization": "Bearer secret"}': _credentials,
    'auth=("user", "password")': _credentials,
    "disable_ssl=True": _any_certificate,
    "session=session": _session,
    "retry=Retry(total=3)": _retries,
    "timeout=30": _timeout,
    'proxy={"http": "http://proxy:3128"}': _proxy,
    'method="POST"': _post,
}


@pytest.mark.parametrize(("theirs", "ours", "check"), checked_rows("The connection", CONNECTION))
def test_connections_are_made_in_the_same_way(serve, theirs, ours, check):
    check(serve, theirs, ours)


# The methods: their answers are compared.


def _same(names, theirs, ours):
    expected = plain(run(theirs, names))
    assert expected
    assert plain(run(ours, names)) == expected


def _names(names, theirs, ours):
    # A scrape between the two may have brought more.
    expected = set(run(theirs, names))
    assert expected
    assert expected <= set(run(ours, names))


def _ready(names, _, ours):
    # Theirs asks for a page of the server's, which Debian's package does not have.
    assert run(ours, names) is True


def _chunks(names, _theirs, _ours):
    chunks = run('prom.get_metric_range_data("up", {"job": "api"}, s, e, chunk_size=timedelta(minutes=20))', names)
    whole = run('client.read(q.metric("up", job="api"), hour)', names)
    assert (sum(len(one["values"]) for one in chunks), sum(len(one.values) for one in whole)) == (2 * 243, 2 * 241)


def _export(names, _, ours):
    assert run(ours, names).rows == 2 * 61


def _aggregated(names, theirs, ours):
    assert run(theirs, names) == dict(run(ours, names))


def _percentile(names, theirs, ours):
    assert list(run(theirs, names).values()) == [run(ours, names)]


def _targets(names, theirs, ours):
    left, right = run(theirs, names), run(ours, names)
    assert [one["labels"] for one in left["activeTargets"]] == [dict(one.labels) for one in right.active]
    assert (left["droppedTargets"], list(right.dropped)) == ([], [])


def _target_metadata(names, theirs, ours):
    left, right = run(theirs, names), run(ours, names)
    assert {one["metric"]: one["help"] for one in left} == {one.metric: one.help for one in right}


def _metadata(names, theirs, ours):
    (left,), right = run(theirs, names), run(ours, names)
    assert left["help"] == right[left["metric_name"]][0].help


METHODS = {
    "prom.check_prometheus_connection()": _ready,
    'prom.custom_query("up")': _same,
    'prom.custom_query("up", params={"time": s.timestamp()})': _same,
    'prom.custom_query_range("up", s, e, "1m")': _same,
    'prom.get_current_metric_value("up", {"job": "api"})': _same,
    'prom.get_metric_range_data("up", {"job": "api"}, s, e)': _same,
    "….get_metric_range_data(…, chunk_size=timedelta(days=1))": _chunks,
    "….get_metric_range_data(…, store_locally=True)": _export,
    "prom.all_metrics()": _names,
    "prom.get_label_names()": _names,
    'prom.get_label_values("job")': _names,
    'prom.get_series(s, e, params={"match[]": "up"})': _same,
    'prom.get_metric_aggregation("up", ["sum", "max"], s, e, "1m")': _aggregated,
    'prom.get_metric_aggregation("up", ["percentile_90"], s, e, "1m")': _percentile,
    "prom.get_scrape_pools()": _names,
    "prom.get_targets()": _targets,
    'prom.get_target_metadata({"job": "api"})': _target_metadata,
    'prom.get_metric_metadata("go_goroutines")': _metadata,
}


@pytest.mark.parametrize(("theirs", "ours", "check"), checked_rows("The methods", METHODS))
def test_methods_give_the_same(names, tmp_path, monkeypatch, theirs, ours, check):
    monkeypatch.chdir(tmp_path)
    check(names, theirs, ours)


# The answers: what is taken from them is compared.

INSTANT = 'prom.custom_query("up", params={"time": s.timestamp()})', 'client.query("up", time=s)'
RANGE = 'prom.custom_query_range("up", s, e, "1m")', 'client.query_range("up", hour)'


def _of(asked):
    def both(names, theirs, ours):
        return [
            run(code, {**names, "result": run(ask, names)}) for code, ask in zip((theirs, ours), asked, strict=True)
        ]

    return both


def _equal(asked):
    def check(names, theirs, ours):
        left, right = _of(asked)(names, theirs, ours)
        assert left == right

    return check


def _range_frame(names, theirs, ours):
    left, right = _of(RANGE)(names, theirs, ours)
    assert list(left.index) == list(right.index.tz_localize(None))
    for column in ("instance", "job", "value"):
        assert list(left[column]) == list(right[column])


def _snapshot_frame(names, theirs, ours):
    left, right = _of(INSTANT)(names, theirs, ours)
    assert list(left.instance) == list(right.instance)
    assert [float(value) for value in left.value] == list(right.value)


def _metrics(names, theirs, ours):
    left, right = _of(RANGE)(names, theirs, ours)
    assert [one.label_config["instance"] for one in left] == [one.labels["instance"] for one in right]
    assert [list(one.metric_values.y) for one in left] == [list(one.values) for one in right]


def _plot(names, _, ours):
    # Theirs needs what matplotlib 3.11 does not have any more.
    axes = run(ours, {**names, "result": run(RANGE[1], names)})
    assert [len(line.get_xdata()) for line in axes.lines] == [61, 61]


def _joined(names, theirs, _):
    of_one = '"up", {"instance": "host-1:9100"}, s, e, chunk_size=(e - s) / 2'
    chunk_1, chunk_2 = run(f"prom.get_metric_range_data({of_one})", names)
    joined = run(theirs, {**names, "chunk_1": chunk_1, "chunk_2": chunk_2})
    (whole,) = run('client.read(q.metric("up", instance="host-1:9100"), hour)', names)
    assert list(joined.metric_values.y) == list(whole.values)


def _refused(names, theirs, ours):
    with pytest.raises(getattr(api_client, theirs)):
        names["prom"].custom_query("up(")
    with pytest.raises(run(ours, names)):
        names["client"].query("up(")


ANSWERS = {
    'result[0]["metric"]["job"]': _equal(INSTANT),
    'float(result[0]["value"][1])': _equal(INSTANT),
    '[(t, float(v)) for t, v in result[0]["values"]]': _equal(RANGE),
    "MetricRangeDataFrame(result)": _range_frame,
    "MetricSnapshotDataFrame(result)": _snapshot_frame,
    "MetricsList(result)": _metrics,
    "Metric(result[0]).plot()": _plot,
    "Metric(chunk_1) + Metric(chunk_2)": _joined,
    "PrometheusApiClientException": _refused,
}


@pytest.mark.parametrize(("theirs", "ours", "check"), checked_rows("The answers", ANSWERS))
def test_answers_hold_the_same(names, theirs, ours, check):
    check(names, theirs, ours)


# prometheus-pandas: frames and numbers are compared.


def _made(names, theirs, ours):
    with run(theirs.removeprefix("p = "), names) as p, run(ours.removeprefix("client = "), names) as client:
        assert p.query("vector(5)").iloc[0] == client.query("vector(5)").scalar() == 5


def _made_of_a_session(names, theirs, ours):
    assert f"`{KEPT_SESSION}`" in read(DOCUMENT)
    assert ours == "client = pq.connect(url, auth=…, verify=…)"
    with requests.Session() as session:
        _made({**names, "session": session}, theirs, KEPT_SESSION)


def _vector(names, theirs, ours):
    left, right = run(theirs, names), run(ours, names)
    assert list(left) == list(right.value)
    assert [re.search('instance="(.*?)"', name)[1] for name in left.index] == list(right.instance)


def _scalar(names, theirs, ours):
    assert run(theirs, names)[1] == run(ours, names)


def _wide_frame(names, theirs, ours):
    left, right = run(theirs, names), run(ours, names)
    assert list(left.index) == list(right.index.tz_localize(None))
    assert left.to_numpy().tolist() == right.to_numpy().tolist()


def _errors(names, theirs, ours):
    with pytest.raises(RuntimeError, match=r"^bad_data: ") as left:
        names["p"].query("up(")
    with pytest.raises(run(ours, names)) as right:
        names["client"].query("up(")
    assert theirs == "RuntimeError"
    assert str(left.value) == f"{right.value.error_type}: {right.value.message}"


PANDAS = {
    "p = query.Prometheus(url)": _made,
    "p = query.Prometheus(url, http=session)": _made_of_a_session,
    'p.query("up", s)': _vector,
    'p.query("scalar(sum(up))", s)': _scalar,
    'p.query_range("up", s, e, "1m")': _wide_frame,
    'p.query_range("up", s, e, "1m", timeout=60)': _wide_frame,
    "RuntimeError": _errors,
}


@pytest.mark.parametrize(("theirs", "ours", "check"), checked_rows("From prometheus-pandas", PANDAS))
def test_pandas_gets_the_same(names, theirs, ours, check):
    check(names, theirs, ours)
