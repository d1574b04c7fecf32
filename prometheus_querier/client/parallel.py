"""Tasks in a few threads at once, their results in order; what the tasks do is not known here."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

T = TypeVar("T")


def in_order(tasks: Sequence[Callable[[], T]], concurrency: int) -> Generator[T, None, None]:
    """Runs tasks, at most ``concurrency`` of them at once, and yields their results in order.

    No task is begun while ``concurrency`` results before it are still to be taken, so that they do not pile up. The
    first task that fails ends it all. Whoever stops iterating, by Ctrl-C too, has control back at once: nothing more is
    begun, and what is under way ends in its thread, unseen. One at once needs no thread.
    """
    if concurrency == 1 or len(tasks) == 1:
        yield from (task() for task in tasks)
        return
    crew = _Crew(tasks, concurrency)
    crew.start()
    try:
        for index in range(len(tasks)):
            yield crew.take(index)
    finally:
        crew.stop()


class _Crew(Generic[T]):
    """Threads that work on tasks in turn."""

    def __init__(self, tasks: Sequence[Callable[[], T]], concurrency: int) -> None:
        self._tasks = tasks
        self._concurrency = concurrency
        self._changed = threading.Condition()
        self._next = 0
        self._taken = 0
        self._results: dict[int, T] = {}
        self._failure: BaseException | None = None
        self._stopped = False

    def start(self) -> None:
        # Daemons, so that an interrupted program does not wait at its exit for answers that nobody wants.
        for _ in range(min(self._concurrency, len(self._tasks))):
            threading.Thread(target=self._work, name="prometheus-querier", daemon=True).start()

    def take(self, index: int) -> T:
        with self._changed:
            self._changed.wait_for(lambda: index in self._results or self._failure is not None)
            if self._failure is not None:
                raise self._failure
            self._taken = index + 1
            self._changed.notify_all()
            return self._results.pop(index)

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._results.clear()
            self._changed.notify_all()

    def _work(self) -> None:
        while (index := self._claim()) is not None:
            try:
                result = self._tasks[index]()
            except BaseException as error:  # noqa: BLE001 - raised again where the results are taken
                self._fail(error)
                return
            with self._changed:
                if not self._stopped:
                    self._results[index] = result
                self._changed.notify_all()

    def _claim(self) -> int | None:
        """Gives the index of the next task, as soon as there is room for its result."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._stopped or self._next == len(self._tasks) or self._next < self._taken + self._concurrency
            )
            if self._stopped or self._next == len(self._tasks):
                return None
            self._next += 1
            return self._next - 1

    def _fail(self, error: BaseException) -> None:
        with self._changed:
            self._failure = self._failure or error
            self._stopped = True
            self._changed.notify_all()
