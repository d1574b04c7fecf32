"""Files are there whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from prometheus_querier.batch.storage import make_directory, sole_writer, written_aside
from prometheus_querier.errors import QueryBuildError


def test_a_file_takes_its_place_when_it_is_whole(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"before")
    with written_aside(path) as file:
        file.write(b"after")
        assert path.read_bytes() == b"before"
    assert path.read_bytes() == b"after"
    assert list(tmp_path.iterdir()) == [path]


def test_it_is_on_the_disk_before_its_name_is(tmp_path, monkeypatch):
    events = []
    sync, replace = os.fsync, Path.replace

    def synced(descriptor):
        events.append("sync of a directory" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "sync of a file")
        sync(descriptor)

    def replaced(path, target):
        events.append("rename")
        replace(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    with written_aside(tmp_path / "file") as file:
        file.write(b"x")
    assert events == ["sync of a file", "rename", "sync of a directory"]


def _fail(path, failure):
    with written_aside(path) as file:
        file.write(b"half")
        raise failure


@pytest.mark.parametrize("failure", [ValueError("a bug"), KeyboardInterrupt()])
def test_nothing_is_left_when_writing_fails(tmp_path, failure):
    with pytest.raises(type(failure)):
        _fail(tmp_path / "file", failure)
    assert list(tmp_path.iterdir()) == []


def test_the_error_names_the_file(tmp_path):
    with pytest.raises(OSError, match=r"No space left on device: .*file'") as caught, written_aside(tmp_path / "file"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert caught.value.errno == errno.ENOSPC
    with pytest.raises(FileNotFoundError, match="missing"), written_aside(tmp_path / "missing" / "file"):
        pass


def test_directories_are_made_with_those_above(tmp_path):
    make_directory(tmp_path / "a" / "b" / "c")
    make_directory(tmp_path / "a" / "b" / "c")
    assert (tmp_path / "a" / "b" / "c").is_dir()
    (tmp_path / "file").touch()
    with pytest.raises(FileExistsError):
        make_directory(tmp_path / "file")


def test_one_writer_at_a_time(tmp_path):
    script = (
        "import sys; from pathlib import Path; from prometheus_querier.batch.storage import sole_writer\n"
        "with sole_writer(Path(sys.argv[1])): print('mine', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"mine\n"
        with pytest.raises(QueryBuildError, match="another export is writing"), sole_writer(tmp_path):
            pass
        other.kill()
        other.wait()
        # The system let go of it when the process died.
        with sole_writer(tmp_path):
            pass


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
def test_a_process_that_was_forked_meanwhile_is_no_writer(tmp_path):
    script = """
import os, sys
from pathlib import Path
from prometheus_querier.batch.storage import sole_writer
directory = Path(sys.argv[1])
ended, end = os.pipe()
with sole_writer(directory):
    child = os.fork()
    if child == 0:
        os.close(end)
        os.read(ended, 1)
        os._exit(0)
try:
    with sole_writer(directory):
        pass
finally:
    os.close(end)
    os.waitpid(child, 0)
"""
    # In a process of its own, which has no thread when it forks.
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True, timeout=60)
