"""What all parts of a tree share: equality, hashing, pickling and copying by structure, at any depth.

Nothing here recurses: a query of ten thousand nested operators compares, hashes and pickles like a short one.
"""

from __future__ import annotations

from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from typing import TYPE_CHECKING, Any, ClassVar, Never, Self, TypeVar, cast, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Callable

_Record = TypeVar("_Record")


class Structural:
    """A frozen record whose fields are data, other records, or tuples of either."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]]
    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    else:

        def __setattr__(self, name: str, value: object) -> Never:
            raise FrozenInstanceError(
                f"cannot assign to {name} of a {type(self).__name__}: dataclasses.replace() makes a changed copy"
            )

        def __delattr__(self, name: str) -> Never:
            raise FrozenInstanceError(f"cannot delete {name} of a {type(self).__name__}")

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


@dataclass_transform(eq_default=False, frozen_default=True, field_specifiers=(field,))
def record(kind: type[_Record]) -> type[_Record]:
    """Makes a frozen, slotted dataclass of a subclass of :class:`Structural`.

    It does what ``@dataclass(frozen=True, slots=True, eq=False, repr=False)`` does. But the constructor fills the slots
    directly, in half the time that ``object.__setattr__`` takes, which is most of the time that building a query takes;
    and the class is made in half the time, which is most of the time that importing this package takes.
    """
    made = dataclass(init=False, repr=False, eq=False, slots=True)(kind)
    given = [slot for slot in _fields_of(made) if slot.init]
    scope: dict[str, Any] = {f"set_{slot.name}": getattr(made, slot.name).__set__ for slot in given}
    scope |= {f"default_{slot.name}": slot.default for slot in given}
    parameters = [s.name if s.default is MISSING else f"{s.name}=default_{s.name}" for s in given]
    lines = [f"set_{slot.name}(self, {slot.name})" for slot in given]
    if hasattr(made, "__post_init__"):
        lines.append("self.__post_init__()")
    made.__init__ = _defined("__init__", ["self", *parameters], lines, scope)  # type: ignore[method-assign] # made here
    return made


def unchecked(kind: type[_Record]) -> Callable[..., _Record]:
    """Returns a function that makes a record of values for all its slots, and skips the checks.

    It is for values that are known to be right. The record is filled while it belongs to a twin of its class that is
    not frozen, which takes a third of the time that filling its slots one by one from outside takes.
    """
    names = [slot.name for slot in _fields_of(kind)]
    thawed = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    twin = type(kind.__name__, kind.__bases__, {"__slots__": tuple(names), **thawed})
    lines = ["self = new(twin)", *(f"self.{name} = {name}" for name in names), "self.__class__ = kind", "return self"]
    return _defined("unchecked", names, lines, {"new": object.__new__, "twin": twin, "kind": kind})


def _fields_of(kind: type[Any]) -> tuple[Field[Any], ...]:
    return fields(kind)


def _defined(name: str, parameters: list[str], lines: list[str], scope: dict[str, Any]) -> Callable[..., Any]:
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
        record = stack.pop()
        fields: list[tuple[int, Any]] = []
        for name in record.__match_args__:
            value = getattr(record, name)
            if isinstance(value, Structural):
                fields.append((_RECORD, None))
                stack.append(value)
            elif type(value) is tuple and value and isinstance(value[0], Structural):
                fields.append((_RECORDS, len(value)))
                stack += value
            else:
                fields.append((_DATA, value))
        parts.append((type(record), fields))
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
