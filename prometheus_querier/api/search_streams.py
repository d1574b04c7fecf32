"""Searches answer line by line: batches of what was found, then a last line that says how it ended."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from prometheus_querier.errors import MalformedResponseError
from prometheus_querier.results import Document
from prometheus_querier.results.documents import read_envelope
from prometheus_querier.results.records import Record, convert
from prometheus_querier.results.strict_json import parse

from .excerpts import Excerpt
from .refusals import api_error, malformed, refusal, warned

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from prometheus_querier.http import HttpResponse

FoundT = TypeVar("FoundT", bound=Record)

_OK = 200


class SearchStream(Iterator[FoundT], Generic[FoundT]):
    """What a search finds, as it arrives.

    Iterate to the end, close it, or use it as a context manager: until then it holds a connection. An error of the
    server may come late, after part of what it found.

    Attributes:
        warnings: What the server has warned of so far.
        has_more: Whether the limit cut off what was found; ``None`` until the end has come.
    """

    def __init__(self, response: HttpResponse, kind: type[FoundT], *, strict: bool = False) -> None:
        """Begins to read.

        Args:
            response: The response, which this now owns.
            kind: What is found.
            strict: Whether warnings are errors.
        """
        self.warnings: tuple[str, ...] = ()
        self.has_more: bool | None = None
        self._response = response
        self._kind = kind
        self._strict = strict
        self._excerpt = Excerpt(response.pieces())
        self._found = self._read()

    def __next__(self) -> FoundT:
        return next(self._found)

    def close(self) -> None:
        """Lets go of the rest; calling it again does nothing."""
        self._found.close()
        self._response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self) -> Generator[FoundT]:
        try:
            for line in _lines(self._excerpt):
                if self.has_more is not None:
                    raise MalformedResponseError("a line follows the last one")
                yield from self._batch(line)
            if self.has_more is None:
                raise MalformedResponseError("the last line is missing")
        except MalformedResponseError as error:
            raise malformed(str(error), self._response, self._excerpt) from None
        finally:
            self._response.close()

    def _batch(self, line: bytes) -> tuple[FoundT, ...]:
        members = convert(dict[str, Any], parse(line), "a line")
        warnings = convert(tuple[str, ...], members.get("warnings") or [], "warnings")
        self.warnings += warnings
        if self._strict and warnings:
            raise warned(Document("success", None, warnings=warnings), self._response, None)
        if "status" not in members:
            found: tuple[FoundT, ...] = convert(tuple[self._kind, ...], members.get("results"), "results")  # type: ignore[name-defined]  # a type at run time
            return found
        document = read_envelope(line)
        if document.status == "error":
            raise api_error(document, self._response, None)
        self.has_more = convert(bool, members.get("has_more", False), "has_more")
        return ()


def read_search(response: HttpResponse, kind: type[FoundT], *, strict: bool = False) -> SearchStream[FoundT]:
    """Reads the head of the answer of a search; what was found is read as it is iterated over.

    Raises:
        ApiError: The API refused.
        ResponseError: What came is no answer of the API.
    """
    if response.status != _OK:
        raise refusal(response, None)
    return SearchStream(response, kind, strict=strict)


def _lines(pieces: Excerpt) -> Iterator[bytes]:
    # Joined once for each line: adding piece to piece would copy a long line again for each of its pieces.
    begun: list[bytes] = []
    for piece in pieces:
        *ends, rest = piece.split(b"\n")
        for end in ends:
            line = b"".join((*begun, end))
            begun.clear()
            if line:
                yield line
        begun.append(rest)
    if line := b"".join(begun):
        yield line
