"""Tasks in a few threads at once; what the tasks do is not known here."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextvars import copy_context
from itertools import islice
from queue import SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeVar

from prometheus_querier.transport.supervising import Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from contextvars import Context

R = TypeVar("R")

LOOK_UP = 0.2
"""Seconds of one wait: a Ctrl-C that comes just before a wait is noticed after it, and on some systems only then."""


def in_order(tasks: Iterable[Callable[[], R]], concurrency: int) -> Generator[R, None, None]:
    """Runs tasks, at most ``concurrency`` of them at once, and yields their results in order.

    No task is begun while ``concurrency`` results before it are still to be taken, so that they do not pile up. The
    first task that fails ends it all. Whoever stops iterating, by Ctrl-C too, has control back at once: nothing more is
    begun, requests under way are broken off, and what cannot be broken off ends in its thread, unseen. One at once needs
    no thread.
    """
    source = iter(tasks)
    if concurrency == 1:
        yield from (task() for task in source)
        return
    crew: Crew[R] = Crew(concurrency, Supervisor())
    begun: deque[Future[R]] = deque()
    try:
        begun.extend(crew.begin(task) for task in islice(source, concurrency))
        while begun:
            while not begun[0].done():
                done = [future for future in begun if future.done()]
                for future in done:
                    future.result()
                wait(set(begun).difference(done), LOOK_UP, FIRST_COMPLETED)
            result = begun.popleft().result()
            begun.extend(crew.begin(task) for task in islice(source, 1))
            yield result
    finally:
        crew.stop()


class Crew(Generic[R]):
    """Threads that take tasks from a queue, each in the context of whoever gave it.

    Args:
        most: How many threads.
        supervisor: Can break off the requests of the tasks.
    """

    def __init__(self, most: int, supervisor: Supervisor) -> None:
        self._most = most
        self._supervisor = supervisor
        self._queue: SimpleQueue[tuple[Context, Callable[[], R], Future[R]] | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._stopped = False

    def begin(self, task: Callable[[], R]) -> Future[R]:
        """Queues a task, and starts a thread for it while there are fewer than allowed."""
        future: Future[R] = Future()
        self._queue.put((copy_context(), task, future))
        if len(self._threads) < self._most:
            # A daemon, so that a program that ends while this waits somewhere does not wait for it.
            thread = threading.Thread(target=self._run, name="prometheus-querier", daemon=True)
            self._threads.append(thread)
            thread.start()
        return future

    def stop(self) -> None:
        """Begins no task any more, and breaks off the requests of those under way."""
        self._stopped = True
        for _ in self._threads:
            self._queue.put(None)
        self._supervisor.end()

    def join(self) -> None:
        """Waits until the threads have ended, after ``stop()``."""
        for thread in self._threads:
            while thread.is_alive():
                # Again and again: a thread that just now connects has nothing yet that could be broken off.
                self._supervisor.end()
                thread.join(LOOK_UP / 4)

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            context, task, future = item
            if self._stopped:
                future.cancel()
            else:
                context.run(self._work, task, future)
            # Held no longer than it takes to hand it over: the next task may be long.
            del item, context, task, future

    def _work(self, task: Callable[[], R], future: Future[R]) -> None:
        with self._supervisor.over():
            try:
                future.set_result(task())
            except BaseException as error:  # noqa: BLE001 - raised again where the result is taken
                future.set_exception(error)
