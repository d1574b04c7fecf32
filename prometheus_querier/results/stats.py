"""What a query cost the server: the ``stats`` member of an answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryTimings:
    """Where the server's time went, in seconds.

    Attributes:
        eval_total_time: Evaluation, with sorting and preparation.
        result_sort_time: Sorting the result.
        query_preparation_time: Finding the series.
        inner_eval_time: Evaluation alone.
        exec_queue_time: Waiting for a free place among the concurrent queries.
        exec_total_time: All of it.
    """

    eval_total_time: float = 0.0
    result_sort_time: float = 0.0
    query_preparation_time: float = 0.0
    inner_eval_time: float = 0.0
    exec_queue_time: float = 0.0
    exec_total_time: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryStats:
    """What the query cost. What a server leaves out is zero or empty.

    Attributes:
        timings: Where the time went.
        total_queryable_samples: Samples that were looked at, each as often as it was.
        peak_samples: The most samples that were in memory at once.
        samples_read: Samples read from storage (Prometheus 3.13 and later).
        total_queryable_samples_per_step: Unix seconds and samples for each step (``stats=all`` and a feature flag).
        samples_read_per_step: The same for the samples read.
    """

    timings: QueryTimings = QueryTimings()
    total_queryable_samples: int = 0
    peak_samples: int = 0
    samples_read: int = 0
    total_queryable_samples_per_step: tuple[tuple[float, int], ...] = ()
    samples_read_per_step: tuple[tuple[float, int], ...] = ()
