"""The seam between asking and sending: a transport moves one request and one response, and knows nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from prometheus_querier.http import HttpRequest, HttpResponse


@runtime_checkable
class Transport(Protocol):
    """Moves one HTTP request and one response. Safe to share between threads.

    A transport never raises for a status, never follows a redirect and never repeats a request, but for a kept
    connection that turns out dead before a byte of the answer came. What it raises is of this library:
    ``TransportError``, ``ResponseTooLargeError``, ``MalformedResponseError``, ``ClientClosedError``, and a
    ``QueryBuildError`` for what cannot be sent as it is.
    """

    def send(self, request: HttpRequest, *, timeout: float | None) -> HttpResponse:
        """Sends a request and returns the response as soon as its head is there.

        Args:
            request: What to send.
            timeout: Total seconds left, for connecting, sending and reading the whole body; ``None`` for no limit.
        """
        ...

    def close(self) -> None:
        """Closes every connection; calling it again does nothing."""
        ...
