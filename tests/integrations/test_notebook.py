"""The extension in IPython's own shell; in a real kernel it is tried by ``tests/server/integrations/test_notebook.py``."""

from __future__ import annotations

import sys
import time

import pytest

import prometheus_querier
from prometheus_querier import MatrixResult, PrometheusClient
from prometheus_querier.errors import ConnectError
from prometheus_querier.testing import FakeTransport, answers

pytest.importorskip("IPython")

T0 = 1704067200


@pytest.fixture(scope="module")
def interactive():
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    main = sys.modules["__main__"]  # the shell puts its own there, without what processes that are spawned need
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    yield shell
    shell.reset(new_session=False)
    sys.modules["__main__"] = main


@pytest.fixture
def transport():
    return FakeTransport(
        {
            "query": answers.vector(({"__name__": "up", "job": "a"}, (T0, 1))),
            "query_range": answers.matrix(({"__name__": "up", "job": "a"}, [(T0, 1), (T0 + 60, 2)])),
            "label/__name__/values": answers.labels("up", "upper_limit"),
            "labels": answers.labels("__name__", "job"),
        }
    )


@pytest.fixture
def shell(interactive, transport):
    interactive.user_ns["client"] = PrometheusClient(transport)
    interactive.extension_manager.load_extension("prometheus_querier")
    yield interactive
    interactive.extension_manager.unload_extension("prometheus_querier")


@pytest.fixture
def run(shell):
    def run(cell):
        result = shell.run_cell(cell, store_history=False)
        return result.result if result.success else result.error_in_exec

    return run


def _asked(transport):
    return dict(transport.requests[-1].params)


def test_the_query_is_sent_as_it_stands(run, transport):
    assert run('%promql up{job=~"{x}|$y"}')[0].value == 1
    assert _asked(transport)["query"] == 'up{job=~"{x}|$y"}'
    run('%%promql\nsum by (job) (\n  up{job="a"}\n)\n')
    assert _asked(transport)["query"] == 'sum by (job) (\n  up{job="a"}\n)'


def test_ranges(run, transport):
    assert isinstance(run("%promql --last 1h --step 1m up"), MatrixResult)
    asked = _asked(transport)
    assert float(asked["end"]) - float(asked["start"]) == 3600
    assert asked["step"] == "60"
    run("%promql --last 6h --end 2024-01-01T06:00:00Z up")
    asked = _asked(transport)
    assert (asked["start"], asked["end"], asked["step"]) == (str(T0), str(T0 + 6 * 3600), "20")
    run("%promql --start 2024-01-01T00:00:00Z --end 2024-01-01T01:00:00Z --step 5m up")
    assert _asked(transport)["step"] == "300"
    run("%promql --start 2024-01-01T00:00:00Z --step 30d up")
    assert abs(float(_asked(transport)["end"]) - time.time()) < 60
    run("%promql --time 2024-01-01T00:00:00Z up")
    assert _asked(transport)["time"] == str(T0)


def test_answers_go_into_variables_and_a_semicolon_hides_them(run, shell):
    run("r = %promql up")
    assert shell.user_ns["r"][0].labels["job"] == "a"
    assert run("%promql -o s --last 1h up;") is None
    assert isinstance(shell.user_ns["s"], MatrixResult)


def test_another_client(run, shell):
    other = FakeTransport({"query": answers.scalar(T0, 5)})
    shell.user_ns["other"] = PrometheusClient(other)
    assert run("%promql --client other 5").value == 5


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (
            "%promql --client nobody up",
            "the variable 'nobody', which is not there: write\n  nobody = prometheus_querier",
        ),
        ("x = 5\n%promql --client x up", "the variable 'x', which is no client"),
        ("%promql --last 1hour up", "'1hour' is not a duration"),
        ("%promql --step 1m up", "--step are for a range"),
        ("%promql --last 1h --start 5 up", "write one of them"),
        ("%promql --last 1h", "the query is missing"),
    ],
)
def test_what_is_wrong_is_said_without_a_traceback(run, capsys, cell, message):
    error = run(cell)
    assert type(error).__name__ == "UsageError"
    assert message in str(error)
    shown = capsys.readouterr()
    assert "Traceback" not in shown.out + shown.err


def test_what_the_server_refuses_has_a_caret(run, transport, capsys):
    transport.answer("query", answers.error("bad_data", '1:6: parse error: unknown function with name "vvvv"'))
    assert str(run("%promql up + vvvv(1)")) == (
        'bad_data: 1:6: parse error: unknown function with name "vvvv"\n  up + vvvv(1)\n       ^'
    )
    transport.answer("query", answers.error("execution", "too many samples"))
    assert "too many samples" in str(run("%promql up"))


def test_a_metric_that_is_not_there_is_said(run, transport, capsys):
    transport.answer("query", answers.vector())
    assert len(run("%promql uper_limit")) == 0
    assert capsys.readouterr().out.startswith("no metric is called uper_limit here: did you mean upper_limit?")
    run("%promql zzz")
    assert 'client.label_values("__name__")` lists them all' in capsys.readouterr().out
    run("%promql zzz;")
    assert capsys.readouterr().out == ""


def test_charts_show_all_of_the_time_that_was_asked_about(run, monkeypatch):
    plotly, plt = pytest.importorskip("plotly"), pytest.importorskip("matplotlib.pyplot")
    plt.switch_backend("agg")
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    monkeypatch.setattr(plt, "show", lambda: shown.append(plt.gca()))
    asked = f"--start {T0 - 3600} --end {T0 + 3600} --step 60 --unit bytes --timezone Asia/Tokyo"
    run(f"%promql {asked} --plot=plotly up;")
    run(f"%promql {asked} --plot up;")
    figure, axes = shown
    plt.close("all")
    assert isinstance(figure, plotly.graph_objects.Figure)
    assert [f"{end:%H:%M}" for end in figure.layout.xaxis.range] == ["08:00", "10:00"]
    assert [round(1440 * end) * 60 for end in axes.get_xlim()] == [T0 - 3600, T0 + 3600]


def _completions(shell, text):
    from IPython.core.completer import provisionalcompleter

    with provisionalcompleter():
        return [text[: one.start] + one.text for one in shell.Completer.completions(text, len(text))]


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("%promql up", ["%promql up", "%promql upper_limit"]),
        ("%promql --last 1h sum(up", ["%promql --last 1h sum(up", "%promql --last 1h sum(upper_limit"]),
        ("r = %promql up{", ["r = %promql up{job"]),
        ("%%promql --last 1h\nsum(\n  up{j", ["%%promql --last 1h\nsum(\n  up{job"]),
        ("%%promql --la", ["%%promql --last"]),
        ("%promql --last 1h --st", ["%promql --last 1h --start", "%promql --last 1h --step"]),
        ("x = 1\n%promql up{", ["x = 1\n%promql up{job"]),
    ],
)
def test_completion(shell, text, completed):
    assert _completions(shell, text) == completed


@pytest.mark.parametrize(
    "text", ["%promql up{nothing", '%promql up{job="', "%promql up[", "%promql up[5", "r = %promql nothing"]
)
def test_where_nothing_fits_no_names_of_python_or_of_files_are_offered(shell, transport, text):
    transport.answer("label/job/values", answers.labels())
    assert _completions(shell, text) == [text]


def test_python_is_completed_as_before(shell):
    assert any(name.endswith("print") for name in _completions(shell, "prin"))


def test_without_a_server_functions_are_completed(shell, transport):
    transport.answer("label/__name__/values", ConnectError("refused"))
    assert _completions(shell, "%promql histogram_fr") == ["%promql histogram_fraction("]
    del shell.user_ns["client"]
    assert _completions(shell, "%promql histogram_fr") == ["%promql histogram_fraction("]


def test_it_can_be_loaded_again_and_unloaded(shell):
    shell.extension_manager.reload_extension("prometheus_querier")
    assert _completions(shell, "%promql up{") == ["%promql up{job"]
    prometheus_querier.unload_ipython_extension(shell)
    assert "promql" not in shell.magics_manager.magics["line"]
    assert shell.Completer.custom_matchers == []
