"""Showing once, and again and again."""

from __future__ import annotations

import pytest

from prometheus_querier.cli import showing
from prometheus_querier.errors import BadDataError, ConnectError
from prometheus_querier.testing import answers


@pytest.fixture
def rounds(monkeypatch):
    """Ends the watching with Ctrl-C after so many rounds, without waiting."""

    def end_after(count):
        left = iter(range(count - 1))

        def sleep(_seconds):
            if next(left, None) is None:
                raise KeyboardInterrupt

        monkeypatch.setattr(showing.time, "sleep", sleep)

    return end_after


def test_watching_asks_again_and_ends_quietly_with_ctrl_c(run, transport, rounds):
    rounds(3)
    transport.answer("query", [answers.scalar(0, value) for value in (1, 2, 3)])
    done = run("query", "x", "--watch", "5s")
    assert (done.exit_code, done.stdout, done.stderr) == (130, "1\n2\n3\n", "")


def test_watching_outlives_a_failure_that_may_pass(run, transport, rounds):
    rounds(3)
    transport.answer("query", [answers.scalar(0, 1), ConnectError("refused"), answers.scalar(0, 3)])
    done = run("query", "x", "--watch", "5s", "-o", "jsonl")
    assert done.exit_code == 130
    assert [line.split('"value": ')[1] for line in done.stdout.splitlines()] == ["1.0}", "3.0}"]
    assert done.stderr == "error: refused\n"


@pytest.mark.parametrize("first", [ConnectError("refused"), BadDataError("no such function")])
def test_watching_does_not_begin_with_a_failure(run, transport, rounds, first):
    rounds(3)
    transport.answer("query", first)
    done = run("query", "x", "--watch", "5s")
    assert done.exit_code in (1, 3)
    assert done.stdout == ""


@pytest.mark.parametrize("arguments", [("-o", "csv", "--watch", "5s"), ("-o", "json", "--plot"), ("--watch", "0s")])
def test_what_does_not_go_together_is_refused(run, transport, arguments):
    assert run("range", "up", *arguments).exit_code == 2
    assert transport.requests == []


@pytest.mark.parametrize("command", [("query", "upp"), ("range", "upp", "--last", "1h"), ("range", "upp", "--plot")])
def test_people_are_told_why_an_answer_is_empty(run, transport, command):
    transport.answer("query", answers.vector())
    transport.answer("query_range", answers.matrix())
    transport.answer("label/__name__/values", answers.labels("node_cpu_seconds_total", "up"))
    told = run(*command)
    assert (told.exit_code, told.stdout) == (0, "")
    nothing, info = told.stderr.splitlines()
    assert nothing.startswith("nothing ")
    assert info == "info: no metric is called upp here: did you mean up?"


def test_programs_are_not_told_why_an_answer_is_empty(run, transport):
    transport.answer("query", answers.vector())
    assert run("query", "upp", "-o", "csv").stderr == ""
    assert len(transport.requests) == 1


def test_of_containers_and_exports_too_it_is_said_why_they_are_empty(run, transport, tmp_path):
    transport.answer("query_range", answers.matrix())
    transport.answer("label/__name__/values", answers.labels("up"))
    missing = "info: no metric is called backendai_container_utilization here: "
    assert missing in run("containers", "mem").stderr
    assert missing in run("containers", "mem", "--plot").stderr
    transport.answer("label/container_metric_name/values", answers.labels())
    assert missing in run("containers").stderr
    transport.answer("status/buildinfo", answers.success({"version": "3.5.0"}))
    exported = run("export", "upp", str(tmp_path / "x"), "--last", "1h", "--no-progress")
    assert "info: no metric is called upp here: did you mean up?" in exported.stderr


def test_a_metric_that_containers_do_not_have_is_said(run, transport):
    transport.answer("query_range", answers.matrix())
    transport.answer("label/__name__/values", answers.labels("backendai_container_utilization"))
    transport.answer("label/container_metric_name/values", answers.labels("cpu_util", "mem"))
    said = "info: containers have no metric cpu_utl; they have: cpu_util, mem\n"
    assert run("containers", "cpu_utl").stderr == f"nothing found\n{said}"
    assert run("containers", "mem").stderr == "nothing found\n"
