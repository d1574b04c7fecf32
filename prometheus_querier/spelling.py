"""How text spells what it has no type for: times, native histograms, floats that are no numbers, control characters."""

from __future__ import annotations

import math
from dataclasses import asdict, is_dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

# What would move the cursor, colour the screen or break the line.
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0))} | {
    0x0A: "\\n",
    0x09: "\\t",
    0x0D: "\\r",
}


def visible(text: str) -> str:
    r"""Spells control characters, so that no label's value or server's message can command a terminal.

    >>> print(visible("a\x1b[31mb"))
    a\x1b[31mb
    """
    return text.translate(_CONTROLS)


def counted(number: int, noun: str) -> str:
    """Spells a number of things.

    >>> counted(1, "sample"), counted(1200, "sample")
    ('1 sample', '1,200 samples')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def plain(value: Any) -> Any:  # noqa: PLR0911 - one case for each type
    """Makes of a value what JSON has: times in RFC 3339; ``nan``, ``inf`` and ``-inf`` as text.

    >>> plain({"a": (1.0, float("inf"))})
    {'a': [1.0, 'inf']}
    """
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else repr(value)
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    return value


@lru_cache(maxsize=4096)  # the series of a range have the same times
def rfc3339(time: datetime) -> str:
    """Spells a time for programs.

    >>> from datetime import UTC
    >>> rfc3339(datetime(2024, 1, 1, microsecond=250_000, tzinfo=UTC))
    '2024-01-01T00:00:00.250000Z'
    """
    return time.isoformat().replace("+00:00", "Z")


def readable_time(time: datetime) -> str:
    """Spells a time for people, to the second.

    >>> from datetime import UTC
    >>> readable_time(datetime(2024, 1, 1, microsecond=250_000, tzinfo=UTC))
    '2024-01-01 00:00:00Z'
    """
    return time.isoformat(sep=" ", timespec="seconds").replace("+00:00", "Z")
