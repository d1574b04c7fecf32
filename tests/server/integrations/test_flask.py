"""Flask with a real server: the application that the document shows."""

from __future__ import annotations

import re

import pytest
from shown_projects import outputs, runner, write_project

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def python(prometheus, tmp_path_factory):
    """Runs Python beside the files that the document shows."""
    folder = tmp_path_factory.mktemp("application")
    write_project("docs/flask.md", folder)
    return runner(folder, FLASK_PROMETHEUS_URL=prometheus.url)


@pytest.fixture(scope="module")
def shown():
    """The outputs that the document shows."""
    return outputs("docs/flask.md")


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
