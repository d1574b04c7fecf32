"""Chunks of native histograms: a layout of buckets, then integers or doubles for each sample."""

from __future__ import annotations

import math
import struct
from itertools import accumulate
from typing import TYPE_CHECKING

from .bounds import CUSTOM_SCHEMA, Layout
from .chunks import FLOAT_HISTOGRAM, STALE, Bits, Xor, signed_bits

if TYPE_CHECKING:
    from collections.abc import Callable

    from prometheus_querier.results.histograms import Histogram

# After so many ones, a number has so many bits.
_SIZES = (0, 3, 6, 9, 12, 18, 25, 56, 64)
_HEADER_BITS = 24
_MOST_BUCKETS = 1 << 16


def decode_histograms(data: bytes, encoding: int) -> tuple[list[int], list[Histogram]]:
    """Decodes a chunk of native histograms into times, in milliseconds, and histograms, without stale markers.

    Raises:
        ValueError: It is no such chunk.
    """
    bits = Bits(data)
    count = bits.take(16)
    bits.at = _HEADER_BITS
    layout = _layout(bits)
    buckets = sum(length for _, length in (*layout.positive, *layout.negative))
    if buckets > _MOST_BUCKETS:
        raise ValueError("a histogram has too many buckets")
    floats = encoding == FLOAT_HISTOGRAM
    read = _floats(bits, buckets) if floats else _integers(bits, buckets)
    clock = _Integer(_signed)
    times, histograms = [], []
    split = sum(length for _, length in layout.positive)
    for _ in range(count):
        time = clock.next(bits)
        numbers, total = read()
        if total == STALE:
            continue
        number, zero, *contents = numbers
        positive, negative = contents[:split], contents[split:]
        if not floats:
            positive, negative = list(accumulate(positive)), list(accumulate(negative))
        times.append(time)
        histograms.append(layout.histogram(number, _as_double(total), zero, positive, negative))
    return times, histograms


class _Integer:
    """A sequence of integers: the first, a difference, then differences of differences."""

    def __init__(self, first: Callable[[Bits], int]) -> None:
        self._first: Callable[[Bits], int] | None = first
        self._delta: int | None = None
        self._value = 0

    def next(self, bits: Bits) -> int:
        if self._first is not None:
            self._value, self._first = self._first(bits), None
            return self._value
        self._delta = _signed(bits) + (self._delta or 0)
        self._value += self._delta
        return self._value


class _Double:
    """A sequence of doubles: the first whole, then XORs."""

    def __init__(self) -> None:
        self._xor: Xor | None = None

    def next(self, bits: Bits) -> int:
        if self._xor is None:
            self._xor = Xor(bits.take(64))
            return self._xor.word
        return self._xor.next(bits)


def _integers(bits: Bits, buckets: int) -> Callable[[], tuple[list[float], int]]:
    heads = [_Integer(_unsigned), _Integer(_unsigned)]
    total = _Double()
    contents = [_Integer(_signed) for _ in range(buckets)]

    def read() -> tuple[list[float], int]:
        numbers: list[float] = [one.next(bits) for one in heads]
        word = total.next(bits)
        if word == STALE:
            # A stale marker has no buckets.
            return numbers, word
        return numbers + [one.next(bits) for one in contents], word

    return read


def _floats(bits: Bits, buckets: int) -> Callable[[], tuple[list[float], int]]:
    heads = [_Double(), _Double()]
    total = _Double()
    contents = [_Double() for _ in range(buckets)]

    def read() -> tuple[list[float], int]:
        words = [one.next(bits) for one in heads]
        word = total.next(bits)
        if word == STALE:
            return [], word
        words += [one.next(bits) for one in contents]
        return [_as_double(one) for one in words], word

    return read


def _layout(bits: Bits) -> Layout:
    threshold = _zero_threshold(bits)
    schema = _signed(bits)
    positive = _spans(bits)
    negative = _spans(bits)
    custom = [_custom_bound(bits) for _ in range(_length(bits))] if schema == CUSTOM_SCHEMA else []
    return Layout(schema, threshold, positive, negative, custom)


def _spans(bits: Bits) -> list[tuple[int, int]]:
    spans = []
    for _ in range(_length(bits)):
        length = _unsigned(bits)
        spans.append((_signed(bits), length))
    return spans


def _length(bits: Bits) -> int:
    length = _unsigned(bits)
    if length > _MOST_BUCKETS:
        raise ValueError("a histogram has too many buckets")
    return length


def _zero_threshold(bits: Bits) -> float:
    spelled = bits.take(8)
    if spelled == 0:
        return 0.0
    # A power of two in one byte, or else the whole double.
    return _as_double(bits.take(64)) if spelled == 0xFF else math.ldexp(0.5, spelled - 243)  # noqa: PLR2004


def _custom_bound(bits: Bits) -> float:
    thousandths = _unsigned(bits)
    return (thousandths - 1) / 1000 if thousandths else _as_double(bits.take(64))


def _unsigned(bits: Bits) -> int:
    return bits.take(_SIZES[bits.ones(8)])


def _signed(bits: Bits) -> int:
    size = _SIZES[bits.ones(8)]
    return signed_bits(bits.take(size), size) if size else 0


def _as_double(word: int) -> float:
    return float(struct.unpack("=d", struct.pack("=Q", word))[0])
