"""Literals, and how Python values become expressions."""

from __future__ import annotations

from typing import Any

from prometheus_querier.durations import duration_to_ms
from prometheus_querier.errors import PromQLTypeError, QueryBuildError
from prometheus_querier.promql.quoting import exact_text, quote

from .expressions import Expr, describe
from .structure import record
from .values import Scalar, String


@record
class Number(Scalar):
    """A number literal; with *is_duration*, seconds that were written as a duration such as ``5m``."""

    value: float
    is_duration: bool = False

    def __post_init__(self) -> None:
        if type(self.value) is not float:
            object.__setattr__(self, "value", to_float(self.value))
        if self.is_duration:
            # A duration has no negative zero.
            object.__setattr__(self, "value", self.value + 0.0)
            if duration_to_ms(self.value) / 1000 != self.value:
                raise QueryBuildError(
                    f"a duration must be a number of whole milliseconds, not of {self.value!r} seconds"
                )


@record
class StringLiteral(String):
    """A string literal."""

    value: str

    def __post_init__(self) -> None:
        if type(self.value) is not str:
            object.__setattr__(self, "value", exact_text(self.value, "a string"))
        quote(self.value)


def to_float(value: Any) -> float:
    """Takes a Python number as a PromQL number, which is a 64-bit float."""
    if isinstance(value, (bool, str)) or not hasattr(value, "__float__"):
        raise PromQLTypeError(f"a number is needed, not {describe(value)}")
    try:
        number = float(value)
    except OverflowError:
        raise QueryBuildError(
            f"an {type(value).__name__} of this size is beyond the 64-bit floats that Prometheus computes with"
        ) from None
    # Adding nothing turns subclasses such as numpy.float64 into the float that equality looks at.
    return number if type(number) is float else float.__add__(number, -0.0)


def to_parameter(operator: str, value: object) -> Scalar | String:
    """Takes the parameter of an aggregation.

    Raises:
        PromQLTypeError: It is a vector, or no expression.
    """
    expr = to_expr(value)
    if not isinstance(expr, (Scalar, String)):
        raise PromQLTypeError(
            f"the first argument of {operator}() is a number or text, not {describe(expr)}: the vector comes second"
        )
    return expr


def to_expr(value: object) -> Expr:
    """Takes an expression as it is, a number as a scalar and text as a string.

    Raises:
        PromQLTypeError: It is none of these.
    """
    if isinstance(value, Expr):
        return value
    if isinstance(value, str):
        return StringLiteral(exact_text(value, "a string"))
    if isinstance(value, bool) or not hasattr(value, "__float__"):
        raise PromQLTypeError(f"an expression, a number or text is needed, not {describe(value)}")
    return Number(to_float(value))
