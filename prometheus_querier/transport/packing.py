"""How a body is packed: gzip and nothing else, unpacked piece by piece under a limit."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from prometheus_querier.errors import MalformedResponseError

from .failures import too_large
from .framing import PIECE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .wire import Call

_CODINGS = 2


def decoded(pieces: Iterator[bytes], headers: Mapping[str, str], call: Call, limit: int | None) -> Iterator[bytes]:
    """Yields the body unpacked.

    Args:
        pieces: The body as it came.
        headers: The answer's, with names in lower case.
        call: The call that it belongs to.
        limit: Bytes that the body may have, packed or unpacked.

    Raises:
        ResponseTooLargeError: It has more.
        MalformedResponseError: It is packed in a way that nobody asked for, damaged or cut off.
    """
    codings = [coding.strip().lower() for coding in headers.get("content-encoding", "").split(",")]
    packed = [coding for coding in codings if coding not in {"", "identity"}]
    if len(packed) > _CODINGS or not {"gzip", "x-gzip"}.issuperset(packed):
        raise MalformedResponseError("the answer is packed in a way that was not asked for (Content-Encoding)")
    for _ in packed:
        pieces = _gunzipped(pieces, call)
        pieces = pieces if limit is None else _capped(pieces, limit)
    if not packed and limit is not None:
        pieces = _capped(pieces, limit)
    return pieces


def _capped(pieces: Iterator[bytes], limit: int) -> Iterator[bytes]:
    left = limit
    for piece in pieces:
        left -= len(piece)
        if left < 0:
            raise too_large(limit)
        yield piece


def _gunzipped(pieces: Iterator[bytes], call: Call) -> Iterator[bytes]:
    unpack = zlib.decompressobj(wbits=31)
    begun = False
    try:
        for packed in pieces:
            piece = packed
            while True:
                # A bomb in a bomb can work for long without a byte from the socket.
                if call.deadline.spent:
                    raise call.timed_out("read")
                begun = begun or bool(piece)
                unpacked = unpack.decompress(piece, PIECE)
                if unpacked:
                    yield unpacked
                if unpack.eof:
                    piece, unpack, begun = unpack.unused_data, zlib.decompressobj(wbits=31), False
                    if not piece:
                        break
                else:
                    piece = unpack.unconsumed_tail
                    # A full piece may leave more inside, even when nothing is left to put in.
                    if not piece and len(unpacked) < PIECE:
                        break
    except zlib.error:
        raise MalformedResponseError("the answer's gzip is damaged") from None
    if begun:
        raise MalformedResponseError("the answer's gzip is cut off")
