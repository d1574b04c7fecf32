"""``format``, ``lint``, ``explain`` and ``functions``: no server is asked."""

from __future__ import annotations

import json

from prometheus_querier import promql


def test_format_lays_out_and_checks(run):
    text = "sum(rate(http_requests_total[5m]))by(job)"
    wide = run("format", text)
    assert wide.stdout == "sum by (job) (rate(http_requests_total[5m]))\n"
    narrow = run("format", text, "--width", "20")
    assert narrow.stdout == "sum by (job) (\n  rate(\n    http_requests_total[5m]\n  )\n)\n"
    assert run("format", "--one-line", "-", text=narrow.stdout).stdout == wide.stdout
    assert run("format", "--check", "--width", "20", "-", text=narrow.stdout).exit_code == 0
    differs = run("format", "--check", text)
    assert (differs.exit_code, differs.stdout) == (1, "")


def test_a_syntax_error_is_2_and_has_a_caret(run):
    for command in ("format", "lint", "explain"):
        done = run(command, "sum(rate(x[5m])")
        assert (done.exit_code, done.stdout) == (2, "")
        assert "\n  sum(rate(x[5m])\n" in done.stderr
        assert done.stderr.rstrip().endswith("^")


def test_lint_is_1_when_it_finds_something(run):
    done = run("lint", "rate(sum(http_requests_total)[5m:])")
    assert done.exit_code == 1
    assert done.stdout.startswith("rate-of-sum: rate() of a sum\n  in   rate(sum(")
    found = json.loads(run("lint", "rate(sum(http_requests_total)[5m:])", "-o", "json").stdout)
    assert [one["code"] for one in found] == ["rate-of-sum", "sum-before-rate"]
    assert run("lint", "sum(rate(http_requests_total[5m]))").exit_code == 0
    assert run("lint", "sum(rate(http_requests_total[1m]))", "--scrape-interval", "1m").exit_code == 1


def test_explain_says_what_a_query_needs(run):
    (row,) = json.loads(run("explain", 'mad_over_time(x{job="a"}[5m])', "-o", "json").stdout)
    assert row == {
        "query": 'mad_over_time(x{job="a"}[5m])',
        "type": "instant vector",
        "metrics": ["x"],
        "labels": ["job"],
        "version": "2.49.0",
        "features": ["promql-experimental-functions"],
        "findings": [],
    }
    text = run("explain", "max_over_time(sum(a - -b)[1h:5m])").stdout
    for part in ("max_over_time()", "subquery", "sum", "-", "a   ", "b   "):
        assert part in text


def test_every_kind_of_expression_is_explained(run):
    for text in ("1", '"text"', "time() - 1", "-time()", "a and on (x) b", "a[5m]", "a[5m:1m]"):
        done = run("explain", "--", text)
        assert done.exit_code == 0, done.stderr
        assert f"gives    {promql.type_of(promql.parse(text)).documented}" in done.stdout


def test_functions_are_searched(run):
    rows = json.loads(run("functions", "-o", "json").stdout)
    assert len(rows) == 104
    assert run("functions", "HISTOGRAM_quantile").stdout.count("histogram_quantile") >= 2
    assert run("functions", "no_such").exit_code == 1
