"""Decoding while the body arrives gives exactly what parsing it whole gives, whoever decodes."""

from __future__ import annotations

import json
import math
import struct
from contextlib import contextmanager
from importlib import import_module
from itertools import pairwise
from unittest import mock

import pytest
from hypothesis import example, given, settings, strategies as st

from prometheus_querier.errors import MalformedResponseError
from prometheus_querier.results import MatrixResult, VectorResult, decode_query, implementations, streams
from prometheus_querier.results.documents import read_envelope
from prometheus_querier.results.shapes import query_result
from prometheus_querier.results.streams import QueryDecoder

IMPLEMENTATIONS = ["pure"]
try:
    import_module("prometheus_querier.results._decoder")
    IMPLEMENTATIONS.append("_decoder")
except ImportError:
    pass


@contextmanager
def decoding_with(name, enough=1):
    module = import_module(f"prometheus_querier.results.{name}")
    with mock.patch.object(implementations, "CHOSEN", module), mock.patch.object(streams, "_ENOUGH", enough):
        yield


@pytest.fixture(params=IMPLEMENTATIONS, autouse=True)
def _implementation(request):
    with decoding_with(request.param):
        yield


def parsed_whole(body):
    document = read_envelope(body)
    if document.status == "error":
        return None
    return query_result(document.data, query="", warnings=document.warnings, infos=document.infos)


def bits(number):
    return "NaN" if math.isnan(number) else struct.pack("d", number)


def plain(result):
    """A result as values that compare NaN as equal and tell zeros apart."""
    if isinstance(result, MatrixResult):
        items = [
            (
                dict(series.labels),
                series.timestamps.tolist(),
                [bits(value) for value in series.values],
                series.histogram_timestamps,
                repr(series.histograms),
            )
            for series in result
        ]
    elif isinstance(result, VectorResult):
        items = [
            (dict(sample.labels), sample.timestamp, bits(sample.value), repr(sample.histogram)) for sample in result
        ]
    else:
        items = repr(result)
    return type(result), items, result and (result.warnings, result.infos, result.stats)


def outcome(decode, *arguments):
    try:
        return plain(decode(*arguments))
    except MalformedResponseError:
        return "malformed"


def streamed(body, cuts):
    places = sorted({0, len(body), *(cut % (len(body) + 1) for cut in cuts)})
    pieces = [body[start:end] for start, end in pairwise(places)]
    return decode_query(pieces).data


NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.integers(-(10**25), 10**25).map(str),
    st.sampled_from(["0", "-0", "1e+22", "1E5", "1e-7", "0.1", "-0.0", "5e-324", "1.7976931348623157e+308"]),
)
VALUES = st.one_of(NUMBERS, NUMBERS, st.sampled_from(["NaN", "+Inf", "-Inf"]))
BAD_VALUES = st.sampled_from(
    [
        *(
            "1_000",
            " 1",
            "1 ",
            "nan",
            "nan(1)",
            "Inf",
            "Infinity",
            "inf",
            "-",
            "",
            "+1",
            ".5",
            "1.",
            "1.e5",
            "1e",
            "1e999",
        ),
        *("-1e999", "1e-999", "00", "01", "-01", "0x10", "٣", "1,2", "1]", "true", "null", "9" * 400, "0." + "1" * 500),
    ]
)
TIMES = st.one_of(
    st.integers(-(10**10), 10**10), st.floats(-1e10, 1e10).map(lambda t: round(t, 3)), st.sampled_from([0, -0.0, 1e15])
)
TEXT = st.text('aZ_0é😀\x00\n\x7f\u2028\ud800"\\<{}[],: ', max_size=6)
LABELS = st.dictionaries(
    st.one_of(st.sampled_from(["__name__", "job", "le"]), TEXT),
    st.one_of(st.sampled_from(["a", 'q"\\', "<&>", "é😀", "]]},{"]), TEXT),
    max_size=3,
)
HISTOGRAMS = st.fixed_dictionaries(
    {"count": VALUES, "sum": VALUES},
    optional={"buckets": st.lists(st.tuples(st.integers(0, 3), VALUES, VALUES, VALUES).map(list), max_size=2)},
)


def samples(values):
    return st.tuples(TIMES, values).map(list)


GRID = st.shared(st.lists(TIMES, min_size=1, max_size=4), key="grid")


@st.composite
def regular_series(draw):
    times = draw(GRID)
    return {"metric": draw(LABELS), "values": [[time, draw(VALUES)] for time in times]}


ANY_SERIES = st.fixed_dictionaries(
    {"metric": LABELS},
    optional={
        "values": st.lists(samples(VALUES), max_size=3),
        "histograms": st.lists(samples(HISTOGRAMS), max_size=2),
        "unknown": st.sampled_from([1, [[]], [{"a": [[]]}, {"metric": {}}]]),
    },
)
BAD_SERIES = st.fixed_dictionaries({"metric": LABELS, "values": st.lists(samples(BAD_VALUES), max_size=2)})
MATRIX = st.lists(st.one_of(regular_series(), regular_series(), ANY_SERIES, BAD_SERIES), max_size=5)
GOOD_MATRIX = st.lists(st.one_of(regular_series(), regular_series(), ANY_SERIES), max_size=5)
VECTOR_SAMPLES = st.one_of(
    st.fixed_dictionaries({"metric": LABELS, "value": samples(VALUES)}),
    st.fixed_dictionaries({"metric": LABELS, "value": samples(VALUES)}),
    st.fixed_dictionaries({"metric": LABELS, "histogram": samples(HISTOGRAMS)}),
)
VECTOR = st.lists(
    st.one_of(VECTOR_SAMPLES, VECTOR_SAMPLES, st.fixed_dictionaries({"metric": LABELS, "value": samples(BAD_VALUES)})),
    max_size=5,
)


@st.composite
def answers(draw, matrix=MATRIX, vector=VECTOR):
    kind = draw(st.sampled_from(["matrix", "vector"]))
    data = {"resultType": kind, "result": draw(matrix if kind == "matrix" else vector)}
    document = {"status": "success", "data": data}
    if draw(st.booleans()):
        document["warnings"] = draw(st.lists(st.sampled_from(['"]]}]', "w"]), max_size=2))
    if draw(st.booleans()):
        data["stats"] = {"samples": {"totalQueryableSamplesPerStep": [[1, 2]]}}
    spaced = draw(st.integers(0, 9)) == 0
    text = json.dumps(document, ensure_ascii=draw(st.booleans()), separators=None if spaced else (",", ":"))
    return text.encode("utf-8", "surrogatepass")


CUTS = st.lists(st.integers(0, 1 << 20), max_size=8)


@settings(max_examples=200, deadline=None)
@given(answers(), CUTS)
def test_streamed_is_as_parsed_whole(body, cuts):
    assert outcome(streamed, body, cuts) == outcome(parsed_whole, body)


@st.composite
def mutated(draw):
    body = bytearray(draw(answers(GOOD_MATRIX, st.lists(VECTOR_SAMPLES, max_size=5))))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(body)))
        way = draw(st.sampled_from(["replace", "delete", "insert", "repeat", "cut"]))
        if way == "replace":
            body[at : at + 1] = draw(st.sampled_from([b'"', b",", b"[", b"]", b"}", b"\\", b"0", b"-", b"\xff", b" "]))
        elif way == "delete":
            del body[at : at + draw(st.integers(1, 12))]
        elif way == "insert":
            body[at:at] = draw(
                st.sampled_from([b'"', b"[", b"]]},", b'{"metric":', b"],[", b"NaN", b"\x00", b"e", b"."])
            )
        elif way == "repeat":
            end = at + draw(st.integers(1, 40))
            body[at:at] = body[at:end]
        else:
            del body[at:]
    return bytes(body)


def of_matrix(elements):
    return b'{"status":"success","data":{"resultType":"matrix","result":[' + elements + b"]}}"


@settings(max_examples=300, deadline=None)
@given(mutated(), CUTS)
@example(of_matrix(b'{"metric":{},"values":[[1,],[2,"3""4"]]}'), [])
@example(of_matrix(b'{"metric":{},"values":[[1,""]]}'), [])
@example(of_matrix(b'{"metric":{},"values":[[1,-"2"],[3,"4"]]}'), [])
@example(of_matrix(b'{"metric":{},"values":[[1,"2"5],[3,6"4"],[5,"6"]]}'), [])
def test_mutations_are_refused_or_read_alike(body, cuts):
    assert outcome(streamed, body, cuts) == outcome(parsed_whole, body)


@settings(deadline=None)
@given(st.lists(regular_series(), max_size=4), CUTS)
def test_regular_series_are_as_json_and_float_read_them(series, cuts):
    body = json.dumps(
        {"status": "success", "data": {"resultType": "matrix", "result": series}}, separators=(",", ":")
    ).encode()
    body = body.replace(rb"\ud800", b"x")  # which is no text
    expected = [
        (one["metric"], [time for time, _ in one["values"]], [bits(float(value)) for _, value in one["values"]])
        for one in json.loads(body)["data"]["result"]
    ]
    found = [
        (one.labels, one.timestamps.tolist(), [bits(value) for value in one.values]) for one in streamed(body, cuts)
    ]
    assert found == expected


def body_of(count, length=3):
    series = [
        {"metric": {"i": str(i)}, "values": [[time, f"{i}.{time}"] for time in range(length)]} for i in range(count)
    ]
    return json.dumps(
        {"status": "success", "data": {"resultType": "matrix", "result": series}}, separators=(",", ":")
    ).encode()


def test_series_of_the_same_times_share_one_column():
    result = streamed(body_of(50), range(0, 5000, 700))
    assert len({id(series.timestamps) for series in result}) == 1


def decoded_after(pieces):
    """How many regions are decoded after each piece."""
    decode_matrix = mock.Mock(side_effect=implementations.CHOSEN.decode_matrix)
    counts = []
    with mock.patch.object(implementations, "CHOSEN", mock.Mock(decode_matrix=decode_matrix)):
        decoder = QueryDecoder()
        for piece in pieces:
            decoder.feed(piece)
            counts.append(decode_matrix.call_count)
        assert len(decoder.finish().data) == 10
    return counts


def test_series_are_decoded_before_the_body_ends():
    body = body_of(10)
    counts = decoded_after([body[start : start + 100] for start in range(0, len(body), 100)])
    assert counts[0] == 0
    assert counts[2] > 0
    assert counts[-1] >= 5


@pytest.mark.parametrize("place", range(14))
def test_a_boundary_may_lie_anywhere_between_pieces(place):
    body = body_of(10)
    cuts = [0, *(at + place - 3 for at in range(len(body)) if body.startswith(b',{"metric":', at)), len(body)]
    assert decoded_after([body[start:end] for start, end in pairwise(cuts)]) == list(range(10))


def test_what_the_transport_raises_comes_through():
    def pieces():
        yield body_of(5)[:-20]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        decode_query(pieces())


def test_a_vector_with_odd_elements_keeps_its_order():
    elements = [{"metric": {"i": str(i)}, "value": [1, str(i)]} for i in range(9)]
    elements[4] = {"metric": {"i": "4"}, "histogram": [1, {"count": "4", "sum": "4"}]}
    body = json.dumps(
        {"status": "success", "data": {"resultType": "vector", "result": elements}}, separators=(",", ":")
    ).encode()
    result = streamed(body, range(0, 2000, 50))
    assert [sample.labels["i"] for sample in result] == [str(i) for i in range(9)]
    assert [sample.value for sample in result if sample.histogram is None] == [0, 1, 2, 3, 5, 6, 7, 8]
    assert result[4].histogram.count == 4
