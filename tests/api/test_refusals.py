"""Each way in which servers, and what stands before them, refuse. The bodies were received from real servers."""

from types import MappingProxyType

import pytest

from prometheus_querier import errors
from prometheus_querier.api.refusals import refusal
from prometheus_querier.http import HttpResponse
from prometheus_querier.testing import answers

HTML = "<html><head><title>502 Bad Gateway</title></head></html>"
NO_PATH = 'remoteAddr: "127.0.0.1:39888"; requestURI: /api/v1/x; unsupported path requested: "/api/v1/x"'


@pytest.mark.parametrize(
    ("response", "kind", "retryable"),
    [
        # The API's own errors, by type
        (answers.error("bad_data", "no match[] parameter provided"), errors.BadDataError, False),
        (answers.error("execution", "found duplicate series"), errors.ExecutionError, False),
        (answers.error("execution", "unavailable with Prometheus Agent"), errors.ExecutionError, False),
        (answers.error("canceled", "query was canceled"), errors.QueryCanceledError, False),
        (answers.error("timeout", "query timed out in query queue"), errors.QueryTimeoutError, False),
        (answers.error("internal", "opening storage failed"), errors.InternalError, False),
        (answers.error("unavailable", "admin APIs disabled"), errors.NotReadyError, False),
        (answers.error("unavailable", "TSDB not ready"), errors.NotReadyError, False),
        (answers.error("unavailable", "TSDB not ready", status=503), errors.NotReadyError, True),
        (answers.error("not_found", "no such series"), errors.ApiNotFoundError, False),
        (answers.error("not_acceptable", "cannot satisfy", status=406), errors.ApiError, False),
        # A timeout has many names
        (
            answers.error("bad_data", 'invalid parameter "query": context deadline exceeded'),
            errors.QueryTimeoutError,
            False,
        ),
        (answers.error("execution", "context deadline exceeded"), errors.QueryTimeoutError, False),
        (answers.error("execution", "query timed out in expression evaluation"), errors.QueryTimeoutError, False),
        # Relatives: Thanos cancels with 503, VictoriaMetrics has the status for a type
        (answers.error("canceled", "context canceled", status=503), errors.QueryCanceledError, False),
        (answers.error("422", "missing `match[]` arg", status=422), errors.ExecutionError, False),
        (answers.error("400", "too long query", status=400), errors.BadDataError, False),
        (answers.error("", "no type", status=500), errors.InternalError, False),
        (answers.error("too_many_requests", "slow down", status=429), errors.RateLimitedError, True),
        # Not the API
        (answers.text(404, "404 page not found\n"), errors.NotFoundError, False),
        (answers.text(400, NO_PATH), errors.NotFoundError, False),
        (answers.text(405, "Method Not Allowed\n"), errors.HttpStatusError, False),
        (answers.text(401, "Unauthorized\n"), errors.AuthenticationError, False),
        (answers.text(401, "no org id"), errors.AuthenticationError, False),
        (answers.text(403, "Lifecycle API is not enabled."), errors.PermissionDeniedError, False),
        (answers.text(413, HTML, content_type="text/html"), errors.HttpStatusError, False),
        (answers.text(414, HTML, content_type="text/html"), errors.HttpStatusError, False),
        (answers.text(429, "try again later"), errors.RateLimitedError, True),
        (answers.text(500, "oops"), errors.HttpStatusError, False),
        (answers.text(502, HTML, content_type="text/html"), errors.ServerUnavailableError, True),
        (answers.text(503, "Service Unavailable"), errors.ServerUnavailableError, True),
        (answers.text(504, HTML, content_type="text/html"), errors.ServerUnavailableError, False),
        # Nothing that an error could be
        (answers.text(204, ""), errors.MalformedResponseError, False),
        (answers.text(206, "{}"), errors.MalformedResponseError, False),
        (HttpResponse(400, body=answers.success([]).read()), errors.MalformedResponseError, False),
        (answers.text(301, ""), errors.UnexpectedRedirectError, False),
    ],
    ids=lambda value: getattr(value, "__name__", None) or str(getattr(value, "status", value)),
)
def test_every_refusal_has_its_error(response, kind, retryable):
    error = refusal(response, "up")
    assert type(error) is kind
    assert error.retryable is retryable
    assert error.status == response.status


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (answers.text(404, "404 page not found\n"), ["is the base URL right?", "404 page not found"]),
        (answers.text(401, "no org id"), ["tenant=", "no org id"]),
        (answers.text(405, "Method Not Allowed\n"), ["refuses this method", "Method Not Allowed"]),
        (answers.text(504, HTML, content_type="text/html"), ["a proxy gave up"]),
        (answers.text(301, ""), ["the API never does: correct the base URL"]),
        (
            answers.text(404, '{"message": "Not found"}', content_type="application/json"),
            ["not Grafana's", "Not found"],
        ),
        (answers.text(401, "token expired"), ["missing, wrong or expired", "auth=", "token expired"]),
        (answers.text(403, "no"), ["ask for the right to it", "auth="]),
        (answers.text(501, HTML, content_type="text/html"), ["is the base URL right?"]),
        (answers.text(410, '{"status":"deprecated","error":"was removed"}'), ["Alertmanager", "was removed"]),
        # Plain HTTP on a port of TLS: Prometheus, nginx, Apache
        (answers.text(400, "Client sent an HTTP request to an HTTPS server.\n"), ["write https:// instead of http://"]),
        (
            answers.text(
                400,
                "<title>400 The plain HTTP request was sent to HTTPS port</title>",
                content_type="text/html",
            ),
            ["write https:// instead of http://"],
        ),
        (
            answers.text(400, "You're speaking plain HTTP to an SSL-enabled server port.", content_type="text/html"),
            ["write https:// instead of http://"],
        ),
    ],
)
def test_what_to_do_is_said(response, words):
    message = str(refusal(response, None))
    assert [word for word in words if word not in message] == []


def test_pages_are_not_dumped():
    error = refusal(answers.text(502, HTML, content_type="text/html; charset=utf-8"), None)
    assert str(error) == "HTTP status 502 (a proxy did not reach the server: is it running?)"
    assert error.excerpt.startswith("<html>")


def test_hostile_words_are_short_and_printable():
    for response in (answers.text(500, "\x1b[31m" + "x" * 5000), answers.error("bad_data", "\x1b[31m" + "x" * 5000)):
        error = refusal(response, None)
        assert len(str(error)) <= 1000
        assert str(error).isprintable()


def test_redirects_say_where_to_without_secrets():
    headers = MappingProxyType({"location": "https://user:secret@sso.example/login?token=x"})
    error = refusal(HttpResponse(302, headers), None)
    assert error.location == "https://sso.example/login"
    assert "secret" not in str(error)
    assert "token" not in str(error)


def test_the_wait_is_kept_with_the_error():
    headers = MappingProxyType({"retry-after": "7"})
    assert refusal(HttpResponse(429, headers, b"wait"), None).retry_after == 7.0
    assert refusal(HttpResponse(503, headers, answers.error("unavailable", "x").read()), None).retry_after == 7.0


def test_warnings_that_come_with_an_error_are_kept():
    body = b'{"status":"error","errorType":"execution","error":"boom","warnings":["w"],"data":{}}'
    error = refusal(HttpResponse(422, body=body), "up")
    assert (error.warnings, error.query, error.error_type, error.message) == (("w",), "up", "execution", "boom")
