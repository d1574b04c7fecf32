"""The records of one request and one response, and what of another's text may be shown."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, strategies as st

from prometheus_querier.http import HttpRequest, HttpResponse, printable


class Pieces:
    def __init__(self, *pieces: bytes) -> None:
        self.pieces = iter(pieces)
        self.closed = 0

    def __iter__(self):
        return self.pieces

    def close(self) -> None:
        self.closed += 1


def test_a_request_shows_neither_its_headers_nor_its_body() -> None:
    request = HttpRequest("POST", "/x", (("a", "b"),), (("Authorization", "hunter2"),), b"hunter2")
    assert "hunter2" not in repr(request)
    assert pickle.loads(pickle.dumps(request)) == request  # noqa: S301 -- its own


@pytest.mark.parametrize("body", [b"whole", Pieces(b"wh", b"ole"), [b"whole"]])
def test_a_body_is_read_whole(body) -> None:
    assert HttpResponse(200, {}, body).read() == b"whole"


@pytest.mark.parametrize("body", [b"whole", Pieces(b"who", b"le")])
def test_a_body_is_read_in_pieces(body) -> None:
    assert b"".join(HttpResponse(200, {}, body).pieces()) == b"whole"


def test_leaving_the_block_closes_the_body() -> None:
    pieces = Pieces(b"whole")
    with HttpResponse(200, {}, pieces):
        pass
    assert pieces.closed == 1
    HttpResponse(200, {}, b"whole").close()


@given(st.text(), st.integers(1, 50))
def test_what_is_shown_is_short_and_printable(text, limit) -> None:
    shown = printable(text, limit)
    assert len(shown) <= limit
    assert shown.isprintable()
