"""Exports from real servers: killed at random moments, and the same in the end."""

from __future__ import annotations

import os
import subprocess
import sys

import crashes
import kills
import pytest
from kills import QUERY, RANGE

import prometheus_querier as pq
from prometheus_querier import batch
from prometheus_querier.testing import LocalPrometheus

pytestmark = pytest.mark.server

START = 1704067200


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["parquet", "csv"])
@pytest.mark.skipif(not hasattr(os, "fork"), reason="what is killed is forked")
def test_killed_at_random_moments_it_ends_as_if_nothing_had_happened(prometheus, tmp_path, kind):
    done = subprocess.run(
        [sys.executable, kills.__file__, prometheus.url, str(tmp_path), kind],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= kills.FEWEST


@pytest.mark.parametrize("kind", ["parquet", "csv", "jsonl"])
def test_an_export_has_what_the_server_answers(prometheus, tmp_path, kind):
    with pq.connect(prometheus.url) as client:
        report = batch.export(client, QUERY, RANGE, tmp_path, format=kind, part="7m", workers=3, progress=False)
        answer = client.query_range(QUERY, RANGE).to_pandas()
    frame = batch.open_export(tmp_path).to_pandas()
    assert report.rows == len(frame) == len(answer) > 10_000
    columns = list(frame.columns)
    assert sorted(columns) == sorted(answer.columns)
    texts = [one[columns].astype(str).sort_values(columns).to_numpy().tolist() for one in (frame, answer)]
    assert texts[0] == texts[1]
    assert batch.open_export(tmp_path).manifest.made_by == (batch.MadeBy(server=prometheus.version),)


def test_a_server_that_is_gone_and_comes_back(prometheus, tmp_path):
    del prometheus  # it is only asked for so that there is one
    history = [({"__name__": "up"}, [(START + 15 * step, 1) for step in range(241)])]
    hour = pq.QueryTimeRange.of(START, START + 3600, "15s")
    with LocalPrometheus(load=history) as server:
        with pq.connect(server.url) as client:
            batch.export(client, "up", hour, tmp_path / "whole", part="5m", progress=False)

        class Going:
            """The connection to a server that goes after a few answers."""

            def __init__(self, transport):
                self._transport = transport
                self._left = 5

            def send(self, request, *, timeout):
                self._left -= 1
                if self._left < 0:
                    server.close()
                return self._transport.send(request, timeout=timeout)

            def close(self):
                self._transport.close()

        with (
            pq.PrometheusClient(Going(pq.RequestsTransport(server.url))) as client,
            pytest.raises(pq.errors.TransportError) as caught,
        ):
            batch.export(client, "up", hour, tmp_path / "export", part="5m", workers=1, progress=False)
        assert "4 of 13 parts are safe" in caught.value.__notes__[-1]
    with LocalPrometheus(load=history) as server, pq.connect(server.url) as client:
        report = batch.export(client, "up", hour, tmp_path / "export", part="5m", progress=False)
    assert report.fetched == 9
    assert crashes.contents(tmp_path / "export") == crashes.contents(tmp_path / "whole")


def test_victoriametrics_moves_times_to_its_own_grid_unless_they_are_on_it(victoriametrics_url, tmp_path):
    aligned = pq.QueryTimeRange.of(START, START + 3600, "15s")
    moved = pq.QueryTimeRange.of(START + 7, START + 3600, "15s")
    with pq.connect(victoriametrics_url) as client:
        report = batch.export(client, "up", aligned, tmp_path / "a", part="30m", progress=False)
        assert report.rows == 2 * aligned.points
        with pytest.raises(pq.errors.MalformedResponseError, match="nocache=1"):
            batch.export(client, "up", moved, tmp_path / "b", part="30m", progress=False)
    with pq.flavours.victoriametrics(victoriametrics_url, nocache=True) as client:
        report = batch.export(client, "up", moved, tmp_path / "b", part="30m", progress=False)
    assert report.rows == 2 * moved.points


def test_many_questions_at_once(prometheus):
    questions = {f"last {minutes}m": f"count_over_time(up[{minutes}m])" for minutes in range(1, 41)}
    with pq.connect(prometheus.url) as client:
        outcomes = list(batch.fetch_all(client, questions, time=START + 3600, in_order=True, per_second=400))
        expected = [client.query(what, START + 3600)[0].value for what in questions.values()]
    assert [one.name for one in outcomes] == list(questions)
    assert [one.result()[0].value for one in outcomes] == expected
    assert expected == sorted(set(expected))
