"""Series that tests compare."""

from __future__ import annotations

import math


def plain(result, *, signs=True):
    """Makes what can be compared of series: a NaN equals a NaN, and with *signs* 0 is not -0."""
    return [
        (
            dict(series.labels),
            series.timestamps.tolist(),
            ["NaN" if math.isnan(value) else (value, signs and math.copysign(1, value)) for value in series.values],
            series.histogram_timestamps,
            series.histograms,
        )
        for series in result
    ]
