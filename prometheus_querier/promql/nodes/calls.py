"""Calls of functions."""

from __future__ import annotations

from dataclasses import dataclass

from prometheus_querier.promql.signatures import check_call

from .values import Expr, InstantVector, Scalar


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class VectorCall(InstantVector):
    """A call of a function that returns an instant vector."""

    name: str
    arguments: tuple[Expr, ...]

    def __post_init__(self) -> None:
        check_call(self.name, self.arguments, InstantVector)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ScalarCall(Scalar):
    """A call of a function that returns a scalar."""

    name: str
    arguments: tuple[Expr, ...]

    def __post_init__(self) -> None:
        check_call(self.name, self.arguments, Scalar)
