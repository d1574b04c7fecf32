"""Questions by name, and what became of each: plain records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from prometheus_querier.errors import QueryBuildError

if TYPE_CHECKING:
    from prometheus_querier.client import PrometheusClient
    from prometheus_querier.queriers import QueryTimeRange, Question
    from prometheus_querier.results import QueryResult
    from prometheus_querier.timestamps import TimeLike

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Ask:
    """One question, with the time that it is about.

    Attributes:
        what: A querier, an expression or PromQL text.
        time_range: Asks for every step of a range.
        time: Asks for one point in time; the server's now when both are left out.

    Raises:
        QueryBuildError: A question is about a range, or about a point in time.
    """

    what: Question
    time_range: QueryTimeRange | None = None
    time: TimeLike | None = None

    def __post_init__(self) -> None:
        if self.time_range is not None and self.time is not None:
            raise QueryBuildError("ask for a time_range or for a time, not for both")

    def within(self, time_range: QueryTimeRange | None, time: TimeLike | None) -> Ask:
        """Fills in the time that all questions share, where this one has none of its own.

        Raises:
            QueryBuildError: All ask for a range, but this one for a point in time.
        """
        if self.time is not None and time_range is not None:
            raise QueryBuildError("all questions ask for time_range=, but one has a time= of its own: ask it apart")
        if self.time_range is not None or self.time is not None:
            return self
        return Ask(self.what, time_range, time)

    def put(self, client: PrometheusClient) -> QueryResult:
        """Asks it."""
        if self.time_range is not None:
            # One part of a long range after the other: how many questions are asked at once is decided elsewhere.
            return client.query_range(self.what, self.time_range, concurrency=1)
        return client.query(self.what, self.time)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[R]):
    """What became of one question.

    Attributes:
        name: The question's name.
        ask: The question.
        answer: What came back; ``None`` when the question failed.
        error: Why it failed; ``None`` when it did not.
    """

    name: str
    ask: Ask
    answer: R | None
    error: Exception | None

    def result(self) -> R:
        """Gives the answer, or raises the error that came in its place."""
        if self.error is not None:
            raise self.error
        if self.answer is None:
            raise AssertionError("an outcome without an error has an answer")
        return self.answer
