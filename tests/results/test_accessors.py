"""Accessors give what is expected, or say what came instead."""

from __future__ import annotations

from array import array

import pytest

from prometheus_querier.errors import ResultTypeError
from prometheus_querier.results import Histogram, MatrixResult, ScalarResult, Series, StringResult, VectorResult


def series(**labels):
    return Series(labels, array("d", [1.0]), array("d", [2.0]))


def vector(*label_sets, histograms=None):
    numbers = array("d", range(len(label_sets)))
    return VectorResult(label_sets, array("d", [1.0] * len(label_sets)), numbers, histograms or {})


def test_one_is_the_only_element():
    assert MatrixResult((series(job="a"),)).one().labels == {"job": "a"}
    assert vector({"job": "a"}).one().value == 0.0
    scalar = ScalarResult(1.0, 2.0)
    assert scalar.one() is scalar


def test_one_says_what_came_instead():
    with pytest.raises(ResultTypeError, match="has no series"):
        vector().one()
    with pytest.raises(ResultTypeError, match=r'4 series: up\{job="0"\}, up\{job="1"\}, up\{job="2"\}, …'):
        vector(*({"__name__": "up", "job": str(i)} for i in range(4))).one()


def test_scalar_is_the_value_of_one_sample():
    assert vector({}).scalar() == 0.0
    assert ScalarResult(1.0, 2.5).scalar() == float(ScalarResult(1.0, 2.5)) == 2.5


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (MatrixResult((series(),)), "matrix"),
        (StringResult(1.0, "text"), "the string 'text'"),
        (vector({}, histograms={0: Histogram(1.0, 1.0)}), "native histogram"),
        (vector({"a": "1"}, {"a": "2"}), "2 series"),
    ],
)
def test_scalar_refuses_what_is_not_one_number(result, words):
    with pytest.raises(ResultTypeError, match=words):
        result.scalar()


@pytest.mark.parametrize("result", [MatrixResult((series(job="a"),)), vector({"job": "a"})])
def test_series_are_taken_by_position(result):
    assert result[0].labels == result[-1].labels == {"job": "a"}
    with pytest.raises(TypeError, match=r"such as result\[0\], not by 'job': result\[0\]\.labels\['job'\] is a label"):
        result["job"]


def test_by_one_label_or_several():
    result = vector({"job": "a", "zone": "x"}, {"job": "b"})
    assert {job: sample.value for job, sample in result.by("job").items()} == {"a": 0.0, "b": 1.0}
    assert set(result.by("job", "zone")) == {("a", "x"), ("b", "")}


def test_by_refuses_to_lose_series():
    with pytest.raises(ResultTypeError, match=r"by\(job\) is not unique: .*x.* and .*y.*; name more labels"):
        vector({"job": "a", "zone": "x"}, {"job": "a", "zone": "y"}).by("job")


def test_only_chooses_by_labels():
    result = MatrixResult((series(job="a", zone="x"), series(job="a")))
    assert result.only(zone="x") is result[0]
    assert result.only({"zone": ""}) is result[1]
    with pytest.raises(ResultTypeError, match=r'with \{job="c"\}, but found none among 2 series'):
        result.only(job="c")
    with pytest.raises(ResultTypeError, match="found 2 series"):
        result.only(job="a")


@pytest.mark.parametrize("result", [ScalarResult(1.0, 2.0), StringResult(1.0, "x")])
def test_what_has_no_labels_says_so(result):
    with pytest.raises(ResultTypeError, match=type(result).__name__):
        result.by("job")
    with pytest.raises(ResultTypeError, match=type(result).__name__):
        result.only(job="a")


def test_vectors_are_sequences():
    result = vector({"i": "0"}, {"i": "1"}, {"i": "2"})
    assert [sample.labels["i"] for sample in result[1:]] == ["1", "2"]
    assert result[-1].labels == {"i": "2"}
    assert len(result) == 3
    with pytest.raises(IndexError):
        result[3]


@pytest.mark.parametrize("empty", [vector(), MatrixResult(())])
def test_an_empty_answer_says_where_to_look(empty):
    assert list(empty) == []
    for expect in (empty.one, lambda: empty[0], lambda: empty.only(job="a")):
        with pytest.raises(
            (ResultTypeError, IndexError), match=r"no series: .* \(client\.label_values\('__name__'\) lists"
        ):
            expect()
