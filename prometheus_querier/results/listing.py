"""Answers that are lists or mappings: like any other, but they also keep what the server remarked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from .records import convert

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .documents import Document

T = TypeVar("T")


class Listing(list[T]):
    """A list of values, with the warnings and infos that came with them.

    Attributes:
        warnings: Why the answer may be incomplete, such as a limit that cut it off.
        infos: Remarks that need no action.
    """

    __slots__ = ("infos", "warnings")

    def __init__(self, values: list[T], *, warnings: tuple[str, ...] = (), infos: tuple[str, ...] = ()) -> None:
        super().__init__(values)
        self.warnings = warnings
        self.infos = infos

    def _repr_html_(self) -> str:
        from .html.records import listing_html  # noqa: PLC0415 - for notebooks only

        return listing_html(self)


class Lookup(dict[str, T]):
    """A mapping from names to values, with the warnings and infos that came with them.

    Attributes:
        warnings: Why the answer may be incomplete, such as a limit that cut it off.
        infos: Remarks that need no action.
    """

    __slots__ = ("infos", "warnings")

    def __init__(self, values: Mapping[str, T], *, warnings: tuple[str, ...] = (), infos: tuple[str, ...] = ()) -> None:
        super().__init__(values)
        self.warnings = warnings
        self.infos = infos

    def _repr_html_(self) -> str:
        from .html.records import lookup_html  # noqa: PLC0415 - for notebooks only

        return lookup_html(self)


def listing(kind: Any, document: Document[Any], member: str | None = None) -> Listing[Any]:
    """Makes a list of an answer.

    Args:
        kind: What each value must be, as for ``convert``.
        document: The answer.
        member: The member of the answer's data that is the list, and may be null; by default the data itself is.

    Raises:
        MalformedResponseError: It is something else.
    """
    if member is None:
        values = convert(tuple[kind, ...], document.data, "data")
    else:
        found = convert(dict[str, Any], document.data, "data").get(member)
        values = () if found is None else convert(tuple[kind, ...], found, f"data.{member}")
    return Listing(list(values), warnings=document.warnings, infos=document.infos)


def lookup(kind: Any, document: Document[Any]) -> Lookup[Any]:
    """Makes a mapping of an answer.

    Raises:
        MalformedResponseError: It is something else.
    """
    values = convert(dict[str, kind], document.data, "data")
    return Lookup(values, warnings=document.warnings, infos=document.infos)
