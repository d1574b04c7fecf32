"""Calls and aggregations, once their arguments are known: making the node, or saying what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from prometheus_querier.errors import QueryBuildError
from prometheus_querier.promql.nodes import (
    AGGREGATORS,
    Aggregation,
    Expr,
    InstantSelector,
    InstantVector,
    RangeVector,
    Scalar,
    ScalarCall,
    String,
    Subquery,
    VectorCall,
)
from prometheus_querier.promql.nodes.aggregations import PARAMETERS
from prometheus_querier.promql.signatures import FunctionInfo, function_info, function_names

if TYPE_CHECKING:
    from prometheus_querier.errors import PromQLSyntaxError
    from prometheus_querier.promql.nodes import Aggregator, ValueType

    from .cursor import Cursor

_FIXES: Final[tuple[tuple[type[Expr], type[Expr], str], ...]] = (
    (RangeVector, InstantSelector, "give it a range: x[5m]"),
    (RangeVector, InstantVector, "take the range inside, sum(rate(x[5m])), or evaluate over a range: (…)[5m:]"),
    (InstantVector, Subquery, "apply a function such as max_over_time() first"),
    (InstantVector, RangeVector, "leave the range out, or apply a function such as rate() first"),
    (InstantVector, Scalar, "wrap it in vector(…)"),
    (Scalar, InstantVector, "wrap it in scalar(…)"),
    (Scalar, String, "write the number without quotes"),
    (String, Expr, "write it in quotes"),
)
_ALIASES: Final = {
    "average": "avg",
    "mean": "avg",
    "distinct": "count",
    "holt_winters": "double_exponential_smoothing",
    "len": "count",
    "median": "quantile",
    "now": "time",
    "percentile": "quantile",
    "top": "topk",
}


def find_function(cursor: Cursor, name: str, start: int) -> FunctionInfo:
    """Looks up the function that is about to be called."""
    info = function_info(name)
    if info is not None:
        return info
    from difflib import get_close_matches  # noqa: PLC0415 - needed for mistakes only

    known = [*function_names(), *AGGREGATORS]
    lower = name.lower()
    close = [lower] if lower in known else get_close_matches(lower[:64], known, 1) or [_ALIASES.get(lower, "")]
    guess = _ALIASES.get(lower) or close[0]
    suggestion = f"did you mean {guess}?" if guess else ""
    if lower in known:
        suggestion = f"names of functions are in lower case: {lower}"
    raise cursor.error(f"unknown function {name}", start, suggestion=suggestion)


def make_call(cursor: Cursor, info: FunctionInfo, start: int, arguments: list[Expr], places: list[int]) -> Expr:
    """Makes the node of a call.

    Args:
        cursor: For errors.
        info: The function.
        start: Where its name starts.
        arguments: What it is called with.
        places: Where each argument starts.
    """
    kind = ScalarCall if info.kind is Scalar else VectorCall
    if info.name == "info" and len(arguments) > 1:
        labels = arguments[1]
        if not isinstance(labels, InstantSelector) or labels.name is not None:
            raise cursor.error(
                "info() takes label matchers as its second argument", places[1], suggestion='{label="…"}'
            )
    try:
        return kind(info.name, tuple(arguments))
    except QueryBuildError:
        raise _bad_call(cursor, info, start, arguments, places) from None


def _bad_call(
    cursor: Cursor, info: FunctionInfo, start: int, arguments: list[Expr], places: list[int]
) -> PromQLSyntaxError:
    count = len(arguments)
    if count < info.min_args or (info.max_args is not None and count > info.max_args):
        names = ", ".join(
            f"{'[' * parameter.optional}{parameter.name}{'…' * parameter.variadic}{']' * parameter.optional}"
            for parameter in info.parameters
        )
        return cursor.error(
            f"{info.name}() is called with {count} arguments", start, suggestion=f"{info.name}({names})"
        )
    for index, argument in enumerate(arguments):
        parameter = info.parameters[min(index, len(info.parameters) - 1)]
        if not isinstance(argument, parameter.kind):
            return _wrong_type(cursor, info.name, parameter.kind, argument, places[index])
    return cursor.error(f"{info.name}() cannot be called like this", start)


def make_aggregation(
    cursor: Cursor,
    operator: str,
    start: int,
    *,
    clause: tuple[tuple[str, ...], bool],
    arguments: list[Expr],
    places: list[int],
) -> Aggregation:
    """Makes the node of an aggregation.

    Args:
        cursor: For errors.
        operator: The aggregator.
        start: Where it starts.
        clause: The labels of ``by`` or ``without``, and whether it is ``without``.
        arguments: The parameter, where there is one, and what is aggregated.
        places: Where each argument starts.
    """
    kind = PARAMETERS[operator]
    if len(arguments) != (1 if kind is None else 2):
        usage = "x" if kind is None else "number, x" if kind is Scalar else '"label", x'
        raise cursor.error(
            f"{operator}() is called with {len(arguments)} arguments", start, suggestion=f"{operator}({usage})"
        )
    operand = arguments[-1]
    if kind is not None and not isinstance(arguments[0], kind):
        raise _wrong_type(cursor, operator, kind, arguments[0], places[0])
    if not isinstance(operand, InstantVector):
        raise _wrong_type(cursor, operator, InstantVector, operand, places[-1])
    labels, excluding = clause
    parameter = None if kind is None else cast("Scalar | String", arguments[0])
    return Aggregation(cast("Aggregator", operator), operand, parameter, labels, excluding)


def _wrong_type(cursor: Cursor, name: str, wanted: type[Expr], argument: Expr, place: int) -> PromQLSyntaxError:
    reason = f"{name}() needs {_a(wanted.value_type)}, not {_a(argument.value_type)}"
    return cursor.error(reason, place, suggestion=_fix(wanted, argument))


def _a(value_type: ValueType) -> str:
    return f"{'an' if value_type.documented[0] == 'i' else 'a'} {value_type.documented}"


def _fix(wanted: type[Expr], argument: Expr) -> str:
    for expected, given, fix in _FIXES:
        if wanted is expected and isinstance(argument, given):
            return fix
    return ""
