"""The four value types of PromQL as base classes of all nodes, with the operators that each type takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Never, TypeAlias, overload

from prometheus_querier.durations import DurationLike
from prometheus_querier.errors import PromQLTypeError

from .expressions import Expr, ValueType, describe

if TYPE_CHECKING:
    from collections.abc import Callable


class InstantVector(Expr):
    """An expression whose value is a set of series with one sample each."""

    __slots__ = ()
    value_type = ValueType.INSTANT_VECTOR

    def __getitem__(self, window: SubqueryWindow) -> selectors.Subquery:
        """Evaluates the expression over a range: ``x["1h":"1m"]`` is PromQL's ``x[1h:1m]``."""
        return selectors.subquery(self, window)

    def __add__(self, other: VectorOperand) -> operations.VectorBinary:
        return operations.combine_vectors("+", self, other)

    def __radd__(self, other: float) -> operations.VectorBinary:
        return operations.combine_vectors("+", other, self)

    def __sub__(self, other: VectorOperand) -> operations.VectorBinary:
        return operations.combine_vectors("-", self, other)

    def __rsub__(self, other: float) -> operations.VectorBinary:
        return operations.combine_vectors("-", other, self)

    def __mul__(self, other: VectorOperand) -> operations.VectorBinary:
        return operations.combine_vectors("*", self, other)

    def __rmul__(self, other: float) -> operations.VectorBinary:
        return operations.combine_vectors("*", other, self)

    def __truediv__(self, other: VectorOperand) -> operations.VectorBinary:
        return operations.combine_vectors("/", self, other)

    def __rtruediv__(self, other: float) -> operations.VectorBinary:
        return operations.combine_vectors("/", other, self)

    def __mod__(self, other: VectorOperand) -> operations.VectorBinary:
        return operations.combine_vectors("%", self, other)

    def __rmod__(self, other: float) -> operations.VectorBinary:
        return operations.combine_vectors("%", other, self)

    def __pow__(self, other: VectorOperand) -> operations.VectorBinary:
        return operations.combine_vectors("^", self, other)

    def __rpow__(self, other: float) -> operations.VectorBinary:
        return operations.combine_vectors("^", other, self)

    def __gt__(self, other: VectorOperand) -> operations.VectorBinary:
        return operations.combine_vectors(">", self, other)

    def __lt__(self, other: VectorOperand) -> operations.VectorBinary:
        return operations.combine_vectors("<", self, other)

    def __ge__(self, other: VectorOperand) -> operations.VectorBinary:
        return operations.combine_vectors(">=", self, other)

    def __le__(self, other: VectorOperand) -> operations.VectorBinary:
        return operations.combine_vectors("<=", self, other)

    def __neg__(self) -> operations.VectorUnary:
        return operations.VectorUnary("-", self)

    def __pos__(self) -> operations.VectorUnary:
        return operations.VectorUnary("+", self)

    def eq(self, other: VectorOperand) -> operations.VectorBinary:
        """Keeps the series whose value equals the other's: PromQL's ``==``."""
        return operations.combine_vectors("==", self, other)

    def ne(self, other: VectorOperand) -> operations.VectorBinary:
        """Keeps the series whose value differs from the other's: PromQL's ``!=``."""
        return operations.combine_vectors("!=", self, other)

    def atan2(self, other: VectorOperand) -> operations.VectorBinary:
        """The angle whose tangent is the quotient of the two, in radians."""
        return operations.combine_vectors("atan2", self, other)

    def trim_upper(self, other: VectorOperand) -> operations.VectorBinary:
        """Drops the observations of native histograms above a bound: PromQL's ``</``."""
        return operations.combine_vectors("</", self, other)

    def trim_lower(self, other: VectorOperand) -> operations.VectorBinary:
        """Drops the observations of native histograms below a bound: PromQL's ``>/``."""
        return operations.combine_vectors(">/", self, other)

    def and_(self, other: InstantVector) -> operations.VectorBinary:
        """Keeps the series for which the other side has one with the same labels."""
        return operations.combine_vectors("and", self, other)

    def or_(self, other: InstantVector) -> operations.VectorBinary:
        """All series of this side, and those of the other side whose labels this side lacks."""
        return operations.combine_vectors("or", self, other)

    def unless(self, other: InstantVector) -> operations.VectorBinary:
        """Keeps the series for which the other side has none with the same labels."""
        return operations.combine_vectors("unless", self, other)


class Scalar(Expr):
    """An expression whose value is one number without labels.

    Between two scalars PromQL knows comparisons with ``bool`` only (1 for true, 0 for false), so that ``q.time() > 5``
    is ``time() > bool 5``.
    """

    __slots__ = ()
    value_type = ValueType.SCALAR

    @overload
    def __add__(self, other: ScalarLike) -> operations.ScalarBinary: ...
    @overload
    def __add__(self, other: InstantVector) -> operations.VectorBinary: ...
    def __add__(self, other: VectorOperand) -> operations.Binary:
        return operations.combine("+", self, other)

    def __radd__(self, other: float) -> operations.ScalarBinary:
        return operations.combine_scalars("+", other, self)

    @overload
    def __sub__(self, other: ScalarLike) -> operations.ScalarBinary: ...
    @overload
    def __sub__(self, other: InstantVector) -> operations.VectorBinary: ...
    def __sub__(self, other: VectorOperand) -> operations.Binary:
        return operations.combine("-", self, other)

    def __rsub__(self, other: float) -> operations.ScalarBinary:
        return operations.combine_scalars("-", other, self)

    @overload
    def __mul__(self, other: ScalarLike) -> operations.ScalarBinary: ...
    @overload
    def __mul__(self, other: InstantVector) -> operations.VectorBinary: ...
    def __mul__(self, other: VectorOperand) -> operations.Binary:
        return operations.combine("*", self, other)

    def __rmul__(self, other: float) -> operations.ScalarBinary:
        return operations.combine_scalars("*", other, self)

    @overload
    def __truediv__(self, other: ScalarLike) -> operations.ScalarBinary: ...
    @overload
    def __truediv__(self, other: InstantVector) -> operations.VectorBinary: ...
    def __truediv__(self, other: VectorOperand) -> operations.Binary:
        return operations.combine("/", self, other)

    def __rtruediv__(self, other: float) -> operations.ScalarBinary:
        return operations.combine_scalars("/", other, self)

    @overload
    def __mod__(self, other: ScalarLike) -> operations.ScalarBinary: ...
    @overload
    def __mod__(self, other: InstantVector) -> operations.VectorBinary: ...
    def __mod__(self, other: VectorOperand) -> operations.Binary:
        return operations.combine("%", self, other)

    def __rmod__(self, other: float) -> operations.ScalarBinary:
        return operations.combine_scalars("%", other, self)

    @overload
    def __pow__(self, other: ScalarLike) -> operations.ScalarBinary: ...
    @overload
    def __pow__(self, other: InstantVector) -> operations.VectorBinary: ...
    def __pow__(self, other: VectorOperand) -> operations.Binary:
        return operations.combine("^", self, other)

    def __rpow__(self, other: float) -> operations.ScalarBinary:
        return operations.combine_scalars("^", other, self)

    @overload
    def __gt__(self, other: ScalarLike) -> operations.ScalarBinary: ...
    @overload
    def __gt__(self, other: InstantVector) -> operations.VectorBinary: ...
    def __gt__(self, other: VectorOperand) -> operations.Binary:
        return operations.combine(">", self, other)

    @overload
    def __lt__(self, other: ScalarLike) -> operations.ScalarBinary: ...
    @overload
    def __lt__(self, other: InstantVector) -> operations.VectorBinary: ...
    def __lt__(self, other: VectorOperand) -> operations.Binary:
        return operations.combine("<", self, other)

    @overload
    def __ge__(self, other: ScalarLike) -> operations.ScalarBinary: ...
    @overload
    def __ge__(self, other: InstantVector) -> operations.VectorBinary: ...
    def __ge__(self, other: VectorOperand) -> operations.Binary:
        return operations.combine(">=", self, other)

    @overload
    def __le__(self, other: ScalarLike) -> operations.ScalarBinary: ...
    @overload
    def __le__(self, other: InstantVector) -> operations.VectorBinary: ...
    def __le__(self, other: VectorOperand) -> operations.Binary:
        return operations.combine("<=", self, other)

    @overload
    def eq(self, other: ScalarLike) -> operations.ScalarBinary: ...
    @overload
    def eq(self, other: InstantVector) -> operations.VectorBinary: ...
    def eq(self, other: VectorOperand) -> operations.Binary:
        """Whether the two are equal: PromQL's ``==``."""
        return operations.combine("==", self, other)

    @overload
    def ne(self, other: ScalarLike) -> operations.ScalarBinary: ...
    @overload
    def ne(self, other: InstantVector) -> operations.VectorBinary: ...
    def ne(self, other: VectorOperand) -> operations.Binary:
        """Whether the two differ: PromQL's ``!=``."""
        return operations.combine("!=", self, other)

    @overload
    def atan2(self, other: ScalarLike) -> operations.ScalarBinary: ...
    @overload
    def atan2(self, other: InstantVector) -> operations.VectorBinary: ...
    def atan2(self, other: VectorOperand) -> operations.Binary:
        """The angle whose tangent is the quotient of the two, in radians."""
        return operations.combine("atan2", self, other)

    def __neg__(self) -> Scalar:
        return operations.signed("-", self)

    def __pos__(self) -> Scalar:
        return operations.signed("+", self)


class RangeVector(Expr):
    """An expression whose value is a set of series with a stretch of samples each: the argument of ``rate()``."""

    __slots__ = ()
    value_type = ValueType.RANGE_VECTOR


class String(Expr):
    """An expression whose value is text: the argument of ``label_replace()``."""

    __slots__ = ()
    value_type = ValueType.STRING


ScalarLike: TypeAlias = Scalar | int | float
StringLike: TypeAlias = String | str
VectorOperand: TypeAlias = InstantVector | Scalar | int | float
DurationExpr: TypeAlias = DurationLike | Scalar
"""A duration, or a duration expression: a scalar made of numbers, durations, ``step()``, ``range()``, ``min_of()``,
``max_of()`` and arithmetic."""
SubqueryWindow: TypeAlias = "slice[DurationExpr, DurationExpr | None, None]"


def advice(argument: object, wanted: type[Expr]) -> str:
    """Says what to write instead of an argument of the wrong type, where that is plain."""
    if wanted is not String and isinstance(argument, (str, String)):
        return ": write the number without quotes" if wanted is Scalar else ": make it with q.metric() or q.parse()"
    if isinstance(argument, InstantVector):
        if wanted is Scalar:
            return ": wrap it in q.scalar()"
        if wanted is RangeVector:
            selector = type(argument).__name__ == "InstantSelector"
            return (
                ': give it a range, x["5m"]' if selector else ': make it a subquery, x["5m":], or take the range inside'
            )
    if wanted is InstantVector:
        if isinstance(argument, RangeVector):
            return ": apply a function such as q.rate() or q.last_over_time() first"
        if isinstance(argument, (Scalar, int, float)) and not isinstance(argument, bool):
            return ": wrap it in q.vector()"
    return ""


def _refusing(what: str) -> Callable[..., Never]:
    def refuse(self: Expr, *_: object) -> Never:
        fix = {
            RangeVector: "apply a function such as q.rate() or q.last_over_time() first",
            Scalar: "wrap it in q.vector() first",
            String: "strings are arguments of functions only",
        }[next(kind for kind in (RangeVector, Scalar, String) if isinstance(self, kind))]
        raise PromQLTypeError(f"{describe(self)} does not take {what}: {fix}")

    return refuse


if not TYPE_CHECKING:
    # Type checkers see that these do not exist; at run time they say what to write instead.
    _arithmetic = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "mod": "%", "pow": "**"}
    _others = {"gt": ">", "lt": "<", "ge": ">=", "le": "<=", "neg": "-", "pos": "+"}
    for _kind in (RangeVector, String):
        for _name, _symbol in (*_arithmetic.items(), *(("r" + n, s) for n, s in _arithmetic.items()), *_others.items()):
            setattr(_kind, f"__{_name}__", _refusing(f"the operator {_symbol}"))
    for _kind in (RangeVector, Scalar, String):
        _kind.__getitem__ = _refusing("a range or subquery")

# Last, because operators make nodes, which are values.
from . import operations, selectors  # noqa: E402
