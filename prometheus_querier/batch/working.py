"""Tasks in threads, at a pace: what they do is not known here, but for how a server says that it has enough."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import contextmanager
from itertools import islice
from queue import SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

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

_NOTICE = 0.05
_LOOK_UP = 0.2


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
    crew = _Crew(work, pace)
    waiting: dict[Future[R], T] = {}
    try:
        while True:
            for task in islice(source, 2 * pace.most - len(waiting)):
                waiting[crew.begin(task)] = task
            if not waiting:
                return
            first = next(iter(waiting))
            # In short waits: a Ctrl-C that comes just before one is noticed after it, and on some systems only then.
            while not wait((first,) if in_order else waiting, _LOOK_UP, FIRST_COMPLETED).done:
                pass
            for future in (first,) if in_order else [future for future in waiting if future.done()]:
                yield waiting.pop(future), future
    finally:
        crew.stop()


class _Crew(Generic[T, R]):
    """Threads that take tasks from a queue."""

    def __init__(self, work: Callable[[T], R], pace: Pace) -> None:
        self._work = work
        self._gate = _Gate(pace)
        self._supervisor = Supervisor(self._gate.hear)
        self._most = pace.most
        self._queue: SimpleQueue[tuple[T, Future[R]] | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []

    def begin(self, task: T) -> Future[R]:
        future: Future[R] = Future()
        self._queue.put((task, future))
        if len(self._threads) < self._most:
            # A daemon, so that a program that ends while this waits somewhere does not wait for it.
            thread = threading.Thread(target=self._run, name="prometheus-querier-batch", daemon=True)
            self._threads.append(thread)
            thread.start()
        return future

    def stop(self) -> None:
        self._gate.close()
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            while thread.is_alive():
                # Again and again: a thread that just now connects has nothing yet that could be broken off.
                self._supervisor.end()
                thread.join(_NOTICE)

    def _run(self) -> None:
        with self._supervisor.over():
            while (item := self._queue.get()) is not None:
                task, future = item
                try:
                    future.set_result(self._patiently(task))
                except BaseException as error:  # noqa: BLE001 - raised again where the task is taken
                    future.set_exception(error)
                # Held no longer than it takes to hand it over: the next task may be long.
                del item, task, future

    def _patiently(self, task: T) -> R:
        """Works on a task; again, after a pause that the gate makes, when the server has too much to do."""
        for _ in range(ASKED_AT_MOST - 1):
            try:
                with self._gate.passed():
                    return self._work(task)
            except PrometheusQuerierError as error:
                if not is_worth_waiting_for(error):
                    raise
        with self._gate.passed():
            return self._work(task)


class _Gate:
    """Lets threads pass at a pace."""

    def __init__(self, pace: Pace) -> None:
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

    def hear(self, error: PrometheusQuerierError) -> None:
        """Slows down when an attempt failed from overload, also when sending again made it good."""
        if is_overload(error):
            with self._changed:
                self._pace.overloaded(time.monotonic(), getattr(error, "retry_after", None))

    def close(self) -> None:
        """Lets nobody pass any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
