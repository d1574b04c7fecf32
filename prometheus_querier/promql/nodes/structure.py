"""What all parts of a tree share: equality, hashing, pickling and copying by structure, at any depth.

Nothing here recurses: a query of ten thousand nested operators compares, hashes and pickles like a short one.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self


class Structural:
    """A frozen record whose fields are data, other records, or tuples of either."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]]

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(self) is not type(other):
            return NotImplemented
        return _key(self) == _key(other)

    def __hash__(self) -> int:
        return hash(_key(self))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _assemble, (_dismantle(self),)


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
    for kind, fields in parts:
        values = []
        for how, value in reversed(fields):
            if how == _RECORD:
                values.append(stack.pop())
            elif how == _RECORDS:
                values.append(tuple(stack[len(stack) - value :]))
                del stack[len(stack) - value :]
            else:
                values.append(value)
        stack.append(kind(*reversed(values)))
    return stack.pop()
