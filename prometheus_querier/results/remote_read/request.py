"""The question of remote read: a protobuf message in a snappy block."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from .wire import field, snappy_block

if TYPE_CHECKING:
    from collections.abc import Iterable

READ_HEADERS = (
    ("Content-Type", "application/x-protobuf"),
    ("Content-Encoding", "snappy"),
    ("X-Prometheus-Remote-Read-Version", "0.1.0"),
)
"""The headers that the request needs."""

_SAMPLES, _STREAMED_XOR_CHUNKS = 0, 1


class MatcherType(IntEnum):
    """How a matcher compares, numbered as on the wire."""

    EQUAL = 0
    NOT_EQUAL = 1
    REGEX = 2
    NOT_REGEX = 3


def encode_read_request(matchers: Iterable[tuple[MatcherType, str, str]], start_ms: int, end_ms: int) -> bytes:
    r"""Makes the body of a remote read request.

    Args:
        matchers: Type, label name and value of each matcher of one selector; the metric name is ``__name__``.
        start_ms: First time wanted, in Unix milliseconds.
        end_ms: Last time wanted, in Unix milliseconds.

    >>> encode_read_request([(MatcherType.EQUAL, "a", "b")], 1, 2)
    b'\x14L\n\x0e\x08\x01\x10\x02\x1a\x08\x08\x00\x12\x01a\x1a\x01b\x12\x02\x01\x00'
    """
    query = field(1, start_ms) + field(2, end_ms)
    for kind, name, value in matchers:
        query += field(3, field(1, kind) + field(2, name) + field(3, value))
    accepted = field(2, bytes((_STREAMED_XOR_CHUNKS, _SAMPLES)))
    return snappy_block(field(1, query) + accepted)
