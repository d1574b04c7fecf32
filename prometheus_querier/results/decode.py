"""The one way from the bytes of an answer to what it says; how that is done fast is the business of other files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .documents import Document, read_envelope
from .shapes import QueryResult, checked_list, exemplar_series
from .streams import QueryDecoder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .exemplars import ExemplarSeries


def decode_json(pieces: Iterable[bytes]) -> Document[Any]:
    """Decodes an answer whose data stays plain JSON.

    Args:
        pieces: The body, in pieces as they arrive.

    Raises:
        MalformedResponseError: The body is no answer of the API.

    >>> decode_json([b'{"status":"success",', b'"data":["job"]}']).data
    ['job']
    """
    return read_envelope(b"".join(pieces))


def decode_query(pieces: Iterable[bytes], *, query: str = "") -> Document[QueryResult | None]:
    """Decodes the answer of an instant or a range query.

    Args:
        pieces: The body, in pieces as they arrive.
        query: The PromQL that was asked, for the result to carry.

    Returns:
        A document with a result, or with ``None`` when the API answered with an error.

    Raises:
        MalformedResponseError: The body is no answer of a query.

    >>> decode_query([b'{"status":"success","data":{"resultType":"scalar","result":[1,"2"]}}']).data.scalar()
    2.0
    """
    decoder = QueryDecoder(query)
    for piece in pieces:
        decoder.feed(piece)
    return decoder.finish()


def decode_exemplars(pieces: Iterable[bytes]) -> Document[tuple[ExemplarSeries, ...] | None]:
    """Decodes the answer of an exemplar query.

    Args:
        pieces: The body, in pieces as they arrive.

    Raises:
        MalformedResponseError: The body is no such answer.
    """
    document = read_envelope(b"".join(pieces))
    if document.status == "error":
        return document
    return replace(document, data=tuple(map(exemplar_series, checked_list(document.data, "data"))))
