"""How fast a server is asked: how many questions at once and how many a second, fewer after it says that it has enough.

Pure arithmetic over a clock that the caller reads; waiting is not done here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.counts import whole_number
from prometheus_querier.errors import QueryBuildError

if TYPE_CHECKING:
    from prometheus_querier.errors import PrometheusQuerierError

FIRST_PAUSE = 1.0
"""Seconds without a new question after the first sign of overload; they double while nothing succeeds."""
LONGEST_PAUSE = 30.0
PATIENCE = 60.0
"""Seconds that a server may ask to wait (``Retry-After``) before its question counts as failed instead."""

_OVERLOADED = frozenset({429, 503})


class Pace:
    """The number of questions at once and their distance in time.

    A sign of overload halves how many are asked at once, and with it how many a second, and pauses; each success then
    adds a little, so that the number finds what the server bears. Signs during a pause belong to what caused it.

    Attributes:
        most: How many are asked at once at most.
        limit: How many are asked at once now.
        running: How many are being asked.

    >>> pace = Pace(4)
    >>> pace.overloaded(now=0.0)
    >>> pace.limit, pace.wait(now=0.25)
    (2.0, 0.75)
    """

    def __init__(self, most: int, per_second: float | None = None, *, first_pause: float = FIRST_PAUSE) -> None:
        """Starts at full speed.

        Args:
            most: How many questions are asked at once at most.
            per_second: How many are begun in a second at most.
            first_pause: Seconds of the first pause.

        Raises:
            QueryBuildError: A limit is not more than zero.
        """
        if per_second is not None and not (hasattr(per_second, "__float__") and 0 < per_second < float("inf")):
            raise QueryBuildError(f"per_second must be a number above 0, or None for no limit, not {per_second!r}")
        self.most = whole_number(most, "workers")
        self.limit = float(self.most)
        self.running = 0
        self._distance = 0.0 if per_second is None else 1 / float(per_second)
        self._first_pause = self._pause = first_pause
        self._next = self._paused_until = float("-inf")

    def wait(self, now: float) -> float | None:
        """Gives the seconds until a question may begin; ``None`` when one that runs has to end first."""
        return None if self.running >= int(self.limit) else max(0.0, self._next - now)

    def begin(self, now: float) -> None:
        """Counts a question that begins."""
        self.running += 1
        self._next = max(self._next, now) + self._distance * self.most / self.limit

    def end(self, *, succeeded: bool) -> None:
        """Counts a question that ended."""
        self.running -= 1
        if succeeded:
            self.limit = min(float(self.most), self.limit + 1 / self.limit)
            self._pause = self._first_pause

    def overloaded(self, now: float, retry_after: float | None = None) -> None:
        """Slows down after a sign of overload, for as long as the server asks, within reason."""
        asked = min(retry_after or 0.0, PATIENCE)
        if now >= self._paused_until:
            self.limit = max(1.0, self.limit / 2)
            asked = max(asked, self._pause)
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
        self._paused_until = max(self._paused_until, now + asked)
        self._next = max(self._next, self._paused_until)


def is_overload(error: BaseException) -> bool:
    """Tells whether an error says that the server has too much to do: 429 or 503, with whatever words."""
    return getattr(error, "status", None) in _OVERLOADED


def is_worth_waiting_for(error: PrometheusQuerierError) -> bool:
    """Tells whether a question that failed from overload may be asked again after a pause."""
    return is_overload(error) and error.retryable and (getattr(error, "retry_after", None) or 0.0) <= PATIENCE
