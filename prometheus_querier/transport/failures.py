"""Failures in words of this library, without the traces that HTTP libraries leave: those hold headers, and so secrets."""

from __future__ import annotations

from typing import TypeVar

from prometheus_querier.errors import ConnectionLostError, PrometheusQuerierError, ResponseTooLargeError, TransportError
from prometheus_querier.http import printable

E = TypeVar("E", bound=BaseException)
F = TypeVar("F", bound=TransportError)


def explained(error: F, cause: BaseException) -> F:
    """Adds what the cause says to an error, but not the cause."""
    error.reason = f"{type(cause).__name__}: {printable(str(cause))}"
    error.args = (f"{error}: {error.reason}",)
    return error


def too_large(limit: int) -> ResponseTooLargeError:
    """Makes the error for an answer that is larger than it may be."""
    error = ResponseTooLargeError(
        f"the answer is larger than {limit:,} bytes: ask for less, or allow more by max_response_bytes"
    )
    error.limit = limit
    return error


def cut_off() -> ConnectionLostError:
    """Makes the error for an answer whose end never came."""
    return ConnectionLostError("the connection closed before the answer was complete")


def bare(error: E) -> E:
    """Takes the trace from an error of this library or an interrupt, so that no frame of an HTTP library stays alive.

    Any other error comes from a user's own function, and keeps its trace.
    """
    if isinstance(error, PrometheusQuerierError) or not isinstance(error, Exception):
        error.__traceback__ = error.__context__ = error.__cause__ = None
    return error
