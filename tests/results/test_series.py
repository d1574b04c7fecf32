"""Series, and how they and what holds them are spelled."""

from __future__ import annotations

from array import array

import pytest

from prometheus_querier import promql as q
from prometheus_querier.results import MatrixResult, Series, VectorResult
from prometheus_querier.results.series import spell

LABELS = [
    {},
    {"__name__": "up"},
    {"__name__": "up", "job": 'a"b\\c\nd'},
    {"__name__": "http.requests", "k8s.pod": "é"},
    {"__name__": "inf", "job": "a"},
]


@pytest.mark.parametrize("labels", LABELS[1:])
def test_labels_are_spelled_as_a_selector_of_them(labels):
    selector = q.parse(spell(labels))
    named = {} if selector.name is None else {"__name__": selector.name}
    assert named | {one.label: one.value for one in selector.matchers} == labels


def test_no_labels_are_empty_braces():
    assert spell({}) == "{}"


def test_reprs_count_in_words_and_command_no_terminal():
    one = Series({"job": "\x1b[31m"}, array("d", [0]), array("d", [1]))
    assert repr(one) == r'<Series {job="\x1b[31m"}: 1 sample>'
    assert repr(MatrixResult((one,))) == "<MatrixResult: 1 series, 1 sample>"
    assert repr(MatrixResult((one, one))) == "<MatrixResult: 2 series, 2 samples>"
    assert repr(VectorResult(({},), array("d", [0]), array("d", [1]))) == "<VectorResult: 1 sample>"
    assert repr(VectorResult()) == "<VectorResult: 0 samples>"
