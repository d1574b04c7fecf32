"""A recording's file: every body comes back byte for byte, equal recordings are equal text, and nothing secret is in it."""

from __future__ import annotations

import json
from types import MappingProxyType

import pytest
from hypothesis import given, settings, strategies as st

from prometheus_querier.http import HttpRequest, HttpResponse
from prometheus_querier.testing import answers
from prometheus_querier.testing.recordings import Comparison, Recording

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
BODIES = (
    st.binary()
    | st.text().map(str.encode)
    | JSON.map(lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))
    | st.sampled_from([b"", b"null", b"[NaN]", b"[1e999]", b'{"a":1,"a":2}', b"[1.0,1.00]", b"[" * 5000, b'"\\u003c"'])
)
UP = HttpRequest("POST", "/api/v1/query", (("query", "up"), ("time", "1")))


def _recording(*exchanges, ignored=(), headers=()):
    comparison = Comparison.of(ignored, headers)
    return Recording(comparison, tuple((comparison.essence(request), response) for request, response in exchanges))


@settings(max_examples=100)
@given(BODIES)
def test_every_body_comes_back_as_it_was(body):
    text = _recording((UP, HttpResponse(200, body=body))).dumps()
    ((_, response),) = Recording.loads(text).exchanges
    assert response.read() == body


def test_requests_come_back_as_they_were():
    requests = [
        UP,
        HttpRequest("GET", "/api/v1/series", (("match[]", "a"), ("match[]", 'b{c="é\n"}'))),
        HttpRequest("POST", "/api/v1/read", headers=(("X-Scope-OrgID", "a"),), content=b"\x00\xff"),
    ]
    recording = _recording(*((one, answers.labels()) for one in requests), headers=["x-scope-orgid"])
    again = Recording.loads(recording.dumps())
    assert {one for one, _ in again.exchanges} == {one for one, _ in recording.exchanges}
    assert again.comparison == recording.comparison


def test_the_order_of_unequal_requests_does_not_change_the_file_and_that_of_equal_ones_is_kept():
    down = HttpRequest("POST", "/api/v1/query", (("query", "down"),))
    first, second, third = (UP, answers.labels("1")), (UP, answers.labels("2")), (down, answers.labels("3"))
    assert _recording(first, second, third).dumps() == _recording(third, first, second).dumps()
    assert _recording(first, second).dumps() != _recording(second, first).dumps()


def test_a_file_is_read_and_compared_line_by_line():
    body = b'{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"job":"a"},"values":[%s]}]}}'
    samples = b",".join(b'[%d,"%d"]' % (1704067200 + 15 * n, n) for n in range(8))
    headers = MappingProxyType({"content-type": "application/json", "date": "now", "set-cookie": "secret"})
    text = _recording((UP, HttpResponse(200, headers, body % samples))).dumps()
    assert (
        text
        == """\
{
  "prometheus_recording": 1,
  "ignored_params": ["timeout"],
  "compared_headers": [],
  "exchanges": [
    {
      "request": {"method": "POST", "path": "/api/v1/query", "params": [["query", "up"], ["time", "1"]]},
      "response": {
        "status": 200,
        "headers": {"content-type": "application/json"},
        "json": {
          "status": "success",
          "data": {
            "resultType": "matrix",
            "result": [
              {
                "metric": {"job": "a"},
                "values": [
                  [1704067200, "0"],
                  [1704067215, "1"],
                  [1704067230, "2"],
                  [1704067245, "3"],
                  [1704067260, "4"],
                  [1704067275, "5"],
                  [1704067290, "6"],
                  [1704067305, "7"]
                ]
              }
            ]
          }
        }
      }
    }
  ]
}
"""
    )


def test_headers_and_parameters_that_do_not_count_are_not_there():
    request = HttpRequest("GET", "/", (("query", "up"), ("time", "1"), ("timeout", "29.5")), (("Authorization", "pw"),))
    text = _recording((request, answers.labels()), ignored=["time"]).dumps()
    assert "pw" not in text
    assert json.loads(text)["exchanges"][0]["request"] == {"method": "GET", "path": "/", "params": [["query", "up"]]}


@pytest.mark.parametrize(
    "name",
    [
        "Authorization",
        "cookie",
        "X-Auth-Token",
        "PRIVATE-TOKEN",
        "X-Api-Key",
        "Api_Key",
        "X-Amz-Security-Token",
        "CF-Access-Client-Secret",
        "X-Goog-IAP-JWT-Assertion",
        "X-Password",
        "X-Grafana-Session",
    ],
)
def test_secret_headers_are_refused(name):
    with pytest.raises(ValueError, match=f"{name.lower()}: a recording holds no secrets"):
        Comparison.of([], [name])


@pytest.mark.parametrize("name", ["X-Scope-OrgID", "THANOS-TENANT", "AccountID", "X-Dashboard-Uid", "Accept"])
def test_other_headers_are_not(name):
    assert Comparison.of([], [name]).headers == (name.lower(),)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"prometheus_recording": 2}', '{"prometheus_recording": 1}', "<<<<<<< HEAD"]
)
def test_what_is_no_recording_is_refused(text):
    with pytest.raises(ValueError, match="this is no recording of Prometheus' answers"):
        Recording.loads(text)
