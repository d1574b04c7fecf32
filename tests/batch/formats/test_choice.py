"""What is written comes back, in every format; the same result makes the same bytes."""

from __future__ import annotations

import csv
import io
import json
import math
from array import array

import pytest
from hypothesis import given, settings, strategies as st

from prometheus_querier.batch.formats.base import Contents
from prometheus_querier.batch.formats.choice import file_format
from prometheus_querier.errors import MissingDependencyError, QueryBuildError
from prometheus_querier.results import BoundaryRule, Bucket, Histogram, MatrixResult, Series

FORMATS = ["parquet", "csv", "jsonl"]
TIMES = array("d", [1704067200.0, 1704067200.25, 1704067260.0])
HISTOGRAM = Histogram(3.5, math.inf, (Bucket(-math.inf, 0.5, 3.0, BoundaryRule.OPEN_LEFT),))

label_sets = st.dictionaries(
    st.sampled_from(["__name__", "job", "value", "timestamp", "label_value", "histogram", "a.b", "ü"]),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
    | st.sampled_from(['"', ",", "\r\n", "\\"]),
)
numbers = st.floats() | st.sampled_from([math.nan, math.inf, -math.inf, 5e-324, 1e22, -0.0])
matrices = st.lists(
    st.tuples(label_sets, st.lists(numbers, min_size=3, max_size=3)),
    max_size=5,
    unique_by=lambda one: frozenset(one[0].items()),
)


def _write(kind, result):
    file = io.BytesIO()
    file_format(kind).write(result, file)
    return file.getvalue()


def _saved(tmp_path, kind, *results):
    files = []
    for number, result in enumerate(results):
        files.append(tmp_path / f"{number}.{kind}")
        files[-1].write_bytes(_write(kind, result))
    labels = sorted({label for result in results for series in result for label in series.labels})
    histograms = any(series.histograms for result in results for series in result)
    return Contents(files, labels, histograms)


def _rows(frame):
    """The rows of a frame, as text that tells all numbers apart."""
    return [repr(tuple(map(str, row))) for row in frame.itertuples(index=False)]


@pytest.mark.parametrize("kind", FORMATS)
@given(matrix=matrices)
@settings(max_examples=30, deadline=None)
def test_what_is_written_comes_back(tmp_path_factory, kind, matrix):
    result = MatrixResult(tuple(Series(labels, TIMES, array("d", values)) for labels, values in matrix))
    contents = _saved(tmp_path_factory.mktemp("files"), kind, result)
    frame = file_format(kind).to_pandas(contents)
    expected = result.to_pandas()
    assert list(frame.columns) == list(expected.columns)
    assert _rows(frame) == _rows(expected)
    assert frame.dtypes["timestamp"] == expected.dtypes["timestamp"]
    assert frame.dtypes["value"] == "float64"


@pytest.mark.parametrize("kind", FORMATS)
def test_parts_with_different_labels_fit_together(tmp_path, kind):
    first = MatrixResult((Series({"job": "a", "value": "x"}, TIMES, array("d", [1, 2, 3])),))
    second = MatrixResult((Series({"zone": "b", "label_value": "y"}, TIMES, array("d", [4, 5, math.nan])),))
    contents = _saved(tmp_path, kind, first, MatrixResult(), second)
    frame = file_format(kind).to_pandas(contents)
    assert list(frame.columns) == ["timestamp", "job", "label_label_value", "label_value", "zone", "value"]
    assert [list(map(str, row)) for row in frame.iloc[:, 1:].to_numpy()] == [
        *(["a", "", "x", "", str(float(value))] for value in (1, 2, 3)),
        *(["", "y", "", "b", str(float(value))] for value in (4, 5, math.nan)),
    ]
    lazy = file_format(kind).to_polars(contents)
    assert lazy.collect().rows()[5][1:5] == ("", "y", "", "b")
    assert lazy.filter(job="a").collect().height == 3
    dataset = file_format(kind).to_dataset(contents)
    assert dataset.count_rows() == 6
    assert dataset.schema.names == list(frame.columns)


@pytest.mark.parametrize("kind", FORMATS)
def test_native_histograms(tmp_path, kind):
    mixed = Series({"job": "a"}, TIMES[:1], array("d", [1]), (TIMES[2], TIMES[1] + 1), (HISTOGRAM, HISTOGRAM))
    contents = _saved(tmp_path, kind, MatrixResult((mixed,)), MatrixResult((Series({"job": "b"}, TIMES, TIMES),)))
    frame = file_format(kind).to_pandas(contents)
    cells = list(frame["histogram"])
    assert cells[1:3] == [HISTOGRAM, HISTOGRAM]
    assert [cell for cell in cells if isinstance(cell, Histogram)] == [HISTOGRAM, HISTOGRAM]
    assert frame["timestamp"].iloc[:3].is_monotonic_increasing
    collected = file_format(kind).to_polars(contents).collect()
    assert collected["histogram"][1]["count"] == 3.5
    # The oldest polars shows a struct that is missing as a struct of what is missing.
    assert collected["histogram"][5] in (None, {"count": None, "sum": None, "buckets": None})
    assert file_format(kind).to_dataset(contents).to_table().column("histogram").null_count == 4


def test_a_large_part_is_written_in_row_groups(tmp_path, monkeypatch):
    pq = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr("prometheus_querier.batch.formats.parquet_files._ROWS", 6)
    labels = [{"job": "a"}, {"job": "b"}, {"zone": "c"}, {}, {"job": "d"}]
    series = [Series(one, TIMES, array("d", [number] * 3)) for number, one in enumerate(labels)]
    series.append(Series({"job": "e"}, histogram_timestamps=(TIMES[0],), histograms=(HISTOGRAM,)))
    contents = _saved(tmp_path, "parquet", MatrixResult(tuple(series)))
    assert pq.ParquetFile(contents.files[0]).num_row_groups == 3
    frame = file_format("parquet").to_pandas(contents)
    assert frame["job"].tolist() == [*"aaabbb", *[""] * 6, *"ddde"]
    assert frame["zone"].tolist() == [*[""] * 6, *"ccc", *[""] * 7]
    assert frame["histogram"].tolist()[-1] == HISTOGRAM


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_at_all(tmp_path, kind):
    contents = _saved(tmp_path, kind, MatrixResult(), MatrixResult())
    assert list(file_format(kind).to_pandas(contents).columns) == ["timestamp", "value"]
    assert file_format(kind).to_polars(contents).collect().height == 0
    assert file_format(kind).to_dataset(contents).count_rows() == 0


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_result_makes_the_same_bytes(kind):
    def result():
        return MatrixResult(tuple(Series({"job": str(number)}, TIMES, TIMES) for number in range(300)))

    assert _write(kind, result()) == _write(kind, result())


def test_other_programs_read_the_text_formats():
    series = Series({"__name__": "up", "job": 'a,"b'}, TIMES, array("d", [0.1, math.nan, -math.inf]))
    text = _write("csv", MatrixResult((series,))).decode()
    assert list(csv.reader(io.StringIO(text))) == [
        ["timestamp", "__name__", "job", "value"],
        ["2024-01-01T00:00:00.000Z", "up", 'a,"b', "0.1"],
        ["2024-01-01T00:00:00.250Z", "up", 'a,"b', "nan"],
        ["2024-01-01T00:01:00.000Z", "up", 'a,"b', "-inf"],
    ]
    lines = _write("jsonl", MatrixResult((series,))).decode().splitlines()

    def refuse(name):
        raise AssertionError(f"{name} is not JSON")

    assert [json.loads(line, parse_constant=refuse)["value"] for line in lines] == [0.1, "nan", "-inf"]
    assert json.loads(lines[1])["timestamp"] == "2024-01-01T00:00:00.250Z"


def test_formats_that_there_are_not():
    with pytest.raises(QueryBuildError, match="parquet, csv, jsonl, not 'xml'"):
        file_format("xml")


def test_a_missing_library_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    monkeypatch.delitem(__import__("sys").modules, "prometheus_querier.batch.formats.parquet_files", raising=False)
    with pytest.raises(MissingDependencyError, match=r"prometheus-querier\[arrow\]"):
        file_format("parquet")
