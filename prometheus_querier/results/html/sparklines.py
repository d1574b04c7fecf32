"""The course of a series as a small line, drawn with SVG."""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING

from prometheus_querier.results.charts.lines import broken, drawn_at

from .pieces import Html

if TYPE_CHECKING:
    from prometheus_querier.results.series import Series

_WIDTH, _HEIGHT, _MARGIN = 120, 20, 2


def sparkline(series: Series, longest: float, span: tuple[float, float]) -> Html:
    """Draws the float samples of a series, with its gaps; empty when there is no number.

    Args:
        series: What to draw.
        longest: The longest distance of samples that is no gap, in seconds.
        span: The times of the left and the right end, in Unix seconds.
    """
    times, values = broken(series, longest)
    finite = [drawn_at(value) for value in values if math.isfinite(value)]
    if not finite:
        return Html()
    low, high, first, last = min(finite), max(finite), *span

    def place(time: float, value: float) -> tuple[float, float]:
        x = (time - first) / (last - first) if last > first else 0.5
        y = (drawn_at(value) - low) / (high - low) if high > low else 0.5
        return _MARGIN + x * (_WIDTH - 2 * _MARGIN), _HEIGHT - _MARGIN - y * (_HEIGHT - 2 * _MARGIN)

    points = [place(time, value) if math.isfinite(value) else None for time, value in zip(times, values, strict=True)]
    path = []
    for there, line in groupby(points, lambda point: point is not None):
        if there:
            kept = _thinned([one for one in line if one is not None])
            path.append("M" + "L".join(f"{x:.4g} {y:.3g}" for x, y in kept))
    return Html(
        f'<svg width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}" style="display:block;">'
        f'<path d="{"".join(path)}" fill="none" stroke="currentColor" stroke-width="1.2" stroke-linecap="round" '
        f'stroke-linejoin="round"/></svg>'
    )


def _thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Keeps the lowest and the highest of the points above two dots, which look the same as all of them."""
    if len(points) == 1:
        ((x, y),) = points
        return [(x - 0.5, y), (x + 0.5, y)]
    if len(points) <= _WIDTH:
        return points
    kept: list[tuple[float, float]] = []
    for _, above in groupby(points, lambda point: point[0] // 2):
        column = list(above)
        kept += sorted({min(column, key=lambda one: one[1]), max(column, key=lambda one: one[1])})
    return kept
