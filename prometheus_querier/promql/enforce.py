"""``enforce()``: confines a query to the series that carry given labels, or refuses it.

The rules are few, so that they can be checked by eye: the whole text is parsed and printed anew, every selector of the
tree gets the matchers, and what might read series through no selector is refused. Matchers are only ever added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, TypeAlias

from prometheus_querier.errors import (
    NotEnforceableError,
    PromQLSyntaxError,
    PromQLTypeError,
    QueryBuildError,
    QueryTooLargeError,
)

from .matchers import LabelValue, Matcher, one_of
from .nodes import Expr, InstantSelector, ScalarCall, VectorCall
from .nodes.structure import Structural, record
from .parse import parse
from .quoting import exact_text, label_name, trimmed
from .signatures import function_info
from .walk import transform, walk

Conflict: TypeAlias = Literal["error", "and"]
EnforcedValue: TypeAlias = str | Iterable[str] | LabelValue

_NAME: Final = "__name__"
_MOST_ADDED: Final = 1 << 20
"""Characters that all matchers together may add: a small query has many selectors, and an enforced value may be long."""


def enforce(
    query: Expr | str,
    matchers: Mapping[str, EnforcedValue] | None = None,
    /,
    *,
    conflict: Conflict = "error",
    **labels: EnforcedValue,
) -> Expr:
    """Makes a query see only series with these label values, whatever it says.

    Every selector gets the matchers: in ranges and subqueries, on both sides of operators, in all arguments of
    functions and in the parameters of aggregations. What the answer holds then does not depend on other series. The
    labels of an answer prove nothing, since ``label_replace()`` and ``count_values()`` write what the query says.

    Args:
        query: An expression, or text.
        matchers: Labels and values, also for names that are no Python identifiers.
        conflict: What to do when a selector demands values of such a label that exclude the enforced ones: ``error``
            refuses the query, ``and`` adds the matcher all the same, so that the selector finds nothing.
        labels: Labels and values: one text, several, or ``q.regex(…)``. None may admit the empty text, which is how
            series without the label look to Prometheus.

    Raises:
        NotEnforceableError: The query is no PromQL, contradicts the enforced labels, or might read other series.
        QueryTooLargeError: With the matchers it would be longer than servers read.
        QueryBuildError: The labels or values to enforce are no such thing.

    >>> from prometheus_querier import promql as q
    >>> print(q.enforce("sum(rate(http_requests_total[5m])) / scalar(sum(up))", project_id="42"))
    sum(rate(http_requests_total{project_id="42"}[5m])) / scalar(sum(up{project_id="42"}))
    >>> print(q.enforce("up", {"k8s.namespace": ["a", "b"]}))
    up{"k8s.namespace"=~"a|b"}
    """
    if conflict not in ("error", "and"):
        raise QueryBuildError(f"conflict is 'error' or 'and', not {conflict!r}")
    demands = demands_of({**(matchers or {}), **labels})
    enforced = [_Enforced.of(label, value) for label, value in demands.items()]
    expr = _read(query)
    selectors = 0
    for node in walk(expr):
        if isinstance(node, (VectorCall, ScalarCall)):
            _check_call(node, enforced)
        selectors += isinstance(node, InstantSelector)
    added = selectors * sum(len(one.matcher.text) for one in enforced)
    if added > _MOST_ADDED:
        raise QueryTooLargeError(
            f"the enforced labels would add {added:,} characters to the {selectors:,} selectors of the query, more than "
            f"the {_MOST_ADDED:,} that servers read: the query has too many of them, or the values are too long"
        )

    def confine(node: Expr) -> Expr:
        if isinstance(node, InstantSelector):
            for one in enforced:
                node = one.applied(node, conflict)
        return node

    return transform(expr, confine)


def demands_of(labels: Mapping[str, EnforcedValue]) -> dict[str, LabelValue]:
    """Reads labels to enforce, once: what is read of values that come one by one, or change later, stays.

    Raises:
        QueryBuildError: They are no such thing, or would confine nothing.
    """
    if not labels:
        raise QueryBuildError("enforce() needs at least one label")
    return {(name := label_name(label, "a label to enforce")): _demand(name, labels[label]) for label in labels}


def _demand(name: str, value: Any) -> LabelValue:
    if isinstance(value, str):
        demand = LabelValue("=", exact_text(value, f"the enforced value of {name!r}"))
    elif isinstance(value, LabelValue):
        demand = value
    elif isinstance(value, (bytes, Mapping)) or not isinstance(value, Iterable):
        raise PromQLTypeError(
            f"the enforced value of {name!r} must be text, several texts or q.regex(…), not {type(value).__name__}"
        )
    else:
        texts = list(value)
        if "" in texts:
            raise QueryBuildError(_admits_empty(name))
        demand = one_of(texts)
    if Matcher(name, demand.operator, demand.value).matches_empty():
        raise QueryBuildError(_admits_empty(name))
    return demand


@record
class _Enforced(Structural):
    """One label to enforce.

    Attributes:
        matcher: What every selector gets.
        values: The values that it admits, where they can be listed.
    """

    matcher: Matcher
    values: frozenset[str] | None

    @classmethod
    def of(cls, label: str, demand: LabelValue) -> _Enforced:
        matcher = Matcher(label, demand.operator, demand.value)
        return cls(matcher, _values(matcher))

    def applied(self, selector: InstantSelector, conflict: Conflict) -> InstantSelector:
        """The selector with the matcher."""
        matchers = selector.matchers
        if self.matcher.label == _NAME and selector.name is not None:
            # The name becomes a matcher, because one before the braces admits no other.
            matchers = (Matcher(_NAME, "=", selector.name), *matchers)
        theirs = [matcher for matcher in matchers if matcher.label == self.matcher.label]
        if conflict == "error" and self._excluded_by(theirs):
            demanded, enforced = trimmed(", ".join(map(str, theirs))), trimmed(str(self.matcher))
            raise NotEnforceableError(
                f"{trimmed(selector.text)} demands {demanded}, which contradicts the enforced {enforced}"
            )
        if self.matcher in theirs:
            return selector
        name = None if self.matcher.label == _NAME else selector.name
        return selector.__replace__(name=name, matchers=(*matchers, self.matcher))

    def _excluded_by(self, theirs: list[Matcher]) -> bool:
        """Whether no value satisfies the enforced matcher and theirs, as far as can be told without an RE2 engine."""
        values = self.values
        for matcher in theirs:
            listed = _values(matcher)
            if values is None:
                # An enforced regex, or != : the first value that a selector lists says nothing of it.
                continue
            if listed is not None:
                values = values & listed
            elif matcher.operator == "!=":
                values = values - {matcher.value}
            elif matcher.operator == "!~" and (excluded := _alternatives(matcher.value)) is not None:
                values = values - excluded
        return values is not None and not values


def _read(query: Expr | str) -> Expr:
    if isinstance(query, Expr):
        return query
    try:
        return parse(query)
    except PromQLSyntaxError as error:
        raise NotEnforceableError(f"only PromQL can be confined: {error}") from error


def _check_call(call: VectorCall | ScalarCall, enforced: list[_Enforced]) -> None:
    """Refuses calls that might read series which no selector of the query names."""
    if function_info(call.name) is None:
        raise NotEnforceableError(f"{call.name}() is no function of Prometheus, so nobody knows what it reads")
    if call.name != "info":
        return
    # info() alone reads all of target_info, and one more matcher changes what info() with a selector returns, unless a
    # matcher there needs a data label already.
    names = {_NAME, *(one.matcher.label for one in enforced)}
    selector = call.arguments[1] if len(call.arguments) > 1 else None
    if not isinstance(selector, InstantSelector) or all(
        matcher.label in names or matcher.matches_empty() for matcher in selector.matchers
    ):
        raise NotEnforceableError(
            "info() reads info metrics through no selector of its own: name a label to add, as in "
            'info(x, {version=~".+"})'
        )


def _values(matcher: Matcher) -> frozenset[str] | None:
    """The values that a matcher admits, where they can be listed."""
    if matcher.operator == "=":
        return frozenset({matcher.value})
    return _alternatives(matcher.value) if matcher.operator == "=~" else None


def _alternatives(pattern: str) -> frozenset[str] | None:
    from .re2 import literal_alternatives  # noqa: PLC0415 - only regexes need it

    return literal_alternatives(pattern)


def _admits_empty(label: str) -> str:
    return f"the enforced value of {label!r} must not admit the empty text, which selects series without the label"
