"""Charts drawn by matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prometheus_querier.errors import MissingDependencyError
from prometheus_querier.results.charts.contents import NAMED, drawable
from prometheus_querier.results.numbers import short_number, tick_texts

try:
    import matplotlib.pyplot as plt
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
    from matplotlib.ticker import Formatter, MaxNLocator, NullFormatter, NullLocator
except ImportError as error:
    raise MissingDependencyError.of("matplotlib", "notebook", ".plot()") from error

from .numpy import np, times

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.text import Text

    from prometheus_querier.results.charts.contents import BarChart, Line, LineChart
    from prometheus_querier.results.charts.units import Scale

_SIZE = (10.0, 4.0)
_BAR_HEIGHT = 0.28
_MINUTE = 1 / 1440  # of a day, in which matplotlib counts
_OTHERS: dict[str, Any] = {"color": "0.6", "linewidth": 0.6, "alpha": 0.6, "zorder": 1.5}


def draw_lines(chart: LineChart, ax: Axes | None) -> Axes:
    """Draws lines over time: into new axes, or into those given."""
    axes = _axes(ax, _SIZE)
    handles: list[Any] = []
    converted = {key: times(column) for key, column in {id(line.times): line.times for line in chart.lines}.items()}
    for index, line in enumerate(chart.lines):
        style: dict[str, Any] = {"linewidth": 1.2} if index < NAMED else _OTHERS
        x, y = converted[id(line.times)], np.asarray(drawable(line.values))
        handles += axes.plot(x, y, **style)
        if line.lone:
            dots: dict[str, Any] = {**style, "linewidth": 0, "marker": ".", "markersize": 6 if index < NAMED else 4}
            axes.plot(x[line.lone], y[line.lone], **dots | {"color": handles[-1].get_color()})
    if axes.dataLim.width == 0:
        # About a single point in time, matplotlib would show four years.
        axes.set_xlim(axes.dataLim.x0 - _MINUTE, axes.dataLim.x1 + _MINUTE)
    locator = AutoDateLocator(tz=chart.zone)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, tz=chart.zone))
    axes.set_xlabel(chart.zone_name)
    axes.set_ylabel(chart.scale.name, parse_math=False)
    _scale(axes.yaxis, chart.scale)
    _finish(axes, chart.title, "no finite values" if chart.lines else "no data")
    _legend(axes, handles[:NAMED], chart.lines, chart.naming)
    return axes


def draw_bars(chart: BarChart, ax: Axes | None) -> Axes:
    """Draws horizontal bars, the highest above."""
    axes = _axes(ax, (_SIZE[0], 1.4 + _BAR_HEIGHT * max(3, len(chart.names))))
    bars = axes.barh(range(len(chart.names)), drawable(chart.values), height=0.7)
    axes.set_yticks(range(len(chart.names)), chart.names, parse_math=False)
    axes.yaxis.set_inverted(True)
    axes.bar_label(bars, tick_labels(chart), padding=3, fontsize="small")
    axes.margins(x=0.12, y=0.02)
    if chart.naming:
        axes.set_ylabel(chart.naming, parse_math=False)
    axes.set_xlabel(chart.caption, parse_math=False)
    _scale(axes.xaxis, chart.scale)
    _finish(axes, chart.title, "no finite values" if chart.left_out else "no data")
    axes.grid(visible=False, axis="y")
    return axes


def show(axes: Axes, display: Callable[[Any], object]) -> None:
    """Shows a chart now, and not once more at the end of the notebook's cell."""
    if "inline" in plt.get_backend():
        figure: Any = axes.figure
        display(figure)
        plt.close(figure)
    else:
        plt.show()


def tick_labels(chart: BarChart) -> list[str]:
    """Writes the value of each bar."""
    return [short_number(value / chart.scale.factor) for value in chart.values]


class _Locator(MaxNLocator):
    """Finds round numbers of the scaled values."""

    def __init__(self, factor: float) -> None:
        super().__init__(nbins="auto", steps=[1, 2, 2.5, 5, 10])
        self._factor = factor

    def tick_values(self, vmin: float, vmax: float) -> Sequence[float]:
        values: Any = super().tick_values(vmin / self._factor, vmax / self._factor)
        scaled: Sequence[float] = values * self._factor
        return scaled


class _Formatter(Formatter):
    """Writes all numbers of an axis alike."""

    def __init__(self, factor: float) -> None:
        self._factor = factor

    def __call__(self, x: float, pos: int | None = None) -> str:
        del pos
        return f"{x / self._factor:.6g}"

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        return tick_texts(values, self._factor)


def _axes(ax: Axes | None, size: tuple[float, float]) -> Axes:
    if ax is not None:
        return ax
    _, axes = plt.subplots(figsize=size, layout="constrained")
    return axes


def _scale(axis: Axis, scale: Scale) -> None:
    axis.set_major_locator(_Locator(scale.factor))
    axis.set_major_formatter(_Formatter(scale.factor))


def _finish(axes: Axes, title: str, nothing: str) -> None:
    # A query is text, in which a dollar sign begins no formula.
    axes.set_title(title, loc="left", fontsize="medium", parse_math=False)
    axes.grid(visible=True, alpha=0.3)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    if not np.isfinite(axes.dataLim.get_points()).all():
        # Without values the axis of times would be about 1970.
        axes.xaxis.set_major_locator(NullLocator())
        axes.xaxis.set_major_formatter(NullFormatter())  # that of dates fails without them in matplotlib 3.8
        axes.text(0.5, 0.5, nothing, transform=axes.transAxes, ha="center", va="center", alpha=0.6)


def _legend(axes: Axes, handles: list[Any], lines: Sequence[Line], naming: str) -> None:
    """Puts the names beside the lines, where they hide none, below those of lines that were drawn before."""
    if not any(line.name for line in lines):
        return
    more = len(lines) - len(handles)
    if more:
        handles = [*handles, axes.plot([], [], **_OTHERS)[0]]
    names = [*(line.name for line in lines[:NAMED]), *([f"and {more} more"] if more else [])]
    before = axes.get_legend()
    if before is not None:
        handles = [*before.legend_handles, *handles]
        names = [*(one.get_text() for one in before.get_texts()), *names]
        naming = naming if naming == before.get_title().get_text() else ""
    if len(names) == 1:
        place: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (0, -0.14)}
    else:
        place = {"loc": "upper left", "bbox_to_anchor": (1.01, 1), "borderaxespad": 0}
    # matplotlib ignores names that begin with an underscore, and takes dollar signs for formulas: they are set later.
    if naming:
        place |= {"title": ".", "title_fontsize": "small"}
    legend = axes.legend(handles, ["."] * len(names), fontsize="small", frameon=False, alignment="left", **place)
    for text, name in zip(legend.get_texts(), names, strict=True):
        _set(text, name)
    _set(legend.get_title(), naming)


def _set(text: Text, content: str) -> None:
    text.set_parse_math(False)
    text.set_text(content)
