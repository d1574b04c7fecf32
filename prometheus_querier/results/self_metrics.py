"""The server's own metrics, as ``status/self_metrics`` gives them: protobuf's families, in JSON."""

from __future__ import annotations

from dataclasses import dataclass

from .records import Record, member


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelPair(Record):
    """A label name and its value."""

    name: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfValue(Record):
    """The value of a counter, a gauge or a metric without a type."""

    value: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfQuantile(Record):
    """One quantile of a summary."""

    quantile: float = 0.0
    value: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfSummary(Record):
    """A summary.

    Attributes:
        sample_count: How many were observed.
        sample_sum: Their sum.
        quantiles: The quantiles.
    """

    sample_count: float = 0.0
    sample_sum: float = 0.0
    quantiles: tuple[SelfQuantile, ...] = member("quantile", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfBucket(Record):
    """One bucket of a classic histogram.

    Attributes:
        cumulative_count: How many observations were not greater than the bound.
        upper_bound: The bound.
    """

    cumulative_count: float = 0.0
    upper_bound: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfHistogram(Record):
    """A histogram; one that is native only has no buckets here.

    Attributes:
        sample_count: How many were observed.
        sample_sum: Their sum.
        buckets: The classic buckets.
    """

    sample_count: float = 0.0
    sample_sum: float = 0.0
    buckets: tuple[SelfBucket, ...] = member("bucket", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfMetric(Record):
    """One series of a family; of the values, the one of the family's type is there.

    Attributes:
        label_pairs: The labels.
        counter: The value of a counter.
        gauge: The value of a gauge.
        untyped: The value of a metric without a type.
        summary: A summary.
        histogram: A histogram.
    """

    label_pairs: tuple[LabelPair, ...] = member("label", default=())
    counter: SelfValue | None = None
    gauge: SelfValue | None = None
    untyped: SelfValue | None = None
    summary: SelfSummary | None = None
    histogram: SelfHistogram | None = None

    @property
    def labels(self) -> dict[str, str]:
        """Label names and values."""
        return {pair.name: pair.value for pair in self.label_pairs}


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricFamily(Record):
    """A metric with all its series.

    Attributes:
        name: The metric.
        help: What it means.
        type: ``COUNTER``, ``GAUGE``, ``SUMMARY``, ``UNTYPED``, ``HISTOGRAM`` or ``GAUGE_HISTOGRAM``.
        unit: Its unit; often empty.
        metrics: Its series.
    """

    name: str
    help: str = ""
    type: str = "COUNTER"
    unit: str = ""
    metrics: tuple[SelfMetric, ...] = member("metric", default=())
