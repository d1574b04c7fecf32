"""Streams of lines as Prometheus 3.13 and later send them; the shapes are those of its documentation."""

import contextlib
import itertools
import json
import time

import pytest
from hypothesis import given, strategies as st

from prometheus_querier.api.search_streams import read_search
from prometheus_querier.errors import (
    ApiError,
    ExecutionError,
    InternalError,
    MalformedResponseError,
    NotReadyError,
    PrometheusQuerierError,
)
from prometheus_querier.http import HttpResponse
from prometheus_querier.results import FoundMetric
from prometheus_querier.testing import answers

END = {"status": "success", "has_more": False}


def lines(*members):
    return "".join(json.dumps(one) + "\n" for one in members).encode()


def batch(*names, **more):
    return {"results": [{"name": name} for name in names]} | more


class Body:
    """Pieces of a body that know how far they were read, and whether they were let go."""

    def __init__(self, *pieces):
        self.pieces, self.read, self.closed = list(pieces), 0, False

    def __iter__(self):
        for piece in self.pieces:
            self.read += 1
            yield piece

    def close(self):
        self.closed = True


def stream(*members, strict=False):
    return read_search(HttpResponse(200, body=lines(*members)), FoundMetric, strict=strict)


def test_batches_become_one_iterator():
    found = stream(batch("a", "b"), batch(), batch("c"), END)
    assert [one.name for one in found] == ["a", "b", "c"]
    assert (found.has_more, found.warnings) == (False, ())
    assert list(found) == []


def test_the_end_says_whether_the_limit_cut_something_off():
    found = stream(batch("a"), END | {"has_more": True})
    assert found.has_more is None
    list(found)
    assert found.has_more is True


def test_a_long_line_costs_its_length_not_its_square():
    def spent(count):
        pieces = [b'{"results": [{"name": "a', *[b"a" * 4096] * count, b'"}]}\n', json.dumps(END).encode()]
        began = time.process_time()
        [found] = read_search(HttpResponse(200, body=Body(*pieces)), FoundMetric)
        assert len(found.name) == 4096 * count + 1
        return time.process_time() - began

    assert spent(2000) < 100 * max(spent(100), 0.005)


def test_warnings_of_all_lines_are_kept():
    found = stream(batch("a", warnings=["x"]), batch("b"), END | {"warnings": ["y"]})
    next(found)
    assert found.warnings == ("x",)
    list(found)
    assert found.warnings == ("x", "y")


def test_warnings_can_be_errors():
    found = stream(batch("a"), batch("b", warnings=["x"]), END, strict=True)
    assert next(found).name == "a"
    with pytest.raises(ApiError, match="x") as caught:
        next(found)
    assert (caught.value.error_type, caught.value.warnings) == ("warning", ("x",))


def test_nothing_is_read_before_it_is_needed():
    body = Body(lines(batch("a")), lines(batch("b")), lines(END))
    found = read_search(HttpResponse(200, body=body), FoundMetric)
    assert body.read == 0
    next(found)
    assert (body.read, body.closed) == (1, False)
    list(found)
    assert body.closed


@pytest.mark.parametrize("let_go", [lambda found: found.close(), lambda found: found.__exit__(None, None, None)])
def test_whoever_has_enough_lets_go(let_go):
    body = Body(lines(batch("a")), lines(batch("b")), lines(END))
    found = read_search(HttpResponse(200, body=body), FoundMetric)
    next(found)
    let_go(found)
    assert body.closed
    assert list(found) == []


def test_an_error_may_come_late():
    found = stream(batch("a"), {"status": "error", "errorType": "execution", "error": "boom"})
    assert next(found).name == "a"
    with pytest.raises(ExecutionError, match="boom"):
        next(found)
    assert found.has_more is None


def test_an_error_may_come_at_once():
    with pytest.raises(NotReadyError, match="search API disabled"):
        read_search(answers.error("unavailable", "search API disabled"), FoundMetric)
    with pytest.raises(InternalError):
        next(stream({"status": "error", "errorType": "internal", "error": "boom"}))


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "the last line is missing"),
        (lines(batch("a")), "the last line is missing"),
        (lines(batch("a"), END, batch("b")), "a line follows the last one"),
        (lines(batch("a")) + b'{"results": [', "not valid JSON"),
        (lines({"results": "a"}), "results is 'a', not a list"),
        (lines({"other": []}), "results is None, not a list"),
        (lines([]), r"a line is \[\], not an object"),
        (lines({"results": [{"score": 1}]}), r"results\[0\].name is missing"),
        (lines({"status": "maybe"}), "no status success or error"),
        (lines(END | {"has_more": "no"}), "has_more is 'no', not true or false"),
        (b"<html>Log in</html>", "not valid JSON"),
    ],
)
def test_what_is_no_such_stream_is_malformed(body, problem):
    with pytest.raises(MalformedResponseError, match=problem):
        list(read_search(HttpResponse(200, body=body), FoundMetric))


@given(st.lists(st.text(), max_size=5), st.lists(st.integers(0, 300), max_size=5))
def test_lines_arrive_in_any_pieces(names, cuts):
    body = lines(batch(*names[:2]), batch(*names[2:]), END)
    borders = [0, *sorted(cut for cut in cuts if cut < len(body)), len(body)]
    pieces = [body[low:high] for low, high in itertools.pairwise(borders)]
    found = read_search(HttpResponse(200, body=Body(*pieces)), FoundMetric)
    assert [one.name for one in found] == names


@given(st.binary(max_size=60))
def test_any_bytes_give_results_or_an_error_of_ours(noise):
    with contextlib.suppress(PrometheusQuerierError):
        list(read_search(HttpResponse(200, body=lines(batch("a")) + noise), FoundMetric))
