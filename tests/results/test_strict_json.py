"""What JSON parsers let through, and this one does not."""

from __future__ import annotations

import pytest

from prometheus_querier.errors import MalformedResponseError
from prometheus_querier.results import decode_exemplars, decode_json, decode_query
from prometheus_querier.results.strict_json import parse

NOT_JSON = {
    "nothing": b"",
    "HTML": b"<html></html>",
    "NaN": b'{"a":NaN}',
    "Infinity": b'{"a":-Infinity}',
    "a number beyond a double": b'{"a":1e999}',
    "an integer of 5,000 digits": b'{"a":' + b"9" * 5000 + b"}",
    "nesting": b"[" * 100_000 + b"]" * 100_000,
    "a byte order mark": b'\xef\xbb\xbf{"a":1}',
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "bytes that are not UTF-8": b'{"a":"\xff"}',
    "a surrogate in UTF-8": b'{"a":"\xed\xa0\x80"}',
    "a lone surrogate": b'{"a":"\\ud800"}',
    "a lone surrogate as a name": b'{"\\uDBFF":1}',
    "two documents": b'{"a":1}{"a":1}',
    "a name twice": b'{"a":1,"a":1}',
    "a name twice, deep": b'[[{"b":{"a":1,"a":2}}]]',
    "a control character": b'{"a":"\n"}',
    "a comma too many": b'{"a":1,}',
    "a digit of another script": '{"a":\u0661}'.encode(),
}


@pytest.mark.parametrize("text", NOT_JSON.values(), ids=NOT_JSON)
def test_what_is_not_json_is_refused(text):
    with pytest.raises(MalformedResponseError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b' {"a" : [1, -2.5e3, true, null, "\\ud83d\\ude00\\u00e9"]}\n', {"a": [1, -2500.0, True, None, "😀é"]}),
        (b'"' + "é".encode() + b'"', "é"),
        (b"9007199254740993", 9007199254740993),
    ],
)
def test_what_is_json_is_read(text, value):
    assert parse(text) == value


def envelope(data):
    return b'{"status":"success","data":' + data + b"}"


NOT_AN_ANSWER = [
    b"[]",
    b"{}",
    b'{"status":"fine"}',
    b'{"status":1}',
    b'{"status":"success","warnings":"w"}',
    b'{"status":"success","warnings":[1]}',
    b'{"status":"success","infos":{}}',
    b'{"status":"error","errorType":1,"error":"x"}',
    b'{"status":"error","errorType":"x","error":["x"]}',
]


@pytest.mark.parametrize("body", NOT_AN_ANSWER)
@pytest.mark.parametrize("decode", [decode_json, decode_query, decode_exemplars])
def test_what_is_no_envelope_is_refused(decode, body):
    with pytest.raises(MalformedResponseError):
        decode([body])


def result(kind, elements):
    return envelope(b'{"resultType":"%s","result":%s}' % (kind, elements))


NOT_A_RESULT = [
    b'{"status":"success"}',
    envelope(b"null"),
    envelope(b"[]"),
    envelope(b"{}"),
    envelope(b'{"resultType":"matrix"}'),
    envelope(b'{"resultType":["matrix"],"result":[]}'),
    result(b"table", b"[]"),
    result(b"matrix", b"null"),
    result(b"matrix", b"{}"),
    result(b"matrix", b"[[]]"),
    result(b"matrix", b'[{"values":[]}]'),
    result(b"matrix", b'[{"metric":null,"values":[]}]'),
    result(b"matrix", b'[{"metric":{"a":1},"values":[]}]'),
    result(b"matrix", b'[{"metric":{},"values":{}}]'),
    result(b"matrix", b'[{"metric":{},"values":[[1]]}]'),
    result(b"matrix", b'[{"metric":{},"values":[[1,"1",1]]}]'),
    result(b"matrix", b'[{"metric":{},"values":[["1","1"]]}]'),
    result(b"matrix", b'[{"metric":{},"values":[[true,"1"]]}]'),
    result(b"matrix", b'[{"metric":{},"values":[[1,1]]}]'),
    result(b"matrix", b'[{"metric":{},"values":[[1,null]]}]'),
    result(b"matrix", b'[{"metric":{},"values":[[1e300,"1"]]}]'),
    result(b"matrix", b'[{"metric":{},"histograms":[[1,"1"]]}]'),
    result(b"matrix", b'[{"metric":{},"histograms":[[1,{"count":"1"}]]}]'),
    result(b"matrix", b'[{"metric":{},"histograms":[[1,{"count":1,"sum":"1"}]]}]'),
    result(b"matrix", b'[{"metric":{},"histograms":[[1,{"count":"1","sum":"1","buckets":[[4,"1","2","1"]]}]]}]'),
    result(b"matrix", b'[{"metric":{},"histograms":[[1,{"count":"1","sum":"1","buckets":[["0","1","2","1"]]}]]}]'),
    result(b"vector", b'[{"metric":{}}]'),
    result(b"vector", b'[{"metric":{},"value":[1,"1"],"histogram":[1,{"count":"1","sum":"1"}]}]'),
    result(b"scalar", b"[]"),
    result(b"scalar", b'[1,"x"]'),
    result(b"string", b"[1,1]"),
    *(
        result(b"scalar", b'[1,"%s"]' % value.encode())
        for value in ("1_000", " 1", "1 ", "nan", "nan(1)", "Inf", "infinity", "+1", ".5", "1.", "01", "٣", "1e999", "")
    ),
]


@pytest.mark.parametrize("body", NOT_A_RESULT)
def test_what_is_no_result_of_a_query_is_refused(body):
    with pytest.raises(MalformedResponseError):
        decode_query([body])


@pytest.mark.parametrize(
    "data",
    [
        *(b"{}", b"[1]", b"[{}]", b"null"),
        b'[{"seriesLabels":{},"exemplars":[{}]}]',
        b'[{"seriesLabels":{},"exemplars":[{"labels":{},"value":1,"timestamp":1}]}]',
    ],
)
def test_what_are_no_exemplars_is_refused(data):
    with pytest.raises(MalformedResponseError):
        decode_exemplars([envelope(data)])


def test_messages_show_little_of_the_answer():
    with pytest.raises(MalformedResponseError) as caught:
        decode_query([result(b"scalar", b'[1,"%s"]' % (b"x" * 10_000))])
    assert len(str(caught.value)) < 200
