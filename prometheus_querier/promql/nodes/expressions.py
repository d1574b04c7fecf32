"""What all expressions have in common, and how error messages show them."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, ClassVar, Never

from prometheus_querier.errors import PromQLTypeError
from prometheus_querier.promql.quoting import shortened, trimmed

from .structure import Structural

if TYPE_CHECKING:
    from collections.abc import Callable


class ValueType(StrEnum):
    """What an expression evaluates to, in the API's words (``resultType``)."""

    INSTANT_VECTOR = "vector"
    RANGE_VECTOR = "matrix"
    SCALAR = "scalar"
    STRING = "string"

    @property
    def documented(self) -> str:
        """The name that Prometheus' documentation and error messages use.

        >>> ValueType.RANGE_VECTOR.documented
        'range vector'
        """
        return self.name.lower().replace("_", " ")


class Expr(Structural):
    """A PromQL expression; ``str()`` is its text.

    Expressions are immutable and compare by structure: ``==`` asks whether two trees are the same query. The
    comparisons of PromQL are methods, :meth:`InstantVector.eq` and its like.
    """

    __slots__ = ()
    value_type: ClassVar[ValueType]

    # Without these, numpy would take an expression apart, and `in` and iteration would try x[0], x[1], …
    __array_ufunc__: ClassVar[None] = None
    __iter__: ClassVar[None] = None
    __contains__: ClassVar[None] = None

    def __str__(self) -> str:
        return _renderer()(self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"

    def _repr_html_(self) -> str:
        from prometheus_querier.promql.html import expression_html  # noqa: PLC0415 - for notebooks only

        return expression_html(self)

    # Equal trees print the same, and printing is the quickest way through a tree.
    def __hash__(self) -> int:
        return hash(str(self))

    def __bool__(self) -> Never:
        raise PromQLTypeError(
            f"{excerpt(self)} has no truth value before a server evaluates it: write a.and_(b), a.or_(b) and a.unless(b) "
            f"for PromQL's set operators, (a > 1) < 5 for 1 < a < 5, and `is None` to ask whether there is an expression"
        )


def excerpt(expr: Expr) -> str:
    """Quotes an expression in an error message, shortened."""
    return f"`{trimmed(str(expr))}`"


def describe(value: object) -> str:
    """Says in an error message what a value is."""
    if isinstance(value, Expr):
        return f"the {value.value_type.documented} {excerpt(value)}"
    if isinstance(value, bool):
        return f"{value!r}, which is no number in PromQL; Python's == gives it: write a.eq(b) for PromQL's =="
    return f"{type(value).__name__} {shortened(value)}"


def no_expression(value: Never) -> PromQLTypeError:
    """Refuses what is no node of any kind; type checkers see that no kind is forgotten. Most often it is unparsed text."""
    advice = ": write promql.parse(…)" if isinstance(value, str) else ""
    return PromQLTypeError(f"an expression is needed, not {describe(value)}{advice}")


@cache
def _renderer() -> Callable[[Expr], str]:
    from prometheus_querier.promql.render import render  # noqa: PLC0415 - the renderer imports the nodes

    return render
