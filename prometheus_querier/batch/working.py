"""Tasks in threads, at a pace: what they do is not known here, but for how a server says that it has enough."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from prometheus_querier.client.working import LOOK_UP, Crew
from prometheus_querier.errors import PrometheusQuerierError
from prometheus_querier.transport.supervising import Supervisor

from .pace import is_overload, is_worth_waiting_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .pace import Pace

T = TypeVar("T")
R = TypeVar("R")

Finished: TypeAlias = Iterator[tuple[T, Future[R]]]
"""Tasks with their futures, which are done."""

ASKED_AT_MOST = 5
"""How often a task is begun whose server has too much to do."""


def work_on(tasks: Iterable[T], work: Callable[[T], R], pace: Pace, *, in_order: bool = False) -> Finished[T, R]:
    """Works on tasks in threads, and yields each when it is done.

    At most twice as many tasks as threads are begun and not yet taken, so that results do not pile up. When whoever
    iterates stops, by an error or Ctrl-C too, no task begins any more, requests under way are broken off, and the
    threads have ended when this generator has.

    Args:
        tasks: What to work on; taken as they are needed.
        work: Does one task, in a thread.
        pace: How many at once, and how fast.
        in_order: Whether to yield in the order of the tasks, or as they are done.
    """
    source = iter(tasks)
    gate = _Gate(pace)
    crew: Crew[R] = Crew(pace.most, gate)
    waiting: dict[Future[R], T] = {}
    try:
        while True:
            for task in islice(source, 2 * pace.most - len(waiting)):
                waiting[crew.begin(partial(_patiently, gate, partial(work, task)))] = task
            if not waiting:
                return
            first = next(iter(waiting))
            while not wait((first,) if in_order else waiting, LOOK_UP, FIRST_COMPLETED).done:
                pass
            for future in (first,) if in_order else [future for future in waiting if future.done()]:
                yield waiting.pop(future), future
    finally:
        crew.stop()
        crew.join()


def _patiently(gate: _Gate, work: Callable[[], R]) -> R:
    """Works on a task; again, after a pause that the gate makes, when the server has too much to do."""
    for _ in range(ASKED_AT_MOST - 1):
        try:
            with gate.passed():
                return work()
        except PrometheusQuerierError as error:
            if not is_worth_waiting_for(error):
                raise
    with gate.passed():
        return work()


class _Gate(Supervisor):
    """Lets threads pass at a pace, which it learns from the calls that it supervises."""

    def __init__(self, pace: Pace) -> None:
        super().__init__()
        self._pace = pace
        self._changed = threading.Condition()
        self._closed = False

    @contextmanager
    def passed(self) -> Iterator[None]:
        """Waits for its turn, and holds it during the block."""
        with self._changed:
            while (seconds := None if self._closed else self._pace.wait(time.monotonic())) != 0:
                if self._closed:
                    raise CancelledError
                self._changed.wait(seconds)
            self._pace.begin(time.monotonic())
        succeeded = False
        try:
            yield
            succeeded = True
        finally:
            with self._changed:
                self._pace.end(succeeded=succeeded)
                self._changed.notify_all()

    def hear(self, failure: PrometheusQuerierError) -> None:
        """Slows down when an attempt failed from overload, also when sending again made it good."""
        if is_overload(failure):
            with self._changed:
                self._pace.overloaded(time.monotonic(), getattr(failure, "retry_after", None))

    def end(self) -> None:
        """Lets nobody pass any more, either."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        super().end()
