"""The aggregation node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from prometheus_querier.errors import PromQLTypeError, QueryBuildError
from prometheus_querier.promql.quoting import label_names

from .expressions import describe, excerpt
from .structure import record, unchecked
from .values import InstantVector, Scalar, String, advice

if TYPE_CHECKING:
    from prometheus_querier.promql.operators import Flag

PlainAggregator: TypeAlias = Literal["sum", "avg", "min", "max", "count", "group", "stddev", "stdvar"]
ScalarAggregator: TypeAlias = Literal["topk", "bottomk", "quantile", "limitk", "limit_ratio"]
StringAggregator: TypeAlias = Literal["count_values"]
Aggregator: TypeAlias = PlainAggregator | ScalarAggregator | StringAggregator

PARAMETERS: dict[str, type[Scalar | String] | None] = {
    **dict.fromkeys(get_args(PlainAggregator)),
    **dict.fromkeys(get_args(ScalarAggregator), Scalar),
    **dict.fromkeys(get_args(StringAggregator), String),
}
"""What the parameter of each aggregation is; ``None`` for those that take none."""

AGGREGATORS: frozenset[str] = frozenset(PARAMETERS)


@record
class Aggregation(InstantVector):
    """An aggregation over groups of series: ``operator by (labels) (parameter, operand)``.

    Attributes:
        operator: Such as ``sum``.
        operand: What is aggregated.
        parameter: The first argument of ``topk``, ``quantile`` and their like.
        labels: The labels that make the groups, in the order given.
        excluding: Whether the groups are made by all labels but these.
    """

    operator: Aggregator
    operand: InstantVector
    parameter: Scalar | String | None = None
    labels: tuple[str, ...] = ()
    excluding: Flag = False

    def __post_init__(self) -> None:
        if self.operator not in PARAMETERS:
            raise QueryBuildError(f"{self.operator!r} is no aggregation of PromQL")
        if not isinstance(self.operand, InstantVector):
            raise PromQLTypeError(
                f"{self.operator}() needs an instant vector, not {describe(self.operand)}{advice(self.operand, InstantVector)}"
            )
        kind = PARAMETERS[self.operator]
        if kind is None:
            if self.parameter is not None:
                raise PromQLTypeError(f"{self.operator}() takes no parameter, but got {describe(self.parameter)}")
        elif not isinstance(self.parameter, kind):
            raise PromQLTypeError(
                f"{self.operator}() needs a {kind.value_type.documented} as its first argument, not {describe(self.parameter)}"
            )
        labels = label_names(self.labels, "a label to group by")
        if labels is not self.labels:
            object.__setattr__(self, "labels", labels)

    def by(self, *labels: str) -> Aggregation:
        """Makes one group for each combination of values of these labels.

        >>> from prometheus_querier import promql as q
        >>> print(q.sum(q.metric("up")).by("job", "zone"))
        sum by (job, zone) (up)
        """
        return self._grouped(labels, excluding=False)

    def without(self, *labels: str) -> Aggregation:
        """Makes one group for each combination of values of all labels but these.

        >>> from prometheus_querier import promql as q
        >>> print(q.sum(q.metric("up")).without("instance"))
        sum without (instance) (up)
        """
        return self._grouped(labels, excluding=True)

    def _grouped(self, labels: tuple[str, ...], *, excluding: bool) -> Aggregation:
        if self.labels or self.excluding:
            raise QueryBuildError(
                f"{excerpt(self)} has its grouping already: by() and without() take all labels at once"
            )
        checked = label_names(labels, "a label to group by")
        return new_aggregation(self.operator, self.operand, self.parameter, checked, excluding)


new_aggregation = unchecked(Aggregation)
"""Makes an aggregation of fields that were checked before."""
