"""Tables: in a terminal, and elsewhere."""

from __future__ import annotations

from array import array

import click
import pytest

from prometheus_querier.cli.formats.tables import write_table
from prometheus_querier.cli.reports import Table, of_result
from prometheus_querier.results import BoundaryRule, Bucket, Histogram, MatrixResult, Series


@pytest.fixture
def draw(monkeypatch, capsys):
    """Draws a table in a terminal of so many columns."""

    def drawn(table, width):
        monkeypatch.setenv("COLUMNS", str(width))
        monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
        write_table(table)
        return capsys.readouterr().out

    return drawn


RANGE = Table(("name", "max", "course"), [("a" * 30, "0.123456", "▁▂▃▄")], frozenset({"max"}), 4)


@pytest.mark.parametrize("width", [80, 40, 24, 16, 3])
def test_numbers_are_never_broken_and_nothing_is_cut_off(draw, width):
    text = draw(RANGE, width)
    assert "0.123456" in text
    assert text.partition("────")[2].count("a") == 30


@pytest.mark.parametrize("width", [100, 80, 60, 40])
def test_numbers_and_course_are_whole_also_beside_several_long_labels(draw, width):
    columns = ("device", "instance", "mountpoint", "samples", "min", "last", "course")
    labels = ("http://a.example:9090/very/long/path", "b" * 60, "http://b.example:9090/very/long/path")
    row = (*labels, "503730", "1.23456e+300", "-0.000123456", "▁" * 16)
    text = draw(Table(columns, [row], frozenset(columns[3:6]), 16), width)
    assert all(number in text for number in row[3:6])
    assert text.partition("────")[2].count("b") == 60 + labels[2].count("b")
    assert ("course" in text) == (row[6] in text) == ("▁" in text)


def test_the_course_gives_way(draw):
    assert "▁▂▃▄" in draw(RANGE, 30)
    assert "▁▂▃▄" not in draw(RANGE, 16)
    assert "math" in draw(Table(("name", "course"), [("a" * 30, "math")]), 5)  # here it is a label


def test_histograms_are_text_that_is_folded(draw):
    histogram = Histogram(3.0, 1.5, tuple(Bucket(n, n + 0.5, 3.0, BoundaryRule.OPEN_LEFT) for n in range(20)))
    series = Series({"job": "a"}, array("d"), array("d"), array("d", [0.0]), (histogram,))
    text = click.unstyle(draw(of_result(MatrixResult((series,))).table(), 60))
    assert max(map(len, text.splitlines())) <= 60


def test_wide_characters_are_aligned(capsys):
    write_table(Table(("name", "value"), [("日本", "1"), ("e\u0301", "22")], frozenset({"value"})))
    assert capsys.readouterr().out == "name  value\n日本      1\ne\u0301        22\n"
