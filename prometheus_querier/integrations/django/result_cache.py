"""Answers to queries, kept for a while by Django's cache framework: a transport over the one that asks.

It stands below every view of a client, so that it sees a request as the server would: with the labels that a view
enforces, and the header that names a tenant. Two questions share an answer only if all of that is the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.core.cache import caches
from django.utils.crypto import salted_hmac

from prometheus_querier import promql
from prometheus_querier.api import endpoints
from prometheus_querier.durations import positive_duration_to_ms
from prometheus_querier.errors import MalformedResponseError, QueryBuildError
from prometheus_querier.http import HttpRequest, HttpResponse
from prometheus_querier.results.documents import read_envelope
from prometheus_querier.timestamps import format_timestamp, timestamp_to_ms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_querier.transport import Transport

_CACHED = frozenset({endpoints.QUERY.path, endpoints.QUERY_RANGE.path})
_LARGEST = 1_000_000
"""Bytes of the largest answer that is kept: what memcached takes by default."""
_SALT = "prometheus_querier.integrations.django.result_cache"


class CachingTransport:
    """Sends queries whose answers are not at hand, and keeps the answers that are whole.

    Args:
        transport: What sends.
        server: Whatever tells servers apart, in plain data; it may hold secrets, since only a keyed hash is kept.
        cache: Which cache of ``settings.CACHES``.
        seconds: How long an answer is kept.
    """

    def __init__(self, transport: Transport, *, server: Any, cache: str, seconds: float) -> None:
        self._transport = transport
        self._server = server
        self._cache = cache
        self._seconds = seconds

    def send(self, request: HttpRequest, *, timeout: float | None) -> HttpResponse:
        """Gives the answer that is kept, or sends; ``Transport.send`` says how, and what it raises."""
        if request.path not in _CACHED or request.content is not None:
            return self._transport.send(request, timeout=timeout)
        request = _on_grid(request)
        cache, key = caches[self._cache], self._key(request)
        kept = cache.get(key)
        if isinstance(kept, bytes):
            return HttpResponse(200, {"content-type": "application/json"}, kept)
        response = self._transport.send(request, timeout=timeout)
        if response.status != 200:  # noqa: PLR2004 - the status of all answers that are whole
            return response
        start, rest = _start(response)
        if rest is not None:
            return replace(response, body=_Body(start, rest, response))
        body = b"".join(start)
        if _is_whole(body):
            cache.set(key, body, self._seconds)
        return replace(response, body=body)

    def close(self) -> None:
        """Does nothing: the connections are another client's."""

    def __repr__(self) -> str:
        return f"<view of {self._transport!r} cached for {self._seconds:g} s>"

    def _key(self, request: HttpRequest) -> str:
        # The time that the server may take changes no answer that is whole.
        params = sorted((name, _canonical(name, value)) for name, value in request.params if name != "timeout")
        text = json.dumps([self._server, request.path, params, sorted(request.headers)], sort_keys=True, default=_kind)
        return f"prometheus_querier:{salted_hmac(_SALT, text, algorithm='sha256').hexdigest()}"


class _Body:
    """A body whose beginning was read."""

    def __init__(self, start: list[bytes], rest: Iterator[bytes], response: HttpResponse) -> None:
        self._pieces = chain(start, rest)
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        self._response.close()


def _start(response: HttpResponse) -> tuple[list[bytes], Iterator[bytes] | None]:
    """Reads a body as far as it could be kept, and gives the rest of a larger one unread."""
    pieces, start, size = response.pieces(), [], 0
    for piece in pieces:
        start.append(piece)
        size += len(piece)
        if size > _LARGEST:
            return start, pieces
    return start, None


def _is_whole(body: bytes) -> bool:
    """Whether this is an answer to keep: a success of the API, without warnings that it may be partial."""
    try:
        envelope = read_envelope(body)
    except MalformedResponseError:
        return False
    return envelope.status == "success" and not envelope.warnings


def _on_grid(request: HttpRequest) -> HttpRequest:
    """Moves a range back to the multiples of its step, so that who asks a moment later asks the same."""
    given = dict(request.params)
    if not given.keys() >= {"start", "end", "step"}:
        return request
    start, end = (timestamp_to_ms(given[name], name=name) for name in ("start", "end"))
    step = positive_duration_to_ms(given["step"], name="step")
    first = start - start % step
    moved = {"start": format_timestamp(first), "end": format_timestamp(first + (end - start) // step * step)}
    return replace(request, params=tuple((name, moved.get(name, value)) for name, value in request.params))


def _canonical(name: str, value: str) -> str:
    """Spells a query as all that mean the same are spelled; what does not parse stays, for the server to judge."""
    if name != "query":
        return value
    try:
        return str(promql.parse(value))
    except QueryBuildError:
        return value


def _kind(value: object) -> Any:
    return dict(value) if isinstance(value, Mapping) else type(value).__qualname__
