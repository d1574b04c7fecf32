"""The canned answers are what a real server would send."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request

import pytest

from prometheus_querier.testing import answers

TIME = 1704067200


def _asked(server, endpoint, **params):
    url = f"{server.url}/api/v1/{endpoint}?{urllib.parse.urlencode(params)}"
    try:
        with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310 - loopback
            return response.status, response.headers["content-type"], json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["content-type"], json.load(error)


@pytest.mark.server
@pytest.mark.parametrize(
    ("answer", "endpoint", "params"),
    [
        (answers.scalar(TIME, 1e6), "query", {"query": "1e6"}),
        (answers.string(TIME, "a"), "query", {"query": '"a"'}),
        (answers.vector(({}, (TIME, float("nan")))), "query", {"query": "vector(NaN)"}),
        (answers.vector(({}, (TIME, float("-inf")))), "query", {"query": "vector(-Inf)"}),
        (
            answers.matrix(({}, [(TIME, 0.5), (TIME + 60, 0.5)])),
            "query_range",
            {"query": "vector(0.5)", "start": TIME, "end": TIME + 60, "step": 60},
        ),
        (answers.labels("job-1", "job-2"), "label/job/values", {}),
        (answers.success([]), "series", {"match[]": "nothing"}),
        (
            answers.error("bad_data", 'invalid parameter "query": unknown position: parse error: no expression found in input'),
            "query",
            {"query": ""},
        ),
        (answers.error("execution", "invalid destination label name in label_replace(): -"), "query", {"query": 'label_replace(up, "-", "", "", "")'}),
    ],
)  # fmt: skip
def test_is_what_prometheus_sends(prometheus, answer, endpoint, params):
    if endpoint == "query":
        params = {"time": TIME, **params}
    status, content_type, body = _asked(prometheus, endpoint, **params)
    if answer.status == 400:  # the words differ between versions
        body["error"] = json.loads(answer.read())["error"]
    assert (answer.status, answer.headers["content-type"], json.loads(answer.read())) == (status, content_type, body)


def test_warnings_and_infos_stand_beside_the_data():
    assert json.loads(answers.success(1, warnings=["w"], infos=["i"]).read()) == {
        "status": "success",
        "data": 1,
        "warnings": ["w"],
        "infos": ["i"],
    }


def test_errors_have_the_status_that_prometheus_sends():
    types = ["bad_data", "execution", "canceled", "timeout", "internal", "unavailable", "not_found"]
    assert [answers.error(one, "").status for one in types] == [400, 422, 499, 503, 500, 500, 404]
    assert answers.error("timeout", "", status=422).status == 422
