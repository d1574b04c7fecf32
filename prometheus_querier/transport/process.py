"""What processes must not share: a value that a child makes anew after a fork."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class PerProcess(Generic[T]):
    """A value of this process alone.

    After a fork, connections belong to the parent, and a lock may be held by a thread that the child does not have. So
    the child drops what it inherited, untouched, and makes its own.
    """

    __slots__ = ("_by_pid", "_make")

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._by_pid = {os.getpid(): make()}

    def get(self) -> T:
        """Gives the value, made anew in a new process; all threads get the same."""
        pid = os.getpid()
        if pid not in self._by_pid:
            # No lock, which could be held for ever: threads that come together make one each, and keep the first.
            self._by_pid.setdefault(pid, self._make())
            for other in list(self._by_pid):
                if other != pid:
                    self._by_pid.pop(other, None)
        return self._by_pid[pid]
