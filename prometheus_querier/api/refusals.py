"""The errors that responses mean: of the API, of a proxy before it, or of what is no API at all. Nothing is sent here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from prometheus_querier import errors
from prometheus_querier.http import printable
from prometheus_querier.results import Document, decode_json

from .complaints import pointed_out
from .excerpts import Excerpt, retry_after, without_credentials
from .foreign import foreign_error

if TYPE_CHECKING:
    from prometheus_querier.http import HttpResponse

ResponseErrorT = TypeVar("ResponseErrorT", bound=errors.ResponseError)

_REDIRECTS = range(300, 400)
_ERROR_TYPES: dict[str, type[errors.ApiError]] = {
    "bad_data": errors.BadDataError,
    "execution": errors.ExecutionError,
    "timeout": errors.QueryTimeoutError,
    "canceled": errors.QueryCanceledError,
    "internal": errors.InternalError,
    "unavailable": errors.NotReadyError,
    "not_found": errors.ApiNotFoundError,
}
# Where the type is none of these, as with relatives of Prometheus, the status says nearly the same.
_TYPES_OF_STATUSES: dict[int, type[errors.ApiError]] = {
    400: errors.BadDataError,
    422: errors.ExecutionError,
    499: errors.QueryCanceledError,
    500: errors.InternalError,
}
_STATUSES: dict[int, type[errors.HttpStatusError]] = {
    401: errors.AuthenticationError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    429: errors.RateLimitedError,
    502: errors.ServerUnavailableError,
    503: errors.ServerUnavailableError,
    504: errors.ServerUnavailableError,
}
_WHICH_URL = (
    "is the base URL right? It is what stands before /api/v1 or /graph, such as http://host:9090 or "
    "http://host/prometheus, and not Grafana's"
)
_HINTS = {
    401: "the credentials or the tenant are missing, wrong or expired: see auth= and tenant= of connect()",
    403: "the credentials do not allow this: ask for the right to it, or see auth= and tenant= of connect()",
    404: _WHICH_URL,
    405: f"the server or a proxy refuses this method; {_WHICH_URL}",
    410: f"Alertmanager answers so; {_WHICH_URL}",
    429: "too many requests: ask less often",
    501: f"no server of the API answers so; {_WHICH_URL}",
    502: "a proxy did not reach the server: is it running?",
    504: "a proxy gave up waiting for the server",
}
# How web servers refuse plain HTTP on a port of TLS: Go's (Prometheus itself), nginx', Apache's.
_WANTS_TLS = (
    "http request to an https server",
    "plain http request was sent to https",
    "speaking plain http to an ssl",
)
_DEADLINE_WORDS = ("context deadline exceeded", "query timed out", "timeout exceeded")
# Comes with 400 as well as with 429.
_THROTTLED, _TOO_MANY = "ThrottlingException", 429
_NO_ADMIN = "admin APIs disabled"
# What VictoriaMetrics says with status 400.
_NO_SUCH_PATH = "unsupported path requested"
_LONGEST = 1000


def refusal(response: HttpResponse, query: str | None) -> errors.PrometheusQuerierError:
    """The error that a status other than 200 means."""
    status = response.status
    if status in _REDIRECTS:
        return _redirect(response)
    excerpt = Excerpt(response.pieces())
    body = b"".join(excerpt)
    foreign = None
    try:
        document = decode_json([body])
    except errors.MalformedResponseError:
        if status < _REDIRECTS.start:
            return malformed(f"status {status} carries no answer", response, excerpt)
        foreign = foreign_error(body, response.headers)
        if foreign is None:
            kind = errors.NotFoundError if _NO_SUCH_PATH in excerpt.text else None
            return _status_error(response, excerpt.text, kind)
        document = Document("error", None, *foreign)
    if document.status != "error":
        return malformed(f"status {status} contradicts the body's success", response, excerpt)
    # Others than Prometheus have types of their own (too_many_requests, or just "429"): the status says more then.
    if document.error_type not in _ERROR_TYPES and not _ran_out_of_time(document.error):
        meant = _TOO_MANY if document.error_type == _THROTTLED else status
        if meant in _STATUSES or (foreign and status not in _TYPES_OF_STATUSES):
            return _status_error(response, printable(_words(document), _LONGEST) or excerpt.text, _STATUSES.get(meant))
    return api_error(document, response, query)


def api_error(document: Document[Any], response: HttpResponse, query: str | None) -> errors.ApiError:
    """The error that an answer of the API tells."""
    known = document.error_type in _ERROR_TYPES
    kind = _ERROR_TYPES[document.error_type] if known else _TYPES_OF_STATUSES.get(response.status, errors.ApiError)
    # A query that runs into its timeout is reported as bad_data, execution or timeout, by where it was then.
    if kind in (errors.ApiError, errors.BadDataError, errors.ExecutionError) and _ran_out_of_time(document.error):
        kind = errors.QueryTimeoutError
    words = printable(f"{document.error_type or 'error'}: {document.error}", _LONGEST)
    if query and kind in (errors.BadDataError, errors.ExecutionError):
        words += pointed_out(query, document.error, is_prometheus=kind is errors.BadDataError)
    if document.error == _NO_ADMIN:
        words += ": start the server with --web.enable-admin-api"
    error = kind(words)
    error.error_type, error.message, error.status = document.error_type, document.error, response.status
    error.warnings, error.query = document.warnings, query
    error.retry_after = retry_after(response.headers)
    # The same type stands for "admin API disabled", with status 500; only a starting server says 503.
    error.retryable = kind is errors.NotReadyError and response.status == 503  # noqa: PLR2004 - the status itself
    return error


def warned(document: Document[Any], response: HttpResponse, query: str | None) -> errors.ApiError:
    """The error that warnings amount to for a client that was told to take no partial answer for a whole one."""
    warnings = "; ".join(document.warnings)
    error = errors.ApiError(printable(f"the answer has warnings, and on_warning is 'raise': {warnings}", _LONGEST))
    error.error_type, error.message, error.status = "warning", warnings, response.status
    error.warnings, error.query = document.warnings, query
    return error


def malformed(
    reason: str, response: HttpResponse, excerpt: Excerpt, *, retryable: bool = False
) -> errors.MalformedResponseError:
    """The error that an answer means which is none of the API."""
    content_type = printable(response.headers.get("content-type", "no content type"), 100)
    if _is_html(response):
        reason = f"a web page ({_WHICH_URL}; or a proxy wants a login)"
    elif excerpt.text:
        # What begins as the API's answers do was broken on its way, and comes from the right place.
        advice = "" if excerpt.text.startswith('{"status":') else f" ({_WHICH_URL})"
        reason = f"{reason}{advice}: {excerpt.text}"
    error = errors.MalformedResponseError(f"not an answer of the Prometheus API ({content_type}): {reason}")
    error.retryable = retryable
    return _fill(error, response, excerpt.text)


def _ran_out_of_time(message: str) -> bool:
    return any(words in message for words in _DEADLINE_WORDS)


def _words(document: Document[Any]) -> str:
    """The server's own words, with their type, unless that only repeats the status."""
    repeats = not document.error_type or document.error_type.isdigit()
    return document.error if repeats else f"{document.error_type}: {document.error}"


def _status_error(
    response: HttpResponse, text: str, kind: type[errors.HttpStatusError] | None = None
) -> errors.HttpStatusError:
    status = response.status
    kind = kind or _STATUSES.get(status, errors.HttpStatusError)
    parts = [f"HTTP status {status}"]
    if any(words in text.lower() for words in _WANTS_TLS):
        parts.append(" (write https:// instead of http:// in the base URL)")
    elif status in _HINTS:
        parts.append(f" ({_HINTS[status]})")
    if text and not _is_html(response):
        parts.append(f": {text}")
    error = _fill(kind("".join(parts)), response, text)
    error.retry_after = retry_after(response.headers)
    # A gateway's timeout means that the query was slow; asking again at once makes it worse.
    error.retryable = kind.retryable and status != 504  # noqa: PLR2004 - the status itself
    return error


def _redirect(response: HttpResponse) -> errors.UnexpectedRedirectError:
    location = without_credentials(response.headers.get("location", ""))
    where = f" to {location}" if location else ""
    error = errors.UnexpectedRedirectError(
        f"HTTP status {response.status} redirects{where}; the API never does: correct the base URL "
        f"(https instead of http, the path prefix), or log in first when a proxy asks for it"
    )
    error.location = location or None
    return _fill(error, response, "")


def _fill(error: ResponseErrorT, response: HttpResponse, excerpt: str) -> ResponseErrorT:
    error.status = response.status
    error.content_type = printable(response.headers.get("content-type", ""), 100) or None
    error.excerpt = excerpt
    return error


def _is_html(response: HttpResponse) -> bool:
    return "html" in response.headers.get("content-type", "").lower()
