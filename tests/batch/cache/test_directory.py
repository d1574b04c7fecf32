"""The directory: who may read it, how large it gets, and what is wrong with it."""

from __future__ import annotations

import logging
import os
import pickle
from array import array

import pytest

from prometheus_querier import RangeCache, errors
from prometheus_querier.client.range_store import Stretch
from prometheus_querier.results import MatrixResult, Series


def stretch(size=10):
    column = array("d", range(size))
    return Stretch(0, size, MatrixResult((Series({"a": "1"}, column, column),)))


def key(number):
    return number.to_bytes(32, "big")


def test_what_is_kept_is_there(tmp_path):
    cache = RangeCache(tmp_path / "some" / "where")
    assert cache.load([key(0)]) == [None]
    cache.keep(key(0), stretch())
    for one in (cache, RangeCache(tmp_path / "some" / "where"), pickle.loads(pickle.dumps(cache))):  # noqa: S301 - ours
        assert one.load([key(0), key(1)]) == [stretch(), None]
    cache.clear()
    assert cache.load([key(0)]) == [None]
    RangeCache(tmp_path / "nowhere").clear()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_their_owner_reads_the_files(tmp_path):
    RangeCache(tmp_path / "cache").keep(key(0), stretch())
    (file,) = (tmp_path / "cache").iterdir()
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_is_damaged_is_removed(tmp_path):
    cache = RangeCache(tmp_path)
    cache.keep(key(0), stretch())
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    assert cache.load([key(0)]) == [None]
    assert list(tmp_path.iterdir()) == []


def test_what_was_used_least_recently_goes_first(tmp_path):
    cache = RangeCache(tmp_path, max_bytes=100_000)
    for number in range(200):
        cache.keep(key(number), stretch(100))
        for file in tmp_path.iterdir():  # an hour older with each that comes
            status = file.stat()
            os.utime(file, (status.st_atime, status.st_mtime - 3600))
        assert cache.load([key(0)]) == [stretch(100)]
        assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 100_000
    assert cache.load([key(199), key(1)]) == [stretch(100), None]
    cache.keep(key(0), stretch(10_000))
    assert cache.load([key(0)]) == [stretch(100)]


def test_what_others_wrote_counts_too(tmp_path):
    caches = [RangeCache(tmp_path, max_bytes=100_000) for _ in range(3)]
    for number in range(200):
        caches[number % 3].keep(key(number), stretch(100))
        # Each may write a sixteenth before it looks.
        assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 120_000


def test_what_cannot_be_removed_does_not_keep_the_rest(tmp_path, caplog):
    (tmp_path / "in the way.pqpart").mkdir()
    os.utime(tmp_path / "in the way.pqpart", (0, 0))
    cache = RangeCache(tmp_path, max_bytes=100_000)
    for number in range(200):
        cache.keep(key(number), stretch(100))
    assert sum(file.stat().st_size for file in tmp_path.iterdir() if file.is_file()) <= 100_000
    assert len(caplog.records) == 1


def test_files_of_processes_that_were_killed_go(tmp_path):
    for name in ("old.pqaside", "new.pqaside", "mine.part"):
        (tmp_path / name).write_bytes(b"x")
        if name == "old.pqaside":
            os.utime(tmp_path / name, (0, 0))
    RangeCache(tmp_path).keep(key(0), stretch())
    assert {file.name for file in tmp_path.iterdir() if file.suffix != ".pqpart"} == {"new.pqaside", "mine.part"}
    RangeCache(tmp_path).clear()
    assert [file.name for file in tmp_path.iterdir()] == ["mine.part"]


def test_a_directory_that_cannot_be_used_is_said_once(tmp_path, caplog):
    (tmp_path / "file").write_text("no directory")
    cache = RangeCache(tmp_path / "file" / "cache")
    with caplog.at_level(logging.WARNING, "prometheus_querier"):
        for number in range(3):
            cache.keep(key(number), stretch())
            assert cache.load([key(number)]) == [None]
    (record,) = caplog.records
    assert "cannot be used" in record.getMessage()


@pytest.mark.parametrize(
    "options",
    [{"max_bytes": 0}, {"max_bytes": True}, {"settled_after": "-1s"}, {"settled_after": "soon"}, {"identity": ""}],
)
def test_wrong_options_are_refused(tmp_path, options):
    with pytest.raises(errors.QueryBuildError):
        RangeCache(tmp_path, **options)
