"""A journal keeps what was done, and nothing that was cut off."""

from __future__ import annotations

import dataclasses
import shutil

import pytest

from prometheus_querier.batch.journals import JOURNAL, Journal, is_begun
from prometheus_querier.batch.manifests import ExportFile, ExportQuestion, MadeBy, Manifest
from prometheus_querier.errors import QueryBuildError

QUESTION = ExportQuestion(query="up", start="a", end="b", step="1m", part="1d", format="csv", view=None)


def _file(directory, name, size=3):
    (directory / name).write_bytes(b"x" * size)
    return ExportFile(
        file=name, start="a", end="b", points=1, series=1, rows=1, histograms=0, bytes=size, sha256="0" * 64,
        labels=("job",), warnings=(),
    )  # fmt: skip


@pytest.fixture
def begun(tmp_path):
    journal = Journal.open(tmp_path, QUESTION, resume=True)
    journal.begin(MadeBy(library="1", server="2"))
    for name in ("one", "two"):
        journal.add(_file(tmp_path, name))
    return tmp_path


def test_what_was_added_is_found_again(begun):
    again = Journal.open(begun, QUESTION, resume=True)
    assert list(again.files) == ["one", "two"]
    assert again.made_by == [MadeBy(library="1", server="2")]
    assert is_begun(begun) == 2


def test_a_line_that_was_cut_off_at_any_place_counts_as_not_written(begun):
    text = (begun / JOURNAL).read_bytes()
    last = text.rstrip(b"\n").rindex(b"\n") + 1
    for length in (*range(last, len(text), 20), len(text) - 2, len(text) - 1):
        (begun / JOURNAL).write_bytes(text[:length])
        again = Journal.open(begun, QUESTION, resume=True)
        assert list(again.files) == ["one"], length
        again.begin(MadeBy(library="1", server="2"))
        again.add(_file(begun, "two"))
        assert (begun / JOURNAL).read_bytes() == text, "what was cut off is gone"


def test_a_file_that_is_not_there_any_more_counts_as_not_done(begun):
    (begun / "one").unlink()
    (begun / "two").write_bytes(b"other size")
    assert Journal.open(begun, QUESTION, resume=True).files == {}


def test_the_manifest_takes_its_place(begun):
    journal = Journal.open(begun, QUESTION, resume=True)
    manifest = journal.finish(["two", "one"])
    assert [one.file for one in manifest.files] == ["two", "one"]
    assert Manifest.read(begun) == manifest
    assert not (begun / JOURNAL).exists()
    assert is_begun(begun) is None
    assert list(Journal.open(begun, QUESTION, resume=True).files) == ["two", "one"]


def test_a_manifest_that_is_right_is_not_written_again(begun):
    journal = Journal.open(begun, QUESTION, resume=True)
    journal.finish(["one", "two"])
    before = (begun / "manifest.json").stat()
    Journal.open(begun, QUESTION, resume=True).finish(["one", "two"])
    after = (begun / "manifest.json").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_another_question_is_refused(begun):
    other = dataclasses.replace(QUESTION, step="2m")
    with pytest.raises(QueryBuildError, match="its step is '1m', and now '2m'"):
        Journal.open(begun, other, resume=True)


def test_a_journal_of_another_version_is_refused(begun):
    text = (begun / JOURNAL).read_text()
    (begun / JOURNAL).write_text(text.replace('"version": 1', '"version": 2'))
    with pytest.raises(QueryBuildError, match="another version"):
        Journal.open(begun, QUESTION, resume=True)


@pytest.mark.parametrize("line", ["1", "[]", "null", "{}", '{"file": "three"}', '{"made_by": {}}'])
def test_a_journal_with_something_else_in_it_is_refused(begun, line):
    first, rest = (begun / JOURNAL).read_text().split("\n", 1)
    (begun / JOURNAL).write_text(f"{first}\n{line}\n{rest}")
    with pytest.raises(QueryBuildError, match=r"journal\.jsonl is damaged: remove it"):
        Journal.open(begun, QUESTION, resume=True)


def test_an_export_goes_on_after_what_a_damaged_journal_asks_for(tmp_path):
    (tmp_path / "data").mkdir()
    journal = Journal.open(tmp_path, QUESTION, resume=True)
    journal.begin(MadeBy(library="1", server="2"))
    journal.add(_file(tmp_path, "data/one"))
    with (tmp_path / JOURNAL).open("a") as file:
        file.write("{}\n")
    with pytest.raises(QueryBuildError, match="remove it and the folder data beside it, and all is fetched again"):
        Journal.open(tmp_path, QUESTION, resume=True)
    (tmp_path / JOURNAL).unlink()
    shutil.rmtree(tmp_path / "data")
    assert Journal.open(tmp_path, QUESTION, resume=True).files == {}


def test_a_folder_of_data_that_is_not_ours_is_refused(tmp_path):
    (tmp_path / "data").mkdir()
    assert not Journal.open(tmp_path, QUESTION, resume=True).files, "a crash may leave the folder empty"
    (tmp_path / "data" / "mine.csv").write_text("a,b")
    with pytest.raises(QueryBuildError, match=r"is no export, but has 'data/mine\.csv' in it: choose a directory"):
        Journal.open(tmp_path, QUESTION, resume=True)
