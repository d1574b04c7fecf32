"""Lines in the terminal, drawn with Braille dots: two across and four down in every character."""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from prometheus_querier.results.charts.lines import drawn_at, longest_step
from prometheus_querier.results.naming import differing, shorten
from prometheus_querier.results.series import spell
from prometheus_querier.timestamps import ms_to_datetime

from .libraries import click
from .numbers import short_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from prometheus_querier.results import MatrixResult, Series

    Point: TypeAlias = tuple[float, float]
    """A time and a value."""

_BLANK = 0x2800
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_COLOURS = ("cyan", "yellow", "green", "magenta", "blue", "red", "bright_cyan", "bright_yellow")
_HEIGHT = 16
_LEGEND = 10
_LONGEST_NAME = 160
_NARROWEST = 10
_MINUTE, _DAY = 60, 86_400


class Canvas:
    """Dots in characters; a character has the colour of the line that was last drawn through it."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._dots = [[0] * width for _ in range(height)]
        self._colours = [[""] * width for _ in range(height)]

    def line(self, start: tuple[int, int], end: tuple[int, int], colour: str) -> None:
        """Draws from dot to dot; (0, 0) is the lower left."""
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


def plot(result: MatrixResult, width: int, height: int = _HEIGHT) -> str:
    """Draws the series of a range over time, with a legend of the labels in which they differ.

    Native histograms are not drawn.

    Args:
        result: What to draw.
        width: Columns to draw in.
        height: Rows for the lines.
    """
    series = [one for one in result if any(map(math.isfinite, one.values))]
    if not series:
        return "nothing to draw: no series has a number"
    values = [value for one in series for _, value in _points(one)]
    ticks = _ticks(min(values), max(values))
    first = min(one.timestamps[0] for one in series)
    last = max(one.timestamps[-1] for one in series)
    margin = max(len(short_number(tick)) for tick in ticks)
    canvas = Canvas(max(_NARROWEST, width - margin - 3), height)
    gap = longest_step(series)
    for index, one in enumerate(series):
        _draw(canvas, one, (first, last, ticks[0], ticks[-1]), gap, _COLOURS[index % len(_COLOURS)])
    labels = {round((height - 1) * (1 - place / (len(ticks) - 1))): tick for place, tick in enumerate(ticks)}
    lines = [
        f"{short_number(labels[row]) if row in labels else '':>{margin}} {'┤' if row in labels else '│'}{text}"
        for row, text in enumerate(canvas.rows())
    ]
    return "\n".join([*lines, *_time_axis(margin, canvas.width, first, last), *_legend(series)])


def _draw(canvas: Canvas, series: Series, borders: tuple[float, float, float, float], gap: float, colour: str) -> None:
    first, last, low, high = borders
    across, up = canvas.width * 2 - 1, canvas.height * 4 - 1

    def dot(time: float, value: float) -> tuple[int, int]:
        x = (time - first) / (last - first) if last > first else 0.5
        return round(x * across), round((value - low) / (high - low) * up)

    # Of the points that fall on one column of dots, the lowest and the highest say all.
    before: tuple[float, tuple[int, int]] | None = None
    for _, column in groupby(((time, dot(time, value)) for time, value in _points(series)), lambda one: one[1][0]):
        here = list(column)
        if before is not None and here[0][0] - before[0] <= gap:
            canvas.line(before[1], here[0][1], colour)
        ends = [place for _, place in here]
        canvas.line(min(ends), max(ends), colour)
        before = here[-1]


def _points(series: Series) -> list[Point]:
    """The times and values that can be drawn."""
    both = zip(series.timestamps, series.values, strict=True)
    return [(time, drawn_at(value)) for time, value in both if math.isfinite(value)]


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


def _time_axis(margin: int, width: int, first: float, last: float) -> list[str]:
    span = last - first
    form = "%m-%d %H:%M" if span >= _DAY else "%H:%M" if span >= 10 * _MINUTE else "%H:%M:%S"
    count = max(2, min(6, width // 16)) if span else 1
    axis, labels = [*"─" * width], [*" " * (margin + 2 + width)]
    for index in range(count):
        share = index / (count - 1) if count > 1 else 0.5
        column = round(share * (width - 1))
        axis[column] = "┬"
        text = f"{ms_to_datetime(round((first + share * span) * 1000)):{form}}"
        start = max(0, min(margin + 2 + column - len(text) // 2, len(labels) - len(text)))
        labels[start : start + len(text)] = text
    day = f"{ms_to_datetime(round(first * 1000)):%Y-%m-%d} UTC"
    return [f"{' ' * margin} └{''.join(axis)}", "".join(labels).rstrip(), f"{' ' * margin}  {day}"]


def _legend(series: Sequence[Series]) -> Iterator[str]:
    labels = [one.labels for one in series]
    names = differing(labels) or set().union(*labels)
    for index, one in enumerate(series[:_LEGEND]):
        colour = _COLOURS[index % len(_COLOURS)]
        shown = shorten(spell({name: value for name, value in one.labels.items() if name in names}), _LONGEST_NAME)
        yield f"{click.style('━━', fg=colour)} {shown}  last {short_number(one.values[-1])}"
    if len(series) > _LEGEND:
        yield f"   … and {len(series) - _LEGEND} more"
