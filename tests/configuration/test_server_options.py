"""The options of a server: what goes together, and which objects are welcome."""

from __future__ import annotations

import traceback

import pytest

from prometheus_querier import QueryTimeRange, RangeCache
from prometheus_querier.configuration import ProblemKind, ServerOptions
from prometheus_querier.errors import QueryBuildError
from prometheus_querier.testing import FakeTransport, answers
from prometheus_querier.transport import RetryPolicy

URL = "http://localhost:9090"


def test_everything_that_is_wrong_is_listed_at_once():
    options = ServerOptions(options={"timeout": "soon", "colour": "red", "user": "ann"}, where="here")
    assert {problem.kind for problem in options.problems()} == set(ProblemKind)
    with pytest.raises(QueryBuildError) as caught:
        options.open()
    assert str(caught.value).count("here: ") == 4


def test_none_says_nothing_where_it_does_not_mean_no_limit():
    options = {"url": URL, "timeout": None, "pool_size": None, "flavour": None, "token": None, "auth": None}
    with ServerOptions(options=options).open() as client:
        assert client._caller.limit(None) is None


def test_what_only_python_can_say_is_unknown_where_there_is_text_alone():
    options = {"url": URL, "retry": RetryPolicy()}
    assert ServerOptions(options=options).problems() == []
    (problem,) = ServerOptions(options=options, objects=False).problems()
    assert problem.kind is ProblemKind.UNKNOWN


def test_options_of_a_transport_are_not_needed_by_one_that_is_given():
    transport = FakeTransport({"query": answers.scalar(0, 2)})
    options = {"url": URL, "flavour": "thanos", "pool_size": 3, "timeout": 7, "transport": lambda: transport}
    with ServerOptions(options=options).open() as client:
        assert client.query("2").value == 2
    assert 6 < transport.timeouts[0] <= 7
    assert transport.closed


def test_a_transport_that_is_given_is_not_closed_and_serves_the_next_client(tmp_path):
    transport = FakeTransport({"query": answers.scalar(0, 2), "query_range": answers.matrix()})
    server = ServerOptions(options={"transport": transport, "cache": RangeCache(tmp_path)})
    for _ in range(2):
        with server.open() as client:
            assert client.query("2").value == 2
            assert len(client.query_range("up", QueryTimeRange("0", "60", "15"))) == 0
            assert repr(client) == f"PrometheusClient({transport!r})"
    assert not transport.closed


def test_a_cache_of_ranges_goes_to_connect_and_a_switch_to_a_flavour(tmp_path):
    question = QueryTimeRange("0", "60", "15")
    transport = {"transport": FakeTransport({"query_range": answers.matrix()})}
    cache = RangeCache(tmp_path)
    assert ServerOptions(options={"url": URL, "cache": cache}).problems() == []
    (problem,) = ServerOptions(options={"url": URL, "cache": True}).problems()
    assert "cache must be a RangeCache" in problem.message
    assert ServerOptions(options={"url": URL, "flavour": "thanos", "cache": "no"}).problems() == []
    (problem,) = ServerOptions(options={"url": URL, "flavour": "thanos", "cache": cache}).problems()
    assert "cache must be true or false" in problem.message
    with ServerOptions(options={**transport, "flavour": "thanos", "cache": False}).open() as client:
        assert len(client.query_range("up", question)) == 0


def test_repr_shows_no_secret():
    assert "hunter2" not in repr(ServerOptions(options={"url": URL, "token": "hunter2"}, where="here"))


@pytest.mark.parametrize(
    "options",
    [
        {"url": "http://ann:hunter2@host", "token": "hunter2"},
        {"url": URL, "auth": ("ann", "hunter2\n")},
        {"url": URL, "auth": ("ann", "hunter2"), "timeout": "soon"},
        {"url": URL, "user": "ann", "password": "hunter2", "token": "hunter2"},
        {"url": URL, "headers": {"X-Key": "hunter2", "x-key": "hunter2"}},
    ],
)
def test_an_error_passes_no_function_whose_variables_hold_secrets(options):
    server = ServerOptions(options=options, where="here")
    with pytest.raises(QueryBuildError) as caught:
        server.open()
    assert "hunter2" not in str(caught.value)
    assert caught.value.__context__ is None
    frames = [frame for frame, _ in traceback.walk_tb(caught.tb)][1:]
    assert frames
    assert all("hunter2" not in repr(frame.f_locals) for frame in frames)
