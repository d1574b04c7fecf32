"""The frames of chunked remote read, in Python alone: the twin of the compiled ``_decoder``."""

from __future__ import annotations

from array import array
from functools import cache
from importlib.util import find_spec
from itertools import islice
from operator import ge
from typing import TYPE_CHECKING, TypeAlias

from . import wire
from .chunks import XOR, decode_xor
from .wire import blob, read_fields, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ENOUGH", "FrameSeries", "crc32c", "decode_frame", "decode_one_by_one", "has_numpy", "read_label"]

ENOUGH = 1 << 22
"""Bytes of frames that are best decoded together: the more chunks at once, the better for numpy."""

# From so many chunks on, all at once are faster than one after the other.
_MANY = 100
# From so many bytes on, numpy computes checksums faster.
_LONG = 1000

FrameSeries: TypeAlias = "tuple[dict[str, str], array[float], array[float], bool, list[tuple[int, bytes]]]"
"""Labels, timestamps and values of one series, whether its times ascend, and its chunks that are not of floats."""


def decode_frame(frame: bytes, start_ms: int, end_ms: int) -> list[FrameSeries]:
    """Decodes the series of a frame (``ChunkedReadResponse``); samples out of the range and stale markers are left out.

    Raises:
        ValueError: It is no frame.
    """
    series = [_series(blob(value)) for number, value in read_fields(frame) if number == 1]
    chunks = [floats for _, floats, _ in series]
    decode = decode_one_by_one
    if sum(map(len, chunks)) >= _MANY and has_numpy():
        from .lockstep import decode_chunks as decode  # noqa: PLC0415 - numpy is optional and slow to import
    decoded = decode(chunks, start_ms, end_ms)
    return [(labels, *floats, others) for (labels, _, others), floats in zip(series, decoded, strict=True)]


def decode_one_by_one(
    series: Sequence[Sequence[bytes]], start_ms: int, end_ms: int
) -> list[tuple[array[float], array[float], bool]]:
    """Decodes chunks without numpy; arguments and result are those of ``lockstep.decode_chunks``."""
    decoded = []
    for chunks in series:
        timestamps, words = array("d"), array("Q")
        for chunk in chunks:
            times, more = decode_xor(chunk, start_ms, end_ms)
            timestamps.extend(times)
            words.extend(more)
        ordered = not any(map(ge, timestamps, islice(timestamps, 1, None)))
        decoded.append((timestamps, array("d", words.tobytes()), ordered))
    return decoded


def crc32c(data: bytes) -> int:
    """Computes the checksum of a frame."""
    if len(data) >= _LONG and has_numpy():
        from .checksums import crc32c as with_numpy  # noqa: PLC0415 - numpy is optional and slow to import

        return with_numpy(data)
    return wire.crc32c(data)


@cache
def has_numpy() -> bool:
    """Whether numpy can help."""
    return find_spec("numpy") is not None


def _series(message: bytes) -> tuple[dict[str, str], list[bytes], list[tuple[int, bytes]]]:
    """Reads labels, chunks of floats, and other chunks with their encodings."""
    labels: dict[str, str] = {}
    floats: list[bytes] = []
    others: list[tuple[int, bytes]] = []
    for number, value in read_fields(message):
        if number == 1:
            name, text = read_label(blob(value))
            labels[name] = text
        elif number == 2:  # noqa: PLR2004 - a chunk
            encoding, data = _chunk(blob(value))
            if encoding == XOR:
                floats.append(data)
            else:
                others.append((encoding, data))
    return labels, floats, others


def read_label(message: bytes) -> tuple[str, str]:
    """Reads a label; an empty name or value is not sent."""
    parts = {number: blob(value).decode() for number, value in read_fields(message) if number in (1, 2)}
    return parts.get(1, ""), parts.get(2, "")


def _chunk(message: bytes) -> tuple[int, bytes]:
    encoding, data = 0, b""
    for number, value in read_fields(message):
        if number == 3:  # noqa: PLR2004 - the encoding
            encoding = whole(value)
        elif number == 4:  # noqa: PLR2004 - the bytes
            data = blob(value)
    return encoding, data
