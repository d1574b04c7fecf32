"""Scalars and strings: answers of one value without labels."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, Self

from prometheus_querier.errors import ResultTypeError
from prometheus_querier.timestamps import ms_to_datetime

from .long import LongColumns
from .series import Series
from .tables import Tabular

if TYPE_CHECKING:
    from .stats import QueryStats


class _Unlabelled:
    """The accessors of results that have no labels."""

    __slots__ = ()

    def one(self) -> Self:
        """Gives the result itself: it is one sample."""
        return self

    def by(self, *names: str) -> NoReturn:
        """Refuses: there are no labels.

        Raises:
            ResultTypeError: Always.
        """
        raise ResultTypeError(f"expected series by {', '.join(names)}, but the answer is a {type(self).__name__}")

    def only(self, *_labels: object, **_more: str) -> NoReturn:
        """Refuses: there are no labels.

        Raises:
            ResultTypeError: Always.
        """
        raise ResultTypeError(f"expected series with labels, but the answer is a {type(self).__name__}")


@dataclass(frozen=True, slots=True)
class ScalarResult(_Unlabelled, Tabular):
    """The answer to a query that gives one number, such as ``1 + 1`` or ``scalar(…)``.

    Attributes:
        timestamp: The evaluation time, in Unix seconds.
        value: The number.
        query: The PromQL that was asked.
        warnings: What the server warns of.
        infos: What the server remarks on.
        stats: What the query cost, when that was asked for.
    """

    timestamp: float
    value: float
    query: str = ""
    warnings: tuple[str, ...] = ()
    infos: tuple[str, ...] = ()
    stats: QueryStats | None = None

    def scalar(self) -> float:
        """Gives the number."""
        return self.value

    def __float__(self) -> float:
        return self.value

    def _repr_html_(self) -> str:
        from .html.queries import value_html  # noqa: PLC0415 - for notebooks only

        return value_html(self)

    def _series(self) -> tuple[Series, ...]:
        return (Series({}, array("d", [self.timestamp]), array("d", [self.value])),)

    def _long(self) -> LongColumns:
        return LongColumns.of(self._series())


@dataclass(frozen=True, slots=True)
class StringResult(_Unlabelled):
    """The answer to a query that is one string.

    Attributes:
        timestamp: The evaluation time, in Unix seconds.
        value: The string.
        query: The PromQL that was asked.
        warnings: What the server warns of.
        infos: What the server remarks on.
        stats: What the query cost, when that was asked for.
    """

    timestamp: float
    value: str
    query: str = ""
    warnings: tuple[str, ...] = ()
    infos: tuple[str, ...] = ()
    stats: QueryStats | None = None

    def scalar(self) -> NoReturn:
        """Refuses: a string is no number.

        Raises:
            ResultTypeError: Always.
        """
        raise ResultTypeError(f"expected one number, but the answer is the string {self.value[:80]!r}")

    def __str__(self) -> str:
        return self.value

    def to_dicts(self) -> list[dict[str, Any]]:
        """Gives one dictionary: ``timestamp`` (datetime, UTC) and ``value``."""
        return [{"timestamp": ms_to_datetime(round(self.timestamp * 1000)), "value": self.value}]

    def _repr_html_(self) -> str:
        from .html.queries import value_html  # noqa: PLC0415 - for notebooks only

        return value_html(self)
