"""Native histograms: the count, sum and buckets of one sample. What a server says about one, and no arithmetic on them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum


class BoundaryRule(IntEnum):
    """Which boundaries belong to a bucket, numbered as in Prometheus' JSON."""

    OPEN_LEFT = 0
    """``(lower, upper]``."""
    OPEN_RIGHT = 1
    """``[lower, upper)``."""
    OPEN_BOTH = 2
    """``(lower, upper)``."""
    CLOSED_BOTH = 3
    """``[lower, upper]``."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """One bucket that is not empty.

    Attributes:
        lower: Lower boundary; may be negative or ``-inf``.
        upper: Upper boundary; may be ``inf``.
        count: Observations in this bucket alone, not cumulated; a fraction after ``rate``, negative after a subtraction.
        rule: Which of the boundaries belong to the bucket.
    """

    lower: float
    upper: float
    count: float
    rule: BoundaryRule

    def __contains__(self, observation: float) -> bool:
        """Whether an observation falls into this bucket.

        >>> 0.5 in Bucket(0.25, 0.5, 3, BoundaryRule.OPEN_LEFT), 0.25 in Bucket(0.25, 0.5, 3, BoundaryRule.OPEN_LEFT)
        (True, False)
        """
        above = self.lower < observation or (
            self.lower == observation and self.rule in (BoundaryRule.OPEN_RIGHT, BoundaryRule.CLOSED_BOTH)
        )
        below = observation < self.upper or (
            self.upper == observation and self.rule in (BoundaryRule.OPEN_LEFT, BoundaryRule.CLOSED_BOTH)
        )
        return above and below

    def __str__(self) -> str:
        """Spells the bucket as Prometheus' own pages do.

        >>> print(Bucket(0.25, 0.5, 3.0, BoundaryRule.OPEN_LEFT))
        (0.25, 0.5]: 3
        """
        left = "[" if self.rule in (BoundaryRule.OPEN_RIGHT, BoundaryRule.CLOSED_BOTH) else "("
        right = "]" if self.rule in (BoundaryRule.OPEN_LEFT, BoundaryRule.CLOSED_BOTH) else ")"
        return f"{left}{self.lower:g}, {self.upper:g}{right}: {self.count:g}"


@dataclass(frozen=True, slots=True)
class Histogram:
    """The state of a native histogram at one time.

    The JSON of Prometheus carries neither schema nor counter resets, so neither is here.

    Attributes:
        count: All observations.
        sum: Sum of all observations.
        buckets: The buckets that are not empty, ascending.
    """

    count: float
    sum: float
    buckets: tuple[Bucket, ...] = ()

    @property
    def average(self) -> float:
        """Mean of the observations; NaN when there are none.

        >>> Histogram(count=4.0, sum=10.0).average
        2.5
        """
        return self.sum / self.count if self.count else math.nan

    def _repr_html_(self) -> str:
        from .html.queries import histogram_html  # noqa: PLC0415 - for notebooks only

        return histogram_html(self)

    def __str__(self) -> str:
        """Spells the histogram in one line.

        >>> print(Histogram(3.0, 1.2, (Bucket(0.25, 0.5, 3.0, BoundaryRule.OPEN_LEFT),)))
        {count:3, sum:1.2, (0.25, 0.5]: 3}
        """
        parts = (f"count:{self.count:g}", f"sum:{self.sum:g}", *map(str, self.buckets))
        return "{" + ", ".join(parts) + "}"
