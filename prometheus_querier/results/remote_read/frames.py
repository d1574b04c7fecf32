"""The frames of chunked remote read, in Python alone: the twin of the compiled ``_decoder``."""

from __future__ import annotations

import struct
from array import array
from itertools import islice
from operator import ge
from typing import TypeAlias

from .chunks import XOR, decode_xor
from .wire import blob, crc32c, read_fields, whole

__all__ = ["FrameSeries", "crc32c", "decode_frame", "read_label"]

FrameSeries: TypeAlias = "tuple[dict[str, str], array[float], array[float], bool, list[tuple[int, bytes]]]"
"""Labels, timestamps and values of one series, whether its times ascend, and its chunks that are not of floats."""


def decode_frame(frame: bytes, start_ms: int, end_ms: int) -> list[FrameSeries]:
    """Decodes the series of a frame (``ChunkedReadResponse``); samples out of the range and stale markers are left out.

    Raises:
        ValueError: It is no frame.
    """
    return [_series(blob(value), start_ms, end_ms) for number, value in read_fields(frame) if number == 1]


def _series(message: bytes, start_ms: int, end_ms: int) -> FrameSeries:
    labels: dict[str, str] = {}
    timestamps = array("d")
    words: list[int] = []
    others: list[tuple[int, bytes]] = []
    for number, value in read_fields(message):
        if number == 1:
            name, text = read_label(blob(value))
            labels[name] = text
        elif number == 2:  # noqa: PLR2004 - a chunk
            encoding, data = _chunk(blob(value))
            if encoding == XOR:
                times, more = decode_xor(data, start_ms, end_ms)
                timestamps.extend(times)
                words += more
            else:
                others.append((encoding, data))
    ordered = not any(map(ge, timestamps, islice(timestamps, 1, None)))
    return labels, timestamps, array("d", struct.pack(f"={len(words)}Q", *words)), ordered, others


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
