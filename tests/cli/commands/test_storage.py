"""``series``, ``labels``, ``values`` and ``metadata``."""

from __future__ import annotations

import json

from prometheus_querier.testing import answers


def test_series_as_a_table_and_as_selectors(run, transport):
    transport.answer("series", answers.success([{"__name__": "up", "job": "b"}, {"__name__": "up", "job": 'a"'}]))
    assert run("series", "up", "{job='a'}").stdout == '__name__  job\nup        a"\nup        b\n'
    assert transport.requests[0].params == (("match[]", "up"), ("match[]", "{job='a'}"))
    assert run("series", "up", "-o", "promql").stdout == 'up{job="a\\""}\nup{job="b"}\n'
    assert run("series").exit_code == 2


def test_labels_and_values_are_plain_lists(run, transport):
    transport.answer("labels", answers.labels("__name__", "job"))
    transport.answer("label/job/values", answers.labels("a", "b"))
    assert run("labels", "--match", "up", "--limit", "9").stdout == "__name__\njob\n"
    assert set(transport.requests[0].params) == {("match[]", "up"), ("limit", "9")}
    assert run("values", "job").stdout == "a\nb\n"
    assert json.loads(run("values", "job", "-o", "json").stdout) == [{"value": "a"}, {"value": "b"}]


def test_listings_of_the_last_hour_end_now(run, transport, monkeypatch):
    monkeypatch.setattr("prometheus_querier.cli.options.now", lambda: 1704067207.5)
    transport.answer("labels", answers.labels("job"))
    assert run("labels", "--last", "1h").exit_code == 0
    assert set(transport.requests[0].params) == {("start", "1704063607.5"), ("end", "1704067207.5")}


def test_metadata_is_a_row_a_description(run, transport):
    transport.answer("metadata", answers.success({"b": [{"type": "gauge", "help": "B."}], "a": [{"type": "counter"}]}))
    assert run("metadata").stdout == "metric  type     unit  help\na       counter\nb       gauge          B.\n"
    assert run("metadata", "b").exit_code == 0
    assert ("metric", "b") in transport.requests[1].params
