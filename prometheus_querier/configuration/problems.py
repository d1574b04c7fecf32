"""What can be wrong with options that somebody wrote down: one record a problem, each naming the option as it is written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ProblemKind(StrEnum):
    """Which kind of problem it is."""

    UNKNOWN = "unknown"
    """There is no such option."""
    MISSING = "missing"
    """An option that is needed is not there."""
    VALUE = "value"
    """An option cannot have this value."""
    TOGETHER = "together"
    """Options that do not go together, or that the server's client refuses."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and what to write instead.

    Attributes:
        kind: Which kind of problem it is.
        message: What is wrong; never with a value that may be a secret.
        hint: What to write instead; may be empty.
    """

    kind: ProblemKind
    message: str
    hint: str = ""

    @classmethod
    def unknown(cls, shown: str, name: str, known: Iterable[str]) -> Problem:
        """Makes the problem of an option that there is not.

        Args:
            shown: Its key as it is written, and where.
            name: The key alone.
            known: The keys that there are.
        """
        from difflib import get_close_matches  # noqa: PLC0415 - needed for mistakes only

        names = {one.lower(): one for one in sorted(known)}
        close = get_close_matches(name.lower(), names, n=1, cutoff=0.75)
        hint = f"did you mean {names[close[0]]}?" if close else f"write one of {', '.join(names.values())}"
        return cls(ProblemKind.UNKNOWN, f"{shown} is unknown", hint)

    def __str__(self) -> str:
        return f"{self.message}: {self.hint}" if self.hint else self.message
