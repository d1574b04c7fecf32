"""Where a body ends: how HTTP frames it, read strictly, for whoever reads on is given another's answer."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from prometheus_querier.errors import MalformedResponseError

from .failures import cut_off

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader

    from .wire import Call

PIECE = 1 << 18
"""Bytes of the largest piece: enough that the work between pieces does not count, and that it stays in the cache."""

CHUNKED = -1
"""The length of a body that comes in chunks."""

_CHUNK_LINE = 4096
_TRAILERS = 100
_EMPTY = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}
_LENGTH = re.compile(r"[0-9]{1,19}", re.ASCII)
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\r\n]*)?\r?\n")


def framing(status: int, headers: list[tuple[str, str]]) -> int | None:
    """Tells how a body ends: its length, ``CHUNKED``, or ``None`` when the connection ends with it.

    Args:
        status: The HTTP status.
        headers: Names in lower case, and values.

    Raises:
        MalformedResponseError: The headers say it in two ways, or in one that is not known.
    """
    lengths = {value for name, value in headers if name == "content-length"}
    codings = [value.lower() for name, value in headers if name == "transfer-encoding"]
    if status in _EMPTY:
        return 0
    if codings:
        if codings != ["chunked"] or lengths:
            raise MalformedResponseError("the answer's headers contradict each other about where its body ends")
        return CHUNKED
    if not lengths:
        return None
    length = lengths.pop()
    if lengths or not _LENGTH.fullmatch(length):
        raise MalformedResponseError("the answer's Content-Length is no length")
    return int(length)


def framed(file: BufferedReader, length: int | None, call: Call) -> Iterator[bytes]:
    """Yields the body as it comes, without its framing.

    Raises:
        ConnectionLostError: It is cut off.
        MalformedResponseError: A chunk has no size.
    """
    if length is None:
        while piece := file.read1(PIECE):
            yield piece
    elif length >= 0:
        yield from _counted(file, length)
    else:
        yield from _together(_chunks(file), call)


def is_here(file: BufferedReader, length: int | None, call: Call) -> bool:
    """Tells whether the whole body seems to have come already, so that reading it will not wait."""
    body = held(file, call)
    return body.endswith(b"\r\n0\r\n\r\n") if length == CHUNKED else length is not None and len(body) >= length


def held(file: BufferedReader, call: Call) -> bytes:
    """Gives what came but was not read yet, without waiting for more."""
    call.may_wait = False
    try:
        return file.peek(1)
    finally:
        call.may_wait = True


def _counted(file: BufferedReader, length: int) -> Iterator[bytes]:
    while length:
        piece = file.read1(min(length, PIECE))
        if not piece:
            raise cut_off()
        length -= len(piece)
        yield piece


def _chunks(file: BufferedReader) -> Iterator[bytes]:
    while left := _chunk_size(file):
        while left > PIECE:
            piece = file.read1(PIECE)
            if not piece:
                raise cut_off()
            left -= len(piece)
            yield piece
        chunk = file.read(left + 2)
        if len(chunk) < left + 2:
            raise cut_off()
        if not chunk.endswith(b"\r\n"):
            raise MalformedResponseError("a chunk of the answer is longer than its size")
        yield chunk[:-2]
    _skip_trailers(file)


def _chunk_size(file: BufferedReader) -> int:
    line = file.readline(_CHUNK_LINE)
    size = _CHUNK_SIZE.fullmatch(line)
    if size is not None:
        return int(size[1], 16)
    if len(line) < _CHUNK_LINE and not line.endswith(b"\n"):
        raise cut_off()
    raise MalformedResponseError("a chunk of the answer has no size")


def _skip_trailers(file: BufferedReader) -> None:
    for _ in range(_TRAILERS):
        line = file.readline(_CHUNK_LINE)
        if line in {b"\r\n", b"\n"}:
            return
        if not line:
            raise cut_off()
        if not line.endswith(b"\n"):
            break
    raise MalformedResponseError("the answer's trailers do not end")


def _together(pieces: Iterator[bytes], call: Call) -> Iterator[bytes]:
    """Yields pieces that came together as one: some servers send a chunk for every few bytes."""
    held_back: list[bytes] = []
    size = 0
    received = -1  # the first piece waits for nothing
    for piece in pieces:
        held_back.append(piece)
        size += len(piece)
        if size >= PIECE or call.received != received:
            yield b"".join(held_back)
            held_back.clear()
            size, received = 0, call.received
    if held_back:
        yield b"".join(held_back)
