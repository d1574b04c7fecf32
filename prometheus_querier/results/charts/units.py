"""Units of what a query gives: told by the server's metadata or by the metric's name, and kept or lost by operations.

Where a unit is not certain there is none: an axis without a unit misleads nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from prometheus_querier.errors import QueryBuildError
from prometheus_querier.promql import (
    Aggregation,
    Expr,
    InstantSelector,
    Number,
    RangeSelector,
    Subquery,
    VectorBinary,
    VectorCall,
    VectorUnary,
    metric_names,
    parse,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from prometheus_querier.results.metadata import MetricMetadata

    Metadata: TypeAlias = Mapping[str, Sequence[MetricMetadata]]

# The base units of Prometheus' naming practices.
_SUFFIX = re.compile(r"_(seconds|bytes|celsius|meters|metres|ratio|volts|amperes|joules|grams|watts|hertz)(?=_|$)")
# A point in time is no length of time: twenty thousand days since 1970 help nobody.
_MOMENT = re.compile(r"_(timestamp|start_time|boot_time)_seconds$")
_PART = re.compile(r"_(total|sum|bucket|count|created|info)$")
_COUNTED = frozenset({"_count", "_bucket"})
_KEEPS = frozenset(
    [
        "sum",
        "avg",
        "min",
        "max",
        "topk",
        "bottomk",
        "quantile",
        "limitk",
        "limit_ratio",
        "stddev",
        "avg_over_time",
        "min_over_time",
        "max_over_time",
        "sum_over_time",
        "last_over_time",
        "first_over_time",
        "quantile_over_time",
        "stddev_over_time",
        "mad_over_time",
        "abs",
        "ceil",
        "floor",
        "round",
        "clamp",
        "clamp_min",
        "clamp_max",
        "sort",
        "sort_desc",
        "sort_by_label",
        "sort_by_label_desc",
        "label_replace",
        "label_join",
        "delta",
        "idelta",
        "increase",
        "predict_linear",
        "double_exponential_smoothing",
    ]
)
_FILTERS = frozenset({"==", "!=", ">", "<", ">=", "<=", "and", "unless"})
_PER_SECOND = frozenset({"rate", "irate", "deriv"})
_OBSERVED = frozenset({"histogram_quantile", "histogram_avg", "histogram_stddev"})


def unit_of_query(query: str, metadata: Metadata | None = None) -> str:
    """Tells the unit of what a query gives; empty when it is not certain.

    Args:
        query: PromQL; the unit of what is no PromQL is not known.
        metadata: What the server says of metrics, as ``client.metadata()`` gives it.

    >>> unit_of_query("sum by (job) (rate(node_network_receive_bytes_total[5m]))")
    'bytes/s'
    >>> unit_of_query("histogram_quantile(0.9, rate(request_seconds_bucket[5m]))")
    'seconds'
    >>> unit_of_query("count(process_resident_memory_bytes)"), unit_of_query("a_bytes / b_seconds")
    ('', '')
    """
    try:
        return _unit(parse(query), metadata or {})
    except (QueryBuildError, RecursionError):  # nobody writes queries so deep that they could be read
        return ""


def metrics_of(query: str) -> list[str]:
    """Names the metrics whose metadata may tell the unit of a query.

    >>> metrics_of("sum(rate(http_request_seconds_bucket[5m]))")
    ['http_request_seconds', 'http_request_seconds_bucket']
    """
    try:
        names = metric_names(parse(query))
    except QueryBuildError:
        return []
    return sorted(names | {_PART.sub("", name) for name in names})


def _unit(expr: Expr, metadata: Metadata, *, observed: bool = False) -> str:  # noqa: PLR0911 - one case for each node
    match expr:
        case InstantSelector(name=str(name)):
            return _unit_of_metric(name, metadata, observed=observed)
        case RangeSelector(selector):
            return _unit(selector, metadata, observed=observed)
        case Subquery(operand) | VectorUnary(_, operand):
            return _unit(operand, metadata, observed=observed)
        case Aggregation(operator, operand) if operator in _KEEPS:
            return _unit(operand, metadata, observed=observed)
        case VectorCall(name, arguments) if name in _OBSERVED:
            return _unit(_vector(arguments), metadata, observed=True)
        case VectorCall(name, arguments) if name in _PER_SECOND:
            unit = _unit(_vector(arguments), metadata, observed=observed)
            return unit if observed or not unit else f"{unit}/s"
        case VectorCall(name, arguments) if name in _KEEPS:
            return _unit(_vector(arguments), metadata, observed=observed)
        case VectorBinary(operator, left, _, False) if operator in _FILTERS:
            return _unit(left, metadata, observed=observed)
        case VectorBinary(operator, left, right):
            return _unit_of_two(operator, left, right, metadata, observed=observed)
        case _:
            return ""


def _unit_of_two(operator: str, left: Expr, right: Expr, metadata: Metadata, *, observed: bool) -> str:
    one = _unit(left, metadata, observed=observed)
    if isinstance(right, Number) and operator in ("+", "-"):
        return one
    if operator in ("+", "-", "or") and one == _unit(right, metadata, observed=observed):
        return one
    return ""


def _vector(arguments: tuple[Expr, ...]) -> Expr:
    """The argument that is no number: the first or, for quantiles, the second."""
    return next((one for one in arguments if not isinstance(one, Number)), arguments[0])


def _unit_of_metric(name: str, metadata: Metadata, *, observed: bool) -> str:
    part = _PART.search(name)
    if (part is not None and part[0] in _COUNTED and not observed) or _MOMENT.search(name):
        return ""
    for known in (name, name[: part.start()] if part is not None else name):
        units = {one.unit for one in metadata.get(known, ()) if one.unit}
        if len(units) == 1:
            return units.pop()
    found = _SUFFIX.search(name)
    return found[1] if found is not None else ""


@dataclass(frozen=True, slots=True)
class Scale:
    """How values of a unit are written on an axis.

    Attributes:
        factor: What a value is divided by.
        name: The unit of the quotient.
    """

    factor: float
    name: str


# From which value on, what it is divided by, and what the quotient is called.
_BYTES = tuple(
    (1024.0**power, 1024.0**power, f"{prefix}B") for power, prefix in enumerate(("", "Ki", "Mi", "Gi", "Ti", "Pi"))
)
_TIMES = (
    *((1e-9, 1e-9, "ns"), (1e-6, 1e-6, "µs"), (1e-3, 1e-3, "ms"), (1.0, 1.0, "s")),
    *((120.0, 60.0, "min"), (7200.0, 3600.0, "h"), (172_800.0, 86_400.0, "d")),
)
_SIZES = {"bytes": _BYTES, "seconds": _TIMES}


def scale_of(unit: str, highest: float) -> Scale:
    """Chooses how to write values up to the highest.

    >>> scale_of("bytes/s", 3_000_000.0), scale_of("seconds", 0.02), scale_of("celsius", 30.0)
    (Scale(factor=1048576.0, name='MiB/s'), Scale(factor=0.001, name='ms'), Scale(factor=1.0, name='celsius'))
    """
    base, per, rest = unit.partition("/s")
    if base not in _SIZES or rest or (base == "seconds" and per):
        return Scale(1.0, unit)
    fitting = [(size, name) for least, size, name in _SIZES[base] if highest >= least]
    size, name = fitting[-1] if fitting else (1.0, "B" if base == "bytes" else "s")
    return Scale(size, name + per)
