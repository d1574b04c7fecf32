"""Every tabular format holds the same rows, and loses none of them."""

from __future__ import annotations

import math
import subprocess
import sys
from array import array
from datetime import UTC, datetime

import pytest

from prometheus_querier.errors import MissingDependencyError, QueryBuildError
from prometheus_querier.results import (
    BoundaryRule,
    Bucket,
    Histogram,
    MatrixResult,
    ScalarResult,
    Series,
    StringResult,
    VectorResult,
)

np = pytest.importorskip("numpy")
pd = pytest.importorskip("pandas")
pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")

T0 = 1704067200
HISTOGRAM = Histogram(3.0, 1.5, (Bucket(0.5, 1.0, 3.0, BoundaryRule.OPEN_LEFT),))


def seconds(*offsets):
    return array("d", [T0 + offset for offset in offsets])


def at(offset):
    return datetime.fromtimestamp(T0 + offset, UTC)


PLAIN = MatrixResult(
    (
        Series({"__name__": "up", "job": "a"}, seconds(0, 15, 30.25), array("d", [1.0, math.inf, 0.5])),
        Series({"__name__": "up", "zone": "z"}, seconds(15), array("d", [-2.0])),
    )
)
MIXED = MatrixResult(
    (
        Series({"job": "a"}, seconds(0, 30), array("d", [1.0, 3.0]), (T0 + 15.0,), (HISTOGRAM,)),
        Series({"job": "b"}, seconds(0), array("d", [7.0])),
    )
)
CLASHING = MatrixResult(
    (Series({"timestamp": "t", "value": "v", "label_value": "x", "histogram": "h"}, seconds(0), array("d", [1.0])),)
)

ROWS = [
    {"timestamp": at(0), "__name__": "up", "job": "a", "zone": "", "value": 1.0},
    {"timestamp": at(15), "__name__": "up", "job": "a", "zone": "", "value": math.inf},
    {"timestamp": at(30.25), "__name__": "up", "job": "a", "zone": "", "value": 0.5},
    {"timestamp": at(15), "__name__": "up", "job": "", "zone": "z", "value": -2.0},
]


def pandas_rows(result):
    return result.to_pandas().to_dict("records")


def polars_rows(result):
    return result.to_polars().to_dicts()


def arrow_rows(result):
    return result.to_arrow().to_pylist()


def dict_rows(result):
    return result.to_dicts()


FORMATS = [pandas_rows, polars_rows, arrow_rows, dict_rows]


@pytest.mark.parametrize("rows", FORMATS)
def test_long_rows(rows):
    assert rows(PLAIN) == ROWS


@pytest.mark.parametrize("rows", FORMATS)
def test_a_vector_has_a_row_a_sample(rows):
    result = VectorResult(({"job": "a"}, {"job": "b"}), seconds(0, 0), array("d", [1.0, 2.0]))
    assert rows(result) == [
        {"timestamp": at(0), "job": "a", "value": 1.0},
        {"timestamp": at(0), "job": "b", "value": 2.0},
    ]


@pytest.mark.parametrize("rows", FORMATS)
def test_series_that_share_their_times_have_rows_of_their_own(rows):
    times, gaps = seconds(0, 15.1234), seconds(30)
    result = MatrixResult(
        (
            Series({"i": "0"}, times, array("d", [1.0, 2.0])),
            Series({"i": "1"}, gaps, array("d", [3.0])),
            Series({"i": "2"}),
            Series({"i": "3"}, times, array("d", [4.0, 5.0])),
        )
    )
    assert [(row["i"], row["timestamp"], row["value"]) for row in rows(result)] == [
        ("0", at(0), 1.0),
        ("0", at(15.123), 2.0),
        ("1", at(30), 3.0),
        ("3", at(0), 4.0),
        ("3", at(15.123), 5.0),
    ]


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("make", [MatrixResult.to_pandas, MatrixResult.to_polars])
def test_the_times_of_all_series_are_converted_in_one_go(make, shared, monkeypatch):
    from prometheus_querier.results.formats import numpy as formats

    times = seconds(0, 15)
    result = MatrixResult(
        tuple(Series({"i": str(i)}, times if shared else times[:], array("d", [1.0, 2.0])) for i in range(9))
    )
    converted = []
    convert = formats.times
    monkeypatch.setattr(formats, "times", lambda given: converted.append(len(given)) or convert(given))
    make(result)
    assert converted == [2 if shared else 18]


@pytest.mark.parametrize("result", [PLAIN, MatrixResult(PLAIN.series[:1]), VectorResult(({},), seconds(0), seconds(0))])
def test_a_frame_may_be_changed(result):
    rows = result.to_dicts()
    frame = result.to_pandas()
    frame.loc[0, "value"] = 5.0
    assert frame["value"].iloc[0] == 5.0
    assert result.to_dicts() == rows


@pytest.mark.parametrize("rows", FORMATS)
def test_a_scalar_has_one_row(rows):
    assert rows(ScalarResult(T0, 2.0)) == [{"timestamp": at(0), "value": 2.0}]


def test_a_layout_that_there_is_not_is_refused():
    with pytest.raises(QueryBuildError, match="layout must be 'long' or 'wide', not 'lng'"):
        PLAIN.to_pandas("lng")


def test_a_string_has_one_row():
    assert StringResult(T0, "x").to_dicts() == [{"timestamp": at(0), "value": "x"}]


@pytest.mark.parametrize("rows", FORMATS)
def test_labels_that_clash_with_columns_lose_nothing(rows):
    assert rows(CLASHING) == [
        {
            "timestamp": at(0),
            "label_histogram": "h",
            "label_label_value": "x",
            "label_timestamp": "t",
            "label_value": "v",
            "value": 1.0,
        }
    ]


@pytest.mark.parametrize("rows", FORMATS)
def test_native_histograms_have_a_column_of_their_own(rows):
    found = rows(MIXED)
    assert [row["timestamp"] for row in found] == [at(0), at(15), at(30), at(0)]
    assert [row["value"] for row in found][::2] == [1.0, 3.0]
    assert math.isnan(found[1]["value"])
    # The oldest polars shows a struct that is missing as a struct of what is missing.
    missing = {"count": None, "sum": None, "buckets": None}
    histograms = [None if row["histogram"] == missing else row["histogram"] for row in found]
    assert [histogram is None for histogram in histograms] == [True, False, True, True]
    plain = {"count": 3.0, "sum": 1.5, "buckets": [{"lower": 0.5, "upper": 1.0, "count": 3.0, "rule": 0}]}
    assert histograms[1] in (HISTOGRAM, plain)


@pytest.mark.parametrize("empty", [MatrixResult(), VectorResult()])
def test_empty_results_keep_their_columns_and_types(empty):
    assert empty.to_dicts() == []
    frame = empty.to_pandas()
    assert list(frame.columns) == ["timestamp", "value"]
    assert str(frame["timestamp"].dtype) == "datetime64[ms, UTC]"
    assert frame["value"].dtype == np.float64
    assert empty.to_polars().schema == {"timestamp": pl.Datetime("ms", "UTC"), "value": pl.Float64}
    assert empty.to_arrow().schema.equals(
        pa.schema([("timestamp", pa.timestamp("ms", "UTC")), ("value", pa.float64())])
    )
    wide = empty.to_pandas("wide")
    assert wide.shape == (0, 0)
    assert wide.index.name == "timestamp"


def test_label_columns_are_dictionaries():
    assert isinstance(PLAIN.to_pandas()["job"].dtype, pd.CategoricalDtype)
    assert PLAIN.to_polars().schema["job"] == pl.Enum(["a", ""])
    assert pa.types.is_dictionary(PLAIN.to_arrow().schema.field("job").type)


def test_many_label_values_fit():
    result = VectorResult(
        tuple({"i": str(i)} for i in range(40000)), array("d", [T0]) * 40000, array("d", range(40000))
    )
    assert result.to_pandas()["i"].tolist() == result.to_polars()["i"].to_list() == [str(i) for i in range(40000)]
    assert result.to_arrow()["i"].to_pylist()[-1] == "39999"


def test_times_are_utc_to_the_nearest_millisecond():
    result = MatrixResult((Series({}, array("d", [1704067200.0005, 1704067200.123, -0.001]), array("d", [1, 2, 3])),))
    assert str(result.to_pandas()["timestamp"].dtype) == "datetime64[ms, UTC]"
    ms = [1704067200000, 1704067200123, -1]
    assert result.to_numpy()[0][0].astype("int64").tolist() == ms
    assert result.to_arrow()["timestamp"].cast("int64").to_pylist() == ms


def test_wide_has_a_column_a_series_and_nan_in_gaps():
    frame = PLAIN.to_pandas("wide")
    assert frame.columns.names == ["__name__", "job", "zone"]
    assert list(frame.columns) == [("up", "a", ""), ("up", "", "z")]
    assert frame.index.tolist() == [at(0), at(15), at(30.25)]
    assert frame["up", "a", ""].tolist() == [1.0, math.inf, 0.5]
    assert frame["up", "", "z"].isna().tolist() == [True, False, True]
    assert frame["up", "", "z"].iloc[1] == -2.0


def test_wide_with_one_label_and_with_none():
    one = MatrixResult((Series({"job": "a"}, seconds(0), array("d", [1.0])),)).to_pandas("wide")
    assert (one.columns.name, list(one.columns)) == ("job", ["a"])
    none = MatrixResult((Series({}, seconds(0), array("d", [1.0])),)).to_pandas("wide")
    assert list(none.columns) == ["value"]


def test_wide_merges_times_that_differ():
    columns = [(0, 30, 60), (15, 45), (0, 15, 90), ()]
    result = MatrixResult(
        tuple(
            Series({"i": str(i)}, seconds(*offsets), array("d", [float(offset) for offset in offsets]))
            for i, offsets in enumerate(columns)
        )
    )
    frame = result.to_pandas("wide")
    assert frame.index.tolist() == [at(offset) for offset in (0, 15, 30, 45, 60, 90)]
    for i, offsets in enumerate(columns):
        assert frame[str(i)].dropna().tolist() == list(offsets)


def test_wide_keeps_native_histograms():
    frame = MIXED.to_pandas("wide")
    assert frame["a"].tolist() == [1.0, HISTOGRAM, 3.0]
    assert frame["b"].iloc[0] == 7.0


def test_values_are_wrapped_and_not_copied():
    ((_, values), _) = PLAIN.to_numpy()
    assert values.tolist() == [1.0, math.inf, 0.5]
    assert np.shares_memory(values, np.asarray(PLAIN[0].values))
    times, same = PLAIN[0].to_numpy()
    assert np.shares_memory(values, same)
    assert times.dtype == "datetime64[ms]"
    vector = VectorResult(({"job": "a"},), seconds(0), array("d", [4.0]))
    assert vector.to_numpy()[1].tolist() == [4.0]


@pytest.mark.parametrize(
    ("method", "library", "extra"),
    [
        ("to_numpy", "numpy", "numpy"),
        ("to_pandas", "pandas", "pandas"),
        ("to_polars", "polars", "polars"),
        ("to_arrow", "pyarrow", "arrow"),
    ],
)
def test_a_missing_library_names_its_extra(method, library, extra):
    script = (
        f"import sys; sys.modules[{library!r}] = None; sys.modules['numpy'] = None\n"
        "from prometheus_querier.errors import MissingDependencyError\n"
        "from prometheus_querier.results import MatrixResult\n"
        f"try: MatrixResult().{method}()\n"
        "except MissingDependencyError as error: print(error.name, error)\n"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.startswith(f"{library} ")
    assert f"prometheus-querier[{extra}]" in said
    assert issubclass(MissingDependencyError, ImportError)
