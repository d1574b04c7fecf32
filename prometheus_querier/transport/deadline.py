"""The time that one request may take in total, measured by a clock that nobody can set."""

from __future__ import annotations

from time import monotonic

# Sockets refuse longer waits; nobody means them.
_LONGEST = 864_000.0


class Deadline:
    """The end of the time that one request may take.

    Attributes:
        total: Seconds allowed in total; ``None`` for no limit.
    """

    __slots__ = ("_end", "total")

    def __init__(self, total: float | None) -> None:
        self.total = total
        self._end = None if total is None else monotonic() + min(total, _LONGEST)

    @property
    def spent(self) -> bool:
        """Whether the time has run out."""
        # Not ">=": a timeout that is no number counts as spent.
        return self._end is not None and not monotonic() < self._end

    def wait(self, most: float | None = None) -> float | None:
        """Gives the seconds that one wait may take: what is left, and at most ``most``.

        Raises:
            TimeoutError: Nothing is left.
        """
        if self._end is None:
            return most
        left = self._end - monotonic()
        if not left > 0:
            raise TimeoutError
        return left if most is None or left < most else most
