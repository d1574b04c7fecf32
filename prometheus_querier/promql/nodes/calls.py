"""Calls of functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.promql.signatures import check_call

from .structure import record, unchecked
from .values import InstantVector, Scalar

if TYPE_CHECKING:
    from .expressions import Expr


@record
class VectorCall(InstantVector):
    """A call of a function that returns an instant vector."""

    name: str
    arguments: tuple[Expr, ...]

    def __post_init__(self) -> None:
        check_call(self.name, self.arguments, InstantVector)


@record
class ScalarCall(Scalar):
    """A call of a function that returns a scalar."""

    name: str
    arguments: tuple[Expr, ...]

    def __post_init__(self) -> None:
        check_call(self.name, self.arguments, Scalar)


new_vector_call = unchecked(VectorCall)
"""Makes a call of a name and arguments that were checked before."""
