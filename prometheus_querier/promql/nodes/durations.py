"""Duration expressions: the scalars that may stand in ``[range:step]`` and after ``offset``.

They are written with the ordinary scalar nodes, restricted to numbers, durations, ``step()``, ``range()``,
``min_of()``, ``max_of()``, signs and arithmetic. A single literal is no expression but whole milliseconds.
"""

from __future__ import annotations

from prometheus_querier.durations import LONGEST_MS, duration_to_ms, positive_duration_to_ms
from prometheus_querier.errors import PromQLTypeError, QueryBuildError
from prometheus_querier.promql.remembered import remembered

from .expressions import describe
from .values import DurationExpr, Scalar

_FUNCTIONS = frozenset({"step", "range", "min_of", "max_of"})
_OPERATORS = frozenset("+-*/%^")


@remembered
def range_to_ms(text: str) -> int:
    """Reads a range that is written as text, and remembers it: most queries ask for the same few."""
    return positive_duration_to_ms(text, name="range")


def to_duration(value: DurationExpr, what: str) -> int | Scalar:
    """Takes a range or step: what people have becomes milliseconds, a duration expression stays."""
    if isinstance(value, Scalar):
        return _folded(value, what)
    return positive_duration_to_ms(value, name=what)


def to_offset(value: DurationExpr) -> int | Scalar:
    """Takes an offset, which may be negative."""
    return _folded(value, "offset") if isinstance(value, Scalar) else duration_to_ms(value, name="offset")


def _folded(value: Scalar, what: str) -> int | Scalar:
    if isinstance(value, literals.Number):
        return duration_to_ms(value.value, name=what)
    return value


def check_duration(value: int | Scalar, what: str, *, positive: bool = False) -> None:
    """Refuses what cannot stand in a node as a duration.

    Raises:
        PromQLTypeError: It is neither milliseconds nor made of what duration expressions are made of.
        QueryBuildError: It is out of range, or divides by zero.
    """
    if type(value) is int:
        if positive and value <= 0:
            raise QueryBuildError(f"{what} must be longer than zero, not {value} ms")
        if abs(value) > LONGEST_MS:
            raise QueryBuildError(f"{what} of {value} ms is longer than the 292 years that Prometheus can hold")
        return
    if isinstance(value, literals.Number) or not isinstance(value, Scalar):
        raise PromQLTypeError(f"{what} must be whole milliseconds or a duration expression, not {describe(value)}")
    _check_parts(value, what)


def _check_parts(value: Scalar, what: str) -> None:
    stack: list[object] = [value]
    while stack:
        match stack.pop():
            case literals.Number():
                pass
            case operations.ScalarUnary(_, operand):
                stack.append(operand)
            case operations.ScalarBinary("/" | "%", left, literals.Number(0)):
                raise QueryBuildError(f"{what} divides by zero")
            case operations.ScalarBinary(operator, left, right) if operator in _OPERATORS:
                stack += (left, right)
            case calls.ScalarCall(name, arguments) if name in _FUNCTIONS:
                stack += arguments
            case other:
                raise PromQLTypeError(
                    f"{what} takes numbers, durations, step(), range(), min_of(), max_of() and + - * / % ^ only, not "
                    f"{describe(other)}"
                )


# Last, because these nodes have durations.
from . import calls, literals, operations  # noqa: E402
