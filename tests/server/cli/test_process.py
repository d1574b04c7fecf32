"""The command line as people run it: a process of its own, with real pipes, signals and terminals."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from prometheus_querier.batch import open_export

pty = pytest.importorskip("pty", reason="the system has no pseudo-terminals")

pytestmark = pytest.mark.server

COMMAND = (sys.executable, "-m", "prometheus_querier.cli")
RANGE = ("--start", "2024-01-01T00:00:00Z", "--end", "2024-01-01T01:00:00Z")
NOON = ("--time", "2024-01-01T00:30:00Z")


@pytest.fixture
def environment(prometheus, tmp_path):
    """The server by its URL, and nothing of the user's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PROMETHEUS_", "_PROMETHEUS"))}
    root = str(Path(__file__).parents[3])
    return kept | {
        "PROMETHEUS_URL": prometheus.url,
        "HOME": str(tmp_path),
        "PYTHONPATH": root,
        "TERM": "xterm-256color",
    }


@pytest.fixture
def run(environment):
    def start(*arguments, **more):
        return subprocess.run(
            (*COMMAND, *arguments), env=environment | more, capture_output=True, text=True, check=False, timeout=60
        )

    return start


def _shown(master):
    """Reads what a terminal shows until the process ends."""
    shown = b""
    try:
        while piece := os.read(master, 65536):
            shown += piece
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(master)
    return shown


def test_data_goes_to_standard_output_alone(run):
    done = run("query", "up", *NOON, "-o", "json")
    assert (done.returncode, done.stderr) == (0, "")
    assert [row["job"] for row in json.loads(done.stdout)] == ["job-1", "job-2"]


@pytest.mark.parametrize(
    ("arguments", "url", "code", "message"),
    [
        (("query", "sum(up"), None, 1, "  sum(up\n"),
        (("query", "up", "--time", "yesterday"), None, 2, "is not a time"),
        (("query", "up"), "http://127.0.0.1:1", 3, "cannot connect"),
    ],
)
def test_exit_codes(run, prometheus, arguments, url, code, message):
    done = run(*arguments, PROMETHEUS_URL=url or prometheus.url)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [("functions", "-o", "jsonl"), ("query", "--help"), ("--help",)])
def test_a_broken_pipe_is_quiet(environment, arguments):
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            (*COMMAND, *arguments), env=environment, stdout=writer, stderr=subprocess.PIPE, check=False
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


def test_ctrl_c_ends_watching_quietly(environment):
    with subprocess.Popen(
        (*COMMAND, "query", "1 + 1", "--watch", "50ms"),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert [process.stdout.readline() for _ in range(2)] == ["2\n", "2\n"]
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (130, "")


def test_a_terminal_gets_a_drawn_table(environment):
    master, slave = pty.openpty()
    with subprocess.Popen(
        (*COMMAND, "query", "up", *NOON), env=environment, stdout=slave, stderr=subprocess.PIPE
    ) as process:
        os.close(slave)
        shown = _shown(master)
        assert process.wait(30) == 0
    text = shown.decode()
    assert "\x1b[" in text
    assert "────" in text
    assert "2 rows" in text


@pytest.mark.parametrize("arguments", [("query", "sum("), ("range", "up", *RANGE, "--plot")])
@pytest.mark.parametrize(("variables", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colours_can_be_switched_off(environment, arguments, variables, coloured):
    master, slave = pty.openpty()
    with subprocess.Popen((*COMMAND, *arguments), env=environment | variables, stdout=slave, stderr=slave):
        os.close(slave)
        shown = _shown(master)
    assert (b"\x1b[" in shown) is coloured


def test_watching_in_a_terminal_says_of_when_the_table_is(environment):
    master, slave = pty.openpty()
    with subprocess.Popen(
        (*COMMAND, "query", "up", *NOON, "--watch", "50ms"),
        env=environment,
        stdout=slave,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        os.close(slave)
        assert re.fullmatch(r"\S*20\d\d-\d\d-\d\d \d\d:\d\d:\d\dZ, every 0.05 s\S*\n", process.stderr.readline())
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    os.close(master)
    assert process.returncode == 130


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["query", "http_"], ["http_request_seconds_bucket", "http_requests_total"]),
        (["query", "'sum by (jo"], ["sum by (job"]),
        (["query", "up", "--output", "=", "js"], ["json", "jsonl"]),
    ],
)
def test_bash_completes(run, environment, words, offered):
    script = run("--completion", "bash").stdout
    program = shlex.join(COMMAND)
    line = " ".join(["prometheus-querier", *words]).replace(" = ", "=")
    asked = f"""
prometheus-querier() {{ {program} "$@"; }}
{script}
COMP_LINE={shlex.quote(line)} COMP_POINT={len(line)} COMP_WORDS=({shlex.join(["prometheus-querier", *words])})
COMP_CWORD={len(words)}
_prometheus_querier_completion prometheus-querier
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(
        ("bash", "--norc", "-c", asked), env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.split("\n")[:-1] == offered, done.stderr


def test_a_closed_output_is_said(environment):
    done = subprocess.run(
        ("sh", "-c", f"exec {shlex.join(COMMAND)} query up >&-"), env=environment, stderr=subprocess.PIPE, check=False
    )
    assert done.returncode == 1
    assert b"standard output is closed" in done.stderr


def test_an_export_goes_on_where_it_ended(run, tmp_path):
    arguments = ("export", "http_requests_total", str(tmp_path / "made"), *RANGE, "--step", "1m", "--part", "20m")
    first, again = run(*arguments), run(*arguments)
    assert (first.returncode, first.stdout, again.returncode) == (0, "", 0), first.stderr
    assert "122 samples in 4 files (4 fetched now)" in first.stderr
    assert "(0 fetched now)" in again.stderr
    assert len(open_export(tmp_path / "made").to_pandas()) == 122
    other = run("export", "up", str(tmp_path / "made"), *RANGE, "--step", "1m", "--part", "20m")
    assert other.returncode == 2
