"""What of a hostile or foreign answer may be shown: short, printable, without credentials; and the times in its headers."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from prometheus_querier.http import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_EXCERPT = 200
_LONGEST_DATE = 64
_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?", re.ASCII)


class Excerpt:
    """Pieces of a body as they pass by, of which the beginning is kept.

    Attributes:
        is_empty: Whether the body came to its end, in good order, without a byte.
    """

    __slots__ = ("_pieces", "_start", "is_empty")

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self._start = b""
        self.is_empty = False

    def __iter__(self) -> Iterator[bytes]:
        seen = False
        for piece in self._pieces:
            if piece:
                seen = True
                if len(self._start) < 4 * _EXCERPT:
                    self._start += piece[: 4 * _EXCERPT]
            yield piece
        self.is_empty = not seen

    @property
    def text(self) -> str:
        """The beginning, fit to be shown."""
        return printable(self._start.decode("utf-8", "replace"), _EXCERPT)


def without_credentials(url: str) -> str:
    """Shortens a URL to scheme, host and path: what a user needs to correct a base URL, and no secret."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return ""
    scheme = f"{parts.scheme}://" if host and parts.scheme else ""
    return printable(f"{scheme}{host}{parts.path}", _EXCERPT)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Reads how many seconds the server asks to wait: a number or an HTTP date; anything else counts as absent."""
    text = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    moment = http_date(text)
    return None if moment is None else max(0.0, (moment - datetime.now(UTC)).total_seconds())


def http_date(text: str) -> datetime | None:
    """Reads the time that a header such as ``Date`` tells; ``None`` for what is no time.

    >>> http_date("Mon, 01 Jan 2024 00:00:00 GMT")
    datetime.datetime(2024, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)
    """
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - slow to import, and seldom needed

    if len(text) > _LONGEST_DATE:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
