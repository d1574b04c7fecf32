"""One kept part as the bytes of a file, and back. What is not exactly what was written raises; it is never taken for data.

A file is a mark with the version of this format, a checksum that the part's key goes into, so that a file is of use in
its own place only, and three pieces: a description, the label sets, and columns of doubles as they are in memory. These
have a checksum of their own, a CRC, because most of the bytes are theirs: anything stronger would take as long as all else.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from array import array
from functools import reduce
from itertools import islice
from typing import TYPE_CHECKING, Any

from prometheus_querier.client.range_store import Stretch
from prometheus_querier.results import BoundaryRule, Bucket, Histogram, MatrixResult, Series

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MARK = b"pq-part\x01"
_DIGEST = 16
_HEAD = struct.Struct("=QQI")
_BEGIN = len(_MARK) + _DIGEST
_OF_A_HISTOGRAM, _OF_A_BUCKET = 3, 4

Labels = dict[bytes, list[dict[str, str]]]
"""Label sets by the text that they were read from."""


def pack(kept: Stretch, key: bytes) -> list[bytes]:
    """Writes a part, in pieces."""
    times: dict[bytes, int] = {}
    by_id: dict[int, int] = {}
    columns: list[bytes] = []
    series: list[tuple[int, int, int]] = []
    for one in kept.result.series:
        column = by_id.get(id(one.timestamps))
        if column is None:
            column = by_id[id(one.timestamps)] = times.setdefault(one.timestamps.tobytes(), len(times))
        histograms = array("d", _flat(one.histograms))
        columns += (one.values.tobytes(), array("d", one.histogram_timestamps).tobytes(), histograms.tobytes())
        series.append((column, len(one.histograms), len(histograms)))
    description = json.dumps(
        {
            "first": kept.first,
            "last": kept.last,
            "query": kept.result.query,
            "infos": kept.result.infos,
            "times": [len(column) // 8 for column in times],
            "series": series,
        }
    ).encode()
    labels = json.dumps([one.labels for one in kept.result.series]).encode()
    doubles = [*times, *columns]
    head = [_HEAD.pack(len(description), len(labels), reduce(_crc, doubles, 0)), description, labels]
    return [_MARK, _checksum(head, key), *head, *doubles]


def unpack(data: bytes, key: bytes, known: Labels) -> Stretch:
    """Reads a part.

    Args:
        data: The file's content.
        key: The key that it was written with.
        known: Label sets that were read before; parts of one question mostly have the same.

    Raises:
        ValueError: It is no part of this key that was written by this format, whole and unchanged.
    """
    body = memoryview(data)[_BEGIN:]
    if len(data) < _BEGIN + _HEAD.size or data[: len(_MARK)] != _MARK:
        raise ValueError("this file is no part of an answer")
    length, labels_length, crc = _HEAD.unpack_from(body)
    described = _HEAD.size + length
    at = described + labels_length
    if _checksum([body[:at]], key) != data[len(_MARK) : _BEGIN] or zlib.crc32(body[at:]) != crc:
        raise ValueError("this file is damaged, or another's")
    about: dict[str, Any] = json.loads(bytes(body[_HEAD.size : described]))
    text = bytes(body[described : described + labels_length])
    labels = known.get(text)
    if labels is None:
        labels = known[text] = json.loads(text)

    doubles, next_one = array("d"), 0
    doubles.frombytes(body[at:])

    def column(count: int) -> array[float]:
        nonlocal next_one
        found = doubles[next_one : next_one + count]
        next_one += count
        return found

    times = [column(count) for count in about["times"]]
    series = []
    for one, (index, histograms, numbers) in zip(labels, about["series"], strict=True):
        values = column(len(times[index]))
        if histograms:
            when = tuple(column(histograms))
            series.append(Series(one, times[index], values, when, tuple(_histograms(column(numbers)))))
        else:
            series.append(Series(one, times[index], values))
    result = MatrixResult(tuple(series), about["query"], (), tuple(about["infos"]))
    return Stretch(about["first"], about["last"], result)


def _checksum(pieces: Iterable[bytes | memoryview], key: bytes) -> bytes:
    digest = hashlib.blake2b(key=key, digest_size=_DIGEST)
    for piece in pieces:
        digest.update(piece)
    return digest.digest()


def _crc(before: int, column: bytes) -> int:
    return zlib.crc32(column, before)


def _flat(histograms: Sequence[Histogram]) -> Iterator[float]:
    for one in histograms:
        yield from (one.count, one.sum, len(one.buckets))
        for bucket in one.buckets:
            yield from (bucket.lower, bucket.upper, bucket.count, bucket.rule)


def _histograms(doubles: array[float]) -> Iterator[Histogram]:
    numbers = iter(doubles)
    while head := tuple(islice(numbers, _OF_A_HISTOGRAM)):
        count, total, buckets = head
        yield Histogram(
            count,
            total,
            tuple(
                Bucket(lower, upper, inside, BoundaryRule(int(rule)))
                for lower, upper, inside, rule in (islice(numbers, _OF_A_BUCKET) for _ in range(int(buckets)))
            ),
        )
