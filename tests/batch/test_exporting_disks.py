"""What an export says of disks that are full and of directories that cannot be written."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import crashes
import pytest
import range_answers

from prometheus_querier import batch


def _export(directory, **options):
    return batch.export(range_answers.client(), "up", crashes.RANGE, directory, format="csv", progress=False, **options)


@pytest.mark.skipif(sys.platform == "win32", reason="the system has no limit on the size of files")
@pytest.mark.parametrize(
    ("part", "full"), [("1d", "data/20240102T000000Z.csv"), ("6h", "journal.jsonl")], ids=["a part", "the journal"]
)
def test_a_disk_that_is_full_is_a_clear_error_and_the_export_goes_on_afterwards(tmp_path, part, full):
    script = """
import resource, sys
import range_answers
from prometheus_querier import batch
from crashes import RANGE
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, resource.RLIM_INFINITY))
directory, part = sys.argv[1:]
try:
    batch.export(range_answers.client(), "up", RANGE, directory, format="csv", part=part, workers=1, progress=False)
except OSError as error:
    print(error.errno, error, *error.__notes__, sep="|")
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "export"), part],
        # Bytecode would be cut off at the limit as well, and be found broken by whoever imports it next.
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    number, words, note = done.stdout.strip().split("|")
    assert int(number) == errno.EFBIG
    assert words.endswith(f"{full}'")
    safe, of, files, *_ = note.split()
    assert of == "of"
    assert 0 < int(safe) < int(files)
    again = _export(tmp_path / "export", part=part)
    assert (again.fetched, again.files) == (int(files) - int(safe), int(files))
    _export(tmp_path / "whole", part=part)
    assert crashes.contents(tmp_path / "export") == crashes.contents(tmp_path / "whole")


def test_a_directory_that_cannot_be_is_a_clear_error(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(FileExistsError, match="file"):
        _export(tmp_path / "file")
    with pytest.raises((NotADirectoryError, FileExistsError), match="file"):
        _export(tmp_path / "file" / "below")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="the system has no owners of files")
def test_a_directory_that_cannot_be_written_is_a_clear_error():
    script = """
import os, sys
import range_answers
from prometheus_querier import batch
from crashes import RANGE
batch.export(range_answers.client(), "up", RANGE, sys.argv[1] + "/before", format="csv", progress=False)
os.chmod(sys.argv[1], 0o555)
if os.geteuid() == 0:
    os.setuid(65534)  # nothing is forbidden to root
try:
    batch.export(range_answers.client(), "up", RANGE, sys.argv[1] + "/export", format="csv", progress=False)
except PermissionError as error:
    print(error)
"""
    # Not below pytest's own directories, which only their owner may enter.
    with tempfile.TemporaryDirectory() as directory:
        done = subprocess.run(
            [sys.executable, "-c", script, directory],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            text=True,
            check=True,
        )
        Path(directory).chmod(0o700)
    assert done.stdout == f"[Errno 13] Permission denied: '{directory}/export'\n"
