"""How far an export has come: a journal that grows by a line for every file that is safe on the disk.

When all files are, the manifest takes its place. A line that a crash cut off counts as not written.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from prometheus_querier.errors import QueryBuildError

from .manifests import DATA, VERSION, ExportFile, ExportQuestion, MadeBy, Manifest, record
from .storage import ASIDE, errors_naming, sync_directory, written_aside

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import Self

JOURNAL = "journal.jsonl"


class Journal:
    """What is done of an export, in memory and on the disk.

    Attributes:
        made_by: Who made files of it.
        files: The files that are done, by name.
    """

    def __init__(self, directory: Path, question: ExportQuestion, made_by: Iterable[MadeBy] = ()) -> None:
        self.made_by = list(made_by)
        self.files: dict[str, ExportFile] = {}
        self._directory = directory
        self._question = question

    @classmethod
    def open(cls, directory: Path, question: ExportQuestion, *, resume: bool) -> Self:
        """Reads what an earlier run left; nothing is written yet.

        Raises:
            QueryBuildError: The directory has something else in it, or another question's export, or must not go on.
        """
        manifest = Manifest.read(directory)
        lines = _read_lines(directory / JOURNAL)
        if not lines and manifest is None:
            _refuse_foreign(directory)
            return cls(directory, question)
        if not resume:
            raise QueryBuildError(
                f"{directory} has an export already: choose another directory, or resume=True to go on"
            )
        try:
            found = record(ExportQuestion, lines[0]["question"]) if lines else manifest.question  # type: ignore[union-attr]  # one of them is there
            _refuse_another(directory, found, question)
            journal = cls(directory, question, manifest.made_by if manifest and not lines else ())
            journal._take(manifest.files if manifest else ())
            for line in lines[1:]:
                if "made_by" in line:
                    journal.made_by.append(record(MadeBy, line["made_by"]))
                else:
                    journal._take([record(ExportFile, line)])
        except (KeyError, TypeError):
            raise _damaged(directory / JOURNAL) from None
        return journal

    def begin(self, made_by: MadeBy) -> None:
        """Writes down that files will be added, and by whom."""
        if made_by not in self.made_by:
            self.made_by.append(made_by)
        # Anew and whole: what a crash cut off is gone, and what is added stands on a line of its own.
        with written_aside(self._directory / JOURNAL) as file:
            file.write(_line({"version": VERSION, "question": asdict(self._question)}))
            for one in self.made_by:
                file.write(_line({"made_by": asdict(one)}))
            for done in self.files.values():
                file.write(_line(asdict(done)))

    def add(self, done: ExportFile) -> None:
        """Writes down a file that is safe on the disk."""
        path = self._directory / JOURNAL
        with errors_naming(path), path.open("ab") as file:
            file.write(_line(asdict(done)))
            file.flush()
            os.fsync(file.fileno())
        self.files[done.file] = done

    def finish(self, names: Iterable[str]) -> Manifest:
        """Replaces the journal by the manifest, whose files are given in order."""
        manifest = Manifest(
            question=self._question, made_by=tuple(self.made_by), files=tuple(self.files[name] for name in names)
        )
        if Manifest.read(self._directory) != manifest:
            manifest.write(self._directory)
        (self._directory / JOURNAL).unlink(missing_ok=True)
        sync_directory(self._directory)
        return manifest

    def _take(self, files: Iterable[ExportFile]) -> None:
        """Takes files that are still there, with the size that they had."""
        for one in files:
            if one.is_in(self._directory):
                self.files[one.file] = one
            else:
                self.files.pop(one.file, None)


def is_begun(directory: Path) -> int | None:
    """Tells how many files are done of an export that is not complete; ``None`` when none is begun."""
    lines = _read_lines(directory / JOURNAL)
    return sum("file" in line for line in lines) if lines else None


def _read_lines(path: Path) -> list[dict[str, Any]]:
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return []
    lines = []
    for line in text.splitlines(keepends=True):
        try:
            lines.append(json.loads(line))
        except ValueError:
            break
        if not line.endswith(b"\n"):
            lines.pop()
    if not all(isinstance(line, dict) for line in lines):
        raise _damaged(path)
    if lines and lines[0].get("version") != VERSION:
        raise QueryBuildError(f"{path} was written by another version of prometheus-querier: go on with that one")
    return lines


def _damaged(path: Path) -> QueryBuildError:
    # Without the journal, files are taken for somebody else's.
    return QueryBuildError(f"{path} is damaged: remove it and the folder {DATA} beside it, and all is fetched again")


def _line(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode() + b"\n"


def _refuse_foreign(directory: Path) -> None:
    ours = {JOURNAL + ASIDE, DATA}
    found = [path for path in directory.iterdir() if path.name not in ours]
    if (directory / DATA).is_dir():
        # Files are written there after the journal was begun, so that without one it is empty.
        found += (directory / DATA).iterdir()
    foreign = sorted(path.relative_to(directory).as_posix() for path in found if path.name[0] != ".")
    if foreign:
        raise QueryBuildError(
            f"{directory} is no export, but has {foreign[0]!r} in it: choose a directory that is empty"
        )


def _refuse_another(directory: Path, found: ExportQuestion, wanted: ExportQuestion) -> None:
    differing = [one.name for one in fields(found) if getattr(found, one.name) != getattr(wanted, one.name)]
    if not differing:
        return
    if differing == ["view"]:
        raise QueryBuildError(
            f"{directory} has the export of a client for another tenant, or with other enforced labels: choose a "
            f"directory for each"
        )
    name = differing[0]
    hint = ""
    if name in {"start", "end"}:
        hint = "; QueryTimeRange.last() moves with the clock: use QueryTimeRange.of() with fixed times"
    raise QueryBuildError(
        f"{directory} has the export of another question: its {name} is {getattr(found, name)!r}, and now "
        f"{getattr(wanted, name)!r} is asked for. Choose another directory, or ask the same{hint}"
    )
