"""Instant vectors: what most instant queries answer."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, overload

from prometheus_querier.errors import ResultTypeError
from prometheus_querier.spelling import counted

from .accessors import EMPTY, LabelledResult, no_position
from .charts.plotting import Plottable
from .long import LongColumns, label_columns
from .series import Sample, Series, no_column
from .tables import Tabular

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    import numpy as np
    from numpy.typing import NDArray

    from .histograms import Histogram
    from .stats import QueryStats


@dataclass(frozen=True, slots=True)
class VectorResult(LabelledResult[Sample], Tabular, Plottable):
    """The answer to an instant query: a sequence of samples, one for each series, held in columns.

    Attributes:
        labels: The label set of each sample, in the order of the answer.
        timestamps: The time of each sample, in Unix seconds.
        values: The value of each sample; NaN where it is a native histogram.
        histograms: The native histograms by the index of their sample.
        query: The PromQL that was asked.
        warnings: What the server warns of; the answer may be partial.
        infos: What the server remarks on.
        stats: What the query cost, when that was asked for.
    """

    labels: tuple[Mapping[str, str], ...] = ()
    timestamps: array[float] = field(default_factory=no_column)
    values: array[float] = field(default_factory=no_column)
    histograms: Mapping[int, Histogram] = field(default_factory=dict)
    query: str = ""
    warnings: tuple[str, ...] = ()
    infos: tuple[str, ...] = ()
    stats: QueryStats | None = None

    @overload
    def __getitem__(self, index: int) -> Sample: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Sample, ...]: ...
    def __getitem__(self, index: int | slice) -> Sample | tuple[Sample, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        if not self.labels:
            raise IndexError(f"the answer has {EMPTY}")
        try:
            labels = self.labels[index]
        except TypeError:
            raise no_position(index) from None
        histogram = self.histograms.get(index % len(self.labels)) if self.histograms else None
        return Sample(labels, self.timestamps[index], self.values[index], histogram)

    def __len__(self) -> int:
        return len(self.labels)

    def scalar(self) -> float:
        """Gives the value of the only sample.

        Raises:
            ResultTypeError: There is not exactly one sample, or it is a native histogram.
        """
        sample = self.one()
        if sample.histogram is not None:
            raise ResultTypeError("expected one value, but the sample is a native histogram: use .one().histogram")
        return sample.value

    def to_numpy(self) -> tuple[NDArray[np.datetime64], NDArray[np.float64]]:
        """Gives two arrays, an entry a sample: times (``datetime64[ms]``, UTC) and values (no copy)."""
        from .formats.numpy import pair  # noqa: PLC0415 - numpy is optional and slow to import

        return pair(self.timestamps, self.values)

    def _series(self) -> tuple[Series, ...]:
        return tuple(
            Series(sample.labels, array("d", [sample.timestamp]), array("d", [sample.value]))
            if sample.histogram is None
            else Series(
                sample.labels,
                histogram_timestamps=(sample.timestamp,),
                histograms=(sample.histogram,),
            )
            for sample in self
        )

    def _long(self) -> LongColumns:
        return LongColumns((self.timestamps,), label_columns(self.labels), (self.values,), dict(self.histograms))

    def _draw(self, library: ModuleType, axes: tuple[Any, ...], **options: Any) -> Any:
        from .charts.contents import bar_chart  # noqa: PLC0415 - for charts only

        return library.draw_bars(bar_chart(self, **options), *axes)

    def _repr_html_(self) -> str:
        from .html.queries import vector_html  # noqa: PLC0415 - for notebooks only

        return vector_html(self)

    def __repr__(self) -> str:
        return f"<VectorResult: {counted(len(self), 'sample')}>"
