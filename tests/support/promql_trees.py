"""Random expression trees for hypothesis, made of every kind of node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from prometheus_querier import promql as q
from prometheus_querier.promql.nodes import AGGREGATORS, signed

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

_METRICS = ("a", "b", "job:c:rate5m", "sum", "offset", "by", "fill", "rate", ":x")
_LABELS = ("job", "le", "on", "by", "group_left", "start")
_REGEXES = (".+", "a|b", "web-.*", r"\d+", "(?i)x", "")
_NUMBERS = (0.0, 1.0, 2.0, 0.5, -1.0, -2.5, 1e21, 1e-7, float("inf"), float("-inf"), float("nan"), 300.0, -0.0)
# Of characters without a category, Unicode versions differ on whether they can be printed.
_TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cn")), max_size=4)
_VECTOR_FUNCTIONS = ("abs", "sort", "timestamp", "histogram_count", "absent", "hour")
_RANGE_FUNCTIONS = ("rate", "sum_over_time", "changes", "absent_over_time")


@dataclass(frozen=True)
class Forest:
    """What random trees are made of.

    Attributes:
        modern: Whether to use what came after Prometheus 2.42.
        flagged: Whether to use what newer parsers than Prometheus 3.5 know, some of it behind flags.
    """

    modern: bool = False
    flagged: bool = False

    def vectors(self) -> SearchStrategy[q.InstantVector]:
        """Instant vectors, and through them every kind of node."""
        return st.recursive(
            st.one_of(self._selectors(), st.builds(q.vector, self._scalar_leaves())), self._larger, max_leaves=8
        )

    def _names(self) -> SearchStrategy[str]:
        return st.sampled_from((*_LABELS, "k8s.pod", "ü", "inf")) if self.modern else st.sampled_from(_LABELS)

    def _groupings(self) -> SearchStrategy[tuple[str, ...]]:
        # Prometheus 3.5 reads quoted labels of groupings, but prints them without quotes.
        names = st.sampled_from((*_LABELS, "k8s.pod", "ü", "inf")) if self.flagged else st.sampled_from(_LABELS)
        return st.lists(names, max_size=3, unique=True).map(tuple)

    def _matchers(self) -> SearchStrategy[q.Matcher]:
        plain = st.builds(q.Matcher, self._names(), st.sampled_from(("=", "!=")), _TEXTS)
        return plain | st.builds(q.Matcher, self._names(), st.sampled_from(("=~", "!~")), st.sampled_from(_REGEXES))

    def _selectors(self) -> SearchStrategy[q.InstantSelector]:
        matchers = st.lists(self._matchers(), max_size=3).map(tuple)
        extensions = st.sampled_from((None, None, "anchored", "smoothed")) if self.flagged else st.none()
        metrics = (*_METRICS, "anchored", "smoothed") if self.modern else _METRICS
        rest = (self._offsets(), self._instants(), extensions)
        return st.builds(q.InstantSelector, st.sampled_from(metrics), matchers, *rest) | st.builds(
            q.InstantSelector, st.none(), matchers.map(lambda those: (*those, q.Matcher("__name__", "=", "x y"))), *rest
        )

    def _instants(self) -> SearchStrategy[Any]:
        return st.none() | st.sampled_from(("start", "end")) | st.integers(-(10**12), 10**13)

    def _windows(self) -> SearchStrategy[Any]:
        lengths = st.integers(1, 10**10)
        return lengths | self._durations() if self.flagged else lengths

    def _offsets(self) -> SearchStrategy[Any]:
        lengths = st.just(0) | st.integers(-(10**10), 10**10)
        return lengths | self._durations() if self.flagged else lengths

    def _durations(self) -> SearchStrategy[q.Scalar]:
        literals = st.builds(q.Number, st.integers(1, 9999).map(float), st.booleans())
        leaves = literals | st.sampled_from((q.step(), q.range()))

        def larger(inner: SearchStrategy[q.Scalar]) -> SearchStrategy[q.Scalar]:
            return (
                st.builds(q.ScalarBinary, st.sampled_from(("+", "-", "*", "^")), inner, inner)
                | st.builds(q.min_of, inner, inner)
                | inner.map(lambda scalar: signed("-", scalar))
            )

        return st.recursive(leaves, larger, max_leaves=4).filter(lambda scalar: not isinstance(scalar, q.Number))

    def _scalar_leaves(self) -> SearchStrategy[q.Scalar]:
        numbers = st.builds(q.Number, st.sampled_from(_NUMBERS) | st.integers(-99, 99).map(float))
        durations = st.builds(q.duration, st.integers(-99, 10**6)) if self.modern else st.nothing()
        return numbers | durations | st.sampled_from((q.time(), q.pi()))

    def _scalars(self, inner: SearchStrategy[q.InstantVector]) -> SearchStrategy[q.Scalar]:
        leaves = self._scalar_leaves() | inner.map(q.scalar)
        operators = ("+", "-", "*", "/", "%", "^", "atan2", ">", "==")
        return (
            leaves
            | st.builds(q.ScalarBinary, st.sampled_from(operators), leaves, leaves)
            | st.builds(signed, st.sampled_from("+-"), leaves)
        )

    def _larger(self, inner: SearchStrategy[q.InstantVector]) -> SearchStrategy[q.InstantVector]:
        scalars = self._scalars(inner)
        ranges = st.builds(q.RangeSelector, self._selectors(), self._windows()) | st.builds(
            q.Subquery, inner, self._windows(), st.none() | self._windows(), self._offsets(), self._instants()
        )
        calls = (
            st.builds(lambda name, v: q.VectorCall(name, (v,)), st.sampled_from(_VECTOR_FUNCTIONS), inner)
            | st.builds(lambda name, v: q.VectorCall(name, (v,)), st.sampled_from(_RANGE_FUNCTIONS), ranges)
            | st.builds(q.clamp, inner, scalars, scalars)
            | st.builds(q.label_join, inner, st.just("x"), _TEXTS, st.sampled_from(_LABELS))
            | st.builds(q.hour)
        )
        return (
            calls
            | self._aggregations(inner, scalars)
            | self._binaries(inner, scalars)
            | st.builds(q.VectorUnary, st.sampled_from("+-"), inner)
        )

    def _aggregations(self, inner: Any, scalars: Any) -> SearchStrategy[q.InstantVector]:
        plain = sorted(AGGREGATORS - {"topk", "bottomk", "quantile", "limitk", "limit_ratio", "count_values"})
        # `by ()` is no grouping, as no grouping is.
        groupings = st.tuples(self._groupings(), st.booleans())
        return st.builds(
            lambda op, v, g: q.Aggregation(op, v, None, *g), st.sampled_from(plain), inner, groupings
        ) | st.builds(
            lambda op, k, v, g: q.Aggregation(op, v, k, *g),
            st.sampled_from(("topk", "quantile")),
            scalars,
            inner,
            groupings,
        )

    def _binaries(self, inner: Any, scalars: Any) -> SearchStrategy[q.InstantVector]:
        arithmetic, comparisons = ("+", "-", "*", "/", "%", "^", "atan2"), ("==", "!=", ">", "<", ">=", "<=")
        trims = ("</", ">/") if self.flagged else ()
        pairs = st.tuples(inner, inner) | st.tuples(inner, scalars) | st.tuples(scalars, inner)
        free = pairs.flatmap(
            lambda pair: st.sampled_from((*arithmetic, *comparisons, *trims)).map(lambda op: q.VectorBinary(op, *pair))
        )
        bools = pairs.flatmap(
            lambda pair: st.sampled_from(comparisons).map(lambda op: q.VectorBinary(op, *pair, return_bool=True))
        )
        sets = st.builds(
            lambda op, a, b, m: q.VectorBinary(op, a, b, matching=m),
            st.sampled_from(("and", "or", "unless")), inner, inner, self._matchings(grouped=False),
        )  # fmt: skip
        matched = st.builds(
            lambda op, a, b, m: q.VectorBinary(op, a, b, matching=m),
            st.sampled_from((*arithmetic, *comparisons)), inner, inner, self._matchings(grouped=True),
        )  # fmt: skip
        return free | bools | sets | matched

    def _matchings(self, *, grouped: bool) -> SearchStrategy[q.VectorMatching]:
        groups = st.sampled_from((None, "left", "right")) if grouped else st.none()
        fills = (
            st.none() | st.sampled_from((0.0, -1.5, 1e21, 1e-5, float("inf")))
            if self.flagged and grouped
            else st.none()
        )

        def make(labels: Any, on: bool, group: Any, include: Any, left: Any, right: Any) -> q.VectorMatching:
            kept = tuple(name for name in include if group and not (on and name in labels))
            return q.VectorMatching(labels, on, group, kept, left, right)

        return st.builds(make, self._groupings(), st.booleans(), groups, self._groupings(), fills, fills)


OLD = Forest()
"""What Prometheus 2.42 reads."""

MODERN = Forest(modern=True)
"""What Prometheus 3.5 reads."""

NEWEST = Forest(modern=True, flagged=True)
"""What Prometheus 3.14 reads with all its flags on."""
