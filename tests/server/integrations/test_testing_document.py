"""The files that the document on testing shows: pytest runs them, and their recording is the one that is shown."""

from __future__ import annotations

import os
import re
import sys

import pytest
from documents import blocks

pytestmark = pytest.mark.server

FILE = re.compile(r"# (\w+\.py)\n(.*)", re.DOTALL)


def test_its_files_are_tests_that_pass(pytester, prometheus, monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(pytester.path), *sys.path]))
    monkeypatch.setenv("PROMETHEUS_TOKEN", "secret-token")
    files: dict[str, str] = {}
    for block in blocks("docs/testing.md"):
        if block.language == "py":
            name, text = FILE.fullmatch(block.text).groups()
            files[name] = files.get(name, "") + text
    for name, text in files.items():
        (pytester.path / name).write_text(text, "utf-8")
    command = ["-p", "prometheus_querier.integrations.pytest_plugin", "--strict-markers", "--prometheus-require"]
    # The contract is long, and run by this project's own transports.
    command += ["-k", "not TestMyTransport or test_statuses"]
    result = pytester.runpytest_subprocess(*command, f"--prometheus-record={prometheus.url}")
    result.assert_outcomes(passed=8)
    folder = pytester.path / "prometheus-recordings"
    (shown,) = (block.text for block in blocks("docs/testing.md") if block.language == "json")
    assert (folder / "test_recorded" / "test_availability_on_new_year.json").read_text("utf-8") == shown
    assert not any("secret-token" in path.read_text("utf-8") for path in folder.rglob("*.json"))
    monkeypatch.delenv("PROMETHEUS_TOKEN")
    pytester.runpytest_subprocess(*command).assert_outcomes(passed=8)
