"""What is known of an export: its question, its files, and which of them are done. No question is asked here.

It holds no time of day and no place, so that an export that was interrupted ends like one that was not.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from prometheus_querier._version import __version__
from prometheus_querier.errors import QueryBuildError

from .storage import written_aside

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

VERSION = 1
"""Of the layout of exports: files of another are refused."""

MANIFEST = "manifest.json"

DATA = "data"
"""The folder of the files, which holds nothing else, so that other programs can read it as it is."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportQuestion:
    """What an export asks; all of it must be the same when it goes on.

    Attributes:
        query: The PromQL.
        start: The first point, RFC 3339 in UTC.
        end: The last point.
        step: Distance of the points.
        part: Length of a part; ``None`` for one part.
        format: Format of the files.
        view: A digest of the tenant and the labels of a client that ``for_tenant`` or ``enforcing`` gave; ``None`` for
            another.
    """

    query: str
    start: str
    end: str
    step: str
    part: str | None
    format: str
    view: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFile:
    """One file of an export.

    Attributes:
        file: Its name, below the export's directory.
        start: Its first point, RFC 3339 in UTC.
        end: Its last point.
        points: How many points a series without gaps has in it.
        series: How many series it has.
        rows: How many samples it has.
        histograms: How many of them are native histograms.
        bytes: Its size.
        sha256: Its checksum.
        labels: Names of the labels that its series have.
        warnings: What the server warned of; the answer may be partial.
    """

    file: str
    start: str
    end: str
    points: int
    series: int
    rows: int
    histograms: int
    bytes: int
    sha256: str
    labels: tuple[str, ...]
    warnings: tuple[str, ...]

    def is_in(self, directory: Path) -> bool:
        """Whether it is there, with the size that it had."""
        path = directory / self.file
        return path.is_file() and path.stat().st_size == self.bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeBy:
    """Who made files of an export.

    Attributes:
        library: Version of this library.
        server: Version of the server; ``None`` when it does not tell.
    """

    library: str = __version__
    server: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an export consists of: its question, its files, and who made them.

    Attributes:
        question: What it asks.
        made_by: Versions of library and server, one pair for each that made any of the files.
        files: Its files, in order of time.
    """

    question: ExportQuestion
    made_by: tuple[MadeBy, ...] = ()
    files: tuple[ExportFile, ...] = ()

    @classmethod
    def read(cls, directory: Path) -> Self | None:
        """Reads the manifest of a complete export; ``None`` when there is none.

        Raises:
            QueryBuildError: It is none of ours.
        """
        path = directory / MANIFEST
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            return None
        try:
            found = json.loads(text)
            if found["version"] != VERSION:
                raise QueryBuildError(
                    f"{path} has version {found['version']!r}, and this library knows {VERSION}: read it "
                    f"with the version of prometheus-querier that wrote it"
                )
            return cls(
                question=record(ExportQuestion, found["question"]),
                made_by=tuple(record(MadeBy, one) for one in found["made_by"]),
                files=tuple(record(ExportFile, one) for one in found["files"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            if isinstance(error, QueryBuildError):
                raise
            raise QueryBuildError(f"{path} is not the manifest of an export") from None

    def write(self, directory: Path) -> None:
        """Writes the manifest, which makes the export complete."""
        with written_aside(directory / MANIFEST) as file:
            file.write(json.dumps({"version": VERSION} | asdict(self), indent=1, ensure_ascii=False).encode() + b"\n")


def record(kind: type[T], found: dict[str, Any]) -> T:
    """Makes a record of its JSON."""
    values = {one.name: found[one.name] for one in fields(kind)}  # type: ignore[arg-type]  # all of them are dataclasses
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})
