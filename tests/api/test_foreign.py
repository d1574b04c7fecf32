"""Golden answers of Prometheus' relatives and of clouds: each becomes the error that fits, in the vendor's own words.

The bodies are from the vendors' documentation and from reports of their users; none was recorded by this project.
"""

from __future__ import annotations

import json
from functools import partial
from types import MappingProxyType

import pytest
from hypothesis import given, strategies as st

from prometheus_querier import errors
from prometheus_querier.api import envelope
from prometheus_querier.api.envelope import read_query
from prometheus_querier.api.foreign import foreign_error
from prometheus_querier.http import HttpResponse

read_json = partial(envelope.read_json, convert=lambda document: document)


def _google(code, status, message):
    details = [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [{"description": message}]}]
    return {"error": {"code": code, "message": message, "status": status, "details": details}}


def _envelope(error_type, message):
    return {"status": "error", "errorType": error_type, "error": message}


UNKNOWN_NAME = (
    'Invalid JSON payload received. Unknown name "stats": Cannot bind query parameter. '
    "Field 'stats' could not be found in request message."
)
MIMIR_LIMIT = (
    "the query exceeded the maximum number of series (limit: 10 series) (err-mimir-max-series-per-query). "
    "Consider reducing the time range"
)
VM_TIMEOUT = (
    'error when executing query="x" for (time=1, step=300000): timeout exceeded during query execution: 1.000 seconds'
)

ANSWERS = [
    # Google Cloud Managed Service for Prometheus
    (400, {}, _google(400, "INVALID_ARGUMENT", UNKNOWN_NAME), errors.BadDataError, 'Unknown name "stats"'),
    (
        401,
        {},
        _google(401, "UNAUTHENTICATED", "Request had invalid credentials"),
        errors.AuthenticationError,
        "invalid",
    ),
    (
        403,
        {},
        _google(403, "PERMISSION_DENIED", "Permission denied"),
        errors.PermissionDeniedError,
        "PERMISSION_DENIED",
    ),
    (
        404,
        {},
        _google(404, "NOT_FOUND", "Requested entity was not found."),
        errors.NotFoundError,
        "entity was not found",
    ),
    (429, {}, _google(429, "RESOURCE_EXHAUSTED", "Quota exceeded"), errors.RateLimitedError, "Quota exceeded"),
    (
        500,
        {},
        _google(500, "INTERNAL", "Internal error encountered."),
        errors.InternalError,
        "INTERNAL: Internal error",
    ),
    (503, {}, _google(503, "UNAVAILABLE", "try again"), errors.ServerUnavailableError, "UNAVAILABLE: try again"),
    (504, {}, [_google(504, "DEADLINE_EXCEEDED", "too slow")], errors.ServerUnavailableError, "DEADLINE_EXCEEDED"),
    # Amazon Managed Service for Prometheus
    (
        403,
        {"x-amzn-errortype": "AccessDeniedException:http://internal.amazon.com/coral/"},
        {"Message": "User: arn:aws:iam::1:user/x is not authorized to perform: aps:QueryMetrics"},
        errors.PermissionDeniedError,
        "AccessDeniedException: User: arn",
    ),
    (
        403,
        {"x-amzn-errortype": "InvalidSignatureException"},
        {"message": "The request signature we calculated does not match"},
        errors.PermissionDeniedError,
        "InvalidSignatureException: The request signature",
    ),
    (
        400,
        {"x-amzn-errortype": "ThrottlingException"},
        {"message": "Rate exceeded"},
        errors.RateLimitedError,
        "ThrottlingException: Rate exceeded",
    ),
    (
        404,
        {"x-amzn-errortype": "ResourceNotFoundException"},
        {"message": "Workspace not found"},
        errors.NotFoundError,
        "Workspace not found",
    ),
    (413, {}, "response larger than the max (181673024 vs 52428800)", errors.HttpStatusError, "larger than the max"),
    # Azure Monitor
    (401, {}, {"error": {"code": "Unauthorized", "message": "no token"}}, errors.AuthenticationError, "no token"),
    (
        403,
        {},
        "Failed to authorize the request. Register the 'Microsoft.Monitor' resource provider",
        errors.PermissionDeniedError,
        "Register the 'Microsoft.Monitor'",
    ),
    (422, {}, {"error": {"code": "LimitExceeded", "message": "m"}}, errors.ExecutionError, "LimitExceeded: m"),
    # Mimir and Cortex
    (401, {}, "no org id", errors.AuthenticationError, "no org id"),
    (422, {}, _envelope("execution", MIMIR_LIMIT), errors.ExecutionError, "err-mimir-max-series-per-query"),
    (429, {}, _envelope("too_many_requests", "rate limit"), errors.RateLimitedError, "too_many_requests: rate limit"),
    (429, {}, "too many outstanding requests", errors.RateLimitedError, "too many outstanding requests"),
    (413, {}, _envelope("too_large_entry", "too large"), errors.ApiError, "too_large_entry: too large"),
    # Thanos
    (503, {}, _envelope("canceled", "context canceled"), errors.QueryCanceledError, "context canceled"),
    (422, {}, _envelope("execution", "exceeded series limit"), errors.ExecutionError, "exceeded series limit"),
    # VictoriaMetrics
    (422, {}, _envelope("422", "missing `query` arg"), errors.ExecutionError, "missing `query` arg"),
    (400, {}, _envelope("400", "too long query"), errors.BadDataError, "too long query"),
    (503, {}, _envelope("503", VM_TIMEOUT), errors.QueryTimeoutError, "timeout exceeded"),
    (503, {}, _envelope("503", "cannot fetch"), errors.ServerUnavailableError, ": cannot fetch"),
    (429, {"retry-after": "10"}, "couldn't start executing", errors.RateLimitedError, "couldn't start executing"),
    (400, {}, 'unsupported path requested: "/api/v1/x"', errors.NotFoundError, "unsupported path requested"),
    # Gateways
    (401, {}, {"error": "invalid_token", "error_description": "expired"}, errors.AuthenticationError, "expired"),
    (405, {}, {"message": "Method Not Allowed"}, errors.HttpStatusError, "Method Not Allowed"),
    (502, {}, {"message": "bad gateway"}, errors.ServerUnavailableError, "bad gateway"),
]


def _response(status, headers, body):
    is_text = isinstance(body, str)
    content_type = "text/plain; charset=utf-8" if is_text else "application/json"
    return HttpResponse(
        status,
        MappingProxyType({"content-type": content_type, **headers}),
        body.encode() if is_text else json.dumps(body).encode(),
    )


@pytest.mark.parametrize("read", [read_query, read_json])
@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: f"{answer[0]}-{answer[4][:20]}")
def test_vendors_errors_have_the_right_type_and_the_vendors_words(read, answer):
    status, headers, body, kind, words = answer
    with pytest.raises(errors.PrometheusQuerierError) as caught:
        read(_response(status, headers, body))
    assert type(caught.value) is kind
    assert words in str(caught.value)
    assert caught.value.status == status


@pytest.mark.parametrize(
    ("status", "headers", "body", "retryable"),
    [
        (503, {}, _envelope("503", VM_TIMEOUT), False),
        (504, {}, _google(504, "DEADLINE_EXCEEDED", "m"), False),
        (403, {}, _google(403, "PERMISSION_DENIED", "m"), False),
        (422, {}, _envelope("422", "m"), False),
        (429, {}, _google(429, "RESOURCE_EXHAUSTED", "m"), True),
        (503, {}, _google(503, "UNAVAILABLE", "m"), True),
        (400, {"x-amzn-errortype": "ThrottlingException"}, {"message": "m"}, True),
    ],
)
def test_only_what_may_pass_is_tried_again(status, headers, body, retryable):
    with pytest.raises(errors.PrometheusQuerierError) as caught:
        read_json(_response(status, headers, body))
    assert caught.value.retryable is retryable


def test_the_wait_that_a_vendor_asks_for_is_kept():
    with pytest.raises(errors.RateLimitedError) as caught:
        read_json(_response(429, {"retry-after": "10"}, "wait"))
    assert caught.value.retry_after == 10


def test_types_of_others_are_kept_as_they_are():
    with pytest.raises(errors.BadDataError) as caught:
        read_query(_response(400, {}, _google(400, "INVALID_ARGUMENT", UNKNOWN_NAME)), query="up")
    error = caught.value
    assert (error.error_type, error.message, error.query) == ("INVALID_ARGUMENT", UNKNOWN_NAME, "up")


def test_vendors_words_are_made_safe_to_print():
    with pytest.raises(errors.RateLimitedError) as caught:
        read_json(_response(429, {}, _google(429, "X", "\x1b[31mred\n" + "long " * 1000)))
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 1100


def test_a_success_status_is_never_read_as_a_vendors_error():
    with pytest.raises(errors.MalformedResponseError):
        read_json(_response(200, {}, {"message": "hello"}))
    with pytest.raises(errors.MalformedResponseError):
        read_json(_response(206, {}, {"message": "hello"}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["error", "message", "Message", "code", "status", "error_description", "x"]), inner
        )
    ),
    max_leaves=8,
)


@given(body=st.one_of(st.binary(max_size=40), JSON.map(lambda value: json.dumps(value).encode())))
def test_anything_is_read_without_a_crash(body):
    found = foreign_error(body, {})
    assert found is None or (found.message and isinstance(found.error_type, str))


@given(body=JSON, status=st.sampled_from([400, 401, 403, 404, 405, 413, 422, 429, 499, 500, 502, 503, 504, 599]))
def test_any_json_with_an_error_status_becomes_an_error_of_ours(body, status):
    with pytest.raises((errors.ApiError, errors.ResponseError)):
        read_json(_response(status, {}, {"error": body} if not isinstance(body, dict) else body))
