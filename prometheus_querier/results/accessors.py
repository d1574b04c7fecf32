"""Accessors that state what is expected of a result: the value, or an error that says what came instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, overload

from prometheus_querier.errors import ResultTypeError

from .series import spell

if TYPE_CHECKING:
    from collections.abc import Mapping


class HasLabels(Protocol):
    """Anything with a label set."""

    @property
    def labels(self) -> Mapping[str, str]:
        """Label names and values."""
        ...


T_co = TypeVar("T_co", bound=HasLabels, covariant=True)
_SHOWN = 3
EMPTY = (
    "no series: an empty answer is no error to Prometheus. Are the names right (client.label_values('__name__') lists "
    "the metrics), and were there samples at that time?"
)
"""What to say where a series is expected and the answer is empty."""


def no_position(index: object) -> TypeError:
    """Makes the error for what is no position in a result; most often it is the name of a label."""
    return TypeError(
        f"series are taken by position, such as result[0], not by {index!r}: result[0].labels['job'] is a label "
        f"of one, and result.by('job') has them by its values"
    )


class LabelledResult(Sequence[T_co]):
    """The accessors of results that are sequences of things with labels."""

    __slots__ = ()

    def one(self) -> T_co:
        """Gives the only series.

        Raises:
            ResultTypeError: There is none, or more than one.
        """
        if len(self) != 1:
            raise ResultTypeError(f"expected exactly one series, but the answer has {_listed(self)}")
        return self[0]

    @overload
    def by(self, name: str, /) -> dict[str, T_co]: ...
    @overload
    def by(self, name: str, second: str, /, *names: str) -> dict[tuple[str, ...], T_co]: ...
    def by(self, *names: str) -> dict[Any, Any]:
        """Gives the series by the value of a label, or by a tuple of values for several labels.

        A label that a series does not have counts as empty, as in PromQL.

        Raises:
            ResultTypeError: Two series have the same values.
        """
        found: dict[Any, T_co] = {}
        for item in self:
            values = tuple(item.labels.get(name, "") for name in names)
            key = values[0] if len(values) == 1 else values
            if key in found:
                raise ResultTypeError(
                    f"by({', '.join(names)}) is not unique: {spell(found[key].labels)} and {spell(item.labels)}; "
                    f"name more labels, or aggregate in the query"
                )
            found[key] = item
        return found

    def only(self, labels: Mapping[str, str] | None = None, /, **more: str) -> T_co:
        """Gives the only series that has these label values.

        Args:
            labels: Label names and values, for names that Python cannot spell as keywords.
            more: Label names and values.

        Raises:
            ResultTypeError: No series has them, or more than one.
        """
        wanted = {**(labels or {}), **more}
        found = [item for item in self if all(item.labels.get(name, "") == value for name, value in wanted.items())]
        if len(found) != 1:
            came = _listed(found) if found else f"none among {_listed(self)}"
            raise ResultTypeError(f"expected exactly one series with {spell(wanted)}, but found {came}")
        return found[0]


def _listed(items: Sequence[HasLabels]) -> str:
    if not items:
        return EMPTY
    shown = ", ".join(spell(item.labels) for item in items[:_SHOWN])
    more = ", …" if len(items) > _SHOWN else ""
    return f"{len(items)} series: {shown}{more}"
