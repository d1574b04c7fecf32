"""History: any labels and values go in, and the same come out of a real server."""

from __future__ import annotations

import json
import math
import subprocess
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from systems import needs_signals

from prometheus_querier.errors import MissingDependencyError
from prometheus_querier.testing import LocalPrometheus, openmetrics
from prometheus_querier.testing.history import write_blocks

TIME = 1704067200


def test_a_metric_s_series_stand_together():
    text = openmetrics([({"__name__": name, "n": str(n)}, [(TIME, 1)]) for n, name in enumerate("aba")])
    assert [line[0] for line in text.splitlines()] == ["a", "a", "b", "#"]


@pytest.mark.server
def test_odd_labels_and_values_survive(prometheus):
    odd = 'quote " backslash \\ newline \n é 漢 \ufffd'
    values = [1e-300, -0.5, 12345678901234567890.0, math.inf, -math.inf]
    series = [
        ({"__name__": "odd", "label": odd}, [(TIME + index, value) for index, value in enumerate(values)]),
        ({"__name__": "years_before"}, [(TIME - 5 * 365 * 86400, 7)]),
    ]
    with LocalPrometheus(load=series) as server:
        url = f"{server.url}/api/v1/query?{urllib.parse.urlencode({'query': 'odd[1m]', 'time': TIME + 30})}"
        with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310 - loopback
            (got,) = json.load(response)["data"]["result"]
        assert server.wait_for(f"years_before @ {TIME - 5 * 365 * 86400}", timeout=1)
    assert got["metric"]["label"] == odd
    assert [float(value) for _, value in got["values"]] == values


def test_missing_promtool_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PROMTOOL_BIN", raising=False)
    monkeypatch.delenv("PROMETHEUS_BIN", raising=False)
    with pytest.raises(MissingDependencyError, match="PROMTOOL_BIN"):
        write_blocks([], tmp_path / "data", prometheus=tmp_path / "prometheus")


@needs_signals
@pytest.mark.parametrize("place", ["variable", "beside", "beside PROMETHEUS_BIN", "path"])
def test_promtool_is_found(tmp_path, monkeypatch, place):
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.delenv("PROMTOOL_BIN", raising=False)
    monkeypatch.delenv("PROMETHEUS_BIN", raising=False)
    called = []
    monkeypatch.setattr(subprocess, "run", lambda command, **_: called.append(command[0]) or _Done())
    folder = tmp_path / place
    folder.mkdir()
    promtool = folder / "promtool"
    promtool.write_text("#!/bin/sh\n")
    promtool.chmod(0o755)
    if place == "variable":
        monkeypatch.setenv("PROMTOOL_BIN", str(promtool))
    if place == "beside PROMETHEUS_BIN":
        monkeypatch.setenv("PROMETHEUS_BIN", str(folder / "prometheus"))
    prometheus = (folder if place == "beside" else tmp_path) / "prometheus"
    write_blocks([], tmp_path / "data", prometheus=prometheus)
    assert [Path(one) for one in called] == [promtool]


class _Done:
    returncode = 0
