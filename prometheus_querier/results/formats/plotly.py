"""Interactive charts, drawn by plotly."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, Any

from prometheus_querier.errors import MissingDependencyError
from prometheus_querier.results.charts.contents import NAMED, drawable

try:
    from plotly import graph_objects as go
except ImportError as error:
    raise MissingDependencyError.of("plotly", "plotly", ".plot(backend='plotly')") from error

if TYPE_CHECKING:
    from prometheus_querier.results.charts.contents import BarChart, LineChart
    from prometheus_querier.results.charts.units import Scale

_BAR_HEIGHT = 22
_MINUTE = timedelta(minutes=1)
_OTHERS = {"width": 1, "color": "rgba(128,128,128,0.5)"}


def draw_lines(chart: LineChart) -> go.Figure:
    """Makes a figure of lines over time; where values are scaled, the axis says to what."""
    figure = go.Figure()
    times = {id(line.times): line.times for line in chart.lines}
    converted = {key: [_time(chart, time) for time in column] for key, column in times.items()}
    for index, line in enumerate(chart.lines):
        lone = set(line.lone)
        figure.add_trace(
            go.Scatter(
                x=converted[id(line.times)],
                y=_scaled(line.values, chart.scale),
                name=_text(line.name) or " ",
                mode="lines+markers" if lone else "lines",
                marker={"size": [5 if place in lone else 0 for place in range(len(line.times))], "opacity": 1}
                if lone
                else None,
                line={"width": 1.5} if index < NAMED else _OTHERS,
                connectgaps=False,
            )
        )
    figure.update_layout(
        title=_title(chart.title),
        legend={"title": {"text": _text(chart.naming)}},
        showlegend=any(line.name for line in chart.lines),
        # Of many lines, the one under the pointer is shown, and not all of that time.
        hovermode="x unified" if len(chart.lines) <= NAMED else "closest",
        margin={"t": 50, "b": 40},
    )
    figure.update_xaxes(title={"text": _text(chart.zone_name)}, type="date")
    figure.update_yaxes(title={"text": _text(chart.scale.name)}, exponentformat="SI")
    drawn = {
        time
        for line in chart.lines
        for time, value in zip(line.times, line.values, strict=True)
        if math.isfinite(value)
    }
    if not drawn:
        _say(figure, "no finite values" if chart.lines else "no data")
    elif len(drawn) == 1:
        # About a single point in time, plotly would show milliseconds.
        moment = _time(chart, drawn.pop())
        figure.update_xaxes(range=[moment - _MINUTE, moment + _MINUTE])
    return figure


def draw_bars(chart: BarChart) -> go.Figure:
    """Makes a figure of horizontal bars, the highest above."""
    places = list(range(len(chart.names)))
    names = [_text(name) for name in chart.names]
    figure = go.Figure(
        go.Bar(x=_scaled(chart.values, chart.scale), y=places, orientation="h", hovertext=names, hoverinfo="x+text")
    )
    figure.update_layout(
        title=_title(chart.title), height=140 + _BAR_HEIGHT * max(3, len(names)), margin={"t": 60, "b": 40}
    )
    figure.update_xaxes(title={"text": _text(chart.caption)}, exponentformat="SI")
    figure.update_yaxes(
        tickvals=places, ticktext=names, autorange="reversed", automargin=True, title={"text": _text(chart.naming)}
    )
    if not names:
        _say(figure, "no finite values" if chart.left_out else "no data")
    return figure


def _time(chart: LineChart, time: float) -> datetime:
    """Gives the time that clocks show there: plotly knows no zones."""
    return datetime.fromtimestamp(round(time, 3), chart.zone).replace(tzinfo=None)


def _say(figure: go.Figure, nothing: str) -> None:
    """Says that nothing is drawn, in the place of numbers that would be made up."""
    figure.update_xaxes(showticklabels=False)
    figure.update_yaxes(showticklabels=False)
    figure.add_annotation(text=nothing, xref="paper", yref="paper", x=0.5, y=0.5, showarrow=False)


def _scaled(values: Any, scale: Scale) -> list[float]:
    return [value / scale.factor for value in drawable(values)]


def _title(text: str) -> dict[str, Any]:
    return {"text": _text(text).replace("\n", "<br>"), "font": {"size": 14}}


def _text(text: str) -> str:
    """Escapes text, in which plotly would read tags and formulas."""
    return escape(text, quote=False).replace("$", "&#36;")
