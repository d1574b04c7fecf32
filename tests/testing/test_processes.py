"""OwnedProcess: a process and its directory end with their owner, whatever the process does."""

from __future__ import annotations

import signal
import sys
import time

import pytest
from systems import needs_signals

from prometheus_querier.testing import processes
from prometheus_querier.testing.processes import OwnedProcess

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""


def _started(script):
    owned = OwnedProcess("sleeper")
    owned.start([sys.executable, "-c", script])
    return owned


def _await_output(owned, text):
    deadline = time.monotonic() + 10
    while text not in owned.output():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_is_nothing_before_the_start():
    owned = OwnedProcess("sleeper")
    assert (owned.pid, owned.exit_status, owned.output()) == (None, None, "")
    assert owned.directory.is_dir()
    owned.end()
    assert not owned.directory.exists()


def test_keeps_output_and_exit_status():
    owned = _started("import sys; print('said'); sys.exit(3)")
    _await_output(owned, "said")
    owned._process.wait(10)
    assert owned.exit_status == 3
    owned.end()


@needs_signals
def test_kills_what_does_not_end_by_itself(monkeypatch):
    monkeypatch.setattr(processes, "_GRACE", 0.05)
    owned = _started(STUBBORN)
    _await_output(owned, "deaf")
    owned.end()
    assert owned.exit_status == -signal.SIGKILL
    assert not owned.directory.exists()


@needs_signals
def test_an_interrupt_while_ending_still_ends_it(monkeypatch):
    owned = _started(STUBBORN)
    _await_output(owned, "deaf")
    wait = owned._process.wait
    calls = iter([KeyboardInterrupt])

    def interrupted(timeout=None):
        for error in calls:
            raise error
        return wait(timeout)

    monkeypatch.setattr(owned._process, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        owned.end()
    assert owned.exit_status == -signal.SIGKILL
    assert not owned.directory.exists()


def test_a_program_that_is_not_there_leaves_nothing():
    owned = OwnedProcess("sleeper")
    with pytest.raises(FileNotFoundError):
        owned.start([str(owned.directory / "nothing")])
    owned.end()
    assert not owned.directory.exists()


def test_no_watchdog_stays_behind():
    owned = _started("import time; time.sleep(60)")
    watchdog = owned._finalizer.peek()[2][-1]
    assert watchdog.poll() is None
    owned.end()
    assert watchdog.poll() == 0
