"""Who watches calls: one small protocol for metrics, traces and logs, and the log itself as its first user."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from prometheus_querier.errors import PrometheusQuerierError
    from prometheus_querier.http import HttpRequest

_LOG = logging.getLogger("prometheus_querier")
_LOG.addHandler(logging.NullHandler())
_QUERIES = logging.getLogger("prometheus_querier.queries")
_LABEL = re.compile(r"/label/[^/]+/values\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt of a call, after it ended.

    Attributes:
        number: Which attempt of the call it was, from 1.
        elapsed: Seconds that it took.
        status: The HTTP status, when an answer came.
        size: Bytes of the answer's body, decoded, as far as it was read.
        error: What it failed with.
        delay: Seconds until the next attempt; ``None`` when there is none.
    """

    number: int
    elapsed: float
    status: int | None = None
    size: int = 0
    error: PrometheusQuerierError | None = None
    delay: float | None = None


class Watch(Protocol):
    """Watches one call."""

    def attempted(self, attempt: Attempt) -> None:
        """Told after each attempt."""

    def ended(self, error: BaseException | None) -> None:
        """Told at the end of the call, and with what it failed."""


class Observer(Protocol):
    """Watches all calls of a client; whatever it raises is logged and otherwise ignored."""

    def started(self, request: HttpRequest) -> Watch | None:
        """Told before a call's first attempt; gives what watches it, or ``None`` for no interest in this one."""


def endpoint(request: HttpRequest) -> str:
    """Gives a request's endpoint, the same for all labels: fit for a metric's label or a span's name.

    >>> from prometheus_querier.http import HttpRequest
    >>> endpoint(HttpRequest("GET", "/api/v1/label/job/values"))
    '/api/v1/label/{name}/values'
    """
    return _LABEL.sub("/label/{name}/values", request.path)


class LogObserver:
    """Writes calls to the logger ``prometheus_querier``: never a header, and queries to ``.queries`` at ``DEBUG`` alone.

    An attempt that is repeated is logged at ``INFO``, every other at ``DEBUG``: its outcome is the caller's to log.
    """

    def started(self, request: HttpRequest) -> Watch | None:
        """Logs the query, and watches when anybody listens."""
        if not _LOG.isEnabledFor(logging.INFO):
            return None
        if _QUERIES.isEnabledFor(logging.DEBUG):
            _QUERIES.debug("%s %s %r", request.method, request.path, request.params)
        return _LogWatch(f"{request.method} {request.path}")


class _LogWatch:
    def __init__(self, what: str) -> None:
        self._what = what

    def attempted(self, attempt: Attempt) -> None:
        outcome = attempt.status if attempt.error is None else type(attempt.error).__name__
        if attempt.error is not None and attempt.status is not None:
            outcome = f"{outcome} {attempt.status}"
        _LOG.log(
            logging.DEBUG if attempt.delay is None else logging.INFO,
            "%s: %s, %d bytes, attempt %d, %.3f s%s",
            self._what,
            outcome,
            attempt.size,
            attempt.number,
            attempt.elapsed,
            "" if attempt.delay is None else f"; again in {attempt.delay:.3f} s",
        )

    def ended(self, error: BaseException | None) -> None:
        pass


class Watches:
    """All who watch one call; none of them can do it harm."""

    def __init__(self, observers: tuple[Observer, ...], request: HttpRequest) -> None:
        self._watches: list[Watch] = []
        for observer in observers:
            try:
                watch = observer.started(request)
            except Exception:  # noqa: BLE001 -- whatever an observer raises
                _LOG.exception("an observer failed at the start of a call")
            else:
                if watch is not None:
                    self._watches.append(watch)

    def __bool__(self) -> bool:
        return bool(self._watches)

    def attempted(self, attempt: Attempt) -> None:
        """Tells all of an attempt."""
        for watch in self._watches:
            try:
                watch.attempted(attempt)
            except Exception:  # noqa: BLE001 -- whatever an observer raises
                _LOG.exception("an observer failed after an attempt")

    def ended(self, error: BaseException | None) -> None:
        """Tells all of the end, those that began last first."""
        for watch in reversed(self._watches):
            try:
                watch.ended(error)
            except Exception:  # noqa: BLE001 -- whatever an observer raises
                _LOG.exception("an observer failed at the end of a call")
