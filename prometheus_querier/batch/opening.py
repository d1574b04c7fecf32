"""What an export wrote, read back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from prometheus_querier.errors import QueryBuildError

from .formats.base import Contents
from .formats.choice import file_format
from .journals import is_begun
from .manifests import Manifest

if TYPE_CHECKING:
    import os

    import pandas as pd
    import polars as pl
    from pyarrow.dataset import Dataset

    from .formats.base import FileFormat
    from .formats.choice import ExportFormat
    from .manifests import ExportQuestion


@dataclass(frozen=True, slots=True)
class Export:
    """A complete export.

    All that it is read as has the long layout: a row a sample with ``timestamp`` (UTC, ms), one column a label,
    ``value``, and ``histogram`` where there are native histograms; part after part, in each series after series.

    Attributes:
        directory: Where it is.
        manifest: Its question, its files with their checksums, and who made them.
    """

    directory: Path
    manifest: Manifest

    @property
    def question(self) -> ExportQuestion:
        """What it asked."""
        return self.manifest.question

    @property
    def files(self) -> list[Path]:
        """Its files, in order of time."""
        return [self.directory / one.file for one in self.manifest.files]

    @property
    def rows(self) -> int:
        """How many samples it has."""
        return sum(one.rows for one in self.manifest.files)

    @property
    def labels(self) -> list[str]:
        """The labels that any of its series has, sorted."""
        return sorted({label for one in self.manifest.files for label in one.labels})

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the server warned of; the answer may be partial."""
        return tuple(sorted({warning for one in self.manifest.files for warning in one.warnings}))

    def to_pandas(self) -> pd.DataFrame:
        """Reads all of it as one DataFrame with categorical label columns.

        Raises:
            MissingDependencyError: pandas is not installed; for Parquet, pyarrow is not.
        """
        return self._format().to_pandas(self._contents())

    def to_polars(self) -> pl.LazyFrame:
        """Opens it as a polars LazyFrame: of Parquet only what a query needs is read, text formats are read at once.

        Raises:
            MissingDependencyError: polars is not installed.
        """
        return self._format().to_polars(self._contents())

    def to_dataset(self) -> Dataset:
        """Opens it as a pyarrow Dataset: of Parquet only what a scan needs is read, text formats are read at once.

        In Parquet a label that no series of a part has is null there.

        Raises:
            MissingDependencyError: pyarrow is not installed.
        """
        return self._format().to_dataset(self._contents())

    def verify(self) -> None:
        """Reads every file, and compares it with its checksum.

        Raises:
            QueryBuildError: A file is missing, or is not the one that was written.
        """
        for path, one in zip(self.files, self.manifest.files, strict=True):
            if _checksum(path) != one.sha256:
                raise _damaged(path)

    def __repr__(self) -> str:
        return (
            f"<Export {str(self.directory)!r}: {self.question.query}, {self.rows:,} samples in {len(self.files)} files>"
        )

    def _format(self) -> FileFormat:
        return file_format(cast("ExportFormat", self.question.format))

    def _contents(self) -> Contents:
        # Absolute: libraries take the beginning of a path for a URL's, or for somebody's home.
        files = [path.absolute() for path in self.files]
        return Contents(files, self.labels, any(one.histograms for one in self.manifest.files))


def open_export(directory: str | os.PathLike[str]) -> Export:
    """Opens what ``export`` wrote.

    Raises:
        QueryBuildError: There is no export, it is not complete, or a file is missing or cut off. What else may have
            happened to files, :meth:`Export.verify` finds.
    """
    place = Path(directory)
    manifest = Manifest.read(place)
    done = is_begun(place)
    if done is not None:
        raise QueryBuildError(f"the export in {place} is not complete, {done} parts are: make the same export again")
    if manifest is None:
        raise QueryBuildError(f"there is no export in {place}")
    for one in manifest.files:
        if not one.is_in(place):
            raise _damaged(place / one.file)
    return Export(place, manifest)


def _damaged(path: Path) -> QueryBuildError:
    return QueryBuildError(
        f"{path} is missing or damaged: remove it, and make the same export again, which fetches what is missing"
    )


def _checksum(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None
