"""``requires()``: which Prometheus a query needs."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from prometheus_querier.errors import QueryBuildError, UnsupportedByServerError

from . import constructs
from .constructs import Construct
from .nodes import (
    Aggregation,
    Expr,
    InstantSelector,
    Number,
    RangeSelector,
    Scalar,
    ScalarBinary,
    ScalarCall,
    Subquery,
    VectorBinary,
    VectorCall,
)
from .nodes.structure import Structural, record
from .parse import reader as reader_of
from .quoting import spell_label, spell_labels
from .remembered import remembered
from .signatures import FunctionInfo, aggregation_infos, function_info
from .walk import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_OLDEST = "2.0.0"
_VERSION = re.compile(r"v?([0-9]{1,5})\.([0-9]{1,5})(?:\.([0-9]{1,5}))?(?![0-9])")


@record
class Requirements(Structural):
    """What a server must know to read a query.

    Attributes:
        constructs: What the query uses that Prometheus 2.0 did not know, each once.
    """

    constructs: tuple[Construct, ...]

    @property
    def version(self) -> str:
        """The lowest release that knows all of it, some of it perhaps behind feature flags; 2.0.0 is the lowest named."""
        return max((construct.since for construct in self.constructs), key=_parse, default=_OLDEST)

    @property
    def features(self) -> frozenset[str]:
        """The feature flags that :attr:`version` needs."""
        return self.features_at(self.version)

    def features_at(self, version: str) -> frozenset[str]:
        """The feature flags that a release needs.

        >>> from prometheus_querier import promql as q
        >>> needs = q.requires("rate(x[2 * 5m])")
        >>> sorted(needs.features_at("3.5.0")), sorted(needs.features_at("3.14.0"))
        (['promql-duration-expr'], [])
        """
        at = _parse(version)
        return frozenset(
            construct.feature_flag
            for construct in self.constructs
            if construct.feature_flag is not None
            and (construct.stable_since is None or at < _parse(construct.stable_since))
        )

    def check(self, version: str, features: Iterable[str] | str = ()) -> None:
        """Refuses a server that would refuse the query.

        Args:
            version: The server's version, as ``/api/v1/status/buildinfo`` gives it.
            features: The feature flags that are on, or the text of the server's flag ``enable-feature``.

        Raises:
            UnsupportedByServerError: Names each construct that the server does not know, and since when or behind which
                flag Prometheus does.
            QueryBuildError: The version is none.
        """
        on = frozenset(features.split(",") if isinstance(features, str) else features)
        at = _parse(version)
        problems = [problem for construct in self.constructs if (problem := _problem(construct, at, on))]
        if problems:
            raise UnsupportedByServerError(f"Prometheus {version} does not know {'; '.join(problems)}")


def requires(expr_or_text: Expr | str) -> Requirements:
    """Tells which Prometheus a query needs: the lowest version, and its feature flags.

    An expression is judged by its print, which spells everything as portably as can be. A text is judged as it stands,
    spellings included: ``x[300]`` needs 2.54, while its print ``x[5m]`` is as old as PromQL.

    Args:
        expr_or_text: The query.

    Raises:
        PromQLSyntaxError: The text is no PromQL of any version.

    >>> from prometheus_querier import promql as q
    >>> needs = q.requires("mad_over_time(x[5m]) > 1h")
    >>> needs.version, sorted(needs.features)
    ('2.54.0', ['promql-experimental-functions'])
    >>> needs.check("3.5.0")
    Traceback (most recent call last):
    prometheus_querier.errors.UnsupportedByServerError: Prometheus 3.5.0 does not know the function mad_over_time() \
(without --enable-feature=promql-experimental-functions)
    """
    if isinstance(expr_or_text, Expr):
        return Requirements(tuple(dict.fromkeys(_constructs(expr_or_text))))
    reader = reader_of(expr_or_text)
    expr = reader.read()
    return Requirements(tuple(dict.fromkeys([*reader.cursor.spellings, *_constructs(expr)])))


def _problem(construct: Construct, at: tuple[int, int, int], on: frozenset[str]) -> str | None:
    if at < _parse(construct.since):
        return f"{construct.name} (since {construct.since})"
    stable = construct.stable_since is not None and at >= _parse(construct.stable_since)
    if construct.feature_flag is None or stable or construct.feature_flag in on:
        return None
    return f"{construct.name} (without --enable-feature={construct.feature_flag})"


def _parse(version: str) -> tuple[int, int, int]:
    found = _VERSION.match(version)
    if found is None:
        raise QueryBuildError(f"{version!r} is no version of Prometheus, such as 3.5.0")
    major, minor, patch = found.groups(default="0")
    return int(major), int(minor), int(patch)


def _constructs(expr: Expr) -> Iterator[Construct]:
    for node in walk(expr):
        match node:
            case InstantSelector():
                yield from _of_selector(node)
            case RangeSelector(_, window):
                yield from _of_duration(window)
            case Subquery():
                yield from _of_subquery(node)
            case VectorCall(name) | ScalarCall(name):
                yield from _of_function(name)
            case Aggregation():
                yield from _aggregations()[node.operator]
                yield from _of_labels(node.labels)
            case VectorBinary():
                yield from _of_operator(node)
            case ScalarBinary(operator):
                yield from _known(constructs.OPERATORS, operator)
            case Number(is_duration=True):
                yield constructs.DURATION_AS_NUMBER
            case _:
                pass


def _known(table: dict[str, Construct], name: str) -> Iterator[Construct]:
    if name in table:
        yield table[name]


@remembered
def _of_function(name: str) -> tuple[Construct, ...]:
    info = function_info(name)
    return () if info is None else _of_info(f"the function {name}()", info)


@cache
def _aggregations() -> dict[str, tuple[Construct, ...]]:
    return {info.name: _of_info(f"the aggregation {info.name}()", info) for info in aggregation_infos()}


def _of_info(what: str, info: FunctionInfo) -> tuple[Construct, ...]:
    if info.feature_flag is None:
        return (Construct(what, info.since),) if _parse(info.since) > _parse(_OLDEST) else ()
    return (Construct(what, info.since, info.feature_flag, info.stable_since),)


def _of_selector(node: InstantSelector) -> Iterator[Construct]:
    for matcher in node.matchers:
        if spell_label(matcher.label) != matcher.label:
            yield constructs.QUOTED_NAME
        if matcher.operator in ("=~", "!~") and "(?<" in matcher.value:
            yield constructs.NAMED_GROUP
    if node.extension is not None:
        yield constructs.EXTENSIONS[node.extension]
    yield from _of_place(node)


def _of_subquery(node: Subquery) -> Iterator[Construct]:
    yield constructs.SUBQUERY
    yield from _of_duration(node.range)
    if node.step is not None:
        yield from _of_duration(node.step)
    yield from _of_place(node)


def _of_place(node: InstantSelector | Subquery) -> Iterator[Construct]:
    if node.at_time is not None:
        yield constructs.AT_MODIFIER
    if isinstance(node.offset_by, int) and node.offset_by < 0:
        yield constructs.NEGATIVE_OFFSET
    yield from _of_duration(node.offset_by)


def _of_duration(duration: int | Scalar) -> Iterator[Construct]:
    if isinstance(duration, int):
        return
    yield constructs.DURATION_EXPRESSION
    for part in walk(duration):
        if isinstance(part, ScalarCall):
            yield from _known(constructs.DURATION_FUNCTIONS, part.name)


def _of_operator(node: VectorBinary) -> Iterator[Construct]:
    yield from _known(constructs.OPERATORS, node.operator)
    yield from _of_labels(node.matching.labels + node.matching.include)
    if node.matching.fill_left is not None or node.matching.fill_right is not None:
        yield constructs.FILL


def _of_labels(labels: tuple[str, ...]) -> Iterator[Construct]:
    if '"' in spell_labels(labels):
        yield constructs.QUOTED_GROUPING_LABEL
