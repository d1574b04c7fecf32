"""Trigonometric functions; angles are in radians."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.promql.calls import instant_call
from prometheus_querier.promql.nodes import ScalarCall
from prometheus_querier.promql.signatures import function

if TYPE_CHECKING:
    from prometheus_querier.promql.nodes import InstantVector, Scalar


@function(since="2.31.0")
def sin(v: InstantVector, /) -> InstantVector:
    """Sine.

    >>> from prometheus_querier import promql as q
    >>> print(q.sin(q.metric("angle")))
    sin(angle)
    """
    return instant_call("sin", v)


@function(since="2.31.0")
def cos(v: InstantVector, /) -> InstantVector:
    """Cosine.

    >>> from prometheus_querier import promql as q
    >>> print(q.cos(q.metric("angle")))
    cos(angle)
    """
    return instant_call("cos", v)


@function(since="2.31.0")
def tan(v: InstantVector, /) -> InstantVector:
    """Tangent.

    >>> from prometheus_querier import promql as q
    >>> print(q.tan(q.metric("angle")))
    tan(angle)
    """
    return instant_call("tan", v)


@function(since="2.31.0")
def asin(v: InstantVector, /) -> InstantVector:
    """Inverse sine.

    >>> from prometheus_querier import promql as q
    >>> print(q.asin(q.metric("angle")))
    asin(angle)
    """
    return instant_call("asin", v)


@function(since="2.31.0")
def acos(v: InstantVector, /) -> InstantVector:
    """Inverse cosine.

    >>> from prometheus_querier import promql as q
    >>> print(q.acos(q.metric("angle")))
    acos(angle)
    """
    return instant_call("acos", v)


@function(since="2.31.0")
def atan(v: InstantVector, /) -> InstantVector:
    """Inverse tangent.

    >>> from prometheus_querier import promql as q
    >>> print(q.atan(q.metric("angle")))
    atan(angle)
    """
    return instant_call("atan", v)


@function(since="2.31.0")
def sinh(v: InstantVector, /) -> InstantVector:
    """Hyperbolic sine.

    >>> from prometheus_querier import promql as q
    >>> print(q.sinh(q.metric("angle")))
    sinh(angle)
    """
    return instant_call("sinh", v)


@function(since="2.31.0")
def cosh(v: InstantVector, /) -> InstantVector:
    """Hyperbolic cosine.

    >>> from prometheus_querier import promql as q
    >>> print(q.cosh(q.metric("angle")))
    cosh(angle)
    """
    return instant_call("cosh", v)


@function(since="2.31.0")
def tanh(v: InstantVector, /) -> InstantVector:
    """Hyperbolic tangent.

    >>> from prometheus_querier import promql as q
    >>> print(q.tanh(q.metric("angle")))
    tanh(angle)
    """
    return instant_call("tanh", v)


@function(since="2.31.0")
def asinh(v: InstantVector, /) -> InstantVector:
    """Inverse hyperbolic sine.

    >>> from prometheus_querier import promql as q
    >>> print(q.asinh(q.metric("angle")))
    asinh(angle)
    """
    return instant_call("asinh", v)


@function(since="2.31.0")
def acosh(v: InstantVector, /) -> InstantVector:
    """Inverse hyperbolic cosine.

    >>> from prometheus_querier import promql as q
    >>> print(q.acosh(q.metric("angle")))
    acosh(angle)
    """
    return instant_call("acosh", v)


@function(since="2.31.0")
def atanh(v: InstantVector, /) -> InstantVector:
    """Inverse hyperbolic tangent.

    >>> from prometheus_querier import promql as q
    >>> print(q.atanh(q.metric("angle")))
    atanh(angle)
    """
    return instant_call("atanh", v)


@function(since="2.31.0")
def deg(v: InstantVector, /) -> InstantVector:
    """Radians converted to degrees.

    >>> from prometheus_querier import promql as q
    >>> print(q.deg(q.metric("angle")))
    deg(angle)
    """
    return instant_call("deg", v)


@function(since="2.31.0")
def rad(v: InstantVector, /) -> InstantVector:
    """Degrees converted to radians.

    >>> from prometheus_querier import promql as q
    >>> print(q.rad(q.metric("angle")))
    rad(angle)
    """
    return instant_call("rad", v)


@function(since="2.31.0")
def pi() -> Scalar:
    """The number pi.

    >>> from prometheus_querier import promql as q
    >>> print(q.pi())
    pi()
    """
    return ScalarCall("pi", ())
