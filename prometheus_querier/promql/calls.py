"""Makes call nodes from what Python callers pass: numbers and text become literals."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from prometheus_querier.errors import PromQLTypeError

from .nodes import InstantVector, RangeVector, Scalar, ScalarCall, VectorCall, to_expr
from .nodes.calls import new_vector_call
from .signatures import function_info

if TYPE_CHECKING:
    from .nodes import Expr


def instant_call(name: str, v: InstantVector) -> InstantVector:
    """Calls a function whose only argument is an instant vector."""
    return new_vector_call(name, (v,)) if isinstance(v, InstantVector) else VectorCall(name, (v,))


def range_call(name: str, v: RangeVector) -> InstantVector:
    """Calls a function whose only argument is a range vector."""
    return new_vector_call(name, (v,)) if isinstance(v, RangeVector) else VectorCall(name, (v,))


def vector_call(name: str, *arguments: object) -> VectorCall:
    """Calls a function that returns an instant vector; trailing Nones are arguments left out."""
    return VectorCall(name, tuple([to_expr(argument) for argument in arguments if argument is not None]))


def scalar_call(name: str, *arguments: object) -> ScalarCall:
    """Calls a function that returns a scalar."""
    return ScalarCall(name, tuple([to_expr(argument) for argument in arguments]))


@overload
def call(name: str, *arguments: Expr | float | str) -> InstantVector: ...
@overload
def call(name: str, *arguments: Expr | float | str, returns: type[InstantVector]) -> InstantVector: ...
@overload
def call(name: str, *arguments: Expr | float | str, returns: type[Scalar]) -> Scalar: ...
def call(
    name: str, *arguments: Expr | float | str, returns: type[InstantVector | Scalar] | None = None
) -> InstantVector | Scalar:
    """Calls a function by name, known to the catalogue or not: MetricsQL's, a vendor's, one of a newer Prometheus.

    Args:
        name: The function.
        arguments: Expressions, numbers and text; checked when the catalogue has the function.
        returns: The value type of the result: ``q.InstantVector``, which is the default, or ``q.Scalar``.

    >>> from prometheus_querier import promql as q
    >>> print(q.call("range_median", q.metric("up")))
    range_median(up)
    """
    if returns is None:
        info = function_info(name)
        returns = Scalar if info is not None and info.kind is Scalar else InstantVector
    expressions = tuple([to_expr(argument) for argument in arguments])
    if returns is Scalar:
        return ScalarCall(name, expressions)
    if returns is InstantVector:
        return VectorCall(name, expressions)
    raise PromQLTypeError(f"returns= is q.InstantVector or q.Scalar, not {returns!r}")
