"""Native histograms as Prometheus stores them, spans of buckets by index, to those of results, buckets by boundaries."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from prometheus_querier.results.histograms import BoundaryRule, Bucket, Histogram

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CUSTOM_SCHEMA = -53
"""The schema whose boundaries are listed instead of computed."""

_LOWEST_SCHEMA, _HIGHEST_SCHEMA = -4, 8
# 2 ** 2 ** -schema for the schemas from 1 on, rounded as by Go's math.Exp2, with which the boundaries were computed.
_FACTORS = (
    1.414213562373095,
    1.189207115002721,
    1.0905077326652577,
    1.0442737824274138,
    1.0218971486541166,
    1.0108892860517005,
    1.0054299011128027,
    1.0027112750502025,
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the buckets of a histogram are; the same for all samples of a chunk.

    Attributes:
        schema: Resolution: each power of two has ``2 ** schema`` buckets.
        zero_threshold: Half the width of the zero bucket.
        positive: Spans of positive buckets: a gap from the span before, and a length.
        negative: The same for negative buckets.
        custom: The boundaries of the custom schema.
    """

    schema: int
    zero_threshold: float
    positive: Sequence[tuple[int, int]]
    negative: Sequence[tuple[int, int]]
    custom: Sequence[float] = ()

    def __post_init__(self) -> None:
        if self.schema != CUSTOM_SCHEMA and not _LOWEST_SCHEMA <= self.schema <= _HIGHEST_SCHEMA:
            raise ValueError(f"no histogram has the schema {self.schema}")

    def histogram(
        self, count: float, total: float, zero: float, positive: Sequence[float], negative: Sequence[float]
    ) -> Histogram:
        """Makes a histogram of the contents of its buckets, as the JSON of the API shows it."""
        return Histogram(float(count), total, tuple(self._buckets(zero, positive, negative)))

    def _buckets(self, zero: float, positive: Sequence[float], negative: Sequence[float]) -> Iterator[Bucket]:
        threshold = self.zero_threshold
        for index, count in reversed(list(zip(_indices(self.negative), negative, strict=True))):
            lower, upper = -self._upper(index), -self._upper(index - 1)
            if -threshold < upper < 0:
                upper = -threshold
            if count:
                yield Bucket(lower, upper, float(count), BoundaryRule.OPEN_RIGHT)
        if zero > 0:
            yield Bucket(-threshold, threshold, float(zero), BoundaryRule.CLOSED_BOTH)
        for index, count in zip(_indices(self.positive), positive, strict=True):
            lower, upper = self._upper(index - 1), self._upper(index)
            if 0 < lower < threshold:
                lower = threshold
            if count:
                first = self.schema == CUSTOM_SCHEMA and index == 0
                yield Bucket(lower, upper, float(count), BoundaryRule.CLOSED_BOTH if first else BoundaryRule.OPEN_LEFT)

    def _upper(self, index: int) -> float:
        if self.schema == CUSTOM_SCHEMA:
            if not -1 <= index <= len(self.custom):
                raise ValueError("a bucket has no boundary")
            return (-math.inf, *self.custom, math.inf)[index + 1]
        if self.schema < 0:
            exponent = index << -self.schema
            fraction = 1.0
        else:
            fraction = _fractions(self.schema)[index & (1 << self.schema) - 1]
            exponent = (index >> self.schema) + 1
        try:
            return math.ldexp(fraction, exponent)
        except OverflowError:
            # The last bucket ends with the largest double, the one after it with infinity.
            return sys.float_info.max if math.ldexp(fraction, exponent - 1) == 2.0**1023 else math.inf


@cache
def _fractions(schema: int) -> tuple[float, ...]:
    """The boundaries from 0.5 up to 1, to the last bit as in Prometheus' own table."""
    if schema == 0:
        return (0.5,)
    finer: list[float] = []
    for bound in _fractions(schema - 1):
        finer += (bound, bound * _FACTORS[schema - 1])
    return tuple(finer)


def _indices(spans: Sequence[tuple[int, int]]) -> Iterator[int]:
    index = 0
    for offset, length in spans:
        index += offset
        for _ in range(length):
            yield index
            index += 1
