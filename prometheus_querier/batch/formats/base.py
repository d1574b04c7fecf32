"""What every format of an export's files can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import BinaryIO

    import pandas as pd
    import polars as pl
    from pyarrow.dataset import Dataset

    from prometheus_querier.results import MatrixResult


@dataclass(frozen=True, slots=True)
class Contents:
    """Files to be read together.

    Attributes:
        files: The files, in order of time.
        labels: The labels that any series in them has, sorted.
        histograms: Whether any of them has native histograms.
    """

    files: Sequence[Path]
    labels: Sequence[str]
    histograms: bool


class FileFormat(ABC):
    """Writes and reads files of one format.

    A file holds one part in the long layout: series after series, each in the order of time. The same result makes the
    same bytes.
    """

    @abstractmethod
    def write(self, result: MatrixResult, file: BinaryIO) -> None:
        """Writes a part."""

    @abstractmethod
    def to_pandas(self, contents: Contents) -> pd.DataFrame:
        """Reads files as one frame."""

    @abstractmethod
    def to_polars(self, contents: Contents) -> pl.LazyFrame:
        """Reads files as one frame, where the format allows when it is computed."""

    @abstractmethod
    def to_dataset(self, contents: Contents) -> Dataset:
        """Opens files as one Arrow data set."""
