"""RecordingTransport passes everything on as it comes, and writes what it saw whole or not at all."""

from __future__ import annotations

import json

import pytest

from prometheus_querier import PrometheusClient, RequestsTransport
from prometheus_querier.errors import BadDataError, ConnectError, ConnectionLostError, MalformedResponseError
from prometheus_querier.http import HttpRequest, HttpResponse
from prometheus_querier.testing import FakeTransport, RecordingTransport, ReplayTransport, answers
from prometheus_querier.testing.transport_contract import TransportContract
from prometheus_querier.transport import RetryPolicy

QUERY = HttpRequest("POST", "/api/v1/query", (("query", "up"),))


class TestItIsATransport(TransportContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path):
        self.path = tmp_path / "recording.json"

    def make(self, url):
        return RecordingTransport(RequestsTransport(url), self.path)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "folder" / "recording.json"


def _exchanges(path):
    return json.loads(path.read_text())["exchanges"]


def test_pieces_are_passed_on_as_they_arrive(path):
    passed = []

    def pieces():
        for piece in (b'{"status":', b'"success"}'):
            passed.append(piece)
            yield piece

    transport = RecordingTransport(FakeTransport({"query": HttpResponse(200, body=pieces())}), path)
    body = transport.send(QUERY, timeout=None).pieces()
    assert passed == []
    assert next(body) == b'{"status":'
    assert passed == [b'{"status":']
    assert next(body) == b'"success"}'
    assert list(body) == []
    transport.close()
    assert _exchanges(path)[0]["response"]["json"] == {"status": "success"}


def test_errors_of_the_api_and_statuses_are_answers(path):
    statuses = [
        answers.error("bad_data", "no"),
        answers.text(502, "<html>"),
        HttpResponse(200, body=[b"{", b"]", b"..."]),
    ]
    kinds = [BadDataError, Exception, MalformedResponseError]

    def ask(transport):
        caught = []
        with PrometheusClient(transport) as client:
            for kind in kinds:
                with pytest.raises(kind) as error:
                    client.query("up", time=1)
                caught.append((type(error.value), str(error.value)))
        return caught

    assert ask(RecordingTransport(FakeTransport({"query": statuses}), path)) == ask(ReplayTransport(path))


def test_what_is_no_answer_is_not_recorded(path):
    def broken():
        yield b"{"
        raise ConnectionLostError("gone")

    failures = [ConnectError("refused"), HttpResponse(200, body=broken()), answers.vector()]
    transport = RecordingTransport(FakeTransport({"query": failures}), path)
    with PrometheusClient(transport, retry=RetryPolicy(first_delay=0)) as client:
        client.query("up")
    assert [one["response"]["status"] for one in _exchanges(path)] == [200]
    with PrometheusClient(ReplayTransport(path)) as client, pytest.raises(LookupError):
        client.query("down")


def test_views_of_a_client_are_recorded_as_they_ask(path):
    def ask(transport):
        with PrometheusClient(transport) as client:
            tenants = [client.for_tenant(name).query("up", time=1)[0].labels for name in ("a", "b")]
            return tenants, client.enforcing(job="web").query("up", time=1)[0].labels

    def answer(request):
        return answers.vector(({"tenant": str(request.headers), "query": request.params[0][1]}, (1, 1)))

    recording = RecordingTransport(FakeTransport({"query": answer}), path, headers=["X-Scope-OrgID"])
    assert ask(recording) == ask(ReplayTransport(path))
    assert [one["request"].get("headers") for one in _exchanges(path)] == [
        [["x-scope-orgid", "a"]],
        [["x-scope-orgid", "b"]],
        None,
    ]


def test_the_file_of_before_stays_until_the_new_one_is_whole(path):
    with PrometheusClient(RecordingTransport(FakeTransport({"query": answers.vector()}), path)) as client:
        client.query("up", time=1)
        assert not path.exists()
    before = path.read_text()
    with (
        pytest.raises(KeyboardInterrupt),
        PrometheusClient(RecordingTransport(FakeTransport(), path)) as client,
    ):
        raise KeyboardInterrupt
    client.close()
    assert path.read_text() == before
    with PrometheusClient(RecordingTransport(FakeTransport(), path)) as client:
        client.close()
        client.close()
    assert _exchanges(path) == []
    assert [*path.parent.iterdir()] == [path]


def test_the_file_of_before_stays_when_nobody_answered(path):
    path.parent.mkdir()
    path.write_text("old")
    with (
        PrometheusClient(RecordingTransport(FakeTransport({"labels": ConnectError("down")}), path)) as client,
        pytest.raises(ConnectError),
    ):
        client.label_names()
    assert path.read_text() == "old"
    RecordingTransport(FakeTransport(), path).close()
    assert _exchanges(path) == []


def test_closes_what_sends(path):
    inner = FakeTransport()
    RecordingTransport(inner, path).close()
    assert inner.closed


def test_says_where_it_writes():
    assert repr(RecordingTransport(RequestsTransport("http://u:pw@host:1"), "a.json")) == (
        "RecordingTransport(RequestsTransport('http://host:1'), 'a.json')"
    )
