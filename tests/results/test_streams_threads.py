"""The compiled decoder lets other threads work while it reads."""

from __future__ import annotations

import sys
import threading
import time

import pytest

decoder = pytest.importorskip("prometheus_querier.results._decoder")

SAMPLES = b",".join(b'[%d,"0.%d"]' % (time, time) for time in range(200_000))
REGION = b'{"metric":{"job":"a"},"values":[%s]}' % SAMPLES


def test_another_thread_goes_on_while_bytes_are_read():
    ticks, ended = 0, False

    def tick():
        nonlocal ticks
        while not ended:
            ticks += 1
            time.sleep(0)

    other = threading.Thread(target=tick)
    interval = sys.getswitchinterval()
    # Nobody has to give the interpreter up within this time: who lets others work does so unasked.
    sys.setswitchinterval(60)
    try:
        other.start()
        during = 0
        for _ in range(100):
            before = ticks
            decoder.decode_matrix(REGION, None)
            during += ticks - before
            if during:
                break
    finally:
        sys.setswitchinterval(interval)
        ended = True
        other.join()
    assert during
