"""What a cache of ranges asks of the place where it keeps them: the border between deciding what to keep and keeping it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prometheus_querier.results import MatrixResult


@dataclass(frozen=True, slots=True)
class Stretch:
    """What the steps of a part of a range have.

    Attributes:
        first: The first step, in milliseconds.
        last: The last step.
        result: All samples of them.
    """

    first: int
    last: int
    result: MatrixResult


class RangeStore(Protocol):
    """Keeps parts of answers. Safe to share between threads and processes; never raises for what is wrong with a file."""

    @property
    def settled_after_ms(self) -> int:
        """How old data must be so that it is taken for final."""
        ...

    @property
    def identity(self) -> str | None:
        """Who asks, where the transport cannot tell."""
        ...

    def now_ms(self) -> int:
        """The time, in Unix milliseconds."""
        ...

    def load(self, keys: Sequence[bytes]) -> list[Stretch | None]:
        """Gives what is kept under each key, or ``None``."""
        ...

    def keep(self, key: bytes, kept: Stretch) -> None:
        """Keeps a part, in place of what is there."""
        ...
