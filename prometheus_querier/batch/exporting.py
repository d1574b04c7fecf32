"""A question's answer of any length on the disk: one file a part, and every one of them whole."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_querier.durations import format_duration
from prometheus_querier.errors import QueryBuildError
from prometheus_querier.spelling import counted, rfc3339
from prometheus_querier.timestamps import ms_to_datetime

from .formats.choice import file_format
from .journals import Journal
from .manifests import DATA, ExportFile, ExportQuestion, MadeBy
from .pace import Pace
from .plans import plan
from .progress.choice import show_progress
from .storage import make_directory, sole_writer, written_aside
from .working import work_on

if TYPE_CHECKING:
    import os

    from prometheus_querier.client import PrometheusClient
    from prometheus_querier.durations import DurationLike
    from prometheus_querier.queriers import QueryTimeRange, Question
    from prometheus_querier.results import MatrixResult

    from .formats.base import FileFormat
    from .formats.choice import ExportFormat
    from .plans import Part, Plan
    from .progress.choice import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What an export has made.

    Attributes:
        directory: Where it is.
        files: How many files it has.
        fetched: How many of them were fetched now; the others were there.
        rows: How many samples it has.
        bytes: Size of the files.
        warnings: What the server warned of; the answer may be partial.
        seconds: How long it took now.
    """

    directory: Path
    files: int
    fetched: int
    rows: int
    bytes: int
    warnings: tuple[str, ...]
    seconds: float

    def __str__(self) -> str:
        warned = f", {counted(len(self.warnings), 'warning')}" if self.warnings else ""
        return (
            f"{counted(self.rows, 'sample')} in {counted(self.files, 'file')} ({self.fetched} fetched now), {self.bytes / 1e6:,.1f} MB, "
            f"{self.seconds:.1f} s: {self.directory}{warned}"
        )


def export(
    client: PrometheusClient,
    what: Question,
    time_range: QueryTimeRange,
    directory: str | os.PathLike[str],
    *,
    format: ExportFormat = "parquet",  # noqa: A002 - the word that users know
    part: DurationLike | None = "1d",
    workers: int = 2,
    per_second: float | None = None,
    resume: bool = True,
    progress: Progress = True,
) -> ExportReport:
    """Writes the answer to a range query into a directory, one file a part.

    Whatever ends it, the same call made again goes on, and ends with the same files byte for byte as if nothing had
    happened. A file has its name only when it is whole and safe on the disk. ``open_export`` reads the export.

    Args:
        client: Who asks. Its ``timeout`` holds for each request.
        what: A querier, an expression or PromQL text; an instant vector or a scalar.
        time_range: Start, end and step.
        directory: Where to; it is made when it is missing, and else is empty or has this very export. Each server and
            tenant needs one of its own: of who asks whom, only views of the client are compared.
        format: Format of the files. ``parquet`` needs the extra ``arrow``.
        part: Length of the parts, from one border of it in UTC to the next; ``None`` for one file. A part is held in
            memory, once for each worker.
        workers: Most parts fetched at once; fewer after the server answers 429 or 503.
        per_second: Most parts begun in a second; ``None`` for no limit.
        resume: Whether to go on with an export that was begun there, or refuse.
        progress: Whether to show a bar; see ``fetch_all``.

    Raises:
        QueryBuildError: The directory belongs to another question or tenant, the question cannot be asked in parts, or
            the range ends in the future.
        OSError: The disk is full, or the directory cannot be written. What was written stays.
        PrometheusQuerierError: The server could not answer a part. What was written stays.
    """
    started = time.perf_counter()
    parts = plan(what, time_range, part=part)
    _refuse_future(parts.end)
    writer = file_format(format)
    pace = Pace(workers, per_second)
    place = Path(directory)
    make_directory(place)
    with sole_writer(place):
        journal = Journal.open(place, _question(parts, format, client), resume=resume)
        names = {_name(one, format): one for one in parts}
        missing = [(name, one) for name, one in names.items() if name not in journal.files]
        if missing:

            def save(named: tuple[str, Part]) -> ExportFile:
                return _save(named[1].fetch(client), named[1], place, named[0], writer)

            try:
                make_directory(place / DATA)
                journal.begin(MadeBy(server=_server_version(client)))
                with show_progress(progress, "parts", len(names), done=len(journal.files)) as advance:
                    for _, saved in work_on(missing, save, pace):
                        journal.add(saved.result())
                        advance(1)
            except BaseException as error:
                error.add_note(
                    f"{len(journal.files)} of {len(names)} parts are safe in {place}: the same export made again goes on"
                )
                raise
        manifest = journal.finish(names)
    return ExportReport(
        directory=place,
        files=len(manifest.files),
        fetched=len(missing),
        rows=sum(one.rows for one in manifest.files),
        bytes=sum(one.bytes for one in manifest.files),
        warnings=tuple(sorted({warning for one in manifest.files for warning in one.warnings})),
        seconds=time.perf_counter() - started,
    )


def _refuse_future(end: int) -> None:
    # A second more, because ends are rounded and clocks differ.
    if end > 1000 * (time.time() + 1):
        raise QueryBuildError(
            f"the range ends in the future, at {_rfc3339(end)}: what is not there yet would be missing from an export "
            f"that counts as complete. Let it end now, or before"
        )


def _save(result: MatrixResult, part: Part, directory: Path, name: str, writer: FileFormat) -> ExportFile:
    """Writes one file, and tells what is in it."""
    # Servers sort what they answer, but do not promise it.
    result = replace(result, series=tuple(sorted(result, key=lambda series: sorted(series.labels.items()))))
    with written_aside(directory / name) as file:
        writer.write(result, file)
        size = file.tell()
        file.seek(0)
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    histograms = sum(len(series.histograms) for series in result)
    return ExportFile(
        file=name,
        start=_rfc3339(part.start),
        end=_rfc3339(part.end),
        points=part.points,
        series=len(result),
        rows=histograms + sum(len(series.values) for series in result),
        histograms=histograms,
        bytes=size,
        sha256=checksum,
        labels=tuple(sorted(set().union(*(series.labels for series in result)))),
        warnings=tuple(sorted(set(result.warnings))),
    )


def _question(parts: Plan, kind: str, client: PrometheusClient) -> ExportQuestion:
    views = json.dumps(client._caller.views)  # noqa: SLF001 - nobody else is to know whose data a client sees
    return ExportQuestion(
        query=parts.query,
        start=_rfc3339(parts.start),
        end=_rfc3339(parts.end),
        step=format_duration(parts.step),
        part=None if parts.part is None else format_duration(parts.part),
        format=kind,
        view=None if views == "[]" else hashlib.blake2b(views.encode(), digest_size=16).hexdigest(),
    )


def _name(part: Part, kind: str) -> str:
    """Names a file for its first point, so that names sort as time does."""
    start = ms_to_datetime(part.start)
    fraction = f".{start.microsecond // 1000:03d}" if part.start % 1000 else ""
    return f"{DATA}/{start:%Y%m%dT%H%M%S}{fraction}Z.{kind}"


def _rfc3339(ms: int) -> str:
    return rfc3339(ms_to_datetime(ms))


def _server_version(client: PrometheusClient) -> str | None:
    build = client.server.build
    return build.version if build is not None else None
