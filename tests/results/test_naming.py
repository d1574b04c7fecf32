"""What tells series apart."""

from __future__ import annotations

from prometheus_querier.results.naming import common, differing, short_names, shorten


def test_the_metric_name_comes_first_and_a_label_that_is_missing_counts_as_empty():
    labels = [{"__name__": "a", "job": "x", "zone": "z"}, {"__name__": "b", "job": "x"}]
    assert differing(labels) == ("__name__", "zone")
    assert common(labels) == {"job": "x"}
    assert short_names(labels) == ("metric, zone", ["a, z", "b, —"])


def test_nothing_and_one_series():
    assert (differing([]), common([]), short_names([])) == ((), {}, ("", []))
    assert short_names([{}]) == ("", [""])
    assert short_names([{"job": "a"}, {"job": "a"}]) == ("", ['{job="a"}', '{job="a"}'])


def test_names_are_short_and_of_one_line():
    _, (first, _) = short_names([{"pod": "x" * 100 + "-1"}, {"pod": "\x1b[31m\n"}])
    assert len(first) == 60
    assert first.endswith("-1")
    assert shorten("\x1b[31m\n") == "\\x1b[31m\\n"
