import json
from functools import partial
from types import MappingProxyType

import pytest

from prometheus_querier import errors
from prometheus_querier.api.envelope import read_done, read_exemplars, read_json, read_query, read_text
from prometheus_querier.http import HttpResponse
from prometheus_querier.results import BuildInfo, VectorResult
from prometheus_querier.testing import answers


def data(document):
    return document.data


def test_a_query_becomes_a_result_that_knows_its_query():
    result = read_query(answers.vector(({"job": "a"}, (1, 2)), warnings=["w"]), query="up")
    assert type(result) is VectorResult
    assert (result.query, result.warnings, result[0].value) == ("up", ("w",), 2.0)


def test_json_is_converted_where_its_response_is_known():
    assert read_json(answers.success({"version": "3.5.0"}), BuildInfo.of) == BuildInfo(version="3.5.0")
    response = HttpResponse(
        200, MappingProxyType({"content-type": "application/json"}), b'{"status":"success","data":{"version":5}}'
    )
    with pytest.raises(errors.MalformedResponseError) as caught:
        read_json(response, BuildInfo.of)
    error = caught.value
    assert "data.version is 5, not text" in str(error)
    assert (error.status, error.content_type) == (200, "application/json")
    assert error.excerpt.startswith('{"status":"success"')


def test_exemplars_become_a_list():
    series = {
        "seriesLabels": {"__name__": "x"},
        "exemplars": [{"labels": {"traceID": "a"}, "value": "6", "timestamp": 1600096945.479}],
    }
    (found,) = read_exemplars(answers.success([series], warnings=["w"]), query="x")
    assert found.exemplars[0].value == 6.0


def test_a_query_that_selects_nothing_has_no_exemplars():
    assert read_exemplars(HttpResponse(204), query="1 + 1") == []


@pytest.mark.parametrize("read", [read_query, partial(read_json, convert=data)])
@pytest.mark.parametrize("status", [204, 206, 201])
def test_only_200_is_an_answer(read, status):
    with pytest.raises(errors.MalformedResponseError, match=str(status)):
        read(HttpResponse(status, body=answers.success([]).read()))


@pytest.mark.parametrize(
    "read", [read_query, partial(read_json, convert=data), partial(read_exemplars, query="up"), read_done, read_text]
)
def test_the_servers_words_are_the_error(read):
    with pytest.raises(errors.BadDataError, match="parse error") as caught:
        read(answers.error("bad_data", 'invalid parameter "query": 1:1: parse error'))
    assert caught.value.message == 'invalid parameter "query": 1:1: parse error'
    assert (caught.value.status, caught.value.retryable) == (400, False)


@pytest.mark.parametrize("read", [read_query, partial(read_json, convert=data), partial(read_exemplars, query="up")])
def test_an_answer_that_says_both_is_an_error(read):
    body = json.dumps({"status": "success", "data": [], "errorType": "execution", "error": "boom"}).encode()
    with pytest.raises(errors.ExecutionError, match="boom"):
        read(HttpResponse(200, body=body))
    with pytest.raises(errors.MalformedResponseError, match="contradicts"):
        read(HttpResponse(400, body=answers.success([]).read()))


@pytest.mark.parametrize("read", [read_query, partial(read_json, convert=data), partial(read_exemplars, query="up")])
def test_only_an_empty_answer_may_be_asked_for_again(read):
    for body, retryable in ((b"", True), (b"<html>", False), (b'{"status":', False), (b"[]", False)):
        with pytest.raises(errors.MalformedResponseError) as caught:
            read(HttpResponse(200, body=body))
        assert caught.value.retryable is retryable


@pytest.mark.parametrize("read", [read_query, partial(read_json, convert=data)])
def test_warnings_are_errors_for_those_who_take_nothing_partial(read):
    response = answers.vector(warnings=["store a is down", "store b is down"])
    with pytest.raises(errors.ApiError, match="store a is down; store b is down") as caught:
        read(response, strict=True)
    error = caught.value
    assert (error.error_type, error.warnings) == ("warning", ("store a is down", "store b is down"))
    assert not error.retryable
    read(answers.vector(), strict=True)


def test_infos_are_no_warnings():
    response = answers.success({"resultType": "vector", "result": []}, infos=["i"])
    assert read_query(response, strict=True).infos == ("i",)


def test_the_query_is_known_to_its_error():
    with pytest.raises(errors.ApiError) as caught:
        read_query(answers.error("execution", "many-to-many"), query="a * b")
    assert caught.value.query == "a * b"


@pytest.mark.parametrize("response", [HttpResponse(200, body=b"Prometheus is Ready.\n"), HttpResponse(204)])
def test_some_endpoints_say_all_with_their_status(response):
    assert read_done(response) is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (503, errors.ServerUnavailableError),
        (404, errors.NotFoundError),
        (302, errors.UnexpectedRedirectError),
        (201, errors.MalformedResponseError),
    ],
)
def test_and_any_other_status_is_an_error(status, kind):
    with pytest.raises(kind):
        read_done(answers.text(status, "Service Unavailable"))


def test_text_is_text():
    assert read_text(answers.text(200, "openapi: 3.1.0\n# é")) == "openapi: 3.1.0\n# é"
    with pytest.raises(errors.MalformedResponseError, match="not UTF-8 text"):
        read_text(HttpResponse(200, body=b"\xff"))
