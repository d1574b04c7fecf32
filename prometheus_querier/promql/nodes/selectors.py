"""Selectors of series and subqueries, with the modifiers ``offset``, ``@``, ``anchored`` and ``smoothed``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias, overload

from prometheus_querier.durations import LONGEST_MS
from prometheus_querier.errors import PromQLTypeError, QueryBuildError, UnsafeNameError
from prometheus_querier.promql.matchers import LabelValue, Matcher, braces_of, in_print_order
from prometheus_querier.promql.quoting import is_bare_metric_name
from prometheus_querier.timestamps import TimeLike, timestamp_to_ms

from .durations import check_duration, range_to_ms, to_duration, to_offset
from .expressions import describe, excerpt
from .structure import computed, record, unchecked
from .values import DurationExpr, InstantVector, RangeVector, Scalar, SubqueryWindow

if TYPE_CHECKING:
    from collections.abc import Mapping

Instant: TypeAlias = int | Literal["start", "end"]
"""The time of ``@``: Unix milliseconds, or the start or end of the query."""

Extension: TypeAlias = Literal["anchored", "smoothed"]


@record
class InstantSelector(InstantVector):
    """An instant vector selector: ``name{matchers} @ time offset duration``.

    Attributes:
        name: The metric name before the braces; None when there is none, or when it can only stand inside, as
            ``{__name__="my.metric"}``.
        matchers: In the order in which Prometheus prints them, whatever the order given.
        offset_by: The offset in milliseconds, or a duration expression; 0 for none.
        at_time: The time of ``@``.
        extension: ``anchored`` or ``smoothed``.
        text: The selector without its modifiers, as it is printed.
    """

    name: str | None
    matchers: tuple[Matcher, ...] = ()
    offset_by: int | Scalar = 0
    at_time: Instant | None = None
    extension: Extension | None = None
    text: str = computed(init=False)

    def __post_init__(self) -> None:
        name = self.name
        if name is not None and not (type(name) is str and is_bare_metric_name(name)):
            raise UnsafeNameError(f"{name!r} cannot stand before the braces: write q.metric({name!r})")
        if self.matchers or name is None:
            matchers, braces = in_print_order(self.matchers)
            object.__setattr__(self, "matchers", matchers)
            object.__setattr__(self, "text", f"{name or ''}{braces}")
        else:
            object.__setattr__(self, "text", name)
        if name is not None and "__name__" in self.text:
            self._check_names()
        if type(self.offset_by) is not int or self.offset_by != 0:
            check_duration(self.offset_by, "offset")
        if self.at_time is not None:
            _check_instant(self.at_time)
        if self.extension not in (None, "anchored", "smoothed"):
            raise QueryBuildError(f"a selector is extended as anchored or smoothed, not as {self.extension!r}")

    def _check_names(self) -> None:
        for matcher in self.matchers:
            if matcher.label == "__name__":
                raise QueryBuildError(f"the metric name is set twice: as {self.name} and as {matcher}")

    @overload
    def __getitem__(self, window: DurationExpr) -> RangeSelector: ...
    @overload
    def __getitem__(self, window: SubqueryWindow) -> Subquery: ...
    def __getitem__(self, window: DurationExpr | SubqueryWindow) -> RangeSelector | Subquery:
        """Selects a range, ``x["5m"]``, or evaluates at steps over one, ``x["1h":"1m"]``."""
        if type(window) is str:
            return new_range_selector(self, range_to_ms(window))
        if isinstance(window, slice):
            return subquery(self, window)
        return RangeSelector(self, to_duration(window, "range"))

    def where(
        self, demands: Mapping[str, str | LabelValue] | None = None, /, **labels: str | LabelValue
    ) -> InstantSelector:
        """Adds label matchers to those that are there.

        >>> from prometheus_querier import promql as q
        >>> print(q.metric("up", job=q.regex("api.*")).where(job=q.not_("api-test")))
        up{job!="api-test",job=~"api.*"}
        """
        added = self.matchers + braces_of(demands, labels)[0]
        return InstantSelector(self.name, added, self.offset_by, self.at_time, self.extension)

    def offset(self, duration: DurationExpr) -> InstantSelector:
        """Looks at the series as they were *duration* earlier.

        >>> from prometheus_querier import promql as q
        >>> print(q.metric("up").offset("1w"))
        up offset 1w
        """
        return self.__replace__(offset_by=new_offset(self, self.offset_by, duration))

    def at(self, time: TimeLike) -> InstantSelector:
        """Looks at the series at a fixed point in time.

        >>> from prometheus_querier import promql as q
        >>> print(q.metric("up").at(1700000000))
        up @ 1700000000.000
        """
        return self.__replace__(at_time=new_instant(self, self.at_time, timestamp_to_ms(time)))

    def at_start(self) -> InstantSelector:
        """Looks at the series at the start of the query's time range."""
        return self.__replace__(at_time=new_instant(self, self.at_time, "start"))

    def at_end(self) -> InstantSelector:
        """Looks at the series at the end of the query's time range."""
        return self.__replace__(at_time=new_instant(self, self.at_time, "end"))

    def anchored(self) -> InstantSelector:
        """Includes the samples at the very borders of a range (Prometheus 3.7, behind a flag)."""
        return self.__replace__(extension=_new_extension(self, self.extension, "anchored"))

    def smoothed(self) -> InstantSelector:
        """Interpolates the values at the evaluation time (Prometheus 3.7, behind a flag)."""
        return self.__replace__(extension=_new_extension(self, self.extension, "smoothed"))


new_selector = unchecked(InstantSelector)
"""Makes a selector of fields that were checked before, its text among them."""


@record
class RangeSelector(RangeVector):
    """A range vector selector: ``name{matchers}[range] @ time offset duration``.

    Attributes:
        selector: Which series, with the modifiers of the whole.
        range: In milliseconds, or a duration expression.
    """

    selector: InstantSelector
    range: int | Scalar

    def __post_init__(self) -> None:
        if not isinstance(self.selector, InstantSelector):
            raise PromQLTypeError(f"a range needs a selector, not {describe(self.selector)}")
        if type(self.range) is not int or self.range <= 0 or self.range > LONGEST_MS:
            check_duration(self.range, "range", positive=True)

    def where(
        self, demands: Mapping[str, str | LabelValue] | None = None, /, **labels: str | LabelValue
    ) -> RangeSelector:
        """Adds label matchers to those that are there."""
        return RangeSelector(self.selector.where(demands, **labels), self.range)

    def offset(self, duration: DurationExpr) -> RangeSelector:
        """Looks at the series as they were *duration* earlier."""
        return RangeSelector(self.selector.offset(duration), self.range)

    def at(self, time: TimeLike) -> RangeSelector:
        """Looks at the range that ends at a fixed point in time."""
        return RangeSelector(self.selector.at(time), self.range)

    def at_start(self) -> RangeSelector:
        """Looks at the range that ends at the start of the query's time range."""
        return RangeSelector(self.selector.at_start(), self.range)

    def at_end(self) -> RangeSelector:
        """Looks at the range that ends at the end of the query's time range."""
        return RangeSelector(self.selector.at_end(), self.range)

    def anchored(self) -> RangeSelector:
        """Takes the values at the very borders of the range into account (Prometheus 3.7, behind a flag).

        >>> from prometheus_querier import promql as q
        >>> print(q.increase(q.metric("x")["5m"].anchored()))
        increase(x[5m] anchored)
        """
        return RangeSelector(self.selector.anchored(), self.range)

    def smoothed(self) -> RangeSelector:
        """Interpolates the values at the borders of the range (Prometheus 3.7, behind a flag)."""
        return RangeSelector(self.selector.smoothed(), self.range)


new_range_selector = unchecked(RangeSelector)
"""Makes a range selector of a selector and a range that were checked before."""


@record
class Subquery(RangeVector):
    """An expression evaluated at steps over a range: ``expr[range:step] @ time offset duration``.

    Attributes:
        operand: What is evaluated.
        range: In milliseconds, or a duration expression.
        step: In milliseconds, a duration expression, or None for the server's default.
        offset_by: The offset in milliseconds, or a duration expression; 0 for none.
        at_time: The time of ``@``.
    """

    operand: InstantVector
    range: int | Scalar
    step: int | Scalar | None = None
    offset_by: int | Scalar = 0
    at_time: Instant | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.operand, InstantVector):
            raise PromQLTypeError(f"a subquery needs an instant vector, not {describe(self.operand)}")
        check_duration(self.range, "range", positive=True)
        if self.step is not None:
            check_duration(self.step, "step", positive=True)
        if type(self.offset_by) is not int or self.offset_by != 0:
            check_duration(self.offset_by, "offset")
        if self.at_time is not None:
            _check_instant(self.at_time)

    def offset(self, duration: DurationExpr) -> Self:
        """Ends the range *duration* earlier."""
        return self.__replace__(offset_by=new_offset(self, self.offset_by, duration))

    def at(self, time: TimeLike) -> Self:
        """Ends the range at a fixed point in time."""
        return self.__replace__(at_time=new_instant(self, self.at_time, timestamp_to_ms(time)))

    def at_start(self) -> Self:
        """Ends the range at the start of the query's time range."""
        return self.__replace__(at_time=new_instant(self, self.at_time, "start"))

    def at_end(self) -> Self:
        """Ends the range at the end of the query's time range."""
        return self.__replace__(at_time=new_instant(self, self.at_time, "end"))


def subquery(operand: InstantVector, window: Any) -> Subquery:
    """Makes the subquery that ``operand[range:step]`` asks for."""
    if not isinstance(window, slice):
        raise PromQLTypeError(
            f"a plain range needs a selector, not {describe(operand)}: write [{window!r}:] for a subquery, which "
            f"evaluates it at steps"
        )
    if window.start is None or window.step is not None:
        raise QueryBuildError("a subquery is written [range:step] or [range:], such as x['1h':'1m']")
    step = None if window.stop is None else to_duration(window.stop, "step")
    return Subquery(operand, to_duration(window.start, "range"), step)


def new_offset(node: InstantSelector | Subquery, old: int | Scalar, duration: DurationExpr) -> int | Scalar:
    """The offset of a node that may have none yet."""
    if old != 0:
        raise QueryBuildError(f"{excerpt(node)} has an offset already, and PromQL takes one only")
    return to_offset(duration)


def new_instant(node: InstantSelector | Subquery, old: Instant | None, time: Instant) -> Instant:
    """The ``@`` of a node that may have none yet."""
    if old is not None:
        raise QueryBuildError(f"{excerpt(node)} has an @ already, and PromQL takes one only")
    return time


def _check_instant(time: object) -> None:
    if type(time) is not int and time not in ("start", "end"):
        raise QueryBuildError(f"the time of @ is whole Unix milliseconds, start or end, not {time!r}")


def _new_extension(node: InstantSelector, old: Extension | None, extension: Extension) -> Extension:
    if old is not None and old != extension:
        raise QueryBuildError(f"{excerpt(node)} is {old} already, and cannot be {extension} too")
    return extension
