"""What is shown of each kind of answer, in each format."""

from __future__ import annotations

import csv
import io
import json

import pyarrow.parquet as pq
import pytest

from prometheus_querier.testing import answers

MATRIX = answers.matrix(
    ({"job": "a"}, [(0, 1), (60, float("nan")), (120, 3.5)]), ({"job": "b"}, [(0, 2), (60, 2), (120, 2)])
)
HISTOGRAM = answers.success(
    {
        "resultType": "vector",
        "result": [
            {"metric": {}, "histogram": [0, {"count": "3", "sum": "1.5", "buckets": [[0, "0.25", "0.5", "3"]]}]}
        ],
    }
)


def test_a_vector_is_a_table_of_labels_and_values(run, transport):
    transport.answer("query", answers.vector(({"job": "a", "value": "x"}, (0, 1)), ({"pod": "p"}, (0, float("inf")))))
    assert run("query", "up").stdout.splitlines() == [
        "job  pod  label_value  value",
        "a         x                1",
        "     p                  +Inf",
    ]


def test_a_range_is_summed_up_in_the_table_and_whole_in_the_other_formats(run, transport):
    transport.answer("query_range", MATRIX)
    table = run("range", "up", "--start", "0", "--end", "120", "--step", "60")
    assert (
        table.stdout
        == "job  samples  min  max  last  course\na          3    1  3.5   3.5  ▁ █\nb          3    2    2     2  ▄▄▄\n"
    )
    lines = run("range", "up", "--last", "1h", "-o", "jsonl").stdout.splitlines()
    assert [json.loads(line)["value"] for line in lines] == [1.0, "nan", 3.5, 2.0, 2.0, 2.0]
    assert json.loads(run("range", "up", "-o", "json").stdout) == [json.loads(line) for line in lines]
    rows = list(csv.reader(io.StringIO(run("range", "up", "-o", "csv").stdout)))
    assert rows[:3] == [
        ["timestamp", "job", "value"],
        ["1970-01-01T00:00:00Z", "a", "1.0"],
        ["1970-01-01T00:01:00Z", "a", "nan"],
    ]


def test_courses_have_one_axis_of_time_and_its_gaps(run, transport):
    early = [(60 * index, index) for index in range(8)]
    with_a_gap = [(60 * index, 5) for index in (0, 1, 2, 12, 13, 14, 15)]
    transport.answer("query_range", answers.matrix(({"job": "early"}, early), ({"job": "gap"}, with_a_gap)))
    head, *rows = run("range", "up", "--start", "0", "--end", "1200", "--step", "60").stdout.splitlines()
    assert [row[head.index("course") :] for row in rows] == ["▁▂▄▅▇█", "▄▄▄      ▄▄▄"]


def test_a_table_of_a_range_has_as_many_digits_as_people_read(run, transport):
    values = [(0, -1.7e308), (60, 0.123456789), (120, 1.7e308)]
    transport.answer("query_range", answers.matrix(({"job": "a"}, values)))
    shown = run("range", "up", "--start", "0", "--end", "120", "--step", "60").stdout
    assert shown.splitlines()[1] == "a          3  -1.7e+308  1.7e+308  1.7e+308  ▁▅█"


def test_no_number_to_draw_is_not_said_among_the_data(run, transport):
    transport.answer("query_range", answers.matrix(({"job": "a"}, [(0, float("nan"))])))
    done = run("range", "up", "--plot")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "nothing to draw: no series has a finite number\n")


def test_parquet_is_what_to_arrow_gives(run, transport):
    transport.answer("query_range", MATRIX)
    table = pq.read_table(io.BytesIO(run("range", "up", "-o", "parquet").stdout_bytes))
    assert table.column_names == ["timestamp", "job", "value"]
    assert table.num_rows == 6


def test_parquet_has_the_columns_of_all_rows(run, transport):
    transport.answer("series", answers.success([{"__name__": "up", "job": "a"}, {"__name__": "x", "instance": "b"}]))
    table = pq.read_table(io.BytesIO(run("series", "up", "x", "-o", "parquet").stdout_bytes))
    assert table.to_pylist() == [
        {"__name__": "up", "job": "a", "instance": None},
        {"__name__": "x", "job": None, "instance": "b"},
    ]


def test_parquet_of_records_keeps_labels_as_pairs(run, transport):
    transport.answer(
        "alerts",
        answers.success(
            {"alerts": [{"labels": {"alertname": "A"}, "annotations": {}, "state": "firing", "value": "1"}]}
        ),
    )
    table = pq.read_table(io.BytesIO(run("alerts", "-o", "parquet").stdout_bytes))
    assert table["labels"][0].as_py() == [{"name": "alertname", "value": "A"}]


@pytest.mark.parametrize(
    ("answer", "shown"),
    [(answers.scalar(0, 2), "2\n"), (answers.string(0, "text\x1b[2J"), "text\\x1b[2J\n"), (answers.vector(), "")],
)
def test_single_values_are_shown_alone_and_cannot_command_the_terminal(run, transport, answer, shown):
    transport.answer("query", answer)
    assert run("query", "x").stdout == shown


def test_nothing_is_said_on_standard_error_and_is_empty_data(run, transport):
    transport.answer("query", answers.vector())
    transport.answer("label/__name__/values", answers.success(["x"]))
    assert run("query", "x").stderr == "nothing found\n"
    for name, shown in (("json", "[]\n"), ("jsonl", ""), ("csv", "")):
        done = run("query", "x", "-o", name)
        assert (done.stdout, done.stderr) == (shown, "")


def test_native_histograms_are_spelled_out(run, transport):
    transport.answer("query", HISTOGRAM)
    assert run("query", "x").stdout == "value\n{count:3, sum:1.5, (0.25, 0.5]: 3}\n"
    (row,) = json.loads(run("query", "x", "-o", "json").stdout)
    assert row["histogram"] == {
        "count": 3.0,
        "sum": 1.5,
        "buckets": [{"lower": 0.25, "upper": 0.5, "count": 3.0, "rule": 0}],
    }


def test_warnings_and_infos_are_kept_apart_from_data(run, transport):
    transport.answer(
        "query", answers.success({"resultType": "scalar", "result": [0, "1"]}, warnings=["w"], infos=["i\x1b"])
    )
    done = run("query", "x", "-o", "csv")
    assert done.stdout == "timestamp,value\n1970-01-01T00:00:00Z,1.0\n"
    assert done.stderr == "warning: w\ninfo: i\\x1b\n"
