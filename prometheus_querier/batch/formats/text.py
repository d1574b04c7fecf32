"""What the text formats share: the spelling of times, and files that are read back as series."""

from __future__ import annotations

from abc import abstractmethod
from array import array
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from prometheus_querier.results import MatrixResult, Series
from prometheus_querier.results.long import label_names
from prometheus_querier.timestamps import ms_to_datetime

from .base import FileFormat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import pandas as pd
    import polars as pl
    from pyarrow.dataset import Dataset

    from prometheus_querier.results import Histogram

    from .base import Contents

    Row: TypeAlias = tuple[tuple[str, ...], float, float, Histogram | None]
    """Values of the label columns, time, value and histogram."""


class TextFiles(FileFormat):
    """Files that are written and read with the standard library; reading brings them into memory whole."""

    @abstractmethod
    def read(self, path: Path) -> Iterator[Series]:
        """Reads a part."""

    def to_pandas(self, contents: Contents) -> pd.DataFrame:
        """Reads files as one frame."""
        return self._whole(contents).to_pandas()

    def to_polars(self, contents: Contents) -> pl.LazyFrame:
        """Reads files as one frame, with labels as text."""
        from .polars_scan import with_labels_as_text  # noqa: PLC0415 - polars is optional and slow to import

        return with_labels_as_text(self._whole(contents).to_polars(), contents.labels)

    def to_dataset(self, contents: Contents) -> Dataset:
        """Reads files as one Arrow data set."""
        from .parquet_files import in_memory  # noqa: PLC0415 - pyarrow is optional and slow to import

        return in_memory(self._whole(contents).to_arrow())

    def _whole(self, contents: Contents) -> MatrixResult:
        return MatrixResult(tuple(series for path in contents.files for series in self.read(path)))


class SpelledTimes(dict[float, str]):
    """Times in RFC 3339, each spelled once: the series of a part have the same."""

    def __missing__(self, seconds: float) -> str:
        text = ms_to_datetime(round(seconds * 1000)).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
        self[seconds] = text
        return text


class ReadTimes(dict[str, float]):
    """What ``SpelledTimes`` spelled, each read once."""

    def __missing__(self, text: str) -> float:
        self[text] = seconds = datetime.fromisoformat(text).timestamp()
        return seconds


def read_series(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[Series]:
    """Makes series of rows; those of one series stand together."""
    names = label_names(columns)
    for values, same in groupby(rows, key=lambda row: row[0]):
        times, floats = array("d"), array("d")
        histogram_times, histograms = [], []
        for _, time, value, histogram in same:
            if histogram is None:
                times.append(time)
                floats.append(value)
            else:
                histogram_times.append(time)
                histograms.append(histogram)
        labels = {name: value for name, value in zip(names, values, strict=True) if value}
        yield Series(labels, times, floats, tuple(histogram_times), tuple(histograms))
