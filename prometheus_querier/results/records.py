"""JSON objects to frozen dataclasses: what a member must be is read off the annotation, so nothing is said twice.

How the objects of single endpoints look is the business of other files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import UTC, datetime
from functools import cache, partial
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Self, TypeAlias, Union, get_args, get_origin, get_type_hints

from prometheus_querier.errors import MalformedResponseError

from .shapes import number
from .strict_json import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from .documents import Document

    Converter: TypeAlias = Callable[[Any, str], Any]
    """Checks a value of the answer and converts it; the text says where it stands."""


_MEMBER, _NOT_A_MEMBER = "member", ""
# protojson has its own words for what Prometheus writes as +Inf and -Inf.
_INFINITIES = {"Infinity": "+Inf", "-Infinity": "-Inf"}
_RFC3339 = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})")


class Record:
    """The base of dataclasses that stand for JSON objects.

    A member is called as its attribute, in camel case, unless ``member()`` says otherwise. An attribute with a default
    may be missing or null in the answer, because versions of the server differ; what no attribute is for is ignored.
    """

    __slots__ = ()

    @classmethod
    def from_json(cls, value: Any, where: str = "data") -> Self:
        """Makes the record from a JSON object.

        Args:
            value: Decoded JSON.
            where: Where in the answer it stands, for the error message.

        Raises:
            MalformedResponseError: A member is missing or is not what the annotation says.
        """
        return cls(**_attributes(cls, value, where))

    def _repr_html_(self) -> str:
        from .html.records import record_html  # noqa: PLC0415 - for notebooks only

        return record_html(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Record):
    """A record that is the whole answer of an endpoint.

    Attributes:
        warnings: What the server warns of; the answer may be partial.
        infos: What the server remarks on.
    """

    warnings: tuple[str, ...] = field(default=(), metadata={_MEMBER: _NOT_A_MEMBER})
    infos: tuple[str, ...] = field(default=(), metadata={_MEMBER: _NOT_A_MEMBER})

    @classmethod
    def of(cls, document: Document[Any]) -> Self:
        """Makes the record from a decoded answer."""
        return cls(**_attributes(cls, document.data, "data"), warnings=document.warnings, infos=document.infos)


def member(name: str, **options: Any) -> Any:
    """Gives an attribute the name of its member where that is not its own in camel case; else like ``field()``."""
    return field(metadata={_MEMBER: name}, **options)


def convert(kind: Any, value: Any, where: str) -> Any:
    """Checks a value against an annotation such as ``tuple[str, ...]``, and converts what it holds.

    >>> convert(tuple[float, ...], ["1e+00", 2], "data")
    (1.0, 2.0)
    >>> convert(dict[str, bool], {"fill": 1}, "data")
    Traceback (most recent call last):
    prometheus_querier.errors.MalformedResponseError: data['fill'] is 1, not true or false

    Raises:
        MalformedResponseError: It is something else; the message says where.
    """
    return _converter(kind)(value, where)


def _attributes(record: Any, value: Any, where: str) -> dict[str, Any]:
    if type(value) is not dict:
        raise _mismatch(where, value, "an object")
    attributes = {}
    for attribute, name, converter, is_required in _members(record):
        content = value.get(name)
        if content is not None:
            attributes[attribute] = converter(content, f"{where}.{name}")
        elif is_required:
            raise MalformedResponseError(f"{where}.{name} is missing")
    return attributes


@cache
def _members(record: Any) -> tuple[tuple[str, str, Converter, bool], ...]:
    """For each member: its attribute, its name, its converter, and whether it must be there."""
    hints = get_type_hints(record)
    return tuple(
        (each.name, name, _converter(hints[each.name]), _is_required(each))
        for each in fields(record)
        if (name := each.metadata.get(_MEMBER, _camel_case(each.name))) != _NOT_A_MEMBER
    )


def _is_required(attribute: Field[Any]) -> bool:
    return attribute.default is MISSING and attribute.default_factory is MISSING


def _camel_case(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


@cache
def _converter(kind: Any) -> Converter:
    if kind in _CONVERTERS:
        return _CONVERTERS[kind]
    if isinstance(kind, type) and issubclass(kind, Record):
        return kind.from_json
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is tuple:
        return partial(_list, _converter(arguments[0]))
    if origin in (dict, Mapping):
        return partial(_object, _converter(arguments[1]))
    if origin is Literal:
        return partial(_literal, arguments)
    if origin in (UnionType, Union):
        kinds = [one for one in arguments if one is not NoneType]
        return _converter(kinds[0]) if len(kinds) == 1 else partial(_tagged, _tags(kinds))
    raise TypeError(f"no JSON is known for {kind}")


def _tags(kinds: list[type[Record]]) -> dict[str, Converter]:
    """The records of a union by the literal that their member ``type`` has."""
    return {tag: kind.from_json for kind in kinds for tag in get_args(get_type_hints(kind)["type"])}


def _plain(kind: type, wanted: str, value: Any, where: str) -> Any:
    if type(value) is not kind:
        raise _mismatch(where, value, wanted)
    return value


def _number(value: Any, where: str) -> float:
    """A number, or a number as text, which is how Prometheus and protojson write what JSON has no number for."""
    try:
        if type(value) in (int, float):
            return float(value)
        return number(_INFINITIES.get(value, value) if type(value) is str else value)
    except (MalformedResponseError, OverflowError):
        raise _mismatch(where, value, "a number") from None


def _time(value: Any, where: str) -> datetime | None:
    """A time as RFC 3339 text, in UTC; the year 1 is Go's way to say never."""
    if type(value) is str and _RFC3339.fullmatch(value):
        try:
            moment = datetime.fromisoformat(value)
            return None if moment.year == 1 else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise _mismatch(where, value, "a time")


def _list(converter: Converter, value: Any, where: str) -> tuple[Any, ...]:
    if type(value) is not list:
        raise _mismatch(where, value, "a list")
    return tuple([converter(item, f"{where}[{index}]") for index, item in enumerate(value)])


def _object(converter: Converter, value: Any, where: str) -> dict[str, Any]:
    if type(value) is not dict:
        raise _mismatch(where, value, "an object")
    return {name: converter(content, f"{where}[{shown(name)}]") for name, content in value.items()}


def _literal(choices: tuple[Any, ...], value: Any, where: str) -> Any:
    if value not in choices:
        raise _mismatch(where, value, " or ".join(map(repr, choices)))
    return value


def _tagged(kinds: dict[str, Converter], value: Any, where: str) -> Any:
    tag = value.get("type") if type(value) is dict else None
    if type(tag) is not str or tag not in kinds:
        raise _mismatch(where, value, f"an object of type {' or '.join(kinds)}")
    return kinds[tag](value, where)


def _mismatch(where: str, value: Any, wanted: str) -> MalformedResponseError:
    return MalformedResponseError(f"{where} is {shown(value)}, not {wanted}")


_CONVERTERS: dict[Any, Converter] = {
    str: partial(_plain, str, "text"),
    bool: partial(_plain, bool, "true or false"),
    int: partial(_plain, int, "a whole number"),
    float: _number,
    datetime: _time,
    Any: lambda value, _where: value,
}
