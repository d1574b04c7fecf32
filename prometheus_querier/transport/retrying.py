"""The one layer that sends again: around sending and reading, so that an answer that breaks off is asked for anew."""

from __future__ import annotations

import random as random_module
import threading
import time
from contextlib import ExitStack
from copy import copy
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar, cast

from prometheus_querier.counts import whole_number
from prometheus_querier.errors import (
    ConnectError,
    PrometheusQuerierError,
    QueryBuildError,
    QueryTimeoutError,
    RequestTimeoutError,
    TransportError,
)

from .observing import Attempt, LogObserver, Watches
from .process import PerProcess
from .supervising import report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Self

    from prometheus_querier.http import HttpRequest, HttpResponse

    from .base import Transport
    from .observing import Observer

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """When to send a request again, and after how long.

    A failure is repeated when it is ``retryable``: no connection, a lost one, 429, 502, 503. Delays grow twofold and
    are drawn evenly between nothing and their limit (full jitter), so that clients that failed together do not come
    back together. What the server asks by ``Retry-After`` is kept, if it fits the time that is left.

    Attributes:
        attempts: How often a request is sent at most.
        first_delay: Seconds that the first delay may last.
        longest_delay: Seconds that any delay may last.
        budget: Tokens that all calls together have for repeats; ``None`` for no end. Each repeat takes ``cost``, each
            call that succeeds at once gives one back, so that an outage is not met with a multiple of its requests.
        cost: Tokens that a repeat takes.
        retry_on_timeout: Whether to repeat also what took too long, here or on the server, which may still be working
            on it.
    """

    attempts: int = 3
    first_delay: float = 0.1
    longest_delay: float = 5.0
    budget: int | None = 100
    cost: int = 5
    retry_on_timeout: bool = False

    def __post_init__(self) -> None:
        whole_number(self.attempts, "attempts")
        delays = (self.first_delay, self.longest_delay)
        if not all(hasattr(delay, "__float__") and delay >= 0 for delay in delays):
            raise QueryBuildError("delays must be 0 seconds or more")
        if self.cost < 0 or (self.budget is not None and self.budget < 0):
            raise QueryBuildError("budget and cost must be 0 or more")

    @classmethod
    def none(cls) -> Self:
        """Makes the policy that never sends again."""
        return cls(attempts=1)

    def delay(
        self,
        error: PrometheusQuerierError,
        *,
        attempt: int,
        left: float | None = None,
        repeatable: bool = True,
        random: Callable[[], float] = random_module.random,
    ) -> float | None:
        """Decides what follows a failure.

        Args:
            error: The failure.
            attempt: Which attempt it ended, from 1.
            left: Seconds that are left for the whole call.
            repeatable: Whether the request does no harm when it arrives twice.
            random: Gives a number from 0 to 1.

        Returns:
            Seconds to wait before the request is sent again; ``None`` to give up.

        >>> policy = RetryPolicy()
        >>> policy.delay(ConnectError("refused"), attempt=2, random=lambda: 0.5)
        0.1
        >>> policy.delay(ConnectError("refused"), attempt=3) is None
        True
        """
        if attempt >= self.attempts or not (repeatable or _never_arrived(error)):
            return None
        if not (error.retryable or (self.retry_on_timeout and _took_too_long(error))):
            return None
        limit = min(self.longest_delay, self.first_delay * 2.0 ** min(attempt - 1, 64))
        seconds = max(limit * random(), getattr(error, "retry_after", None) or 0.0)
        return None if left is not None and seconds >= left else seconds


def _never_arrived(error: PrometheusQuerierError) -> bool:
    return isinstance(error, ConnectError) or (isinstance(error, RequestTimeoutError) and error.phase == "connect")


def _took_too_long(error: PrometheusQuerierError) -> bool:
    return (
        isinstance(error, (RequestTimeoutError, QueryTimeoutError))
        or getattr(error, "status", None) == HTTPStatus.GATEWAY_TIMEOUT
    )


class _Budget:
    """What repeats may still cost."""

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._left = most or 0
        self._lock = threading.Lock()

    def take(self, cost: int) -> bool:
        if self._most is None:
            return True
        with self._lock:
            if self._left < cost:
                return False
            self._left -= cost
            return True

    def refill(self) -> None:
        # Looked at without the lock first: nearly always it is full.
        if self._most is not None and self._left < self._most:
            with self._lock:
                self._left = min(self._most, self._left + 1)


class Exchange:
    """Sends a request and reads its answer, as often as a policy allows.

    It knows nothing of what it sends and reads: it decides on the attributes of the errors that both raise.

    Args:
        transport: What sends.
        policy: When to send again.
        clock: Gives seconds that never go back.
        sleep: Waits.
        random: Gives a number from 0 to 1; by default from the generator that Python seeds anew after a fork.
        observers: Who watches calls, beside the log.
    """

    def __init__(
        self,
        transport: Transport,
        policy: RetryPolicy | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = random_module.random,
        observers: Iterable[Observer] = (),
    ) -> None:
        self._transport = transport
        self._policy = policy = RetryPolicy.none() if policy is None else policy
        self._clock = clock
        self._sleep = sleep
        self._random = random
        self._observers = (LogObserver(), *observers)
        self._budget = PerProcess(lambda: _Budget(policy.budget))

    def over(self, transport: Transport) -> Self:
        """Makes an exchange that sends by another transport, and shares the budget of repeats with this one."""
        other = copy(self)
        other._transport = transport  # noqa: SLF001 - another of this class
        return other

    def call(
        self,
        request: HttpRequest,
        read: Callable[[HttpResponse], T],
        *,
        timeout: float | None,
        keep_open: bool = False,
    ) -> T:
        """Sends a request and reads its answer.

        Args:
            request: The request. A PUT, which may change something, is repeated only if it cannot have arrived.
            read: Makes the result of the response, or raises the error that it amounts to.
            timeout: Seconds for all of it: every attempt, its reading, and the delays between.
            keep_open: Whether the result goes on reading, and closes the response itself.

        Raises:
            PrometheusQuerierError: The last attempt's failure, with ``attempts``, ``elapsed`` and ``history``. Where
                an earlier attempt was answered and the last was not, the earlier error is its cause.
        """
        watches = Watches(self._observers, request)
        try:
            result = self._call(request, read, timeout, watches, keep_open=keep_open)
        except BaseException as error:
            watches.ended(error)
            raise
        watches.ended(None)
        return result

    def _call(
        self,
        request: HttpRequest,
        read: Callable[[HttpResponse], T],
        timeout: float | None,
        watches: Watches,
        *,
        keep_open: bool,
    ) -> T:
        started = self._clock()
        history: list[str] = []
        answered: PrometheusQuerierError | None = None
        left = timeout
        while True:
            began, attempt = self._clock(), len(history) + 1
            response, result, failure = self._attempt(request, read, left, keep_open=keep_open)
            delay = self._delay(failure, request, attempt, self._left(started, timeout)) if failure else None
            if watches:
                watches.attempted(_record(attempt, self._clock() - began, response, failure, delay))
            if failure is None:
                if attempt == 1:
                    self._budget.get().refill()
                return cast("T", result)
            if delay is not None:
                self._sleep(delay)
                left = self._left(started, timeout)
            if delay is None or (left is not None and left <= 0):
                break
            history.append(_name(failure))
            if not isinstance(failure, TransportError):
                answered = failure
        failure.attempts = attempt
        failure.elapsed = self._clock() - started
        failure.history = tuple(history)
        raise failure from (answered if isinstance(failure, TransportError) else None)

    def _attempt(
        self, request: HttpRequest, read: Callable[[HttpResponse], T], left: float | None, *, keep_open: bool
    ) -> tuple[HttpResponse | None, T | None, PrometheusQuerierError | None]:
        """Gives the response, what was read of it, and what failed: errors as values, so that none holds a frame."""
        response = None
        try:
            with ExitStack() as stack:
                response = stack.enter_context(self._transport.send(request, timeout=left))
                result = read(response)
                if keep_open:
                    stack.pop_all()
                return response, result, None
        except QueryBuildError:
            raise
        except PrometheusQuerierError as error:
            report(error)
            return response, None, error

    def _delay(
        self, failure: PrometheusQuerierError, request: HttpRequest, attempt: int, left: float | None
    ) -> float | None:
        repeatable = request.method != "PUT"
        delay = self._policy.delay(failure, attempt=attempt, left=left, repeatable=repeatable, random=self._random)
        return delay if delay is not None and self._budget.get().take(self._policy.cost) else None

    def _left(self, started: float, timeout: float | None) -> float | None:
        return None if timeout is None else started + timeout - self._clock()

    def close(self) -> None:
        """Closes the transport."""
        self._transport.close()


def _record(
    number: int,
    elapsed: float,
    response: HttpResponse | None,
    error: PrometheusQuerierError | None = None,
    delay: float | None = None,
) -> Attempt:
    if response is None:
        return Attempt(number=number, elapsed=elapsed, error=error, delay=delay)
    body = response.body
    size = len(body) if isinstance(body, bytes) else getattr(body, "size", 0)
    return Attempt(number=number, elapsed=elapsed, status=response.status, size=size, error=error, delay=delay)


def _name(error: PrometheusQuerierError) -> str:
    status = getattr(error, "status", None)
    return type(error).__name__ if status is None else f"{type(error).__name__} {status}"
