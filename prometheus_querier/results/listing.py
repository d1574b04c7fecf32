"""Answers that are lists: a list like any other, that also keeps what the server remarked."""

from __future__ import annotations

from typing import TypeVar

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
