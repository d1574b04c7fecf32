"""Range vectors: what a range query answers, and an instant query of a range selector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

from prometheus_querier.errors import ResultTypeError
from prometheus_querier.spelling import counted

from .accessors import EMPTY, LabelledResult, no_position
from .charts.plotting import Plottable
from .long import LongColumns
from .series import Series
from .tables import Tabular

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    import numpy as np
    from numpy.typing import NDArray

    from .stats import QueryStats


@dataclass(frozen=True, slots=True)
class MatrixResult(LabelledResult[Series], Tabular, Plottable):
    """The answer to a range query: a sequence of series, each with its samples over time.

    Attributes:
        series: The series, in the order of the answer.
        query: The PromQL that was asked.
        warnings: What the server warns of; the answer may be partial.
        infos: What the server remarks on.
        stats: What the query cost, when that was asked for.
    """

    series: tuple[Series, ...] = ()
    query: str = ""
    warnings: tuple[str, ...] = ()
    infos: tuple[str, ...] = ()
    stats: QueryStats | None = None

    @overload
    def __getitem__(self, index: int) -> Series: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Series, ...]: ...
    def __getitem__(self, index: int | slice) -> Series | tuple[Series, ...]:
        if not self.series and not isinstance(index, slice):
            raise IndexError(f"the answer has {EMPTY}")
        try:
            return self.series[index]
        except TypeError:
            raise no_position(index) from None

    def __len__(self) -> int:
        return len(self.series)

    def scalar(self) -> float:
        """Refuses: a range has many values.

        Raises:
            ResultTypeError: Always.
        """
        raise ResultTypeError("expected one value, but the answer is a matrix: use .one().values, or an instant query")

    def to_numpy(self) -> list[tuple[NDArray[np.datetime64], NDArray[np.float64]]]:
        """Gives the float samples as two arrays a series: times (``datetime64[ms]``, UTC) and values (no copy)."""
        from .formats.numpy import pairs  # noqa: PLC0415 - numpy is optional and slow to import

        return pairs(self.series)

    def _series(self) -> Sequence[Series]:
        return self.series

    def _long(self) -> LongColumns:
        return LongColumns.of(self.series)

    def _draw(self, library: ModuleType, axes: tuple[Any, ...], **options: Any) -> Any:
        from .charts.contents import line_chart  # noqa: PLC0415 - for charts only

        return library.draw_lines(line_chart(self, **options), *axes)

    def _repr_html_(self) -> str:
        from .html.queries import matrix_html  # noqa: PLC0415 - for notebooks only

        return matrix_html(self)

    def __repr__(self) -> str:
        samples = sum(len(series.values) + len(series.histograms) for series in self.series)
        return f"<MatrixResult: {len(self.series):,} series, {counted(samples, 'sample')}>"


PrometheusQueryRangeResponse = MatrixResult
"""What a range query answers."""
