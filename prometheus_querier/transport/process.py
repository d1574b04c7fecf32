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

    __slots__ = ("_make", "_pid", "_value")

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._pid = os.getpid()
        self._value = make()

    def get(self) -> T:
        """Gives the value, made anew in a new process."""
        if self._pid != os.getpid():
            self._value = self._make()
            self._pid = os.getpid()
        return self._value
