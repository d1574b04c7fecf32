"""Series and samples: what matrix and vector results are sequences of."""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING

from prometheus_querier.promql.quoting import is_bare_metric_name, spell_label
from prometheus_querier.spelling import counted, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from .histograms import Histogram


def no_column() -> array[float]:
    """Makes an empty column."""
    return array("d")


@dataclass(frozen=True, slots=True)
class Series:
    """The samples of one label set, in columns.

    The columns are ``array('d')``: numpy, Arrow and ``memoryview`` read them without a copy. Series of one answer may
    share one array of timestamps, so treat the columns as read-only.

    Attributes:
        labels: Label names and values, with ``__name__`` where the series has a metric name.
        timestamps: Times of the float samples, in Unix seconds.
        values: The float samples, as many as ``timestamps``.
        histogram_timestamps: Times of the native histograms, in Unix seconds.
        histograms: The native histograms, as many as ``histogram_timestamps``.
    """

    labels: Mapping[str, str]
    timestamps: array[float] = field(default_factory=no_column)
    values: array[float] = field(default_factory=no_column)
    histogram_timestamps: tuple[float, ...] = ()
    histograms: tuple[Histogram, ...] = ()

    @property
    def name(self) -> str:
        """The metric name; empty when the series has none."""
        return self.labels.get("__name__", "")

    def to_numpy(self) -> tuple[NDArray[np.datetime64], NDArray[np.float64]]:
        """Gives the float samples as two arrays: times (``datetime64[ms]``, UTC) and values (no copy)."""
        from .formats.numpy import pair  # noqa: PLC0415 - numpy is optional and slow to import

        return pair(self.timestamps, self.values)

    def _repr_html_(self) -> str:
        from .html.queries import series_html  # noqa: PLC0415 - for notebooks only

        return series_html(self)

    def __repr__(self) -> str:
        histograms = f", {counted(len(self.histograms), 'histogram')}" if self.histograms else ""
        return f"<Series {visible(spell(self.labels))}: {counted(len(self.values), 'sample')}{histograms}>"


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample of an instant vector.

    Attributes:
        labels: Label names and values, with ``__name__`` where the series has a metric name.
        timestamp: The evaluation time, in Unix seconds.
        value: The value; NaN when the sample is a native histogram.
        histogram: The native histogram, when the sample is one.
    """

    labels: Mapping[str, str]
    timestamp: float
    value: float
    histogram: Histogram | None = None

    @property
    def name(self) -> str:
        """The metric name; empty when the series has none."""
        return self.labels.get("__name__", "")

    def _repr_html_(self) -> str:
        from .html.queries import sample_html  # noqa: PLC0415 - for notebooks only

        return sample_html(self)


def in_time_order(series: Series) -> Iterable[tuple[float, float, Histogram | None]]:
    """Gives the samples of a series, floats and native histograms, by time: time, value, and histogram or ``None``.

    The value of a native histogram is NaN.
    """
    floats = ((time, value, None) for time, value in zip(series.timestamps, series.values, strict=True))
    if not series.histograms:
        return floats
    nan = math.nan
    mixed = [(time, nan, one) for time, one in zip(series.histogram_timestamps, series.histograms, strict=True)]
    return sorted(chain(floats, mixed), key=itemgetter(0))


def spell(labels: Mapping[str, str]) -> str:
    r"""Spells a label set as Prometheus shows it: as a selector of it.

    >>> spell({"__name__": "up", "job": 'a"b'}), spell({"__name__": "up"}), spell({})
    ('up{job="a\\"b"}', 'up', '{}')
    >>> spell({"__name__": "http.requests", "k8s.pod": "a"})
    '{"http.requests", "k8s.pod"="a"}'
    """
    name = labels.get("__name__", "")
    pairs = [f"{spell_label(key)}={_quoted(labels[key])}" for key in sorted(labels) if key != "__name__"]
    if name and not is_bare_metric_name(name):
        pairs.insert(0, _quoted(name))
        name = ""
    return f"{name}{{{', '.join(pairs)}}}" if pairs or not name else name


_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


def _quoted(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'
