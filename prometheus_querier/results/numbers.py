"""Numbers for people, who read few digits: short ones, rounded ones, and those beside an axis."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from prometheus_querier.promql.numbers import compact_text

if TYPE_CHECKING:
    from collections.abc import Sequence

_PREFIXES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
_IMMENSE, _TINY = 1e15, 1e-4
"""From here on, and below, numbers are written with an exponent."""

_SHORT = 1e4
"""Up to here, four digits are all there are before the point."""

_WHOLE = 1e5
"""From here on, six digits say nothing behind the point."""

_FEW_DECIMALS, _MOST_DECIMALS = 2, 12


def short_number(value: float) -> str:
    """Spells a number with four digits.

    >>> short_number(1536.0), short_number(15360.0), short_number(-2e9), short_number(999_999.9), short_number(0.25)
    ('1536', '15.36k', '-2G', '1M', '0.25')
    """
    if not math.isfinite(value):
        return compact_text(value)
    rounded = float(f"{value:.4g}")
    if _SHORT <= abs(rounded) < _IMMENSE:
        for size, prefix in _PREFIXES:
            if abs(rounded) >= size:
                return f"{rounded / size:.4g}{prefix}"
    return f"{value:.4g}"


def rounded_number(value: float) -> str:
    """Spells a number with six digits, and all digits before the point.

    >>> rounded_number(12345678.9), rounded_number(0.123456789), rounded_number(float("inf")), rounded_number(-1e-7)
    ('12345679', '0.123457', '+Inf', '-1e-07')
    """
    if not math.isfinite(value) or value.is_integer():
        return compact_text(value)
    return compact_text(float(round(value)) if abs(value) >= _WHOLE else float(f"{value:.6g}"))


def tick_texts(places: Sequence[float], factor: float) -> list[str]:
    """Writes the numbers beside an axis, all with as many decimals and with the same prefix.

    Args:
        places: The numbers.
        factor: What they are divided by, because the unit beside the axis is larger; then there is no prefix.

    >>> tick_texts([0, 5000, 10000], 1.0), tick_texts([0, 0.25, 0.5], 1.0), tick_texts([0, 1048576], 1048576.0)
    (['0', '5k', '10k'], ['0.00', '0.25', '0.50'], ['0', '1'])
    """
    values = [place / factor for place in places]
    highest = max(map(abs, values), default=0.0)
    if highest >= _IMMENSE or 0.0 < highest < _TINY:
        return [f"{value:g}" for value in values]
    # Up to 5000 the numbers themselves are shorter than 0.5k; and of 1000000.25, thousands would need more decimals.
    prefixes = [one for one in _PREFIXES if highest >= 10 * one[0]] if factor == 1.0 else []
    sizes = [*prefixes, (1.0, "")]
    fitting = (one for one in sizes if _decimals([value / one[0] for value in values]) <= _FEW_DECIMALS)
    size, prefix = next(fitting, sizes[-1])
    scaled = [value / size for value in values]
    decimals = _decimals(scaled)
    return [f"{value:.{decimals}f}{prefix if value else ''}" for value in scaled]


def _decimals(values: Sequence[float]) -> int:
    """Tells how many decimals tell 0.25 from 0.5, and no more."""
    distances = [abs(after - before) for before, after in pairwise(values) if after != before]
    smallest = min(distances, default=1.0)
    return next(
        count
        for count in range(_MOST_DECIMALS + 1)
        if all(abs(round(value, count) - value) <= smallest / 100 for value in values) or count == _MOST_DECIMALS
    )
