"""Every error that this library raises, and nothing else: the leaf that all layers may import.

    PrometheusQuerierError
    ├── QueryBuildError (ValueError)          refused here, nothing was sent
    │   ├── PromQLTypeError (TypeError)       a value type that the function or operator does not take
    │   ├── PromQLSyntaxError                 text that is not PromQL
    │   ├── UnsafeNameError                   a name that PromQL or a URL cannot carry
    │   ├── UnsafeHeaderError                 a header value that HTTP cannot carry
    │   ├── QueryTooLargeError
    │   ├── TooManyPointsError
    │   ├── NotEnforceableError               a query that cannot be confined to a tenant
    │   └── UnsupportedByServerError          a construct or parameter that the server does not know
    ├── ClientClosedError
    ├── TransportError                        no usable HTTP answer
    │   ├── ConnectError
    │   ├── TlsError
    │   ├── ConnectionLostError
    │   └── RequestTimeoutError (TimeoutError)
    ├── ResponseError                         an HTTP answer that is no answer of the API
    │   ├── MalformedResponseError
    │   ├── ResponseTooLargeError
    │   ├── UnexpectedRedirectError
    │   └── HttpStatusError
    │       ├── AuthenticationError           401
    │       ├── PermissionDeniedError         403
    │       ├── NotFoundError                 404
    │       ├── RateLimitedError              429
    │       └── ServerUnavailableError        502, 503, 504
    ├── ApiError                              the API answered with an error of its own
    │   ├── BadDataError                      bad_data
    │   ├── ExecutionError                    execution
    │   ├── QueryTimeoutError                 timeout
    │   ├── QueryCanceledError                canceled
    │   ├── InternalError                     internal
    │   ├── NotReadyError                     unavailable
    │   └── ApiNotFoundError                  not_found
    ├── ResultTypeError (TypeError)           the answer has not the shape that was asked for
    └── MissingDependencyError (ImportError)  an extra that is not installed

All of them can be pickled, so that they cross process pools and task queues with everything they know.
"""

from __future__ import annotations

from typing import Literal


class PrometheusQuerierError(Exception):
    """The root of every error of this library.

    Attributes:
        retryable: Whether the same call may succeed when it is simply made again.
        attempts: How many times the request was sent, when it was sent.
        elapsed: Seconds from the call to this error, when a call was made.
        history: What ended each earlier attempt: class names and statuses, oldest first.
    """

    retryable: bool = False
    attempts: int = 0
    elapsed: float | None = None
    history: tuple[str, ...] = ()


class QueryBuildError(PrometheusQuerierError, ValueError):
    """What was asked for cannot be asked; nothing was sent."""


class PromQLTypeError(QueryBuildError, TypeError):
    """An expression of a value type that the function or operator does not take."""


class PromQLSyntaxError(QueryBuildError):
    """Text that is not PromQL.

    The message has the position, the offending line and a caret under the place.

    Attributes:
        reason: What is wrong, in one line without a position.
        position: Offset of the place in the text, in characters from 0.
        line: Line of the place, from 1.
        column: Column of the place, in characters from 1.
        suggestion: What to write instead, where that can be guessed.
    """

    reason: str = ""
    position: int = 0
    line: int = 1
    column: int = 1
    suggestion: str = ""

    @classmethod
    def at(cls, text: str, position: int, reason: str, *, suggestion: str = "") -> PromQLSyntaxError:
        """Makes the error for a place in a text."""
        position = max(0, min(position, len(text)))
        reason, suggestion = _readable(reason), _readable(suggestion)
        start = text.rfind("\n", 0, position) + 1
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        line = text.count("\n", 0, start) + 1
        column = position - start + 1
        # A long line is shown around the place only.
        left = max(start, position - 60)
        right = min(end, position + 60)
        prefix = "…" if left > start else ""
        shown = prefix + _readable(text[left:right]) + ("…" if right < end else "")
        caret = " " * (len(prefix) + position - left) + "^"
        advice = f"\n  {suggestion}" if suggestion else ""
        error = cls(f"{line}:{column}: {reason}\n  {shown}\n  {caret}{advice}")
        error.reason, error.position, error.line, error.column = reason, position, line, column
        error.suggestion = suggestion
        return error


def _readable(text: str) -> str:
    """Leaves out of a query what would move the caret from its place, or command a terminal."""
    return text if text.isprintable() else "".join([char if char.isprintable() else " " for char in text])


class UnsafeNameError(QueryBuildError):
    """A metric name, label name or path segment that cannot be carried safely."""


class UnsafeHeaderError(QueryBuildError):
    """A header name or value that HTTP cannot carry exactly. The message never repeats the value."""


class QueryTooLargeError(QueryBuildError):
    """A query longer than servers read."""


class TooManyPointsError(QueryBuildError):
    """A range with more steps than one answer may have."""


class NotEnforceableError(QueryBuildError):
    """A query that cannot be confined to the enforced labels."""


class UnsupportedByServerError(QueryBuildError):
    """The server at hand does not know a construct or a parameter, and would refuse or silently ignore it."""


class ClientClosedError(PrometheusQuerierError):
    """The client or transport was closed before the call."""


class TransportError(PrometheusQuerierError):
    """No usable HTTP answer came.

    Attributes:
        reason: Class name and cleaned text of what the HTTP library reported.
    """

    reason: str = ""


class ConnectError(TransportError):
    """No connection could be made."""

    retryable = True


class TlsError(TransportError):
    """The TLS handshake failed: an unknown authority, another host's certificate, or no TLS at all."""


class ConnectionLostError(TransportError):
    """The connection broke before the answer was complete."""

    retryable = True


class RequestTimeoutError(TransportError, TimeoutError):
    """The time allowed ran out.

    Attributes:
        phase: ``connect`` while connecting, ``read`` when no byte came for the read timeout, ``total`` when the
            whole time was spent.
    """

    phase: Literal["connect", "read", "total"] = "total"


class ResponseError(PrometheusQuerierError):
    """An HTTP answer came, but it is no answer of the Prometheus API.

    Attributes:
        status: The HTTP status.
        content_type: The answer's content type, as sent.
        excerpt: The first printable characters of the body.
    """

    status: int | None = None
    content_type: str | None = None
    excerpt: str = ""


class MalformedResponseError(ResponseError):
    """The body is not a well-formed answer of the API: HTML, cut off, or contradicting itself."""


class ResponseTooLargeError(ResponseError):
    """The answer is larger than ``max_response_bytes``.

    Attributes:
        limit: The limit in bytes.
    """

    limit: int | None = None


class UnexpectedRedirectError(ResponseError):
    """The server redirects; the API never does, so the base URL is likely wrong.

    Attributes:
        location: Where to, without query and credentials.
    """

    location: str | None = None


class HttpStatusError(ResponseError):
    """An HTTP error status whose body is not the API's.

    Attributes:
        retry_after: Seconds that the server asks to wait, when it does.
    """

    retry_after: float | None = None


class AuthenticationError(HttpStatusError):
    """401: the credentials are missing or wrong."""


class PermissionDeniedError(HttpStatusError):
    """403: the credentials do not allow this."""


class NotFoundError(HttpStatusError):
    """404: no such path; often a wrong base URL or an older server."""


class RateLimitedError(HttpStatusError):
    """429: too many requests."""

    retryable = True


class ServerUnavailableError(HttpStatusError):
    """502, 503 or 504 from the server or a proxy before it; a 504 is not retryable, because the query was slow."""

    retryable = True


class ApiError(PrometheusQuerierError):
    """The API answered with an error of its own.

    Attributes:
        error_type: The API's ``errorType``, such as ``bad_data``; another backend's own, when unknown.
        message: The API's own words.
        status: The HTTP status.
        warnings: Warnings that came with the error.
        query: The PromQL that was asked, when there was one.
        retry_after: Seconds that the server asks to wait, when it does.
    """

    error_type: str = ""
    message: str = ""
    status: int | None = None
    warnings: tuple[str, ...] = ()
    query: str | None = None
    retry_after: float | None = None


class BadDataError(ApiError):
    """``bad_data``: a parameter is wrong; most often the query does not parse."""


class ExecutionError(ApiError):
    """``execution``: the query parses but cannot be evaluated."""


class QueryTimeoutError(ApiError):
    """``timeout``: the query took longer than the server allows."""


class QueryCanceledError(ApiError):
    """``canceled``: the query was cancelled on the server."""


class InternalError(ApiError):
    """``internal``: the server failed."""


class NotReadyError(ApiError):
    """``unavailable``: the server is starting, or the API part is switched off."""


class ApiNotFoundError(ApiError):
    """``not_found``: the thing asked about does not exist."""


class ResultTypeError(PrometheusQuerierError, TypeError):
    """The answer is not of the shape that was asked for."""


class MissingDependencyError(PrometheusQuerierError, ImportError):
    """An optional library is not installed; the message names the extra that brings it."""

    @classmethod
    def of(cls, library: str, extra: str, purpose: str) -> MissingDependencyError:
        """Makes the error for a missing library."""
        error = cls(f"{purpose} needs {library}: pip install 'prometheus-querier[{extra}]'")
        error.name = library
        return error
