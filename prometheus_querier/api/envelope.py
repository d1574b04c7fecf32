"""From an HTTP response to what the API said, or to the error that it means.

Every endpoint answers in one envelope: ``{"status": …, "data": …, "errorType": …, "error": …, "warnings": …,
"infos": …}``. What is not such an envelope comes from a proxy, a login page or another server. Each reader may raise

* ``ApiError``: the API refused or failed;
* ``ResponseError``: what came is no answer of the API;
* ``TransportError``: the connection broke, or the time ran out, while reading.

No parameters here, and no sending.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from prometheus_querier.errors import MalformedResponseError
from prometheus_querier.results import (
    Document,
    Listing,
    decode_exemplars,
    decode_json,
    decode_query,
    remote_read,
)

from .excerpts import Excerpt
from .refusals import api_error, malformed, refusal, warned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from prometheus_querier.http import HttpResponse
    from prometheus_querier.results import ExemplarSeries, MatrixResult, QueryResult

T = TypeVar("T")

_OK, _NO_CONTENT = 200, 204


def read_query(response: HttpResponse, *, query: str = "", strict: bool = False) -> QueryResult:
    """Reads the answer of ``query`` or ``query_range`` into columns.

    Args:
        response: The response.
        query: The PromQL that was asked.
        strict: Whether warnings are errors.
    """
    result: QueryResult = _read(response, partial(decode_query, query=query), _data, query=query, strict=strict)
    return result


def read_exemplars(response: HttpResponse, *, query: str = "", strict: bool = False) -> Listing[ExemplarSeries]:
    """Reads the answer of ``query_exemplars``, which is empty for a query that selects nothing."""
    if response.status == _NO_CONTENT:
        response.read()
        return Listing([])
    return _read(response, decode_exemplars, _listed, query=query, strict=strict)


def read_json(
    response: HttpResponse, convert: Callable[[Document[Any]], T], *, query: str | None = None, strict: bool = False
) -> T:
    """Reads the answer of any other endpoint.

    Args:
        response: The response.
        convert: Makes the result of a document whose data is plain JSON.
        query: The PromQL that was asked, when there was one.
        strict: Whether warnings are errors.
    """
    return _read(response, decode_json, convert, query=query, strict=strict)


def read_samples(response: HttpResponse, *, start_ms: int, end_ms: int, query: str) -> MatrixResult:
    """Reads the answer of remote read, which has no envelope: an error comes as text."""
    if response.status != _OK:
        raise refusal(response, query)
    excerpt = Excerpt(response.pieces())
    kind = response.headers.get("content-type", "")
    try:
        return remote_read.decode_read_response(
            excerpt, content_type=kind, start_ms=start_ms, end_ms=end_ms, query=query
        )
    except MalformedResponseError as error:
        raise malformed(str(error), response, excerpt, retryable=excerpt.is_empty) from None


def read_done(response: HttpResponse) -> None:
    """Reads the answer of an endpoint that says all with its status, such as ``/-/healthy``."""
    if response.status not in (_OK, _NO_CONTENT):
        raise refusal(response, None)
    response.read()


def read_text(response: HttpResponse) -> str:
    """Reads the answer of an endpoint whose answer is text."""
    if response.status != _OK:
        raise refusal(response, None)
    excerpt = Excerpt(response.pieces())
    try:
        return b"".join(excerpt).decode()
    except UnicodeDecodeError:
        raise malformed("it is not UTF-8 text", response, excerpt) from None


def _read(
    response: HttpResponse,
    decode: Callable[[Iterable[bytes]], Document[Any]],
    convert: Callable[[Document[Any]], T],
    *,
    query: str | None,
    strict: bool,
) -> T:
    if response.status != _OK:
        raise refusal(response, query)
    excerpt = Excerpt(response.pieces())
    try:
        document = decode(excerpt)
        if document.status == "success" and not (strict and document.warnings):
            return convert(document)
    except MalformedResponseError as error:
        # An empty answer is a server or proxy that went away: the next one may be whole.
        raise malformed(str(error), response, excerpt, retryable=excerpt.is_empty) from None
    raise (api_error if document.status == "error" else warned)(document, response, query)


def _data(document: Document[Any]) -> Any:
    return document.data


def _listed(document: Document[Any]) -> Listing[ExemplarSeries]:
    return Listing(list(document.data), warnings=document.warnings, infos=document.infos)
