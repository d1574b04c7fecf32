"""Answers to queries as HTML: what is shown, what is left out, and that nothing of a server becomes markup."""

from __future__ import annotations

import math
from array import array

import pytest
from hypothesis import given, settings, strategies as st
from pages import EVIL, MARKUP, Page

from prometheus_querier.results import (
    BoundaryRule,
    Bucket,
    Histogram,
    MatrixResult,
    Sample,
    ScalarResult,
    Series,
    StringResult,
    VectorResult,
)

T0 = 1704067200
HISTOGRAM = Histogram(3.0, 1.5, (Bucket(0.5, 1.0, 3.0, BoundaryRule.OPEN_LEFT),))


def _series(values, start=T0, **labels):
    return Series(labels, array("d", [start + 60 * i for i in range(len(values))]), array("d", values))


def test_a_matrix_has_a_row_a_series_with_what_differs_as_columns():
    result = MatrixResult(
        (
            _series([1, 4, 2], __name__="up", job="a", zone="z"),
            _series([5.5, math.nan], __name__="up", job="b", zone="z"),
        ),
        query="up",
        warnings=("partial <answer>",),
        infos=("remark",),
    )
    page = Page(result._repr_html_())
    assert page.rows == [
        ["job", "course", "min", "max", "last", "samples"],
        ["a", "", "1", "4", "2", "3"],
        ["b", "", "5.5", "5.5", "NaN", "2"],
    ]
    assert page.text.startswith(
        "⚠ partial <answer>\u2139 remarkup2 series, 5 samples, 2024-01-01 00:00:00 to 00:02:00 UTC"
    )
    assert 'all: up{zone="z"}' in page.text
    assert len(page.paths) == 2


def test_a_course_has_the_gaps_of_the_series_and_its_place_in_time():
    whole = _series([1, 2, 3, 4, 5, 6, 7, 8, 9])
    late = Series({"job": "late"}, whole.timestamps[4:6] + whole.timestamps[7:], array("d", [1, 2, 3, 4]))
    first, second = Page(MatrixResult((whole, late))._repr_html_()).paths
    assert first.count("M") == 1
    assert first.startswith("M2 18L")
    assert first.endswith("118 2")
    assert second.count("M") == 2
    assert second.startswith("M60 18L")


def test_a_long_course_is_thinned_but_keeps_its_peaks():
    values = [0.0] * 10_000
    values[7777] = 1.0
    (path,) = Page(MatrixResult((_series(values),))._repr_html_()).paths
    assert len(path) < 5000
    assert " 2L" in path


@pytest.mark.parametrize("values", [[], [math.nan], [math.inf, -math.inf], [1e308, -1e308], [5.0], [0.0, 1e-320]])
def test_any_course_can_be_drawn(values):
    html = MatrixResult((_series(values),))._repr_html_()
    assert "nan" not in html
    assert "inf" not in html
    Page(html)


def test_large_answers_are_never_shown_whole():
    many = MatrixResult(tuple(_series([1.0], pod=str(i)) for i in range(1000)))
    page = Page(many._repr_html_())
    assert len(page.rows) == 21
    assert "… and 980 more" in page.text
    vector = VectorResult(tuple({"pod": str(i)} for i in range(1000)), array("d", [T0] * 1000), array("d", [1] * 1000))
    assert len(Page(vector._repr_html_()).rows) == 21
    wide = VectorResult(({f"l{i:03}": "v" for i in range(100)}, {}), array("d", [T0, T0]), array("d", [1, 1]))
    assert Page(wide._repr_html_()).rows[0][-2:] == ["l011", "value"]
    assert "not shown: l012, l013" in Page(wide._repr_html_()).text
    assert len(MatrixResult((_series([1.0], job="x" * 100_000),), query="x" * 100_000)._repr_html_()) < 8_000
    assert len(StringResult(T0, "x" * 100_000)._repr_html_()) < 1000


def test_a_vector_and_its_histograms():
    result = VectorResult(
        ({"job": "a"}, {"job": "b"}), array("d", [T0, T0]), array("d", [1_234_567.25, math.nan]), {1: HISTOGRAM}
    )
    page = Page(result._repr_html_())
    assert page.rows[1:] == [["a", "1234567"], ["b", "{count:3, sum:1.5, (0.5, 1]: 3}"]]
    assert "2 samples, 2024-01-01 00:00:00 UTC" in page.text


def test_single_values():
    page = Page(ScalarResult(T0, 2.5, "1 + 1.5", warnings=("w",))._repr_html_())
    assert page.text == "⚠ w1 + 1.52.52024-01-01 00:00:00 UTC"
    assert "hello" in Page(StringResult(T0, "hello")._repr_html_()).text


def test_series_samples_and_histograms_show_themselves():
    assert Page(_series([1, 2], job="a")._repr_html_()).rows[1] == ["a", "", "1", "2", "2", "2"]
    assert Page(Sample({"job": "a"}, T0, 3.0)._repr_html_()).rows[1] == ["a", "3"]
    assert Page(Sample({}, T0, math.nan, HISTOGRAM)._repr_html_()).rows[1] == ["{count:3, sum:1.5, (0.5, 1]: 3}"]
    assert Page(HISTOGRAM._repr_html_()).rows[1][:2] == ["(0.5, 1]", "3"]
    assert Page(Histogram(0.0, 0.0)._repr_html_()).text == "count 0, sum 0, average nan"
    mixed = MatrixResult((Series({"job": "a"}, histogram_timestamps=(T0,), histograms=(HISTOGRAM,)),))
    assert Page(mixed._repr_html_()).rows[1] == ["a", "", "", "", "{count:3, sum:1.5, (0.5, 1]: 3}", "1"]


def test_empty_answers():
    assert Page(MatrixResult(query="up")._repr_html_()).text == "up0 series, 0 samples"
    assert Page(VectorResult(query="up")._repr_html_()).text == "up0 samples"


hostile = st.one_of(st.just(EVIL), st.text(alphabet="<>&\"'/=script \n\x00\u202e", max_size=12))


@settings(max_examples=60, deadline=None)
@given(name=hostile, value=hostile, note=hostile, query=hostile)
def test_nothing_that_a_server_says_becomes_markup(name, value, note, query):
    labels = [{name: value}, {name: value, "more": value}]
    results = [
        MatrixResult(tuple(_series([1.0, 2.0], **one) for one in labels), query, (note,), (note,)),
        VectorResult(tuple(labels), array("d", [T0, T0]), array("d", [1, 2]), query=query, warnings=(note,)),
        StringResult(T0, value, query, (note,)),
        Sample(labels[0], T0, 1.0),
        _series([1.0], **labels[0]),
    ]
    for result in results:
        page = Page(result._repr_html_())
        assert page.tags <= MARKUP
