"""Who supervises the calls of a thread: hears of every attempt that failed, and can end from outside what still waits.

An attempt that was made good by sending again is no error to the caller, and yet a sign that the server has enough. And
a thread that waits for an answer can be reached through its socket alone. Who supervises is set for a context,
because the calls are made deep inside methods that need not know of it; there can be several, one inside another.
"""

from __future__ import annotations

import threading
import weakref
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from prometheus_querier.errors import ClientClosedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_querier.errors import PrometheusQuerierError

    from .wire import Call


class Supervisor:
    """Supervises the calls of any number of threads."""

    def __init__(self) -> None:
        self._calls: weakref.WeakSet[Call] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._ended = False

    def hear(self, failure: PrometheusQuerierError) -> None:
        """Hears of the failure of every attempt, in the thread that made it."""

    @contextmanager
    def over(self) -> Iterator[None]:
        """Supervises what this thread calls in the block."""
        token = _current.set((*_current.get(), self))
        try:
            yield
        finally:
            _current.reset(token)

    def add(self, call: Call) -> None:
        """Takes in a call that is about to be sent.

        Raises:
            ClientClosedError: It is over.
        """
        with self._lock:
            if self._ended:
                raise ClientClosedError("this call was given up before it was sent")
            self._calls.add(call)

    def end(self) -> None:
        """Wakes every thread that waits for an answer, and lets none begin; what they wait for fails.

        A call that just now connects is not reached: call this again until all have noticed.
        """
        with self._lock:
            self._ended = True
            calls = list(self._calls)
        for call in calls:
            call.wake()


_current: ContextVar[tuple[Supervisor, ...]] = ContextVar("prometheus_querier_supervisors", default=())


def enlist(call: Call) -> None:
    """Tells who supervises this thread that a call is about to be sent.

    Raises:
        ClientClosedError: No more calls may begin.
    """
    for supervisor in _current.get():
        supervisor.add(call)


def report(failure: PrometheusQuerierError) -> None:
    """Tells who supervises this thread that an attempt failed."""
    for supervisor in _current.get():
        supervisor.hear(failure)
