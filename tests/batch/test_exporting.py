"""An export ends with the same files whatever interrupts it, and belongs to one question."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import tracemalloc
from contextlib import suppress

import crashes
import pytest
import range_answers
from range_answers import LABELS, every_point, points

import prometheus_querier as pq
from prometheus_querier import batch, promql as q
from prometheus_querier.errors import ConnectError, MissingDependencyError, QueryBuildError
from prometheus_querier.testing import answers

RANGE = pq.QueryTimeRange("2024-01-01T06:00:00Z", "2024-01-04T18:00:00Z", "1h")
FORMATS = ["parquet", "csv", "jsonl"]


def _export(client, directory, what="up", time_range=RANGE, **options):
    return batch.export(client, what, time_range, directory, **({"progress": False, "format": "csv"} | options))


@pytest.mark.parametrize("kind", FORMATS)
def test_every_sample_is_written_once(tmp_path, kind):
    client = range_answers.client()
    report = _export(client, tmp_path / "new" / "export", format=kind)
    assert (report.files, report.fetched, report.rows) == (4, 4, 3 * RANGE.points)
    frame = batch.open_export(tmp_path / "new" / "export").to_pandas()
    expected = client.query_range("up", RANGE).to_pandas()
    columns = ["timestamp", "__name__", "job", "label_timestamp", "label_value", "value"]
    assert list(frame.columns) == columns
    as_text = [sorted(map(repr, map(tuple, one[columns].astype(str).to_numpy()))) for one in (frame, expected)]
    assert as_text[0] == as_text[1]
    assert str(report).startswith("255 samples in 4 files (4 fetched now), ")


def test_the_manifest_tells_what_there_is(tmp_path):
    _export(range_answers.client(), tmp_path, q.metric("up"))
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["question"] == {
        "query": "up",
        "start": "2024-01-01T06:00:00Z",
        "end": "2024-01-04T18:00:00Z",
        "step": "1h",
        "part": "1d",
        "format": "csv",
        "view": None,
    }
    assert manifest["made_by"] == [{"library": pq.__version__, "server": "2.42.0"}]
    assert [(one["file"], one["points"], one["rows"], one["series"]) for one in manifest["files"]] == [
        ("data/20240101T060000Z.csv", 18, 54, 3),
        ("data/20240102T000000Z.csv", 24, 72, 3),
        ("data/20240103T000000Z.csv", 24, 72, 3),
        ("data/20240104T000000Z.csv", 19, 57, 3),
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "manifest.json"]
    assert set((tmp_path / "data").iterdir()) == {tmp_path / one["file"] for one in manifest["files"]}


def test_a_complete_export_asks_for_nothing(tmp_path):
    _export(range_answers.client(), tmp_path)
    before = crashes.contents(tmp_path)
    transport = range_answers.server()
    report = _export(pq.PrometheusClient(transport), tmp_path)
    assert (report.fetched, report.rows) == (0, 255)
    assert transport.requests == []
    assert crashes.contents(tmp_path) == before


@pytest.mark.parametrize("kind", FORMATS)
def test_a_server_that_goes_away_leaves_what_is_there_and_the_next_run_goes_on(tmp_path, kind):
    _export(range_answers.client(), tmp_path / "whole", format=kind)
    answered = []

    def answer(request):
        if len(answered) == 2:
            raise ConnectError("cannot connect to localhost:9090")
        answered.append(request)
        return every_point(LABELS)(request)

    with pytest.raises(ConnectError) as caught:
        _export(range_answers.client(answer), tmp_path / "export", workers=1, format=kind)
    assert "2 of 4 parts are safe in" in caught.value.__notes__[-1]
    with pytest.raises(QueryBuildError, match="not complete, 2 parts are"):
        batch.open_export(tmp_path / "export")
    transport = range_answers.server()
    report = _export(pq.PrometheusClient(transport), tmp_path / "export", format=kind)
    assert (report.files, report.fetched) == (4, 2)
    assert sum(request.path.endswith("query_range") for request in transport.requests) == 2
    assert crashes.contents(tmp_path / "export") == crashes.contents(tmp_path / "whole")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.skipif(not hasattr(os, "fork"), reason="crashes are made by forking")
def test_a_crash_before_any_touch_of_the_disk_changes_nothing(kind):
    done = subprocess.run(
        [sys.executable, crashes.__file__, kind],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    survived = re.fullmatch(r"(\d+) crashes, and (\d+) of those that came again\n", done.stdout)
    assert int(survived[1]) > 40
    assert int(survived[2]) > 20


def test_the_order_of_answers_does_not_show(tmp_path):
    """Series in another order, parts that are done in another order, answers in other pieces: the same bytes."""
    _export(range_answers.client(), tmp_path / "a", workers=1)
    first_may_go = threading.Event()

    def answer(request):
        if points(request)[0] == 1704088800000:
            first_may_go.wait(5)
        else:
            first_may_go.set()
        if len(points(request)) > 5:
            raise pq.errors.ResponseTooLargeError("larger than 1 byte")
        return every_point(dict(sorted(LABELS.items())))(request)

    _export(range_answers.client(answer), tmp_path / "b", workers=3)
    assert crashes.contents(tmp_path / "a") == crashes.contents(tmp_path / "b")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"what": "down"}, "its query is 'up', and now 'down' is asked for"),
        ({"time_range": pq.QueryTimeRange(RANGE.start, "2024-01-05T18:00:00Z", "1h")}, r"its end.*QueryTimeRange\.of"),
        ({"time_range": pq.QueryTimeRange(RANGE.start, RANGE.end, "30m")}, "its step is '1h'"),
        ({"part": "12h"}, "its part is '1d'"),
        ({"part": None}, "its part is '1d'"),
        ({"format": "jsonl"}, "its format is 'csv'"),
    ],
)
@pytest.mark.parametrize("complete", [True, False])
def test_another_question_is_refused(tmp_path, changed, words, complete):
    _export(range_answers.client(), tmp_path)
    if not complete:
        (tmp_path / "data" / "20240102T000000Z.csv").unlink()
        with pytest.raises(ConnectError):
            _export(range_answers.client(lambda _: _raise(ConnectError("gone"))), tmp_path)
    before = crashes.contents(tmp_path)
    transport = range_answers.server()
    with pytest.raises(QueryBuildError, match=words):
        _export(pq.PrometheusClient(transport), tmp_path, **changed)
    assert transport.requests == []
    assert crashes.contents(tmp_path) == before


def _raise(error):
    raise error


def test_the_same_question_in_other_words_goes_on(tmp_path):
    _export(range_answers.client(), tmp_path)
    same = pq.QueryTimeRange.of(1704088800, 1704391200 + 1800, 3600)
    assert _export(range_answers.client(), tmp_path, q.metric("up"), same, part="24h").fetched == 0


def test_resume_can_be_refused(tmp_path):
    _export(range_answers.client(), tmp_path, resume=False)
    with pytest.raises(QueryBuildError, match="has an export already"):
        _export(range_answers.client(), tmp_path, resume=False)


def test_a_directory_with_something_else_is_refused(tmp_path):
    (tmp_path / ".hidden").touch()
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(QueryBuildError, match=r"has 'thesis\.txt' in it"):
        _export(range_answers.client(), tmp_path)
    (tmp_path / "thesis.txt").unlink()
    assert _export(range_answers.client(), tmp_path).fetched == 4


@pytest.mark.parametrize("text", ["", "{}", '{"version": 99}', "[1]", "\x00\xff"])
def test_a_manifest_of_something_else_is_refused(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text, "latin-1")
    with pytest.raises(QueryBuildError, match=re.escape(str(tmp_path / "manifest.json"))):
        _export(range_answers.client(), tmp_path)
    with pytest.raises(QueryBuildError, match=re.escape(str(tmp_path / "manifest.json"))):
        batch.open_export(tmp_path)


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"short")])
def test_files_that_are_missing_or_cut_off_are_fetched_again(tmp_path, damage):
    _export(range_answers.client(), tmp_path)
    before = crashes.contents(tmp_path)
    damage(tmp_path / "data" / "20240102T000000Z.csv")
    assert _export(range_answers.client(), tmp_path).fetched == 1
    assert crashes.contents(tmp_path) == before


def test_damage_that_keeps_the_size_is_found_by_verifying(tmp_path):
    _export(range_answers.client(), tmp_path)
    export = batch.open_export(tmp_path)
    export.verify()
    path = tmp_path / "data" / "20240102T000000Z.csv"
    path.write_bytes(path.read_bytes().replace(b"9", b"8"))
    with pytest.raises(QueryBuildError, match=r"20240102T000000Z\.csv is missing or damaged"):
        export.verify()
    path.unlink()
    with pytest.raises(QueryBuildError, match="missing or damaged"):
        export.verify()


@pytest.mark.parametrize("complete", [True, False])
def test_views_of_another_tenant_have_exports_of_their_own(tmp_path, complete):
    def failing(request):
        if not complete and dict(request.params)["start"] > "1704240000":
            raise ConnectError("away")
        return every_point(LABELS)(request)

    transport = range_answers.server(failing)
    client = pq.PrometheusClient(transport)
    views = [
        client,
        client.for_tenant("a"),
        client.for_tenant("b"),
        client.for_tenant("a", header="THANOS-TENANT"),
        client.enforcing(team="a"),
        client.enforcing(team=["a", "b"]),
        client.for_tenant("a").enforcing(team="a"),
    ]
    for number, owner in enumerate(views):
        directory = tmp_path / f"{number}"
        with suppress(ConnectError):
            _export(owner, directory)
        asked = len(transport.requests)
        for other in views:
            if other is not owner:
                with pytest.raises(QueryBuildError, match="another tenant, or with other enforced labels") as caught:
                    _export(other, directory)
                assert "team" not in str(caught.value)
        assert len(transport.requests) == asked
        transport.answer("query_range", every_point(LABELS))
        _export(client.enforcing(team="a") if number == 4 else owner, directory)
        transport.answer("query_range", failing)


def test_another_server_or_library_is_written_down(tmp_path):
    with pytest.raises(ConnectError):
        _export(range_answers.client(lambda _: _raise(ConnectError("gone"))), tmp_path)
    newer = range_answers.server()
    newer.answer("status/buildinfo", answers.success(range_answers.BUILD | {"version": "3.5.0"}))
    _export(pq.PrometheusClient(newer), tmp_path)
    assert [one.server for one in batch.open_export(tmp_path).manifest.made_by] == ["2.42.0", "3.5.0"]


def test_a_server_that_does_not_tell_its_version_is_no_hindrance(tmp_path):
    silent = range_answers.server()
    silent.answer("status/buildinfo", answers.text(404, "404 page not found"))
    _export(pq.PrometheusClient(silent), tmp_path)
    assert batch.open_export(tmp_path).manifest.made_by == (batch.MadeBy(server=None),)


def test_warnings_are_kept(tmp_path):
    def partial(request):
        return answers.matrix(({"job": "a"}, [(ms / 1000, 1) for ms in points(request)]), warnings=["b: gone", "a"])

    assert _export(range_answers.client(partial), tmp_path).warnings == ("a", "b: gone")
    assert batch.open_export(tmp_path).warnings == ("a", "b: gone")


def test_two_exports_do_not_write_into_one_directory(tmp_path):
    asked, go_on = threading.Event(), threading.Event()

    def answer(request):
        asked.set()
        assert go_on.wait(5)
        return every_point(LABELS)(request)

    first = threading.Thread(target=_export, args=(range_answers.client(answer), tmp_path))
    first.start()
    assert asked.wait(5)
    with pytest.raises(QueryBuildError, match="another export is writing into"):
        _export(range_answers.client(), tmp_path)
    go_on.set()
    first.join()
    batch.open_export(tmp_path).verify()


def test_memory_follows_the_part_and_not_the_range(tmp_path):
    def peak(parts):
        hours = pq.QueryTimeRange.of(0, 3600 * parts - 15, "15s")
        tracemalloc.start()
        _export(range_answers.client(), tmp_path / str(parts), time_range=hours, part="1h", workers=1)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(4)
    assert peak(32) < 1.6 * peak(8)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"format": "xml"}, "format"),
        ({"workers": 0}, "workers"),
        ({"part": "1m"}, "shorter than the step"),
        (
            {"time_range": pq.QueryTimeRange(RANGE.start, "2222-02-02T00:00:00Z", "1d")},
            "future, at 2222-02-01T06:00:00Z",
        ),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(tmp_path, options, words):
    with pytest.raises(QueryBuildError, match=words):
        _export(range_answers.client(), tmp_path / "export", **options)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_library_is_named_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "prometheus_querier.batch.formats.parquet_files", raising=False)
    with pytest.raises(MissingDependencyError, match="pyarrow"):
        _export(range_answers.client(), tmp_path / "export", format="parquet")
    assert list(tmp_path.iterdir()) == []
