"""dask DataFrames of long answers: each partition is a part of the range, fetched where it is needed.

The work stays with the server; this is for answers that are too long for one machine to hold, or to fetch in time.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from prometheus_querier.batch import Part, Plan, plan
from prometheus_querier.client import PrometheusClient, connect
from prometheus_querier.durations import format_duration
from prometheus_querier.errors import MissingDependencyError, QueryBuildError, ResultTypeError
from prometheus_querier.queriers import QueryTimeRange
from prometheus_querier.results import MatrixResult, Series
from prometheus_querier.results.long import TIMESTAMP, VALUE, column_names
from prometheus_querier.timestamps import format_timestamp

try:
    import dask.dataframe as dd
    from dask.dataframe.utils import clear_known_categories
except ImportError as error:
    raise MissingDependencyError.of("dask", "dask", "prometheus_querier.integrations.dask") from error

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from prometheus_querier.durations import DurationLike
    from prometheus_querier.queriers import Question

ConnectOptions: TypeAlias = str | Mapping[str, Any] | Callable[[], PrometheusClient]
"""How workers connect: a URL, the arguments of ``connect()``, or a function without arguments that makes a client."""

QUESTION = "question"
_LIKE_QUESTION = re.compile(f"(?:label_)*{QUESTION}")
_LOOKS = 200
"""Points of the short look at a range."""


def read_range(
    connect_options: ConnectOptions,
    what: Question,
    time_range: QueryTimeRange,
    part: DurationLike = "1d",
    *,
    labels: Iterable[str] | None = None,
) -> dd.DataFrame:
    """Makes a DataFrame of the answer to a range query, in the long layout.

    A partition is fetched by the worker that needs it, with a client of its own, and again by whoever needs it again:
    ``persist()`` keeps it. As many partitions are asked for at once as the cluster has threads.

    Args:
        connect_options: How workers connect. What it holds travels to them: write a function, which reads a secret
            where it runs, rather than the secret.
        what: A querier, an expression or PromQL text; an instant vector or a scalar.
        time_range: Start, end and step.
        part: Length of the partitions, from one border of it in UTC to the next.
        labels: The labels that there are. By default a short look at the whole range finds them; name them where
            series with other labels exist for so short a time that it may miss them.

    Raises:
        QueryBuildError: The question cannot be asked, or not in parts.
        ResultTypeError: While it is computed: there are other labels, or native histograms.
    """
    parts = plan(what, time_range, part=part)
    if labels is None:
        with _connected(connect_options) as client:
            labels = _labels_of(client, parts)
    names = _sorted_names(labels)
    return _frame([_Partition(connect_options, one, tuple(names)) for one in parts], names)


def read_many(
    connect_options: ConnectOptions,
    questions: Mapping[str, Question],
    time_range: QueryTimeRange,
    part: DurationLike = "1d",
    *,
    labels: Iterable[str] | None = None,
) -> dd.DataFrame:
    """Makes one DataFrame of the answers to several questions about one range; the first column names the question.

    A label that is itself called ``question`` has its column as ``label_question``.

    Args:
        connect_options: How workers connect; see ``read_range``.
        questions: Questions by name.
        time_range: Start, end and step.
        part: Length of the partitions; each is about one question.
        labels: The labels that any of the answers has; found by a short look by default.

    Raises:
        QueryBuildError: A question cannot be asked, or not in parts.
        ResultTypeError: While it is computed: there are other labels, or native histograms.
    """
    if not isinstance(questions, Mapping) or not questions:
        raise QueryBuildError(f"questions must have names, and one at least: {{'a name': 'up'}}, not {questions!r}")
    plans = {name: plan(what, time_range, part=part) for name, what in questions.items()}
    if labels is None:
        with _connected(connect_options) as client:
            labels = {label for parts in plans.values() for label in _labels_of(client, parts)}
    names = _sorted_names(labels)
    partitions = [
        _Partition(connect_options, one, tuple(names), name) for name, parts in plans.items() for one in parts
    ]
    return _frame(partitions, names, named=True)


@dataclass(frozen=True, slots=True)
class _Partition:
    """What a worker needs to fetch one partition."""

    connect_options: ConnectOptions = field(repr=False)  # dask logs the arguments of what fails
    part: Part
    labels: tuple[str, ...]
    question: str | None = None


def _frame(partitions: list[_Partition], labels: list[str], *, named: bool = False) -> dd.DataFrame:
    empty = _table([], labels, "" if named else None)
    frame: dd.DataFrame = dd.from_map(_fetch, partitions, meta=clear_known_categories(empty), label="prometheus")
    return frame


def _fetch(partition: _Partition) -> pd.DataFrame:
    """Fetches one partition, in a worker."""
    with _connected(partition.connect_options) as client:
        result = partition.part.fetch(client)
    known = set(partition.labels)
    for series in result:
        if not known.issuperset(series.labels):
            raise ResultTypeError(
                f"{series!r} has other labels than {', '.join(partition.labels) or 'none'}, which were named or found by a "
                f"short look at the whole range: name all with labels="
            )
        if series.histograms:
            raise ResultTypeError(
                f"{series!r} has native histograms, which dask frames cannot hold: ask for histogram_quantile(...), "
                f"histogram_count(...) or histogram_sum(...) of it"
            )
    return _table(list(result), partition.labels, partition.question)


def _table(series: Sequence[Series], labels: Sequence[str], question: str | None) -> pd.DataFrame:
    """Lays out series in a frame that has the same columns for every partition."""
    # A label of an empty value has a column nevertheless; a row that is cut off again gives an empty frame its columns.
    laid_out = [
        replace(
            one,
            labels={_beside_question(name, question): one.labels.get(name, "") for name in labels}
            | ({} if question is None else {QUESTION: question}),
        )
        for one in series or [Series({}, array("d", [0]), array("d", [0]))]
    ]
    frame = MatrixResult(tuple(laid_out)).to_pandas()
    columns = [TIMESTAMP, *column_names(_beside_question(name, question) for name in labels), VALUE]
    frame = frame[[*([] if question is None else [QUESTION]), *columns]]
    if not series:
        frame = frame.iloc[:0]
        for name in frame.select_dtypes("category"):
            frame[name] = frame[name].cat.remove_unused_categories()
    return frame


def _beside_question(name: str, question: str | None) -> str:
    return f"label_{name}" if question is not None and _LIKE_QUESTION.fullmatch(name) else name


def _sorted_names(labels: Iterable[str]) -> list[str]:
    if isinstance(labels, str):
        raise QueryBuildError(f"labels must be several names, as in [{labels!r}], not text")
    return sorted(set(labels))


def _labels_of(client: PrometheusClient, parts: Plan) -> set[str]:
    """Looks at points far apart, which costs little, for the labels that there are."""
    step = parts.step * -(-((parts.end - parts.start) // parts.step + 1) // _LOOKS)
    look = QueryTimeRange(format_timestamp(parts.start), format_timestamp(parts.end), format_duration(step))
    return {label for series in client.query_range(parts.query, look) for label in series.labels}


def _connected(options: ConnectOptions) -> PrometheusClient:
    if isinstance(options, str):
        return connect(options)
    return options() if callable(options) else connect(**options)
