"""The retry policy and the layer that follows it: schedules by a clock of the test's own, and sequences on the wire."""

from __future__ import annotations

import itertools
import os
import threading

import pytest
from hypothesis import given, strategies as st
from systems import needs_fork

from prometheus_querier.errors import (
    BadDataError,
    ClientClosedError,
    ConnectError,
    ConnectionLostError,
    ExecutionError,
    MalformedResponseError,
    PrometheusQuerierError,
    QueryBuildError,
    QueryTimeoutError,
    RateLimitedError,
    RequestTimeoutError,
    ServerUnavailableError,
    TlsError,
)
from prometheus_querier.http import HttpRequest, HttpResponse
from prometheus_querier.transport import Exchange, RetryPolicy

QUERY = HttpRequest("POST", "/api/v1/query", (("query", "up"),))
SNAPSHOT = HttpRequest("PUT", "/api/v1/admin/tsdb/snapshot")


def unavailable(retry_after: float | None = None, status: int = 503) -> ServerUnavailableError:
    error = ServerUnavailableError("unavailable")
    error.status, error.retry_after = status, retry_after
    error.retryable = status != 504
    return error


def connect_timeout() -> RequestTimeoutError:
    error = RequestTimeoutError("no connection")
    error.phase, error.retryable = "connect", True
    return error


class World:
    """A transport, a clock and dice that do what the test says, and remember what was asked of them."""

    def __init__(self, *outcomes: PrometheusQuerierError | bytes, takes: float = 0.0, dice: float = 1.0) -> None:
        self.now = 1000.0
        self.outcomes = iter(outcomes)
        self.takes = takes
        self.dice = dice
        self.slept: list[float] = []
        self.timeouts: list[float | None] = []

    def send(self, request: HttpRequest, *, timeout: float | None) -> HttpResponse:
        self.timeouts.append(timeout)
        self.now += self.takes
        outcome = next(self.outcomes)
        if isinstance(outcome, bytes):
            return HttpResponse(200, {}, outcome)
        raise outcome

    def close(self) -> None:
        pass

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def exchange(self, **policy) -> Exchange:
        return Exchange(self, RetryPolicy(**policy), clock=self.clock, sleep=self.sleep, random=lambda: self.dice)

    def call(self, request: HttpRequest = QUERY, timeout: float | None = 30.0, **policy) -> bytes:
        return self.exchange(**policy).call(request, HttpResponse.read, timeout=timeout)


class TestPolicy:
    @pytest.mark.parametrize(
        ("error", "again"),
        [
            (ConnectError(), True),
            (ConnectionLostError(), True),
            (RateLimitedError(), True),
            (unavailable(), True),
            (unavailable(status=504), False),
            (connect_timeout(), True),
            (RequestTimeoutError(), False),
            (QueryTimeoutError(), False),
            (TlsError(), False),
            (MalformedResponseError(), False),
            (BadDataError(), False),
            (ExecutionError(), False),
        ],
        ids=lambda value: type(value).__name__,
    )
    def test_what_is_repeated(self, error, again) -> None:
        assert (RetryPolicy().delay(error, attempt=1) is not None) == again

    @pytest.mark.parametrize("error", [RequestTimeoutError(), QueryTimeoutError(), unavailable(status=504)])
    def test_timeouts_are_repeated_when_asked(self, error) -> None:
        assert RetryPolicy(retry_on_timeout=True).delay(error, attempt=1) is not None

    @pytest.mark.parametrize(
        ("error", "again"), [(ConnectError(), True), (connect_timeout(), True), (unavailable(), False)]
    )
    def test_what_may_change_something_is_repeated_only_if_it_never_arrived(self, error, again) -> None:
        assert (RetryPolicy().delay(error, attempt=1, repeatable=False) is not None) == again

    def test_delays_double_up_to_their_limit(self) -> None:
        policy = RetryPolicy(attempts=100, first_delay=0.1, longest_delay=1.0)
        delays = [policy.delay(ConnectError(), attempt=attempt, random=lambda: 1.0) for attempt in (1, 2, 3, 4, 5, 99)]
        assert delays == [0.1, 0.2, 0.4, 0.8, 1.0, 1.0]

    def test_delays_are_spread_evenly_from_nothing_to_their_limit(self) -> None:
        delays = [RetryPolicy(first_delay=1.0).delay(ConnectError(), attempt=1) for _ in range(2000)]
        tenths = [sum(low / 10 <= delay < (low + 1) / 10 for delay in delays) for low in range(10)]
        assert min(tenths) > 120
        assert sum(tenths) == 2000

    @given(st.floats(0, 1), st.integers(1, 10_000), st.floats(0, 100), st.floats(0, 100))
    def test_no_delay_is_outside_its_bounds(self, dice, attempt, first, longest) -> None:
        policy = RetryPolicy(attempts=10_001, first_delay=first, longest_delay=longest)
        assert 0 <= policy.delay(ConnectError(), attempt=attempt, random=lambda: dice) <= longest

    def test_retry_after_is_kept_when_it_fits(self) -> None:
        policy = RetryPolicy()
        assert policy.delay(unavailable(7.0), attempt=1, left=8.0) == 7.0
        assert policy.delay(unavailable(7.0), attempt=1, left=7.0) is None
        assert policy.delay(unavailable(86400.0), attempt=1, left=30.0) is None
        assert policy.delay(unavailable(0.01), attempt=1, random=lambda: 1.0) == 0.1

    def test_none_never_repeats(self) -> None:
        assert RetryPolicy.none().delay(ConnectError(), attempt=1) is None

    @pytest.mark.parametrize(
        "wrong",
        [
            {"attempts": 0},
            {"attempts": "3"},
            {"first_delay": -1},
            {"first_delay": "1s"},
            {"longest_delay": float("nan")},
            {"cost": -1},
            {"budget": -1},
        ],
    )
    def test_nonsense_is_refused(self, wrong) -> None:
        with pytest.raises(QueryBuildError):
            RetryPolicy(**wrong)


class TestExchange:
    def test_success_after_failures(self) -> None:
        world = World(ConnectError(), unavailable(), b"fine")
        assert world.call() == b"fine"
        assert world.slept == [0.1, 0.2]

    def test_the_last_failure_tells_the_whole_story(self) -> None:
        world = World(ConnectError("a"), unavailable(), ConnectionLostError("c"), takes=1.0)
        with pytest.raises(ConnectionLostError) as caught:
            world.call()
        error = caught.value
        assert error.attempts == 3
        assert error.elapsed == pytest.approx(3.3)
        assert error.history == ("ConnectError", "ServerUnavailableError 503")

    def test_an_answer_is_not_lost_behind_a_broken_connection(self) -> None:
        answer = unavailable()
        with pytest.raises(ConnectionLostError) as caught:
            World(answer, ConnectionLostError(), ConnectionLostError()).call()
        assert caught.value.__cause__ is answer

    def test_time_left_is_handed_on(self) -> None:
        world = World(ConnectError(), ConnectError(), b"fine", takes=2.0)
        world.call(timeout=10.0)
        assert world.timeouts == pytest.approx([10.0, 7.9, 5.7])

    def test_no_delay_begins_that_would_outlast_the_deadline(self) -> None:
        world = World(ConnectError(), takes=0.95)
        with pytest.raises(ConnectError) as caught:
            world.call(timeout=1.0)
        assert (world.slept, caught.value.attempts) == ([], 1)

    def test_a_delay_that_overslept_sends_nothing_more(self) -> None:
        world = World(ConnectError("first"))
        exchange = world.exchange()
        exchange._sleep = lambda _: world.sleep(60)
        with pytest.raises(ConnectError, match="first"):
            exchange.call(QUERY, HttpResponse.read, timeout=30.0)
        assert len(world.timeouts) == 1

    def test_without_a_timeout_there_is_no_deadline(self) -> None:
        world = World(unavailable(3600.0), b"fine")
        assert world.call(timeout=None) == b"fine"
        assert world.slept == [3600.0]
        assert world.timeouts == [None, None]

    def test_a_huge_retry_after_is_handed_to_the_caller_at_once(self) -> None:
        world = World(unavailable(86400.0))
        with pytest.raises(ServerUnavailableError) as caught:
            world.call()
        assert (caught.value.retry_after, world.slept) == (86400.0, [])

    def test_reading_is_repeated_like_sending(self) -> None:
        world = World(b"broken", b"fine")
        bodies = []

        def read(response: HttpResponse) -> bytes:
            bodies.append(response.read())
            if bodies[-1] == b"broken":
                raise ConnectionLostError("in the middle")
            return bodies[-1]

        assert world.exchange().call(QUERY, read, timeout=30.0) == b"fine"

    def test_the_response_is_closed_when_reading_fails(self) -> None:
        closed = []

        class Pieces:
            def __iter__(self):
                return iter(())

            def close(self) -> None:
                closed.append(True)

        class Once(World):
            def send(self, request, *, timeout):
                return HttpResponse(200, {}, Pieces())

        def read(_: HttpResponse) -> bytes:
            raise BadDataError("no")

        with pytest.raises(BadDataError):
            Once().exchange().call(QUERY, read, timeout=1.0)
        assert closed == [True]

    def test_a_put_is_repeated_only_if_it_never_arrived(self) -> None:
        assert World(ConnectError(), b"fine").call(SNAPSHOT) == b"fine"
        with pytest.raises(ConnectionLostError) as caught:
            World(ConnectionLostError()).call(SNAPSHOT)
        assert caught.value.attempts == 1

    @pytest.mark.parametrize("error", [QueryBuildError("wrong"), ClientClosedError("closed")])
    def test_what_never_left_is_not_repeated(self, error) -> None:
        with pytest.raises(type(error)):
            World(error).call()

    def test_errors_of_others_pass_through(self) -> None:
        def read(_: HttpResponse) -> bytes:
            raise KeyError("mine")

        with pytest.raises(KeyError, match="mine"):
            World(b"").exchange().call(QUERY, read, timeout=1.0)

    def test_an_interrupt_during_a_delay_passes_through(self) -> None:
        world = World(ConnectError())
        exchange = world.exchange()

        def interrupt(_: float) -> None:
            raise KeyboardInterrupt

        exchange._sleep = interrupt
        with pytest.raises(KeyboardInterrupt):
            exchange.call(QUERY, HttpResponse.read, timeout=1.0)


class TestBudget:
    def test_an_outage_is_not_met_with_a_multiple_of_its_requests(self) -> None:
        world = World(*itertools.repeat(ConnectError(), 5000))
        exchange = world.exchange(attempts=5)
        for _ in range(1000):
            with pytest.raises(ConnectError):
                exchange.call(QUERY, HttpResponse.read, timeout=None)
        assert len(world.timeouts) == 1000 + 100 // 5

    def test_calls_that_succeed_at_once_fill_it_again(self) -> None:
        world = World(*[ConnectError()] * 5, *[b"fine"] * 5, ConnectError(), b"fine", ConnectError())
        exchange = world.exchange(attempts=2, budget=10, cost=5)
        outcomes = []
        for _ in range(10):
            try:
                outcomes.append(exchange.call(QUERY, HttpResponse.read, timeout=None))
            except ConnectError as error:
                outcomes.append(error.attempts)
        assert outcomes == [2, 2, 1, *[b"fine"] * 6, 1]

    def test_it_never_exceeds_its_size(self) -> None:
        world = World(*[b"fine"] * 300, *[ConnectError()] * 100)
        exchange = world.exchange(attempts=100, budget=10, cost=5)
        for _ in range(300):
            exchange.call(QUERY, HttpResponse.read, timeout=None)
        with pytest.raises(ConnectError) as caught:
            exchange.call(QUERY, HttpResponse.read, timeout=None)
        assert caught.value.attempts == 3

    def test_no_budget_means_no_end(self) -> None:
        world = World(*[ConnectError()] * 49, b"fine")
        assert world.call(timeout=None, attempts=50, budget=None) == b"fine"

    def test_threads_share_it(self) -> None:
        world = World(*itertools.repeat(ConnectError(), 5000))
        lock = threading.Lock()
        send = world.send

        def locked(request, *, timeout):
            with lock:
                return send(request, timeout=timeout)

        world.send = locked
        exchange = world.exchange(attempts=5)

        def ask() -> None:
            for _ in range(50):
                with pytest.raises(ConnectError):
                    exchange.call(QUERY, HttpResponse.read, timeout=None)

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(world.timeouts) == 8 * 50 + 100 // 5

    @needs_fork
    @pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the test's own threads are of no concern here
    def test_a_child_has_a_full_one_of_its_own_even_if_the_lock_was_held(self) -> None:
        exchange = World(ConnectError(), b"fine").exchange(budget=5)
        budget = exchange._budget.get()
        budget._left = 0
        with budget._lock:
            child = os.fork()
            if child == 0:
                outcome = 1
                try:
                    outcome = int(exchange.call(QUERY, HttpResponse.read, timeout=None) != b"fine")
                finally:
                    os._exit(outcome)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_sequences_on_the_wire(serve, pooled, ask) -> None:
    def fails(status: str):
        return lambda peer, _: peer.answer(b"<html>", status)

    server = serve(fails("503 Service Unavailable"), lambda peer, _: peer.reset(), lambda peer, _: peer.answer(b"fine"))
    assert ask(pooled(server.url)) == b"fine"
    assert len(server.requests) == 3
