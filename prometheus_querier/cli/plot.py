"""Lines in the terminal, drawn with Braille dots: two across and four down in every character."""

from __future__ import annotations

import math
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from prometheus_querier.results.charts.contents import NAMED, drawable, line_chart
from prometheus_querier.results.numbers import short_number, tick_texts

from .courses import whole_span
from .libraries import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from prometheus_querier.queriers import QueryTimeRange
    from prometheus_querier.results import MatrixResult
    from prometheus_querier.results.charts.contents import Line, LineChart
    from prometheus_querier.results.charts.units import Scale

    Dot: TypeAlias = tuple[int, int]
    """Its place: (0, 0) is the lower left."""

_BLANK = 0x2800
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_COLOURS = (
    *("cyan", "yellow", "green", "magenta", "blue", "red"),
    *("bright_cyan", "bright_yellow", "bright_green", "bright_magenta"),
)
_OTHERS = "bright_black"
_HEIGHT = 16
_NARROWEST = 10
_MINUTE, _DAY = 60, 86_400


class Canvas:
    """Dots in characters; a character has the colour of the line that was last drawn through it."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._dots = [[0] * width for _ in range(height)]
        self._colours = [[""] * width for _ in range(height)]

    def line(self, start: Dot, end: Dot, colour: str) -> None:
        """Draws from dot to dot."""
        (x, y), (to_x, to_y) = start, end
        steps = max(abs(to_x - x), abs(to_y - y), 1)
        for step in range(steps + 1):
            self._dot(round(x + (to_x - x) * step / steps), round(y + (to_y - y) * step / steps), colour)

    def _dot(self, x: int, y: int, colour: str) -> None:
        column, row = x // 2, self.height - 1 - y // 4
        self._dots[row][column] |= _DOTS[3 - y % 4][x % 2]
        self._colours[row][column] = colour

    def rows(self) -> Iterator[str]:
        """Gives the rows of characters, from the top."""
        for dots, colours in zip(self._dots, self._colours, strict=True):
            yield "".join(
                click.style(chr(_BLANK + dot), fg=colour) if dot else " "
                for dot, colour in zip(dots, colours, strict=True)
            ).rstrip()


def plot(result: MatrixResult, width: int, height: int = _HEIGHT, *, asked: QueryTimeRange | None = None) -> str:
    """Draws the series of a range over time, with a legend of the labels in which they differ.

    Args:
        result: What to draw.
        width: Columns to draw in.
        height: Rows for the lines.
        asked: The range that was asked about, which is shown whole.

    Returns:
        The lines of text; nothing when no series has a finite number.

    Raises:
        ResultTypeError: There are native histograms.
    """
    chart = line_chart(result, unit=None, metadata=None, title=None, timezone="UTC")
    values = [[value / chart.scale.factor for value in drawable(line.values)] for line in chart.lines]
    finite = [value for column in values for value in column if math.isfinite(value)]
    if not finite:
        return ""
    ticks = _ticks(min(finite), max(finite))
    texts = tick_texts([tick * chart.scale.factor for tick in ticks], chart.scale.factor)
    first, last = whole_span(result, asked)
    margin = max(map(len, (*texts, chart.scale.name)))
    canvas = Canvas(max(_NARROWEST, width - margin - 3), height)
    # The highest lines are drawn last, and so above the others.
    for index in reversed(range(len(chart.lines))):
        _draw(canvas, chart.lines[index].times, values[index], (first, last, ticks[0], ticks[-1]), _colour(index))
    labels = {round((height - 1) * (1 - place / (len(ticks) - 1))): text for place, text in enumerate(texts)}
    return "\n".join(
        [
            *([f"{chart.scale.name:>{margin}}"] if chart.scale.name else []),
            *(
                f"{labels.get(row, ''):>{margin}} {'┤' if row in labels else '│'}{text}"
                for row, text in enumerate(canvas.rows())
            ),
            *_time_axis(chart, margin, canvas.width, (first, last)),
            *_legend(chart),
        ]
    )


def _draw(
    canvas: Canvas,
    times: Sequence[float],
    values: Sequence[float],
    borders: tuple[float, float, float, float],
    colour: str,
) -> None:
    first, last, low, high = borders
    across, up = canvas.width * 2 - 1, canvas.height * 4 - 1

    def dot(time: float, value: float) -> Dot:
        x = (time - first) / (last - first) if last > first else 0.5
        return round(x * across), round((value - low) / (high - low) * up)

    dots = [dot(time, value) if math.isfinite(value) else None for time, value in zip(times, values, strict=True)]
    # Of the points that fall on one column of dots, the lowest and the highest say all.
    before: Dot | None = None
    for _, column in groupby(dots, lambda place: None if place is None else place[0]):
        here = [place for place in column if place is not None]
        if not here:
            before = None
            continue
        if before is not None:
            canvas.line(before, here[0], colour)
        canvas.line(min(here), max(here), colour)
        before = here[-1]


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers from below the lowest value to above the highest.

    >>> _ticks(3.0, 97.0), _ticks(5.0, 5.0)
    ([0.0, 20.0, 40.0, 60.0, 80.0, 100.0], [4.0, 4.5, 5.0, 5.5, 6.0])
    """
    if high - low <= 1e-9 * max(abs(low), abs(high), 1e-290):
        spread = abs(low) * 0.2 or 1.0
        low, high = low - spread, high + spread
    rough = high / 5 - low / 5
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * size for factor in (1, 2, 5, 10) if factor * size >= rough * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [index * step for index in range(first, last + 1)]


def _time_axis(chart: LineChart, margin: int, width: int, ends: tuple[float, float]) -> list[str]:
    first, last = ends
    span = last - first
    form = "%m-%d %H:%M" if span >= _DAY else "%H:%M" if span >= 10 * _MINUTE else "%H:%M:%S"
    count = max(2, min(6, width // 16)) if span else 1
    axis, labels = [*"─" * width], [*" " * (margin + 2 + width)]
    for index in range(count):
        share = index / (count - 1) if count > 1 else 0.5
        column = round(share * (width - 1))
        axis[column] = "┬"
        text = f"{_time(chart, first + share * span):{form}}"
        start = max(0, min(margin + 2 + column - len(text) // 2, len(labels) - len(text)))
        labels[start : start + len(text)] = text
    day = f"{_time(chart, first):%Y-%m-%d} {chart.zone_name}"
    return [f"{' ' * margin} └{''.join(axis)}", "".join(labels).rstrip(), f"{' ' * margin}  {day}"]


def _time(chart: LineChart, time: float) -> datetime:
    return datetime.fromtimestamp(round(time, 3), chart.zone)


def _legend(chart: LineChart) -> Iterator[str]:
    if chart.naming:
        yield f"   {chart.naming}"
    for index, line in enumerate(chart.lines[:NAMED]):
        yield f"{click.style('━━', fg=_colour(index))} {line.name or '{}'}  last {_last(line, chart.scale)}"
    if len(chart.lines) > NAMED:
        yield f"{click.style('━━', fg=_OTHERS)} and {len(chart.lines) - NAMED} more"


def _last(line: Line, scale: Scale) -> str:
    return f"{short_number(line.values[-1] / scale.factor)} {scale.name}".rstrip() if line.values else "none"


def _colour(index: int) -> str:
    return _COLOURS[index] if index < NAMED else _OTHERS
