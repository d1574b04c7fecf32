"""What the catalogue's functions take and return, read off their annotations, and the check of a call against it.

A function enters the catalogue with the decorator :func:`function`, which also says since when servers know it. The
annotations are the only place where types stand: type checkers read them before the program runs, and
:func:`check_call` when a call is built or parsed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias, TypeVar

from prometheus_querier.errors import PromQLTypeError, QueryBuildError

from .nodes.expressions import Expr, ValueType, describe
from .nodes.structure import Structural, record
from .nodes.values import InstantVector, RangeVector, Scalar, String, advice
from .quoting import is_function_name

EXPERIMENTAL_FUNCTIONS = "promql-experimental-functions"
"""The feature flag that a server needs for functions which are not stable yet."""

_Function = TypeVar("_Function", bound=Callable[..., Expr])

_KINDS: dict[str, type[Expr]] = {
    "Aggregation": InstantVector,
    "InstantVector": InstantVector,
    "DataLabels": InstantVector,
    "RangeVector": RangeVector,
    "ScalarLike": Scalar,
    "Scalar": Scalar,
    "StringLike": String,
}
# What implements it, since, stable since, most arguments.
_Entry: TypeAlias = "tuple[Callable[..., Expr], str, str | None, int | None]"
_FUNCTIONS: dict[str, _Entry] = {}
_AGGREGATIONS: dict[str, _Entry] = {}
# Function, result and argument types of calls that were found right: the quick answer for the next one.
_ACCEPTED: set[tuple[object, ...]] = set()


@record
class Parameter(Structural):
    """One parameter of a function.

    Attributes:
        name: As the documentation calls it.
        kind: The base class of what it takes.
        optional: Whether it may be left out.
        variadic: Whether any number of further arguments of this kind may follow.
    """

    name: str
    kind: type[Expr]
    optional: bool = False
    variadic: bool = False

    @property
    def value_type(self) -> ValueType:
        """What the parameter takes."""
        return self.kind.value_type


@record
class FunctionInfo(Structural):
    """One function of PromQL.

    Attributes:
        name: As PromQL and this package call it.
        parameters: In order; the last may be variadic.
        min_args: How many arguments it needs.
        max_args: How many it takes; None for any number.
        kind: The base class of what it returns.
        since: The first Prometheus release that knows it.
        stable_since: The first release that knows it without a feature flag; None while there is none.
        group: The module of :mod:`prometheus_querier.promql.functions` that has it.
        summary: What it does, in one sentence.
    """

    name: str
    parameters: tuple[Parameter, ...]
    min_args: int
    max_args: int | None
    kind: type[Expr]
    since: str
    stable_since: str | None
    group: str
    summary: str

    @property
    def returns(self) -> ValueType:
        """What it returns."""
        return self.kind.value_type

    @property
    def experimental(self) -> bool:
        """Whether every release so far wants a feature flag for it."""
        return self.stable_since is None

    @property
    def feature_flag(self) -> str | None:
        """The flag that releases before :attr:`stable_since` want, where there are such."""
        return None if self.stable_since == self.since else EXPERIMENTAL_FUNCTIONS


def function(
    *, since: str, stable_since: str | None = None, experimental: bool = False, max_args: int | None = None
) -> Callable[[_Function], _Function]:
    """Enters a function into the catalogue.

    Args:
        since: The first Prometheus release that knows it.
        stable_since: The first release that knows it without a feature flag, when that is a later one.
        experimental: Whether there is no such release yet.
        max_args: How many arguments a variadic function takes, when there is a limit.
    """

    def enter(implementation: _Function) -> _Function:
        _FUNCTIONS[implementation.__name__] = (
            implementation,
            since,
            None if experimental else stable_since or since,
            max_args,
        )
        return implementation

    return enter


def aggregation(*, since: str, experimental: bool = False) -> Callable[[_Function], _Function]:
    """Enters an aggregation into the catalogue, as :func:`function` does."""

    def enter(implementation: _Function) -> _Function:
        _AGGREGATIONS[implementation.__name__] = implementation, since, None if experimental else since, None
        return implementation

    return enter


def function_names() -> list[str]:
    """The names of all functions of the catalogue, sorted."""
    return sorted(_FUNCTIONS)


def function_info(name: str) -> FunctionInfo | None:
    """Looks a function up by its name; None when the catalogue doesn't have it.

    >>> [parameter.name for parameter in function_info("clamp").parameters]
    ['v', 'min', 'max']
    """
    return _function_info(name) if name in _FUNCTIONS else None


def aggregation_infos() -> tuple[FunctionInfo, ...]:
    """All aggregations of the catalogue; their parameter, where they have one, is their first argument."""
    return tuple(_info(name, entry) for name, entry in _AGGREGATIONS.items())


@cache
def _function_info(name: str) -> FunctionInfo:
    return _info(name, _FUNCTIONS[name])


def _info(name: str, entry: _Entry) -> FunctionInfo:
    implementation, since, stable_since, max_args = entry
    annotations = dict(implementation.__annotations__)
    kind = _kind(annotations.pop("return"))
    fixed = implementation.__code__.co_argcount
    required = fixed - len(implementation.__defaults__ or ())
    parameters = tuple(
        Parameter(parameter, _kind(text), optional=index >= required, variadic=index >= fixed)
        for index, (parameter, text) in enumerate(annotations.items())
    )
    if fixed == len(parameters):
        max_args = fixed
    summary = (implementation.__doc__ or "").partition("\n")[0]
    group = implementation.__module__.rpartition(".")[2]
    return FunctionInfo(name, parameters, required, max_args, kind, since, stable_since, group, summary)


def _kind(annotation: str) -> type[Expr]:
    return _KINDS[annotation.removesuffix(" | None")]


def check_call(name: str, arguments: tuple[Any, ...], kind: type[Expr]) -> None:
    """Refuses a call whose arguments or result are not what the function has.

    Raises:
        PromQLTypeError: Names the function, the argument and what to write instead.
    """
    shape = (name, kind, *map(type, arguments))
    if shape in _ACCEPTED:
        return
    info = function_info(name)
    if info is None:
        _check_unknown(name, arguments)
        return
    if kind is not info.kind:
        raise PromQLTypeError(f"{name}() returns {_a(info.returns)}, not {_a(kind.value_type)}")
    count = len(arguments)
    if count < info.min_args or (info.max_args is not None and count > info.max_args):
        raise PromQLTypeError(f"{name}() takes {_arity(info)}, not {count}")
    last = len(info.parameters) - 1
    for index, argument in enumerate(arguments):
        parameter = info.parameters[min(index, last)]
        if not isinstance(argument, parameter.kind):
            raise PromQLTypeError(
                f"{name}() needs {_a(parameter.value_type)} as argument {index + 1} ({parameter.name}), not "
                f"{describe(argument)}{advice(argument, parameter.kind)}"
            )
    if name == "info" and count > 1:
        _check_data_labels(arguments[1])
    elif count <= info.min_args + 1:
        _ACCEPTED.add(shape)


def _check_data_labels(selector: Any) -> None:
    # The one argument that is no expression but a set of matchers.
    if getattr(selector, "name", "") is not None:
        raise PromQLTypeError(
            f"info() needs a selector without a metric name as its second argument, not {describe(selector)}"
        )


def _check_unknown(name: str, arguments: tuple[Any, ...]) -> None:
    if type(name) is not str or not is_function_name(name):
        raise QueryBuildError(f"{name!r} is no name that a function could have")
    if name.lower() in _AGGREGATIONS:
        raise QueryBuildError(f"{name}() is an aggregation: write q.{name.lower()}()")
    for argument in arguments:
        if not isinstance(argument, Expr):
            raise PromQLTypeError(f"{name}() needs expressions as arguments, not {describe(argument)}")


def _a(value_type: ValueType) -> str:
    return f"{'an' if value_type is ValueType.INSTANT_VECTOR else 'a'} {value_type.documented}"


def _arity(info: FunctionInfo) -> str:
    if info.max_args is None:
        return f"at least {info.min_args} arguments"
    if info.min_args != info.max_args:
        return f"{info.min_args} to {info.max_args} arguments"
    return f"{info.min_args} argument{'' if info.min_args == 1 else 's'}"
