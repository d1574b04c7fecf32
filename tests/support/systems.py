"""What a test needs of the operating system; where that is missing, the test is skipped and says so."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
needs_alarm = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the system has no timers that interrupt")
needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="the system ends processes without signals")
needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the system does not show open files")
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is counted as Linux counts it")
