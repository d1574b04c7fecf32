"""Answers are remembered, but neither long ones nor all."""

from __future__ import annotations

import gc
import tracemalloc

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import QueryBuildError
from prometheus_querier.promql.remembered import remembered


def counted():
    asked = []

    @remembered
    def answer(question):
        """The docstring."""
        asked.append(question)
        return question

    return answer, asked


def test_a_question_is_asked_once():
    answer, asked = counted()
    assert [answer("a"), answer("a"), answer(("a", "b")), answer(("a", "b"))] == ["a", "a", ("a", "b"), ("a", "b")]
    assert asked == ["a", ("a", "b")]
    assert answer.__name__ == "answer"
    assert answer.__doc__ == "The docstring."


@pytest.mark.parametrize("question", ["a" * 257, ("a" * 200, "b" * 57), (("a", q.regex("b" * 300)),)])
def test_long_questions_are_forgotten(question):
    answer, asked = counted()
    answer(question)
    answer(question)
    assert asked == [question, question]


def test_not_everything_is_kept():
    answer, asked = counted()
    for number in range(1025):
        answer(str(number))
    answer("0")
    answer("1024")
    assert asked[-2:] == ["1024", "0"]


def test_errors_are_not_remembered():
    @remembered
    def fail(question):
        raise ValueError(question)

    for _ in range(2):
        with pytest.raises(ValueError, match=r"^x$"):
            fail("x")
    with pytest.raises(TypeError, match="unhashable"):
        fail([])


def test_hostile_queries_leave_nothing_behind():
    def ask(number: int) -> None:
        name = f"x{number}" * 20_000
        text = f'sum by ({name}) ({name}{{{name}=~"{name}"}})'
        str(q.parse(text))
        str(q.sum(q.metric(name, {name: name})).by(name))
        q.metric(name + ".", l=q.regex(name))
        with pytest.raises(QueryBuildError):
            q.parse(f"x[{number}{'0' * 50_000}m]")
        with pytest.raises(QueryBuildError):
            q.metric("x")[f"{number}{'0' * 50_000}m"]

    ask(0)
    gc.collect()
    tracemalloc.start()
    for number in range(1, 20):
        ask(number)
    gc.collect()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 500_000
