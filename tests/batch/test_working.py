"""Tasks are worked on in threads, at a pace, and leave nothing behind."""

from __future__ import annotations

import threading
import time

import pytest

from prometheus_querier.batch.pace import Pace
from prometheus_querier.batch.working import ASKED_AT_MOST, work_on
from prometheus_querier.errors import RateLimitedError
from prometheus_querier.transport.supervising import report


@pytest.fixture(autouse=True)
def no_threads_are_left():
    yield
    assert [thread for thread in threading.enumerate() if thread.name == "prometheus-querier"] == []


def _overload(retry_after=None):
    error = RateLimitedError("429")
    error.status, error.retry_after = 429, retry_after
    report(error)
    return error


@pytest.mark.parametrize("in_order", [False, True])
def test_each_task_once(in_order):
    def work(task):
        time.sleep(0.001 * (task % 3))
        return task * task

    found = [(task, done.result()) for task, done in work_on(range(50), work, Pace(4), in_order=in_order)]
    assert sorted(found) == [(task, task * task) for task in range(50)]
    if in_order:
        assert found == sorted(found)


def test_as_they_are_done():
    slow = threading.Event()

    def work(task):
        if task == 0:
            assert slow.wait(5)

    tasks = work_on(range(3), work, Pace(2))
    assert [next(tasks)[0], next(tasks)[0]] == [1, 2]
    slow.set()
    assert [task for task, _ in tasks] == [0]


def test_no_more_at_once_than_the_pace_allows():
    lock, running, most = threading.Lock(), 0, 0

    def work(_):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.002)
        with lock:
            running -= 1

    list(work_on(range(40), work, Pace(3)))
    assert most == 3


def test_results_do_not_pile_up_while_nobody_takes_them():
    begun = []
    tasks = work_on(range(1000), begun.append, Pace(3))
    next(tasks)
    time.sleep(0.05)
    assert len(begun) <= 6
    tasks.close()


def test_tasks_are_taken_as_they_are_needed():
    def endless():
        number = 0
        while True:
            yield number
            number += 1

    tasks = work_on(endless(), lambda task: task, Pace(2), in_order=True)
    assert [next(tasks)[0] for _ in range(100)] == list(range(100))
    tasks.close()


def test_a_failure_stays_with_its_task():
    def work(task):
        return 1 / task

    outcomes = {task: done.exception() for task, done in work_on([2, 0, 1], work, Pace(2))}
    assert isinstance(outcomes.pop(0), ZeroDivisionError)
    assert outcomes == {2: None, 1: None}


def test_whoever_stops_begins_nothing_more():
    begun, stopped = [], threading.Event()

    def work(task):
        begun.append(task)
        if task:
            assert stopped.wait(5)

    tasks = work_on(range(1000), work, Pace(2))
    next(tasks)
    while len(begun) < 3:
        time.sleep(0.001)
    threading.Timer(0.05, stopped.set).start()
    with pytest.raises(KeyboardInterrupt):
        tasks.throw(KeyboardInterrupt)
    assert sorted(begun) == [0, 1, 2], "but not the one that was waiting for a thread"


def test_a_task_of_a_server_that_has_enough_is_tried_again():
    failures = iter([1, 1, 1])
    limits = []

    def work(task):
        limits.append(pace.limit)
        if next(failures, 0):
            raise _overload()
        return task

    pace = Pace(4, first_pause=0.01)
    assert sorted(done.result() for _, done in work_on(range(10), work, pace)) == list(range(10))
    assert min(limits) <= 2


def test_but_not_for_ever():
    tries = []

    def work(task):
        tries.append(task)
        raise _overload()

    ((_, done),) = work_on(["x"], work, Pace(2, first_pause=0.001))
    assert isinstance(done.exception(), RateLimitedError)
    assert len(tries) == ASKED_AT_MOST


def test_and_not_when_it_asks_for_too_much_patience():
    def work(_):
        raise _overload(retry_after=86_400)

    tasks = work_on(["x"], work, Pace(2, first_pause=0.001))
    assert isinstance(next(tasks)[1].exception(), RateLimitedError)
    tasks.close()


def test_a_failure_that_was_made_good_slows_down_too():
    pace = Pace(4, first_pause=0.01)
    begun = []

    def work(task):
        begun.append(time.monotonic())
        if task == 0:
            _overload()

    list(work_on(range(2), work, pace))
    assert pace.limit < 4
