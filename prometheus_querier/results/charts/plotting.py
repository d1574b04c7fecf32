"""``.plot()``: what can be drawn, by the library that the user has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Literal, overload

from prometheus_querier.errors import QueryBuildError

if TYPE_CHECKING:
    from types import ModuleType

    from matplotlib.axes import Axes
    from plotly.graph_objects import Figure

    from .contents import Zone
    from .units import Metadata


class Plottable(ABC):
    """A result that can be drawn."""

    __slots__ = ()

    @abstractmethod
    def _draw(self, library: ModuleType, axes: tuple[Any, ...], **options: Any) -> Any:
        """Prepares the chart, and lets a module of ``formats`` draw it."""

    @overload
    def plot(
        self,
        backend: Literal["matplotlib"] = "matplotlib",
        *,
        ax: Axes | None = None,
        timezone: Zone = "UTC",
        unit: str | None = None,
        metadata: Metadata | None = None,
        title: str | None = None,
    ) -> Axes: ...
    @overload
    def plot(
        self,
        backend: Literal["plotly"],
        *,
        timezone: Zone = "UTC",
        unit: str | None = None,
        metadata: Metadata | None = None,
        title: str | None = None,
    ) -> Figure: ...
    def plot(
        self,
        backend: Literal["matplotlib", "plotly"] = "matplotlib",
        *,
        ax: Axes | None = None,
        timezone: Zone = "UTC",
        unit: str | None = None,
        metadata: Metadata | None = None,
        title: str | None = None,
    ) -> Axes | Figure:
        """Draws the values: a range as lines over time, values at one point in time as horizontal bars.

        A gap in the data is a gap in the line. The legend has the labels that differ; of more than ten lines, the
        highest ones have a colour and a name.

        Args:
            backend: ``matplotlib`` gives its axes, ``plotly`` an interactive figure.
            ax: Axes of matplotlib to draw into; new ones by default.
            timezone: The zone of the times: ``UTC``, ``local``, a name such as ``Europe/Berlin``, or a tzinfo.
            unit: The unit of the values, such as ``bytes``, ``bytes/s`` or ``seconds``, which are scaled for reading,
                or any other; the empty text for none. By default it is what ``metadata`` or the metric's name says,
                as long as the query keeps it.
            metadata: What the server says of metrics: ``client.metadata()``.
            title: The title; the query by default.

        Raises:
            ResultTypeError: There are native histograms.
            QueryBuildError: There is no such backend or time zone.
            MissingDependencyError: The library is not installed.
        """
        if backend == "matplotlib":
            from prometheus_querier.results.formats import matplotlib  # noqa: PLC0415 - matplotlib is optional and slow to import

            library: ModuleType = matplotlib
            axes: tuple[Any, ...] = (ax,)
        elif backend == "plotly":
            if ax is not None:
                raise QueryBuildError("ax= is for matplotlib: plotly draws a figure of its own")
            from prometheus_querier.results.formats import plotly  # noqa: PLC0415 - plotly is optional and slow to import

            library, axes = plotly, ()
        else:
            raise QueryBuildError(f"backend must be 'matplotlib' or 'plotly', not {backend!r}")
        drawn: Axes | Figure = self._draw(library, axes, timezone=timezone, unit=unit, metadata=metadata, title=title)
        return drawn
