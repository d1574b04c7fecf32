"""Processes that share a directory, and are killed while they do."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

SUPPORT = Path(__file__).parents[2] / "support"
ROOT = SUPPORT.parents[1]


def start(directory, seed):
    return subprocess.Popen(
        [sys.executable, str(SUPPORT / "sharing.py"), str(directory), str(seed)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PYTHONPATH": str(ROOT)},
        text=True,
    )


@pytest.mark.slow
def test_whoever_is_killed_harms_nobody(tmp_path):
    rng = random.Random(1)  # noqa: S311 - repeatable, not secret
    with start(tmp_path, 0) as survivor:
        for seed in range(1, 6):
            with start(tmp_path, seed) as victim:
                for _ in range(rng.randrange(1, 40)):
                    assert victim.stdout.readline(), victim.stderr.read()
                victim.kill()
        for _ in range(100):
            assert survivor.stdout.readline(), survivor.stderr.read()
        survivor.kill()
    assert any(tmp_path.iterdir())
