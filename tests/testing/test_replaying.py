"""ReplayTransport answers what was recorded, in its order, and says what is nearest to anything else."""

from __future__ import annotations

import pytest

from prometheus_querier import PrometheusClient, QueryTimeRange
from prometheus_querier.errors import ClientClosedError
from prometheus_querier.http import HttpRequest
from prometheus_querier.testing import FakeTransport, RecordingTransport, ReplayTransport, answers
from prometheus_querier.transport.base import Transport


def _request(query="up", **params):
    return HttpRequest("POST", "/api/v1/query", (("query", query), *params.items()))


@pytest.fixture
def record(tmp_path):
    def record(*exchanges, **options):
        path = tmp_path / "recording.json"
        transport = RecordingTransport(FakeTransport({"query": [answer for _, answer in exchanges]}), path, **options)
        for request, _ in exchanges:
            transport.send(request, timeout=None)
        transport.close()
        return ReplayTransport(path)

    return record


def test_is_a_transport(record):
    replay = record()
    assert isinstance(replay, Transport)
    assert repr(replay).startswith("ReplayTransport('")
    replay.close()
    replay.close()
    with pytest.raises(ClientClosedError):
        replay.send(_request(), timeout=None)


def test_equal_requests_are_answered_in_their_order_and_no_more_often(record):
    replay = record(
        (_request(), answers.labels("1")), (_request("a"), answers.labels()), (_request(), answers.labels("2"))
    )
    assert replay.unused() == [_request("a"), _request(), _request()]
    assert b'"1"' in replay.send(_request(), timeout=None).read()
    assert b'"2"' in replay.send(_request(), timeout=None).read()
    with pytest.raises(
        LookupError, match=r"has no more answers for POST /api/v1/query query='up': it was asked less often"
    ):
        replay.send(_request(), timeout=None)
    assert replay.unused() == [_request("a")]


def test_says_which_recorded_request_is_nearest(record):
    replay = record((_request("sum(up)", time="1"), answers.labels()), (_request("down", time="1"), answers.labels()))
    with pytest.raises(LookupError) as caught:
        replay.send(_request("sum(up)", time="2"), timeout=None)
    assert str(caught.value).splitlines()[1:] == [
        "  POST /api/v1/query query='sum(up)' time='2'",
        "The nearest request that it has is",
        "  POST /api/v1/query query='sum(up)' time='1'",
        "which differs in time.",
        "Record it again. Times that move with the clock are given as fixed ones, or ignored when recording.",
    ]


def test_an_empty_recording_has_nothing_near(record):
    with pytest.raises(LookupError, match="and none for anything else"):
        record().send(HttpRequest("POST", "/api/v1/read", content=b"abc"), timeout=None)


def test_ignored_parameters_do_not_count(record):
    replay = record((_request(time="1", timeout="29.500"), answers.labels()), ignore=["time"])
    assert replay.send(_request(time="2", timeout="1"), timeout=None).status == 200


def test_missing_and_broken_files_are_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nothing\.json"):
        ReplayTransport(tmp_path / "nothing.json")
    (tmp_path / "broken.json").write_text("{")
    with pytest.raises(ValueError, match="record it again"):
        ReplayTransport(tmp_path / "broken.json")


def test_a_client_cannot_tell_it_from_the_server(tmp_path):
    path = tmp_path / "recording.json"
    series = [({"job": name}, [(0, 1), (60, float("nan")), (120, float("inf"))]) for name in ("a", "é<b>")]

    def ask(transport):
        with PrometheusClient(transport) as client:
            return repr(client.query_range("up", QueryTimeRange("0", "120", "60")).to_dicts())

    server = FakeTransport({"query_range": answers.matrix(*series, warnings=["partial"])})
    assert ask(RecordingTransport(server, path)) == ask(ReplayTransport(path))
