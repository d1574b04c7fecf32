"""From a request as a record to what goes over the wire: target, headers and body, each exactly once encoded."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlencode

from prometheus_querier.errors import QueryBuildError, QueryTooLargeError

from .headers import check_headers
from .urls import check_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prometheus_querier.http import HttpRequest

MAX_FORM_BYTES = 10 << 20
"""Go's servers read a longer form as an empty one, without an error."""

MAX_TARGET_BYTES = 1_000_000
"""Go's servers reset the connection on a head of about a megabyte."""


class EncodedRequest(NamedTuple):
    """What goes over the wire.

    Attributes:
        method: The HTTP method.
        target: Path and query below the origin.
        headers: All headers but those that name and authenticate who asks.
        body: The body; ``None`` sends none.
    """

    method: str
    target: str
    headers: dict[str, str]
    body: bytes | None


def encode(request: HttpRequest, prefix: str, headers: Mapping[str, str]) -> EncodedRequest:
    """Encodes a request.

    Args:
        request: The request.
        prefix: The base URL's path.
        headers: Headers of every request; those of the request win over them.

    Raises:
        QueryTooLargeError: Longer than servers read.
        UnsafeNameError: The path could be read as another one.
        UnsafeHeaderError: A header could be read as another one.
        QueryBuildError: The parameters are no text that UTF-8 can carry.
    """
    target = prefix + check_path(request.path)
    form = _form(request.params)
    merged = dict(headers)
    if request.headers:
        check_headers(request.headers)
        replaced = {name.lower() for name, _ in request.headers}
        merged = {name: value for name, value in merged.items() if name.lower() not in replaced}
        merged.update(request.headers)
    if request.method == "GET" or request.content is not None:
        body = request.content
        if form:
            target = f"{target}?{form}"
        if len(target) > MAX_TARGET_BYTES:
            raise QueryTooLargeError(f"a URL of {len(target):,} bytes is more than servers read; send it by POST")
    else:
        body = form.encode("ascii")
        if len(body) > MAX_FORM_BYTES:
            raise QueryTooLargeError(f"a form of {len(body):,} bytes is more than servers read ({MAX_FORM_BYTES:,})")
        merged["Content-Type"] = "application/x-www-form-urlencoded"
    if body is not None:
        merged["Content-Length"] = str(len(body))
    return EncodedRequest(request.method, target, merged, body)


def _form(params: tuple[tuple[str, str], ...]) -> str:
    try:
        # A blank as %20: the rules of request signatures, unlike those of forms, know no plus sign for it.
        return urlencode(params, quote_via=quote)
    except UnicodeEncodeError:
        pass
    raise QueryBuildError("a parameter holds half of a surrogate pair, which no server can read")
