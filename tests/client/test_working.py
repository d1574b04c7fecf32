"""Tasks run in threads, a few at once; results come in order, and failures and interruptions end it all."""

import signal
import threading
import time
from contextvars import ContextVar
from functools import partial

import pytest
from systems import needs_alarm

from prometheus_querier import connect
from prometheus_querier.client.working import in_order


class Watch:
    """Tasks that wait to be let go, and what is known of them."""

    def __init__(self):
        self.lock = threading.Lock()
        self.running = self.most = 0
        self.begun = []
        self.gate = threading.Event()

    def task(self, number, *, fails=False, waits=False):
        def run():
            with self.lock:
                self.begun.append(number)
                self.running += 1
                self.most = max(self.most, self.running)
            if waits:
                self.gate.wait(5)
            else:
                time.sleep(0.002)
            with self.lock:
                self.running -= 1
            if fails:
                raise ValueError(number)
            return number

        return run

    def settled(self, begun):
        deadline = time.monotonic() + 0.5
        while len(self.begun) < begun and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(0.02)
        return self.begun


@pytest.mark.parametrize("concurrency", [1, 2, 3, 50])
def test_results_come_in_order(concurrency):
    watch = Watch()
    tasks = [watch.task(number) for number in range(20)]
    assert list(in_order(tasks, concurrency)) == list(range(20))
    assert watch.most <= concurrency
    assert sorted(watch.begun) == list(range(20))


def test_one_at_once_needs_no_thread():
    before = threading.active_count()
    seen = []
    results = in_order([lambda: seen.append(threading.current_thread()) for _ in range(3)], 1)
    next(results)
    assert seen == [threading.main_thread()]
    assert threading.active_count() == before


def test_results_do_not_pile_up():
    watch = Watch()
    results = in_order([watch.task(number) for number in range(20)], 3)
    assert next(results) == 0
    assert len(watch.settled(4)) == 4
    assert next(results) == 1
    assert len(watch.settled(5)) == 5
    results.close()


def test_the_first_failure_ends_it_all_without_waiting_for_earlier_tasks():
    watch = Watch()
    tasks = [watch.task(0, waits=True), watch.task(1, fails=True), *(watch.task(number) for number in range(2, 20))]
    with pytest.raises(ValueError, match="1"):
        list(in_order(tasks, 2))
    watch.gate.set()
    assert len(watch.settled(3)) <= 3


def test_a_failure_that_comes_before_anybody_waits_counts_too():
    watch = Watch()

    def tasks():
        yield watch.task(0, waits=True)
        yield watch.task(1, fails=True)
        assert watch.settled(2) == [0, 1]
        yield watch.task(2)

    began = time.monotonic()
    with pytest.raises(ValueError, match="1"):
        list(in_order(tasks(), 3))
    assert time.monotonic() - began < 3
    watch.gate.set()


def test_tasks_that_cannot_all_be_listed_leave_no_thread():
    def tasks():
        yield lambda: None
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        list(in_order(tasks(), 3))
    assert _ours_end()


def test_whoever_has_enough_has_control_back_and_nothing_more_is_begun():
    watch = Watch()
    results = in_order([watch.task(0), *(watch.task(number, waits=True) for number in range(1, 20))], 2)
    assert next(results) == 0
    watch.settled(3)
    began = time.monotonic()
    results.close()
    assert time.monotonic() - began < 1
    watch.gate.set()
    assert len(watch.settled(3)) == 3


@needs_alarm
def test_ctrl_c_is_not_held_up():
    watch = Watch()

    def interrupt(*_):
        raise KeyboardInterrupt

    previous = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            list(in_order([watch.task(number, waits=True) for number in range(4)], 2))
        assert time.monotonic() - began < 1
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
        watch.gate.set()


def test_requests_under_way_are_broken_off(serve):
    server = serve(lambda peer, _: peer.stall())

    def first_answers():
        while len(server.requests) < 2:
            time.sleep(0.001)
        raise ValueError

    with connect(server.url) as client:
        with pytest.raises(ValueError, match=r"^$"):
            list(in_order([partial(client.query, "up")] * 2 + [first_answers], 3))
        assert server.wait_until_left()


def test_no_thread_is_left():
    list(in_order([lambda: None] * 10, 4))
    assert _ours_end()


def _ours_end():
    deadline = time.monotonic() + 2
    while any(thread.name == "prometheus-querier" for thread in threading.enumerate()):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.001)
    return True


def test_a_task_runs_in_the_context_of_whoever_asked():
    variable = ContextVar("variable", default="unset")
    token = variable.set("set")
    try:
        assert list(in_order([variable.get] * 3, 2)) == ["set"] * 3
    finally:
        variable.reset(token)
