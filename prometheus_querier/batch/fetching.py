"""Many questions at once, gently: named questions go in, an outcome for each comes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sized
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, overload

from prometheus_querier.errors import QueryBuildError

from .outcomes import Ask, Outcome
from .pace import Pace
from .progress.choice import show_progress
from .working import work_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_querier.client import PrometheusClient
    from prometheus_querier.queriers import QueryTimeRange, Question
    from prometheus_querier.results import MatrixResult, QueryResult
    from prometheus_querier.timestamps import TimeLike

    from .progress.choice import Progress

    Questions: TypeAlias = Mapping[str, Question | Ask] | Iterable[tuple[str, Question | Ask]]
    """Questions by name; as pairs they may come from a generator, and are taken as they are needed."""
    OnError: TypeAlias = Literal["raise", "collect"]


@overload
def fetch_all(
    client: PrometheusClient,
    questions: Questions,
    *,
    time_range: QueryTimeRange,
    workers: int = 4,
    per_second: float | None = None,
    in_order: bool = False,
    on_error: OnError = "raise",
    progress: Progress = False,
) -> Iterator[Outcome[MatrixResult]]: ...
@overload
def fetch_all(
    client: PrometheusClient,
    questions: Questions,
    *,
    time: TimeLike | None = None,
    workers: int = 4,
    per_second: float | None = None,
    in_order: bool = False,
    on_error: OnError = "raise",
    progress: Progress = False,
) -> Iterator[Outcome[QueryResult]]: ...
def fetch_all(
    client: PrometheusClient,
    questions: Questions,
    *,
    time_range: QueryTimeRange | None = None,
    time: TimeLike | None = None,
    workers: int = 4,
    per_second: float | None = None,
    in_order: bool = False,
    on_error: OnError = "raise",
    progress: Progress = False,
) -> Iterator[Outcome[Any]]:
    """Asks named questions, several at once over the client's pool, and yields an outcome for each.

    A server that answers 429 or 503 is asked less: half as many questions at once after a pause, the failed one again,
    and then slowly more. At most twice ``workers`` outcomes wait to be taken. Whoever stops iterating, by Ctrl-C too,
    breaks off what is under way, on the server as well, and leaves no thread behind.

    Args:
        client: Who asks.
        questions: Questions by name: queriers, expressions or PromQL text, or ``Ask`` for one with a time of its own.
        time_range: The range that all of them ask for; without it they ask for one point in time.
        time: That point in time; the server's now by default.
        workers: Most questions at once.
        per_second: Most questions begun in a second; ``None`` for no limit.
        in_order: Whether outcomes come in the order of the questions, or as soon as they are there.
        on_error: ``raise`` ends everything with the first failure; ``collect`` keeps each with its question.
        progress: Whether to show a bar; ``True`` shows one where rich or tqdm is installed and somebody looks, ``rich``
            and ``tqdm`` choose.

    Raises:
        QueryBuildError: An option cannot be what it is, or two questions have one name.

    >>> from prometheus_querier import PrometheusClient
    >>> from prometheus_querier.testing import FakeTransport, answers
    >>> client = PrometheusClient(FakeTransport({"query": answers.scalar(1704067200, 2)}))
    >>> for outcome in fetch_all(client, {"two": "1 + 1"}):
    ...     print(outcome.name, outcome.result().scalar())
    two 2.0
    """
    if on_error not in ("raise", "collect"):
        raise QueryBuildError(f"on_error must be 'raise' or 'collect', not {on_error!r}")
    if time_range is not None and time is not None:
        raise QueryBuildError("ask for a time_range or for a time, not for both")
    if not isinstance(questions, Iterable):
        raise _unnamed(questions)
    named = _named(questions, time_range, time)
    total = len(questions) if isinstance(questions, Sized) else None
    if total is not None:
        named = iter(list(named))
    return _outcomes(client, named, total, Pace(workers, per_second), progress, in_order=in_order, on_error=on_error)


def _outcomes(
    client: PrometheusClient,
    named: Iterator[tuple[str, Ask]],
    total: int | None,
    pace: Pace,
    progress: Progress,
    *,
    in_order: bool,
    on_error: OnError,
) -> Iterator[Outcome[Any]]:
    def put(one: tuple[str, Ask]) -> QueryResult:
        return one[1].put(client)

    with show_progress(progress, "questions", total) as advance:
        for (name, ask), done in work_on(named, put, pace, in_order=in_order):
            advance(1)
            error = done.exception()
            if error is None:
                yield Outcome(name, ask, done.result(), None)
            elif on_error == "collect" and isinstance(error, Exception):
                yield Outcome(name, ask, None, error)
            else:
                error.add_note(f"this was the answer to the question {name!r}")
                raise error


def _named(questions: Questions, time_range: QueryTimeRange | None, time: TimeLike | None) -> Iterator[tuple[str, Ask]]:
    """Gives each question the time that it does not have, and makes sure of its name."""
    names = set()
    for pair in questions.items() if isinstance(questions, Mapping) else questions:
        match pair:
            case (name, question):  # text of two characters is none
                pass
            case _:
                raise _unnamed(pair)
        if not isinstance(name, str):
            raise QueryBuildError(f"a question's name must be text, not {type(name).__name__} {name!r}")
        if name in names:
            raise QueryBuildError(f"two questions are called {name!r}")
        names.add(name)
        ask = question if isinstance(question, Ask) else Ask(question)
        yield name, ask.within(time_range, time)


def _unnamed(found: object) -> QueryBuildError:
    return QueryBuildError(
        f"questions must be named, as {{'a name': 'up'}} or by pairs of name and question, not {found!r}"
    )
