"""What a shell is offered."""

from __future__ import annotations

import pytest
from click.shell_completion import ShellComplete

from prometheus_querier.cli.bash import WholeWords
from prometheus_querier.cli.options import FORMATS
from prometheus_querier.cli.root import cli
from prometheus_querier.errors import ConnectError
from prometheus_querier.testing import answers


@pytest.fixture
def complete():
    def ask(*words):
        *before, incomplete = words
        found = ShellComplete(cli, {}, "prometheus-querier", "_X").get_completions(list(before), incomplete)
        return [item.value for item in found]

    return ask


def test_commands_and_options(complete):
    assert complete("qu") == ["query"]
    assert {"query", "range", "status"} <= set(complete(""))
    assert complete("query", "--str") == ["--strict"]
    assert complete("query", "-o", "js") == ["json", "jsonl"]
    assert "--completion" in complete("--")


def test_metrics_and_functions_at_the_end_of_a_query(complete, transport):
    transport.answer("label/__name__/values", answers.labels("up", "upper_limit"))
    assert complete("query", "--url", "http://host:1", "up") == ["up", "upper_limit"]
    choice, more = transport.opened[0]
    assert (choice.url, more["timeout"]) == ("http://host:1", 2.0)
    assert ("match[]", '{__name__=~"up.*"}') in transport.requests[0].params
    transport.answer("label/__name__/values", answers.labels("rates_total"))
    assert complete("range", "sum by (job) (rat") == ["sum by (job) (rates_total", "sum by (job) (rate("]


def test_labels_and_their_values_inside_braces(complete, transport):
    transport.answer("labels", answers.labels("__name__", "instance", "job"))
    assert complete("query", "up{") == ["up{instance", "up{job"]
    assert complete("query", 'sum(up{job="a",in') == ['sum(up{job="a",instance']
    assert transport.requests[-1].params == (("match[]", "up"),)
    transport.answer("label/job/values", answers.labels("api", "web"))
    assert complete("query", 'up{job="a') == ['up{job="api']
    assert complete("query", 'up{instance!="x", job=~"') == [
        'up{instance!="x", job=~"api',
        'up{instance!="x", job=~"web',
    ]


@pytest.mark.parametrize(
    "begun", ["sum by (", "sum by(instance, ", "sum(rate(x[5m])) without (", "a / ON (", "a * on (job) group_left ( "]
)
def test_labels_inside_groupings(complete, transport, begun):
    transport.answer("labels", answers.labels("__name__", "instance", "job"))
    assert complete("query", f"{begun}j") == [f"{begun}job"]
    assert complete("query", begun) == [f"{begun}instance", f"{begun}job"]


def test_after_a_grouping_and_in_names_that_end_alike_are_metrics(complete, transport):
    transport.answer("label/__name__/values", answers.labels("jobs"))
    assert complete("query", "sum by (job) (j") == ["sum by (job) (jobs"]
    assert complete("query", "standby(j") == ["standby(jobs"]


def test_names_of_labels_metrics_and_functions(complete, transport):
    transport.answer("labels", answers.labels("__name__", "job"))
    assert complete("values", "j") == ["job"]
    transport.answer("label/__name__/values", answers.labels("go_info"))
    assert complete("metadata", "go") == ["go_info"]
    assert complete("functions", "histogram_q") == ["histogram_quantile", "histogram_quantiles"]
    transport.answer("label/container_metric_name/values", answers.labels("cpu_util", "mem"))
    assert complete("containers", "c") == ["cpu_util"]


def test_profiles(complete, tmp_path, monkeypatch):
    path = tmp_path / "config.toml"
    path.write_text('[profiles.prod]\nurl = "http://a:1"\n[profiles.stage]\nurl = "http://b:1"\n')
    monkeypatch.setenv("PROMETHEUS_QUERIER_CONFIG", str(path))
    assert complete("query", "--profile", "p") == ["prod"]
    path.write_text("nonsense")
    assert complete("query", "--profile", "p") == []


def test_failures_are_silent(complete, transport, capfd):
    transport.answer("labels", ConnectError("refused"))
    assert complete("values", "j") == []
    assert capfd.readouterr() == ("", "")


def test_without_a_server_functions_are_offered_all_the_same(complete):
    assert complete("query", "histogram_f") == ["histogram_fraction("]


@pytest.mark.parametrize(
    ("line", "word", "replies"),
    [
        ("query job:re", "re", ["plain,reqs:rate5m", "plain,resets"]),
        ("query job:", ":", ["plain,reqs:rate5m", "plain,resets"]),
        ("query 'job:re", "'job:re", ["plain,job:reqs:rate5m", "plain,job:resets"]),
        ("query up --output=js", "js", ["plain,json", "plain,jsonl"]),
        ("query up -o ", "", [f"plain,{name}" for name in (*FORMATS, "promql")]),
    ],
)
def test_bash_is_told_what_stands_after_a_colon_or_an_equals_sign(monkeypatch, transport, line, word, replies):
    transport.answer("label/__name__/values", answers.labels("job:reqs:rate5m", "job:resets"))
    monkeypatch.setenv("COMP_LINE", f"prometheus-querier {line}")
    monkeypatch.setenv("COMP_WORD", word)
    assert WholeWords(cli, {}, "prometheus-querier", "_X").complete().split("\n") == replies
