"""The command as a whole: help, exit codes, errors, and what is loaded."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys

import pytest
from documents import read

from prometheus_querier.cli import root
from prometheus_querier.errors import (
    ConnectError,
    ExecutionError,
    MissingDependencyError,
    QueryBuildError,
    ServerUnavailableError,
    UnsupportedByServerError,
)
from prometheus_querier.testing import answers

HEAVY = ("requests", "urllib3", "numpy", "pandas", "polars", "pyarrow", "rich", "asyncio", "keyring")


def _loaded(*command_lines):
    """Names what these command lines load in a fresh process beside click's test runner: modules and their packages."""
    script = (
        "import sys; from click.testing import CliRunner; before = {*sys.modules}\n"
        "from prometheus_querier.cli.root import cli\n"
        f"for line in {command_lines!r}:\n"
        "    done = CliRunner().invoke(cli, line); assert done.exit_code == 0, done.output\n"
        "loaded = sys.modules.keys() - before; print(*(name.partition('.')[0] for name in loaded), *loaded)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_help_loads_nothing_heavy_and_no_command():
    loaded = _loaded("--help")
    assert {*HEAVY, "prometheus_querier.promql", "prometheus_querier.results"} & loaded == set()
    assert not [name for name in loaded if name.startswith("prometheus_querier.cli.commands")]


def test_help_of_commands_loads_nothing_heavy():
    loaded = _loaded(*(f"{name} --help" for name in root._COMMANDS))
    assert {*HEAVY, "prometheus_querier.client"} & loaded == set()


def test_every_command_explains_itself(run):
    for name in root._COMMANDS:
        done = run(name, "--help")
        assert done.exit_code == 0, done.output
        assert "  Examples:\n    prometheus-querier " + name in done.stdout, name
        assert "\b" not in done.stdout


def test_every_command_is_in_the_document():
    text = read("docs/cli.md")
    assert [name for name in root.cli.list_commands(None) if f"`{name}`" not in text] == []


def test_help_says_the_exit_codes(run):
    done = run("-h")
    for code in ("0", "1", "2", "3", "4", "130", "141"):
        assert f"  {code} " in done.stdout


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (ExecutionError("too much"), 1),
        (UnsupportedByServerError("limit is newer"), 1),
        (QueryBuildError("no step"), 2),
        (MissingDependencyError.of("pyarrow", "arrow", "-o parquet"), 2),
        (ConnectError("refused"), 3),
        (ServerUnavailableError("502 from a proxy"), 3),
        (OSError("disk full"), 1),
        (ZeroDivisionError("a bug"), 1),
    ],
)
def test_a_failure_is_a_message_and_an_exit_code(run, transport, failure, code):
    transport.answer("query", failure)
    done = run("query", "up")
    assert (done.exit_code, done.stdout) == (code, "")
    assert done.stderr.startswith("error: ")
    assert str(failure) in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bug_shows_where_it_is_when_asked_to(run, transport, monkeypatch):
    transport.answer("query", ZeroDivisionError("a bug"))
    assert "PROMETHEUS_QUERIER_DEBUG=1" in run("query", "up").stderr
    monkeypatch.setenv("PROMETHEUS_QUERIER_DEBUG", "1")
    assert "Traceback" in run("query", "up").stderr


def test_usage_errors_are_2(run):
    for arguments in (("query",), ("query", "up", "--nonsense"), ("nonsense",), ("query", "up", "-o", "xml")):
        assert run(*arguments).exit_code == 2


def test_a_partial_answer_is_shown_with_its_warning_and_is_4_only_with_strict(run, transport):
    transport.answer("query", answers.vector(({"job": "a"}, (0, 1)), warnings=["one store is missing"]))
    relaxed, strict = run("query", "up"), run("query", "up", "--strict")
    assert (relaxed.exit_code, strict.exit_code) == (0, 4)
    assert relaxed.stdout == strict.stdout == "job  value\na        1\n"
    assert relaxed.stderr == "warning: one store is missing\n"


def test_ctrl_c_is_130_without_a_word(run, transport):
    def interrupt(_request):
        raise KeyboardInterrupt

    transport.answer("query", interrupt)
    done = run("query", "up")
    assert (done.exit_code, done.output) == (130, "")


def test_refused_syntax_is_shown_with_a_caret(run, transport):
    transport.answer("query", answers.error("bad_data", 'invalid parameter "query": 1:8: parse error: unclosed'))
    done = run("query", "sum(up) by")
    assert done.exit_code == 1
    assert "  sum(up) by\n            ^" in done.stderr


def test_refused_query_that_our_parser_takes_has_the_caret_where_the_server_says(run, transport):
    transport.answer(
        "query", answers.error("bad_data", 'invalid parameter "query": 1:5: parse error: never heard of it')
    )
    done = run("query", "sum(new_function(up))")
    assert done.exit_code == 1
    assert "sum(new_function(up))\n      ^" in done.stderr


def test_the_missing_extra_is_named_without_a_traceback():
    script = "import sys; sys.modules['click'] = None\nfrom prometheus_querier.cli.main import main\nmain()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "error: the command line needs click: pip install 'prometheus-querier[cli]'\n"


def test_relatives_that_call_a_syntax_error_a_failure_are_helped_out(run, transport):
    transport.answer("query", answers.error("422", 'error when executing query="sum(up"', status=422))
    done = run("query", "sum(up")
    assert done.exit_code == 1
    assert "error when executing query" in done.stderr
    assert "Prometheus would say 1:1: unclosed parenthesis\n  sum(up\n  ^" in done.stderr


def test_options_before_the_command_are_sent_behind_it(run):
    done = run("--url", "http://localhost:9090", "query", "up")
    assert done.exit_code == 2
    assert "--url before the name of a command: options come after it" in done.stderr


def test_a_typo_in_a_command_is_guessed(run):
    done = run("qeury", "up")
    assert done.exit_code == 2
    assert "Did you mean 'query'?" in done.stderr
    assert "Did you mean" not in run("zzzz").stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(run, shell):
    done = run("--completion", shell)
    assert done.exit_code == 0
    assert "_PROMETHEUS_QUERIER_COMPLETE" in done.stdout
    assert "prometheus-querier" in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="shells elsewhere have no >&-")
def test_a_closed_output_is_no_reason_for_a_traceback():
    command = f"{shlex.quote(sys.executable)} -m prometheus_querier.cli format up >&-"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, timeout=60)
    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1)
