"""Flask with a real server: the application that the document shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from documents import ROOT, blocks

pytestmark = pytest.mark.server

FILE = re.compile(r"# (\w+\.py)\n(.*)", re.DOTALL)


@pytest.fixture(scope="module")
def python(prometheus, tmp_path_factory):
    """Runs Python beside the files that the document shows."""
    folder = tmp_path_factory.mktemp("application")
    for block in blocks("docs/flask.md"):
        if block.language == "py":
            name, text = FILE.fullmatch(block.text).groups()
            (folder / name).write_text(text, "utf-8")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PROMETHEUS_")},
        "FLASK_PROMETHEUS_URL": prometheus.url,
        "PYTHONPATH": str(ROOT),
    }

    def run(*arguments):
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)

    return run


@pytest.fixture(scope="module")
def shown():
    """The outputs that the document shows."""
    return [block.text for block in blocks("docs/flask.md") if block.language == "text"]


def test_the_tests_of_the_document_pass(python):
    done = python("-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error")
    assert "3 passed" in done.stdout, done.stdout


def test_a_wrong_key_is_found_as_shown(python, shown):
    done = python("wrong.py")
    assert done.stderr.endswith(shown[0])


def test_the_command_prints_what_is_shown(python, shown):
    done = python("-m", "flask", "--app", "dashboard", "promql", "sum by (job) (up @ 1704067200)")
    assert re.sub(r"@\[[0-9.]+\]", "@[1704067260]", done.stdout) == shown[1], done.stderr
    done = python("-m", "flask", "--app", "dashboard", "promql", "up{")
    assert done.stderr.startswith("Error: ")
    assert "parse error" in done.stderr


def test_a_view_confines_what_it_is_asked(python):
    script = """
from dashboard import create_app
client = create_app().test_client()
ask = lambda query: client.get("/chart/job-1", query_string={"query": query})
assert ask("up offset 10y").json == []
assert {one["labels"]["job"] for one in ask("up @ 1704067200").json} == {"job-1"}
assert ask('up{job="job-2"}').status_code == 400
print("all of it")
"""
    done = python("-c", script)
    assert done.stdout == "all of it\n", done.stderr
