"""What all parts of a tree share: equality, hashing, pickling and copying by structure, at any depth.

Nothing here recurses: a query of ten thousand nested operators compares, hashes and pickles like a short one.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Never, Self, TypeVar, cast, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from dataclasses import Field

_Record = TypeVar("_Record")


def computed(*, init: Literal[False]) -> Any:  # noqa: ARG001 - type checkers read it
    """Declares a field that a record computes of the others."""
    return _COMPUTED


_COMPUTED = object()


class _LazyDataclass:
    """What :mod:`dataclasses` looks for in a class, made when it looks: its import takes longer than all of this package."""

    __slots__ = ("name",)

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: object, owner: type) -> Any:
        if "_defaults" not in vars(owner):
            raise AttributeError(self.name)
        return getattr(_as_dataclass(owner), self.name)


@cache
def _as_dataclass(kind: type) -> type:
    from dataclasses import dataclass, field  # noqa: PLC0415 - see above

    namespace: dict[str, Any] = {"__annotations__": dict(kind.__annotations__)}
    for name, default in vars(kind)["_defaults"].items():
        namespace[name] = field(init=False) if default is _COMPUTED else default
    return dataclass(frozen=True, eq=False, repr=False)(type(kind.__name__, (), namespace))


class Structural:
    """A frozen record whose fields are data, other records, or tuples of either."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]]
    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    else:
        __dataclass_fields__ = _LazyDataclass()
        __dataclass_params__ = _LazyDataclass()

        def __setattr__(self, name: str, value: object) -> Never:
            _refuse(f"cannot assign to {name} of a {type(self).__name__}: dataclasses.replace() makes a changed copy")

        def __delattr__(self, name: str) -> Never:
            _refuse(f"cannot delete {name} of a {type(self).__name__}")

    def __replace__(self, **changes: Any) -> Self:
        return type(self)(**{name: getattr(self, name) for name in self.__match_args__} | changes)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(repr(getattr(self, name)) for name in self.__match_args__)})"

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(self) is not type(other):
            return NotImplemented
        return _key(self) == _key(other)  # pyright: ignore[reportArgumentType] - of the same type, as was just seen

    def __hash__(self) -> int:
        return hash(_key(self))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _assemble, (_dismantle(self),)


@dataclass_transform(eq_default=False, frozen_default=True, field_specifiers=(computed,))
def record(kind: type[_Record]) -> type[_Record]:
    """Makes a frozen, slotted dataclass of a subclass of :class:`Structural`.

    It is as if ``@dataclass(frozen=True, slots=True, eq=False, repr=False)`` had made it, and :mod:`dataclasses` takes
    it for one. But its constructor fills the slots directly, in half the time that ``object.__setattr__`` takes, which
    is most of the time that building a query takes; and making it takes a fifth of the time, which is most of the time
    that importing this package takes.
    """
    namespace = dict(vars(kind))
    names = list(kind.__annotations__)
    defaults = {name: namespace.pop(name) for name in names if name in namespace}
    given = [name for name in names if defaults.get(name) is not _COMPUTED]
    for name in ("__dict__", "__weakref__"):
        namespace.pop(name, None)
    namespace |= {"__slots__": tuple(names), "__match_args__": tuple(given), "_defaults": defaults}
    made: type[_Record] = cast("Any", type(kind))(kind.__name__, kind.__bases__, namespace)
    scope: dict[str, Any] = {f"set_{name}": getattr(made, name).__set__ for name in given}
    scope |= {f"default_{name}": default for name, default in defaults.items()}
    parameters = [f"{name}=default_{name}" if name in defaults else name for name in given]
    lines = [f"set_{name}(self, {name})" for name in given]
    if "__post_init__" in namespace:
        lines.append("self.__post_init__()")
    initialise = _defined("__init__", ["self", *parameters], lines, scope)
    initialise.__annotations__ = {name: kind.__annotations__[name] for name in given} | {"return": None}
    made.__init__ = initialise  # type: ignore[method-assign] # made here
    return made


def unchecked(kind: type[_Record]) -> Callable[..., _Record]:
    """Returns a function that makes a record of values for all its slots, and skips the checks.

    It is for values that are known to be right. The record is filled while it belongs to a twin of its class that is
    not frozen, which takes a third of the time that filling its slots one by one from outside takes.
    """
    names = vars(kind)["__slots__"]
    thawed = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    twin = type(kind.__name__, kind.__bases__, {"__slots__": names, **thawed})
    lines = ["self = new(twin)", *(f"self.{name} = {name}" for name in names), "self.__class__ = kind", "return self"]
    return _defined("unchecked", names, lines, {"new": object.__new__, "twin": twin, "kind": kind})


def _refuse(message: str) -> Never:
    from dataclasses import FrozenInstanceError  # noqa: PLC0415 - for mistakes only

    raise FrozenInstanceError(message)


def _defined(name: str, parameters: Iterable[str], lines: list[str], scope: dict[str, Any]) -> Callable[..., Any]:
    exec(f"def {name}({', '.join(parameters)}):\n    " + "\n    ".join(lines), scope)  # noqa: S102 - as dataclass does
    return cast("Callable[..., Any]", scope[name])


def _key(root: Structural) -> tuple[Any, ...]:
    """Flattens a tree to one tuple that is equal for equal trees only."""
    key: list[Any] = []
    stack: list[Any] = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, Structural):
            key.append(type(item))
            stack += [getattr(item, name) for name in item.__match_args__]
        elif type(item) is tuple:
            key.append(len(item))
            stack += item
        elif type(item) is float:
            # As text, NaN equals itself and 0 differs from -0, just as they print.
            key.append(item.hex())
        else:
            key.append(item)
    return tuple(key)


# How a dismantled field is to be read: as it stands, as one record, as a tuple of so many records.
_DATA, _RECORD, _RECORDS = range(3)


def _dismantle(root: Structural) -> list[tuple[type[Structural], list[tuple[int, Any]]]]:
    """Writes a tree as a flat list, children before parents."""
    parts: list[tuple[type[Structural], list[tuple[int, Any]]]] = []
    stack = [root]
    while stack:
        node = stack.pop()
        slots: list[tuple[int, Any]] = []
        for name in node.__match_args__:
            value = getattr(node, name)
            if isinstance(value, Structural):
                slots.append((_RECORD, None))
                stack.append(value)
            elif type(value) is tuple and value and isinstance(value[0], Structural):
                slots.append((_RECORDS, len(value)))
                stack += value
            else:
                slots.append((_DATA, value))
        parts.append((type(node), slots))
    parts.reverse()
    return parts


def _assemble(parts: list[tuple[type[Any], list[tuple[int, Any]]]]) -> Any:
    """Builds what :func:`_dismantle` wrote."""
    stack: list[Any] = []
    for kind, slots in parts:
        values = []
        for how, value in reversed(slots):
            if how == _RECORD:
                values.append(stack.pop())
            elif how == _RECORDS:
                values.append(tuple(stack[len(stack) - value :]))
                del stack[len(stack) - value :]
            else:
                values.append(value)
        stack.append(kind(*reversed(values)))
    return stack.pop()
