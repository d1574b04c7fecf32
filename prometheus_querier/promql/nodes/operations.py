"""Unary and binary operators, and how the series of two sides find each other."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from prometheus_querier.errors import PromQLTypeError, QueryBuildError
from prometheus_querier.promql.operators import (
    ARITHMETIC_OPERATORS,
    COMPARISON_OPERATORS,
    SET_OPERATORS,
    TRIM_OPERATORS,
    UNARY_OPERATORS,
    BinaryOperator,
    Flag,
    UnaryOperator,
)
from prometheus_querier.promql.quoting import label_names

from .expressions import describe, excerpt
from .literals import Number, to_float
from .structure import Structural, record
from .values import InstantVector, RangeVector, Scalar


@record
class VectorMatching(Structural):
    """Which series of the two sides belong together.

    Attributes:
        labels: The labels that must be equal, or with *on* unset, those that need not be.
        on: Whether *labels* came with ``on`` rather than ``ignoring``.
        group: ``left`` when many series of the left side may find one of the right side, and the reverse.
        include: The labels that the "many" side takes over from the "one" side.
        fill_left: The value of a left series that is missing.
        fill_right: The value of a right series that is missing.
    """

    labels: tuple[str, ...] = ()
    on: bool = False
    group: Literal["left", "right"] | None = None
    include: tuple[str, ...] = ()
    fill_left: float | None = None
    fill_right: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", label_names(self.labels, "a label of on() or ignoring()"))
        object.__setattr__(self, "include", label_names(self.include, "a label of group_left() or group_right()"))
        if self.group not in (None, "left", "right"):
            raise QueryBuildError(f"the group is left or right, not {self.group!r}")
        for side in ("fill_left", "fill_right"):
            if getattr(self, side) is not None:
                object.__setattr__(self, side, to_float(getattr(self, side)))
        if self.include and self.group is None:
            raise QueryBuildError("labels to include need group_left() or group_right()")
        if self.on:
            matched = frozenset(self.labels)
            for label in self.include:
                if label in matched:
                    raise QueryBuildError(f"label {label!r} must not be both in on() and in group_{self.group}()")


ONE_TO_ONE = VectorMatching()
"""The matching that needs no words: all labels are equal."""


@record
class VectorUnary(InstantVector):
    """A sign before an instant vector."""

    operator: UnaryOperator
    operand: InstantVector

    def __post_init__(self) -> None:
        if self.operator not in UNARY_OPERATORS:
            raise QueryBuildError(f"a sign is + or -, not {self.operator!r}")
        if not isinstance(self.operand, InstantVector):
            raise PromQLTypeError(f"this sign needs an instant vector, not {describe(self.operand)}")


@record
class ScalarUnary(Scalar):
    """A sign before a scalar that is no literal; the sign of a literal is part of it."""

    operator: UnaryOperator
    operand: Scalar

    def __post_init__(self) -> None:
        if self.operator not in UNARY_OPERATORS:
            raise QueryBuildError(f"a sign is + or -, not {self.operator!r}")
        if isinstance(self.operand, Number) or not isinstance(self.operand, Scalar):
            raise PromQLTypeError(f"this sign needs a scalar that is no literal, not {describe(self.operand)}")


@record
class ScalarBinary(Scalar):
    """An operator between two scalars; a comparison gives 1 or 0 and prints with ``bool``."""

    operator: BinaryOperator
    left: Scalar
    right: Scalar

    def __post_init__(self) -> None:
        if self.operator not in _SCALAR_OPERATORS:
            raise PromQLTypeError(f"{self.operator} is no operator between scalars")
        for side in (self.left, self.right):
            if not isinstance(side, Scalar):
                raise PromQLTypeError(f"{self.operator} between scalars cannot take {describe(side)}")

    def bool(self) -> ScalarBinary:
        """Returns 1 for true and 0 for false, which between scalars is the only form there is."""
        if self.operator not in COMPARISON_OPERATORS:
            raise QueryBuildError(f"bool() is for comparisons, not for {self.operator}")
        return self


@record
class VectorBinary(InstantVector):
    """An operator with an instant vector on one side or both."""

    operator: BinaryOperator
    left: InstantVector | Scalar
    right: InstantVector | Scalar
    return_bool: Flag = False
    matching: VectorMatching = ONE_TO_ONE

    def __post_init__(self) -> None:
        left, right = isinstance(self.left, InstantVector), isinstance(self.right, InstantVector)
        if self.operator not in _VECTOR_OPERATORS:
            raise QueryBuildError(f"{self.operator!r} is no operator of PromQL")
        if not (left and right):
            self._check_scalar_side(left, right)
        if self.return_bool and self.operator not in COMPARISON_OPERATORS:
            raise QueryBuildError(f"bool() is for comparisons, not for {self.operator}")
        if self.matching is not ONE_TO_ONE and self.operator in SET_OPERATORS:
            if self.matching.group is not None:
                raise QueryBuildError(
                    f"{self.operator} matches many to many: group_left() and group_right() are not for it"
                )
            if self.matching.fill_left is not None or self.matching.fill_right is not None:
                raise QueryBuildError(f"{self.operator} keeps series as they are: fill() is not for it")

    def _check_scalar_side(self, left: Flag, right: Flag) -> None:
        for side in (self.left, self.right):
            if not isinstance(side, (InstantVector, Scalar)):
                raise PromQLTypeError(
                    f"{self.operator} needs instant vectors or scalars, not {describe(side)}{_fix(side)}"
                )
        if not (left or right):
            raise PromQLTypeError(f"{self.operator} between two scalars is a scalar, no instant vector")
        if self.operator in SET_OPERATORS:
            scalar = self.right if left else self.left
            raise PromQLTypeError(f"{self.operator} needs instant vectors, not {describe(scalar)}: write q.vector(…)")
        if self.matching != ONE_TO_ONE:
            raise QueryBuildError("on(), ignoring(), group and fill modifiers need instant vectors on both sides")

    def bool(self) -> VectorBinary:
        """Returns 1 for true and 0 for false, instead of keeping the series for which the comparison is true.

        >>> from prometheus_querier import promql as q
        >>> print((q.metric("up") > 0).bool())
        up > bool 0
        """
        return self.__replace__(return_bool=True)

    def on(self, *labels: str) -> VectorBinary:
        """Matches the series of the two sides by these labels only.

        >>> from prometheus_querier import promql as q
        >>> a, b = q.metric("a"), q.metric("b")
        >>> print((a / b).on("job").group_left("version"))
        a / on (job) group_left (version) b
        """
        return self._matching(labels=self._new_labels(labels, "on"), on=True)

    def ignoring(self, *labels: str) -> VectorBinary:
        """Matches the series of the two sides by all labels but these.

        >>> from prometheus_querier import promql as q
        >>> a, b = q.metric("a"), q.metric("b")
        >>> print((a / b).ignoring("pod").fill(0))
        a / ignoring (pod) fill (0) b
        """
        return self._matching(labels=self._new_labels(labels, "ignoring"), on=False)

    def group_left(self, *include: str) -> VectorBinary:
        """Lets many series of the left side find one of the right side, and take over its labels *include*."""
        return self._grouped("left", include)

    def group_right(self, *include: str) -> VectorBinary:
        """Lets many series of the right side find one of the left side, and take over its labels *include*."""
        return self._grouped("right", include)

    def fill(self, value: float) -> VectorBinary:
        """Takes *value* for a series that is missing on either side (Prometheus 3.10, behind a flag)."""
        return self.fill_left(value).fill_right(value)

    def fill_left(self, value: float) -> VectorBinary:
        """Takes *value* for a series that is missing on the left side (Prometheus 3.10, behind a flag)."""
        if self.matching.fill_left is not None:
            raise QueryBuildError(f"{excerpt(self)} has a left fill value already")
        return self._matching(fill_left=to_float(value))

    def fill_right(self, value: float) -> VectorBinary:
        """Takes *value* for a series that is missing on the right side (Prometheus 3.10, behind a flag)."""
        if self.matching.fill_right is not None:
            raise QueryBuildError(f"{excerpt(self)} has a right fill value already")
        return self._matching(fill_right=to_float(value))

    def _matching(self, **changes: Any) -> VectorBinary:
        return self.__replace__(matching=self.matching.__replace__(**changes))

    def _new_labels(self, labels: tuple[str, ...], method: str) -> tuple[str, ...]:
        if self.matching.on or self.matching.labels:
            raise QueryBuildError(f"{excerpt(self)} has its labels to match already: {method}() takes all at once")
        return label_names(labels, f"a label of {method}()")

    def _grouped(self, group: Literal["left", "right"], include: tuple[str, ...]) -> VectorBinary:
        if self.matching.group is not None:
            raise QueryBuildError(f"{excerpt(self)} has group_{self.matching.group}() already")
        return self._matching(group=group, include=label_names(include, f"a label of group_{group}()"))


Binary: TypeAlias = VectorBinary | ScalarBinary

_VECTOR_OPERATORS = ARITHMETIC_OPERATORS | COMPARISON_OPERATORS | SET_OPERATORS | TRIM_OPERATORS
_SCALAR_OPERATORS = ARITHMETIC_OPERATORS | COMPARISON_OPERATORS | TRIM_OPERATORS


def combine(operator: BinaryOperator, left: object, right: object) -> Binary:
    """Makes the node for an operator between whatever Python has on its two sides.

    Raises:
        PromQLTypeError: A side is neither an instant vector nor a scalar.
    """
    left, right = _operand(operator, left), _operand(operator, right)
    if isinstance(left, Scalar) and isinstance(right, Scalar):
        return ScalarBinary(operator, left, right)
    return VectorBinary(operator, left, right)


def combine_vectors(operator: BinaryOperator, left: object, right: object) -> VectorBinary:
    """Makes the node where one side is known to be an instant vector."""
    return VectorBinary(operator, _operand(operator, left), _operand(operator, right))


def combine_scalars(operator: BinaryOperator, left: object, right: object) -> ScalarBinary:
    """Makes the node where both sides are known to be scalars."""
    return ScalarBinary(operator, _scalar(operator, left), _scalar(operator, right))


def signed(operator: UnaryOperator, operand: Scalar) -> Scalar:
    """Puts a sign before a scalar; a literal takes it up."""
    if isinstance(operand, Number):
        return operand if operator == "+" else Number(-operand.value, operand.is_duration)
    return ScalarUnary(operator, operand)


def _operand(operator: str, value: object) -> InstantVector | Scalar:
    if isinstance(value, (InstantVector, Scalar)):
        return value
    if not isinstance(value, (bool, str)) and hasattr(value, "__float__"):
        return Number(to_float(value))
    raise PromQLTypeError(f"{operator} needs instant vectors or scalars, not {describe(value)}{_fix(value)}")


def _scalar(operator: str, value: object) -> Scalar:
    operand = _operand(operator, value)
    if not isinstance(operand, Scalar):
        raise PromQLTypeError(f"{operator} between scalars cannot take {describe(operand)}")
    return operand


def _fix(value: object) -> str:
    if isinstance(value, RangeVector):
        return ": apply a function such as q.rate() or q.last_over_time() first"
    if isinstance(value, str):
        return ": q.parse() makes an expression of PromQL text, and str() text of an expression"
    return ""
