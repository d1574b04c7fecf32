"""The answers of remote read, chunks in frames or samples in one message, to a matrix."""

from __future__ import annotations

import struct
from array import array
from typing import TYPE_CHECKING

from prometheus_querier.errors import MalformedResponseError
from prometheus_querier.results.matrix import MatrixResult
from prometheus_querier.results.series import Series

from . import implementations
from .chunks import FLOAT_HISTOGRAM, HISTOGRAM
from .histogram_chunks import decode_histograms
from .samples import decode_samples
from .wire import read_varint, unsnappy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from prometheus_querier.results.histograms import Histogram

_STREAMED = "application/x-streamed-protobuf"
_CHECKSUM = 4
_LONGEST_LENGTH = 10
_LARGEST_FRAME = 1 << 30
_MALFORMED = (ValueError, IndexError, OverflowError, struct.error)


def decode_read_response(
    pieces: Iterable[bytes], *, content_type: str, start_ms: int, end_ms: int, query: str = ""
) -> MatrixResult:
    """Decodes the answer of remote read.

    Args:
        pieces: The body, in pieces as they arrive.
        content_type: The answer's content type, which says whether chunks or samples came.
        start_ms: First time that was asked for: chunks may hold more.
        end_ms: Last time that was asked for.
        query: The selector that was asked, for the result to carry.

    Returns:
        The series with their samples, without stale markers; series that have none in the range are left out.

    Raises:
        MalformedResponseError: The body is no answer of remote read.
    """
    streamed = content_type.partition(";")[0].strip().lower() == _STREAMED
    collected = _Series(start_ms, end_ms)
    try:
        if streamed:
            for message in _messages(pieces):
                for series in implementations.CHOSEN.decode_frame(message, start_ms, end_ms):
                    collected.add(*series[:4])
                    for encoding, chunk in series[4]:
                        collected.add_histograms(*_histograms(encoding, chunk))
        else:
            for one in decode_samples(unsnappy(b"".join(pieces))):
                collected.add(*one[:4])
                collected.add_histograms(*one[4:])
    except _MALFORMED as error:
        raise MalformedResponseError(f"the answer is not one of remote read: {error}") from None
    return MatrixResult(collected.all(), query)


class _Series:
    """Series as they come; what follows with the same labels belongs to the one before."""

    def __init__(self, start_ms: int, end_ms: int) -> None:
        self._range = (start_ms, end_ms)
        self._done: list[Series] = []
        self._labels: dict[str, str] | None = None
        self._timestamps = self._values = array("d")
        self._ordered = True
        self._histograms: list[tuple[int, Histogram]] = []

    def add(self, labels: dict[str, str], timestamps: array[float], values: array[float], ordered: bool) -> None:
        """Adds floats to the series of these labels, and says whether their times ascend."""
        if labels == self._labels:
            follows = not timestamps or not self._timestamps or self._timestamps[-1] < timestamps[0]
            self._ordered = self._ordered and ordered and follows
            self._timestamps += timestamps
            self._values += values
        else:
            self._finish()
            self._labels, self._timestamps, self._values, self._ordered = labels, timestamps, values, ordered

    def add_histograms(self, times: Iterable[int], histograms: Iterable[Histogram]) -> None:
        """Adds native histograms to the last series."""
        start, end = self._range
        self._histograms += [
            (time, histogram) for time, histogram in zip(times, histograms, strict=True) if start <= time <= end
        ]

    def _finish(self) -> None:
        if self._labels is not None and (self._values or self._histograms):
            timestamps, values = self._timestamps, self._values
            # Chunks that overlap repeat samples.
            if not self._ordered:
                samples = sorted(dict(zip(timestamps, values, strict=True)).items())
                timestamps, values = (
                    array("d", [time for time, _ in samples]),
                    array("d", [value for _, value in samples]),
                )
            histograms = sorted(dict(self._histograms).items())
            self._done.append(
                Series(
                    self._labels,
                    timestamps,
                    values,
                    tuple([time / 1000 for time, _ in histograms]),
                    tuple([histogram for _, histogram in histograms]),
                )
            )
        self._labels, self._histograms = None, []

    def all(self) -> tuple[Series, ...]:
        """Gives all series, sorted by label set as in other answers."""
        self._finish()
        return tuple(sorted(self._done, key=lambda series: sorted(series.labels.items())))


def _histograms(encoding: int, chunk: bytes) -> tuple[list[int], list[Histogram]]:
    if encoding not in (HISTOGRAM, FLOAT_HISTOGRAM):
        raise ValueError(f"chunks of the encoding {encoding} are not known")
    return decode_histograms(chunk, encoding)


def _messages(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Joins the messages of frames, which most servers send one a series: together they are one message of all series."""
    joined: list[bytes] = []
    size = 0
    for frame in _frames(pieces):
        joined.append(frame)
        size += len(frame)
        if size >= implementations.CHOSEN.ENOUGH:
            yield b"".join(joined)
            joined.clear()
            size = 0
    yield b"".join(joined)


def _frames(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Cuts the body into frames: a length, a checksum, and a message of that length.

    Raises:
        ValueError: A frame is broken.
    """
    pending = bytearray()
    needed = 0
    for piece in pieces:
        pending += piece
        while len(pending) >= max(needed, _LONGEST_LENGTH + _CHECKSUM):
            needed, frame = _cut(pending)
            if frame is None:
                break
            yield frame
    while pending:
        _, frame = _cut(pending)
        if frame is None:
            raise ValueError("the last frame breaks off")
        yield frame


def _cut(pending: bytearray) -> tuple[int, bytes | None]:
    """Takes a frame off, or says how many bytes it needs."""
    length, start = read_varint(bytes(pending[:_LONGEST_LENGTH]), 0)
    if length > _LARGEST_FRAME:
        raise ValueError(f"a frame of {length} bytes")
    end = start + _CHECKSUM + length
    if len(pending) < end:
        return end, None
    frame = bytes(memoryview(pending)[start + _CHECKSUM : end])
    checksum = int.from_bytes(pending[start : start + _CHECKSUM], "big")
    del pending[:end]
    if implementations.CHOSEN.crc32c(frame) != checksum:
        raise ValueError("a frame has not its checksum")
    return 0, frame
