"""The plugin in a pytest of its own: its fixtures, its options, and what it costs those who use none of them."""

from __future__ import annotations

import configparser
import json
import os
import re
import sys
from pathlib import Path

import pytest

# What runs inside imports these, too; a library that is imported twice would not work.
from prometheus_querier import PrometheusClient, RequestsTransport  # noqa: F401
from prometheus_querier.integrations import pytest_plugin
from prometheus_querier.integrations.pytest_plugin import recording_path

PLUGIN = pytest_plugin.__name__
SETUP = Path(__file__).parents[2] / "setup.cfg"

CONFTEST = """
    import pytest
    from prometheus_querier.testing import FakeTransport, answers

    def answer(request):
        return answers.vector(({"query": dict(request.params)["query"]}, (1704067200, 1)))

    @pytest.fixture
    def prometheus_record_transport(pytestconfig):
        assert pytestconfig.getoption("prometheus_record") == "http://it"
        return FakeTransport({"query": answer})
"""
RECORD = "--prometheus-record=http://it"


@pytest.fixture
def run(pytester, monkeypatch):
    """Runs pytest on the text of a file of tests; gives the counts of outcomes, and what was printed."""
    monkeypatch.delenv("CI", raising=False)
    # A file that is written again within a second, and no longer than before, would run as it was.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeconftest(CONFTEST)

    def run(text, *args):
        if text:
            pytester.makepyfile(test_it=text)
        result = pytester.runpytest_inprocess("-p", PLUGIN, "--strict-markers", *args, no_reraise_ctrlc=True)
        return {} if "--help" in args or "--markers" in args else result.parseoutcomes(), result.stdout.str()

    return run


@pytest.fixture
def recordings(pytester):
    """Reads the recordings, by file."""

    def read():
        folder = pytester.path / "prometheus-recordings"
        return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}

    return read


def test_answers_from_memory(run):
    outcomes, _ = run(
        """
        from prometheus_querier.testing import answers

        def test_one(fake_prometheus):
            fake_prometheus.answer("query", answers.scalar(0, 3))
            assert fake_prometheus.client.query("3").value == 3

        def test_two(fake_prometheus):
            assert fake_prometheus.requests == []
        """
    )
    assert outcomes == {"passed": 2}


ASKS = """
    import pytest

    @pytest.mark.parametrize("job", ["web", "a/b"])
    def test_up(recorded_prometheus, job):
        (row,) = recorded_prometheus.query(f'up{{job="{job}"}}', time=0).to_dicts()
        assert row["query"] == f'up{{job="{job}"}}'

    class TestDown:
        def test_down(self, recorded_prometheus):
            for _ in range(2):
                assert len(recorded_prometheus.query("down", time=0)) == 1
"""


def test_records_once_and_replays_without_asking(run, recordings):
    assert run(ASKS, RECORD)[0] == {"passed": 3}
    found = recordings()
    names = sorted(re.sub("-[0-9a-f]{8}", "-X", name) for name in found)
    assert names == ["test_it/TestDown.test_down.json", "test_it/test_up[a_b]-X.json", "test_it/test_up[web].json"]
    assert len(json.loads(found["test_it/TestDown.test_down.json"])["exchanges"]) == 2
    assert run("")[0] == {"passed": 3}
    assert run("", RECORD)[0] == {"passed": 3}
    assert recordings() == found


def test_says_how_to_make_a_recording_that_is_missing(run):
    outcomes, output = run(ASKS, "-k", "web")
    assert outcomes == {"errors": 1, "deselected": 2}
    assert 'pytest --prometheus-record=URL "test_it.py::test_up[web]" makes it' in output
    assert "/prometheus-recordings/test_it/test_up[web].json" in output


def test_a_changed_question_fails_and_names_the_recorded_one(run):
    run(ASKS, RECORD)
    outcomes, output = run(ASKS.replace('"down"', '"gone"'), "-k", "Down")
    assert outcomes == {"failed": 1, "deselected": 2}
    assert "POST /api/v1/query query='gone' time='0'" in output
    assert "which differs in query." in output


def test_a_question_that_is_not_asked_any_more_fails_a_test_that_passes(run):
    run(ASKS, RECORD)
    outcomes, output = run(ASKS.replace("range(2)", "range(1)"), "-k", "Down")
    assert outcomes == {"passed": 1, "errors": 1, "deselected": 2}
    assert "but not asked any more:" in output
    assert 'pytest --prometheus-record=URL "test_it.py::TestDown::test_down" records anew' in output
    assert run(ASKS.replace("range(2)", "range(0)").replace("== 1", "== 2"), "-k", "Down")[0].get("passed") == 1
    assert run(ASKS.replace("range(2)", "range(1)").replace("== 1", "== 2"), "-k", "Down")[0] == {
        "failed": 1,
        "deselected": 2,
    }


def test_an_interrupted_test_leaves_the_recording_of_before(run, recordings):
    run(ASKS, RECORD)
    before = recordings()
    _, output = run(ASKS.replace("== 1", "== 1; raise KeyboardInterrupt"), RECORD, "-k", "Down")
    assert "KeyboardInterrupt" in output
    assert recordings() == before
    assert run(ASKS.replace("== 1", "== 2"), RECORD, "-k", "Down")[0]["failed"] == 1
    assert recordings() != before


def test_a_project_that_makes_reports_itself_records_too(run, recordings, pytester):
    reporting = """
    def pytest_runtest_makereport(item, call):
        return pytest.TestReport.from_item_and_call(item, call)
    """
    pytester.makeconftest(CONFTEST + reporting)
    assert run(ASKS, RECORD)[0] == {"passed": 3}
    assert len(recordings()) == 3
    assert run(ASKS.replace("range(2)", "range(1)"))[0] == {"passed": 3, "errors": 1}


def test_the_marker_says_what_tells_requests_apart(run, recordings):
    text = """
        import time
        import pytest

        pytestmark = pytest.mark.prometheus_recording(ignore=["time"], headers=["X-Scope-OrgID"])

        def test_now(recorded_prometheus):
            recorded_prometheus.query("up", time=time.time())
            recorded_prometheus.for_tenant("a").query("up", time=time.time())
    """
    assert run(text, RECORD)[0] == {"passed": 1}
    (recorded,) = recordings().values()
    assert [len(one["request"]["params"]) for one in json.loads(recorded)["exchanges"]] == [1, 1]
    assert run(text)[0] == {"passed": 1}
    assert run(text.replace('tenant("a")', 'tenant("b")'))[0] == {"failed": 1}


def test_options_and_the_marker_are_explained(run):
    assert "--prometheus-record=URL" in run("", "--help")[1]
    assert "@pytest.mark.prometheus_recording(ignore=(), headers=())" in run("", "--markers")[1]


LOCAL = """
    def test_local(local_prometheus):
        pass

    def test_without():
        pass
"""


@pytest.mark.parametrize("required", ["not", "by option", "in CI"])
def test_without_a_server_tests_are_skipped_or_fail_and_say_why(run, monkeypatch, required):
    monkeypatch.setenv("PROMETHEUS_BIN", "/nowhere/prometheus")
    if required == "in CI":
        monkeypatch.setenv("CI", "true")
    outcomes, output = run(LOCAL, "-rs", *(["--prometheus-require"] if required == "by option" else []))
    assert outcomes == {"passed": 1, "skipped" if required == "not" else "errors": 1}
    assert "install it (Debian, Ubuntu: apt install prometheus" in output


def test_recordings_of_all_tests_have_names_of_their_own(pytester):
    ids = ["a/b", "a:b", "a_b", "x" * 300, "x" * 301, "é", "..", "a b", "\ud800", "a\\b", "a::b", "a.b", "get", "GET"]
    source = "import pytest\n@pytest.mark.parametrize('p', {!r}, ids=str)\ndef test_it(p): pass\ndef test_{}(): pass"
    items = pytester.getitems(source.format(ids, "日本" * 60))
    names = [recording_path(item).name.lower() for item in items]  # as macOS and Windows compare them
    assert len(set(names)) == len(ids) + 1
    assert max(len(name.encode()) for name in names) < 200
    assert not any(set('/\\:*?"<>|') & set(name) for name in names)


def test_the_installed_plugin_is_found_once_and_costs_next_to_nothing(pytester, monkeypatch):
    (pytester.path / "it-1.dist-info").mkdir()
    parsed = configparser.ConfigParser()
    parsed.read(SETUP)
    points = parsed["options.entry_points"]["pytest11"].strip()
    (pytester.path / "it-1.dist-info" / "METADATA").write_text("Name: it\nVersion: 1\n")
    (pytester.path / "it-1.dist-info" / "entry_points.txt").write_text(f"[pytest11]\n{points}\n")
    pytester.makepyfile(
        """
        import sys

        def test_nothing_is_imported(pytestconfig):
            assert pytestconfig.pluginmanager.has_plugin("prometheus_querier.integrations.pytest_plugin")
            ours = {name for name in sys.modules if name.startswith("prometheus_querier")}
            assert ours == {
                "prometheus_querier",
                "prometheus_querier._loading",
                "prometheus_querier.integrations",
                "prometheus_querier.integrations.pytest_plugin",
            }
            assert not {"requests", "urllib3"} & set(sys.modules)
        """
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(pytester.path), *sys.path]))
    alone = ["-p", "no:hypothesispytest", "-p", "no:anyio"]
    pytester.runpytest_subprocess(*alone).assert_outcomes(passed=1)
    pytester.runpytest_subprocess(*alone, "-p", PLUGIN).assert_outcomes(passed=1)
