"""Answers of queries while they arrive: finished elements are cut off and decoded, the rest waits.

What is cut off stands between the head of the answer and an unambiguous boundary. Whatever is unusual about the head,
an element or the end, the text from there on is kept, and the strict parser judges it at the end with the head put
back in front of it: so every answer is decoded exactly as if it had been parsed whole.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import replace
from typing import TYPE_CHECKING

from prometheus_querier.errors import MalformedResponseError

from . import implementations
from .documents import Document, read_envelope
from .matrix import MatrixResult
from .series import Series
from .shapes import QueryResult, checked_list, matrix_series, query_result, vector_columns
from .strict_json import parse
from .vector import VectorResult

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from .histograms import Histogram

_HEAD = re.compile(
    rb'\{"status":"success",(?:"isPartial":(?:true|false),)?"data":\{"resultType":"(matrix|vector)","result":\['
)
# Shorter pieces are put together before they are decoded; the head is always within so much.
_ENOUGH = 1 << 16
_OPENING = b'{"metric":'
_CONTRADICTION = "the answer contradicts its own resultType"


class QueryDecoder:
    """Decodes the answer of one query, piece by piece."""

    def __init__(self, query: str = "") -> None:
        self._query = query
        self._head = b""
        self._elements: _MatrixElements | _VectorElements | None = None
        # Whole pieces that wait to be enough together, and the text before them that ends in no boundary.
        self._pieces: list[bytes] = []
        self._waiting = 0
        self._pending = bytearray()
        self._begun = self._cutting = False

    def feed(self, piece: bytes) -> None:
        """Takes the next piece of the body."""
        self._pieces.append(piece)
        self._waiting += len(piece)
        if self._waiting >= _ENOUGH:
            self._advance()

    def _advance(self) -> None:
        """Decodes the elements that have become complete."""
        piece = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        self._pieces.clear()
        self._waiting = 0
        if not self._begun:
            piece = self._begin(piece)
        if self._cutting and self._elements is not None:
            boundary = self._elements.closing + b"," + _OPENING
            end = piece.rfind(boundary)
            if end < 0:
                # The last piece may have ended within it.
                borrowed = self._pending[1 - len(boundary) :]
                del self._pending[1 - len(boundary) :]
                piece = bytes(borrowed + piece)
                end = piece.rfind(boundary, 0, 2 * len(boundary))
            if end >= 0:
                end += len(self._elements.closing)
                view = memoryview(piece)
                self._cutting = self._elements.add(b"".join((self._pending, view[:end])))
                if self._cutting:
                    self._pending = bytearray(view[end + 1 :])
                    return
        self._pending += piece

    def finish(self) -> Document[QueryResult | None]:
        """Decodes what is left after the last piece.

        Raises:
            MalformedResponseError: The body was no answer of a query.
        """
        self._advance()
        if self._cutting:
            self._cut_last()
        document = read_envelope(self._head + self._pending)
        self._pending.clear()
        if document.status == "error":
            return document
        result = query_result(document.data, query=self._query, warnings=document.warnings, infos=document.infos)
        return replace(document, data=self._elements.before(result) if self._elements else result)

    def _begin(self, text: bytes) -> bytes:
        """Recognises the head, and takes it off when elements follow."""
        self._begun = True
        head = _HEAD.match(text)
        if head is None:
            return text
        self._head = head[0]
        self._elements = _MatrixElements() if head[1] == b"matrix" else _VectorElements()
        self._cutting = True
        return text[head.end() :]

    def _cut_last(self) -> None:
        """Takes off the last element, when it is regular and the list ends behind it."""
        if self._elements is None:
            return
        closing = b'"' + self._elements.closing
        end = self._pending.rfind(closing) + len(closing)
        tail = self._pending[end:]
        if end >= len(closing) and tail.startswith(b"]"):
            del self._pending[end:]
            if self._elements.add(bytes(self._pending)):
                self._pending.clear()
            self._pending += tail


class _MatrixElements:
    """The series that are decoded so far."""

    closing = b"]]}"

    def __init__(self) -> None:
        self.series: list[Series] = []
        self._times: object = None

    def add(self, region: bytes) -> bool:
        """Decodes whole elements, or says that they are not well-formed and leaves everything as it was."""
        added: list[Series] = []
        stretches, self._times = implementations.CHOSEN.decode_matrix(region, self._times)
        for stretch in stretches:
            if isinstance(stretch, tuple):
                added.append(Series(*stretch))
                continue
            try:
                added += map(matrix_series, _plain(stretch))
            except MalformedResponseError:
                return False
        self.series += added
        return True

    def before(self, result: QueryResult) -> QueryResult:
        """Puts the series before those of a result."""
        if not isinstance(result, MatrixResult):
            raise MalformedResponseError(_CONTRADICTION)
        return replace(result, series=(*self.series, *result.series))


class _VectorElements:
    """The samples that are decoded so far, in columns."""

    closing = b"]}"

    def __init__(self) -> None:
        self._labels: list[Mapping[str, str]] = []
        self._timestamps = array("d")
        self._values = array("d")
        self._histograms: dict[int, Histogram] = {}

    def add(self, region: bytes) -> bool:
        """Decodes whole elements, or says that they are not well-formed and leaves everything as it was."""
        try:
            added = [
                (*stretch, {}) if isinstance(stretch, tuple) else vector_columns(_plain(stretch))
                for stretch in implementations.CHOSEN.decode_vector(region)
            ]
        except MalformedResponseError:
            return False
        for columns in added:
            self._append(*columns)
        return True

    def before(self, result: QueryResult) -> QueryResult:
        """Puts the samples before those of a result."""
        if not isinstance(result, VectorResult):
            raise MalformedResponseError(_CONTRADICTION)
        self._append(result.labels, result.timestamps, result.values, result.histograms)
        return replace(
            result,
            labels=tuple(self._labels),
            timestamps=self._timestamps,
            values=self._values,
            histograms=self._histograms,
        )

    def _append(
        self,
        labels: Sequence[Mapping[str, str]],
        timestamps: array[float],
        values: array[float],
        histograms: Mapping[int, Histogram],
    ) -> None:
        before = len(self._labels)
        self._labels += labels
        self._timestamps += timestamps
        self._values += values
        self._histograms.update((before + index, histogram) for index, histogram in histograms.items())


def _plain(stretch: bytes) -> list[Any]:
    return checked_list(parse(b"[" + stretch + b"]"), "result")
