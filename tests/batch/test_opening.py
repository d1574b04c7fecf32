"""What an export wrote is read back only when all of it is there."""

from __future__ import annotations

import os
import subprocess
import sys

import polars as pl
import pytest
import range_answers
from range_answers import points

import prometheus_querier as pq
from prometheus_querier import batch
from prometheus_querier.errors import QueryBuildError
from prometheus_querier.testing import answers

DAY = pq.QueryTimeRange("2024-01-01T00:00:00Z", "2024-01-02T12:00:00Z", "1h")


@pytest.fixture(params=["parquet", "csv", "jsonl"])
def export(request, tmp_path):
    batch.export(range_answers.client(), "up", DAY, tmp_path, format=request.param, progress=False)
    return batch.open_export(str(tmp_path))


def test_it_tells_what_it_is(export):
    assert export.question.query == "up"
    assert export.rows == 3 * DAY.points
    assert export.labels == ["__name__", "job", "timestamp", "value"]
    assert [path.stem for path in export.files] == ["20240101T000000Z", "20240102T000000Z"]
    assert repr(export) == f"<Export {str(export.directory)!r}: up, 111 samples in 2 files>"


def test_every_library_reads_the_same(export):
    frame = export.to_pandas()
    lazy = export.to_polars()
    dataset = export.to_dataset()
    assert len(frame) == lazy.collect().height == dataset.count_rows() == export.rows
    assert list(frame.columns) == lazy.collect_schema().names() == dataset.schema.names
    assert frame["job"].dtype == "category"
    values = [
        frame["value"].tolist(),
        lazy.collect()["value"].to_list(),
        dataset.to_table(columns=["value"]).column("value").to_pylist(),
    ]
    # As text, because NaN is not equal to itself.
    assert str(values[0]) == str(values[1]) == str(values[2])


def test_polars_compares_labels_with_any_text(export):
    frame = export.to_polars()
    assert {frame.collect_schema()[name] for name in ("__name__", "job", "label_timestamp", "label_value")} == {
        pl.String
    }
    assert frame.filter(pl.col("job") == "no job has this name").collect().height == 0


@pytest.mark.parametrize("kind", ["parquet", "csv", "jsonl"])
def test_what_is_long_is_read_back_too(tmp_path, kind):
    """A label of more characters than Python's reader of CSV takes by itself, which a histogram may have as well."""
    label = "x" * 200_000

    def answer(request):
        return answers.matrix(({"label": label}, [(ms / 1000, 1) for ms in points(request)]))

    batch.export(range_answers.client(answer), "up", DAY, tmp_path, format=kind, progress=False)
    frame = batch.open_export(tmp_path).to_pandas()
    assert len(frame) == DAY.points
    assert set(frame["label"]) == {label}


def test_a_frame_is_like_that_of_one_answer(export):
    whole = range_answers.client().query_range("up", DAY).to_pandas()
    read = export.to_pandas()
    assert (read.dtypes.astype(str) == whole[list(read.columns)].dtypes.astype(str)).all()


def test_a_missing_pandas_names_its_extra(export):
    script = (
        "import sys\n"
        "class WithoutPandas:\n"  # pyarrow takes a None among the modules for pandas
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'pandas': raise ModuleNotFoundError(name=name)\n"
        "sys.meta_path.insert(0, WithoutPandas())\n"
        "from prometheus_querier import batch\n"
        "from prometheus_querier.errors import MissingDependencyError\n"
        f"try: batch.open_export({str(export.directory)!r}).to_pandas()\n"
        "except MissingDependencyError as error: print(error)\n"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert "to_pandas() needs pandas: pip install 'prometheus-querier[pandas]'" in said


@pytest.mark.parametrize(
    "damage", [lambda path: path.unlink(), lambda path: os.truncate(path, 40)], ids=["missing", "cut"]
)
def test_files_that_are_missing_or_cut_off_are_not_read(export, damage):
    damage(export.files[1])
    with pytest.raises(QueryBuildError, match=r"20240102T000000Z\.\w+ is missing or damaged: remove it"):
        batch.open_export(export.directory)


@pytest.mark.parametrize("name", ["jan[1]", "a?b", "100%25", "s3:x", "~"])
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_of_a_directory_is_nothing_but_that(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    for directory in (name, "aXb"):
        batch.export(range_answers.client(), "up", DAY, directory, progress=False)
    export = batch.open_export(name)
    found = len(export.to_pandas()), export.to_polars().collect().height, export.to_dataset().count_rows()
    assert found == (111, 111, 111)


def test_there_must_be_one(tmp_path):
    with pytest.raises(QueryBuildError, match="there is no export in"):
        batch.open_export(tmp_path)
    with pytest.raises(QueryBuildError, match="there is no export in"):
        batch.open_export(tmp_path / "nowhere")
