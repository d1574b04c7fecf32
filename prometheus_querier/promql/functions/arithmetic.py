"""Functions of single values: rounding, limits, powers and logarithms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.promql.calls import instant_call, scalar_call, vector_call
from prometheus_querier.promql.signatures import function

if TYPE_CHECKING:
    from prometheus_querier.promql.nodes import InstantVector, Scalar, ScalarLike


@function(since="0.7.0")
def abs(v: InstantVector, /) -> InstantVector:
    """Absolute value.

    >>> from prometheus_querier import promql as q
    >>> print(q.abs(q.metric("x")))
    abs(x)
    """
    return instant_call("abs", v)


@function(since="0.11.0")
def ceil(v: InstantVector, /) -> InstantVector:
    """Value rounded up to an integer.

    >>> from prometheus_querier import promql as q
    >>> print(q.ceil(q.metric("x")))
    ceil(x)
    """
    return instant_call("ceil", v)


@function(since="0.11.0")
def floor(v: InstantVector, /) -> InstantVector:
    """Value rounded down to an integer.

    >>> from prometheus_querier import promql as q
    >>> print(q.floor(q.metric("x")))
    floor(x)
    """
    return instant_call("floor", v)


@function(since="0.11.0")
def round(v: InstantVector, to_nearest: ScalarLike | None = None, /) -> InstantVector:
    """Value rounded to the nearest multiple of *to_nearest*, which is 1 when left out; ties go up.

    >>> from prometheus_querier import promql as q
    >>> print(q.round(q.metric("x"), 0.5))
    round(x, 0.5)
    """
    return vector_call("round", v) if to_nearest is None else vector_call("round", v, to_nearest)


@function(since="2.26.0")
def clamp(v: InstantVector, min: ScalarLike, max: ScalarLike, /) -> InstantVector:
    """Value, but not less than *min* and not more than *max*.

    >>> from prometheus_querier import promql as q
    >>> print(q.clamp(q.metric("x"), 0, 100))
    clamp(x, 0, 100)
    """
    return vector_call("clamp", v, min, max)


@function(since="0.16.2")
def clamp_max(v: InstantVector, max: ScalarLike, /) -> InstantVector:
    """Value, but not more than *max*.

    >>> from prometheus_querier import promql as q
    >>> print(q.clamp_max(q.metric("x"), 100))
    clamp_max(x, 100)
    """
    return vector_call("clamp_max", v, max)


@function(since="0.16.2")
def clamp_min(v: InstantVector, min: ScalarLike, /) -> InstantVector:
    """Value, but not less than *min*.

    >>> from prometheus_querier import promql as q
    >>> print(q.clamp_min(q.metric("x"), 0))
    clamp_min(x, 0)
    """
    return vector_call("clamp_min", v, min)


@function(since="0.13.0")
def exp(v: InstantVector, /) -> InstantVector:
    """E to the power of the value.

    >>> from prometheus_querier import promql as q
    >>> print(q.exp(q.metric("x")))
    exp(x)
    """
    return instant_call("exp", v)


@function(since="0.13.0")
def ln(v: InstantVector, /) -> InstantVector:
    """Natural logarithm.

    >>> from prometheus_querier import promql as q
    >>> print(q.ln(q.metric("x")))
    ln(x)
    """
    return instant_call("ln", v)


@function(since="0.13.0")
def log2(v: InstantVector, /) -> InstantVector:
    """Binary logarithm.

    >>> from prometheus_querier import promql as q
    >>> print(q.log2(q.metric("x")))
    log2(x)
    """
    return instant_call("log2", v)


@function(since="0.13.0")
def log10(v: InstantVector, /) -> InstantVector:
    """Decimal logarithm.

    >>> from prometheus_querier import promql as q
    >>> print(q.log10(q.metric("x")))
    log10(x)
    """
    return instant_call("log10", v)


@function(since="0.13.2")
def sqrt(v: InstantVector, /) -> InstantVector:
    """Square root.

    >>> from prometheus_querier import promql as q
    >>> print(q.sqrt(q.metric("x")))
    sqrt(x)
    """
    return instant_call("sqrt", v)


@function(since="2.26.0")
def sgn(v: InstantVector, /) -> InstantVector:
    """Sign of the value: 1, 0 or -1.

    >>> from prometheus_querier import promql as q
    >>> print(q.sgn(q.metric("x")))
    sgn(x)
    """
    return instant_call("sgn", v)


@function(since="3.13.0", experimental=True)
def min_of(a: ScalarLike, b: ScalarLike, /) -> Scalar:
    """Smaller of two scalars; also usable in duration expressions.

    >>> from prometheus_querier import promql as q
    >>> print(q.min_of(q.time(), 5))
    min_of(time(), 5)
    """
    return scalar_call("min_of", a, b)


@function(since="3.13.0", experimental=True)
def max_of(a: ScalarLike, b: ScalarLike, /) -> Scalar:
    """Larger of two scalars; also usable in duration expressions.

    >>> from prometheus_querier import promql as q
    >>> print(q.metric("x")[q.max_of(q.step(), 300)])
    x[max_of(step(), 300)]
    """
    return scalar_call("max_of", a, b)
