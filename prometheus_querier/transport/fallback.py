"""POST where it is allowed, GET where it is not: some proxies forbid POST, which long queries need."""

from __future__ import annotations

import time
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from .origins import as_sent

if TYPE_CHECKING:
    from prometheus_querier.http import HttpRequest, HttpResponse

    from .base import Transport
    from .origins import SentRequest

REFUSED = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED})
"""Statuses by which proxies and servers refuse a method."""

MAX_FORM = 8192
"""Characters of parameters above which GET is not tried: longer URLs are refused, and land in logs."""


class GetFallback:
    """A transport that sends a refused POST form again as a GET, and remembers when that worked.

    Args:
        transport: What sends.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._prefers_get = False

    def send(self, request: HttpRequest, *, timeout: float | None) -> HttpResponse:
        """Sends a request; ``Transport.send`` says how, and what it raises."""
        if request.method != "POST" or request.content is not None:
            return self._transport.send(request, timeout=timeout)
        if self._prefers_get and _is_short(request):
            return self._transport.send(replace(request, method="GET"), timeout=timeout)
        started = time.monotonic()
        response = self._transport.send(request, timeout=timeout)
        if response.status not in REFUSED or not _is_short(request):
            return response
        response.close()
        left = None if timeout is None else timeout - (time.monotonic() - started)
        response = self._transport.send(replace(request, method="GET"), timeout=left)
        if response.status == HTTPStatus.OK:
            # Only now: a 403 may as well mean the caller and not the method.
            self._prefers_get = True
        return response

    def as_sent(self, request: HttpRequest) -> SentRequest | None:
        """Tells what a request's answer depends on: the method is not among it."""
        return as_sent(self._transport, request)

    def close(self) -> None:
        """Closes the transport."""
        self._transport.close()

    def __repr__(self) -> str:
        return repr(self._transport)


def _is_short(request: HttpRequest) -> bool:
    return sum(len(name) + len(value) for name, value in request.params) <= MAX_FORM
