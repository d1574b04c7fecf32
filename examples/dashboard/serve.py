"""Runs gunicorn until the standard input ends, and so no longer than ``start.py``, whatever ends that."""

from __future__ import annotations

import os
import signal
import threading

from gunicorn.app.wsgiapp import run


def end_with_input() -> None:
    """Waits for the end, and then ends without waiting for browsers to leave. Workers end with the process they know."""
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    threading.Thread(target=end_with_input, daemon=True).start()
    run()
