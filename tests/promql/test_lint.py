from __future__ import annotations

import dataclasses
import json
import pickle
import time
from pathlib import Path
from typing import Any

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLSyntaxError

VALID: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "data/promql/valid.json").read_text("utf-8"))


def codes(text: str) -> list[str]:
    return [finding.code for finding in q.lint(text)]


@pytest.mark.parametrize(
    ("code", "text", "part"),
    [
        ("rate-of-sum", "rate(sum(x)[5m:])", "rate(sum(x)[5m:])"),
        ("rate-of-sum", "sum(increase(avg by (job) (x)[1h:1m]))", "increase(avg by (job) (x)[1h:1m])"),
        ("rate-of-sum", "irate((a_total + b_total)[5m:])", "irate((a_total + b_total)[5m:])"),
        ("rate-of-sum", "rate(job:http_requests_total:sum[5m])", "rate(job:http_requests_total:sum[5m])"),
        ("sum-before-rate", "sum(http_requests_total)", "sum(http_requests_total)"),
        ("sum-before-rate", "1 + avg by (job) (-x_total{a='b'} offset 5m)", 'avg by (job) (-x_total{a="b"} offset 5m)'),
        ("sum-before-rate", "topk(5, {__name__='a.b_total'})", 'topk(5, {__name__="a.b_total"})'),
        ("counter-without-rate", "x_total > 100", "x_total > 100"),
        ("counter-without-rate", "errors_total / requests", "errors_total / requests"),
        ("counter-without-rate", "x - x_total offset 5m", "x - x_total offset 5m"),
        ("rate-of-gauge", "rate(node_memory_MemFree_bytes[5m])", "rate(node_memory_MemFree_bytes[5m])"),
        ("rate-of-gauge", "increase(node_load1[5m])", "increase(node_load1[5m])"),
        ("rate-of-gauge", "resets(up[5m])", "resets(up[5m])"),
        ("delta-of-counter", "delta(x_total[5m])", "delta(x_total[5m])"),
        ("delta-of-counter", "predict_linear(x_total[5m], 3600)", "predict_linear(x_total[5m], 3600)"),
        ("short-range", "rate(x_total[59s])", "rate(x_total[59s])"),
        ("short-range", "deriv(x[10s] offset 1h)", "deriv(x[10s] offset 1h)"),
        ("short-range", "rate(x[1h:40m])", "rate(x[1h:40m])"),
        ("regex-without-pattern", "up{job=~'api'}", 'up{job=~"api"}'),
        ("regex-without-pattern", "sum(x{job!~''})", 'x{job!~""}'),
        ("regex-without-pattern", r"x{ip=~'10\\.0'}", r'x{ip=~"10\\.0"}'),
        ("regex-matches-empty", "up{job=~'.*'}", 'up{job=~".*"}'),
        ("regex-matches-empty", "up{job=~'a|'}", 'up{job=~"a|"}'),
        ("regex-matches-empty", "up{job!~'(a|b)?'}", 'up{job!~"(a|b)?"}'),
        ("regex-matches-empty", "info(x{a=~'.*'}, {b=~'.*'})", 'x{a=~".*"}'),
        ("comparison-without-bool", "(a > 5) * b", "(a > 5) * b"),
        ("comparison-without-bool", "1 + sum(a == b) - (c < 1)", "1 + sum(a == b) - (c < 1)"),
        ("comparison-without-bool", "(a > 5) / b", "(a > 5) / b"),
        ("grouping-by-everything", "sum without () (x)", "sum without () (x)"),
        ("grouping-by-everything", "count by (__name__) ({__name__=~'.+'})", 'count by (__name__) ({__name__=~".+"})'),
        ("grouping-by-everything", "sum by (job) (rate({job!=''}[5m]))", 'sum by (job) (rate({job!=""}[5m]))'),
        ("quantile-without-le", "histogram_quantile(0.9, sum(rate(x_bucket[5m])))", None),
        ("quantile-without-le", "histogram_quantile(0.9, sum by (job) (rate(x_bucket[5m])))", None),
        ("quantile-without-le", "histogram_quantile(0.9, sum without (le) (rate(x_bucket[5m])))", None),
        ("quantile-without-le", "histogram_quantile(0.9, max by (a) (sum by (le, a) (rate(x_bucket[5m]))))", None),
        ("quantile-without-le", "histogram_fraction(0, 1, sum(rate(x_bucket[5m])))", None),
        ("quantile-without-le", "histogram_quantiles(sum(rate(x_bucket[5m])), 'q', 0.5)", None),
    ],
)
def test_finds(code: str, text: str, part: str | None) -> None:
    found = {finding.code: finding for finding in q.lint(text)}
    assert code in found
    assert found[code].promql == (part or str(q.parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        # Rates first, then sums; rates of subqueries of rates.
        "sum(rate(http_requests_total[5m]))",
        "sum by (job) (increase(http_requests_total[1h])) > 100",
        "rate(http_requests_total[5m])[30m:1m]",
        "max_over_time(sum(rate(http_requests_total[5m]))[1h:1m])",
        "deriv(sum(x)[10m:])",
        "rate(job:http_requests:rate5m[5m])",
        "rate(job:errors_total:sum_rate5m[5m])",
        "rate(request_summaries[5m])",
        # Counters as such.
        "http_requests_total{job='api'}",
        "count(http_requests_total)",
        "absent(http_requests_total)",
        "timestamp(http_requests_total)",
        "http_requests_total > 0",
        "http_requests_total == 0",
        "http_requests_total and on (job) up",
        "group by (job) (http_requests_total)",
        # Names that may be counters, or native histograms.
        "rate(http_request_duration_seconds[5m])",
        "histogram_avg(rate(http_response_size_bytes[5m]))",
        "rate(process_cpu_seconds_total[5m])",
        "rate(instance_cpu_time_ns[5m])",
        "rate(backendai_container_utilization[5m])",
        "rate(http_request_duration_seconds_count[5m])",
        "deriv(node_memory_MemFree_bytes[5m])",
        "delta(cpu_temp_celsius[2h])",
        # Ranges.
        "rate(x_total[1m])",
        "increase(x_total[10s] anchored)",
        "last_over_time(x[10s])",
        "rate(x[2 * 1s])",
        "deriv(x[10m:])",
        # Regexes.
        "up{job=~'a|b'}",
        "up{job=~'api.*'}",
        "up{job!~'.+'}",
        "up{job!=''}",
        "up{job='.*'}",
        "info(x, {data=~'.*'})",
        # Comparisons.
        "(a > bool 5) * b",
        "a / (b > 0)",
        "a % (b > 0)",
        "a > 5 and b < 3",
        "sum(a > 5) * 2",
        "a * b > 5",
        # Groupings.
        "sum without (instance) (x)",
        "sum(x)",
        "topk without () (5, x)",
        "count({__name__=~'.+'})",
        "sum by (job) ({job=~'.+', zone='a'})",
        # Quantiles.
        "histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m])))",
        "histogram_quantile(0.9, sum without (pod) (rate(x_bucket[5m])))",
        "histogram_quantile(0.9, rate(x_bucket[5m]))",
        "histogram_quantile(0.9, sum(rate(native_seconds[5m])))",
        "histogram_quantile(0.9, sum by (job) (rate(native_seconds[5m])))",
        "sum(rate(x_bucket[5m]))",
    ],
)
def test_is_content_with(text: str) -> None:
    assert codes(text) == []


def test_the_examples_of_prometheus_documentation_are_fine() -> None:
    findings = {
        (record["expr"], finding.code)
        for record in VALID
        if any(source.startswith("docs/") for source in record["source"])
        for finding in q.lint(record["expr"])
    }
    assert findings == {
        # The page shows what a selector may be, and that absent() infers no label from a regex.
        ('{job=~".*",method="get"} # Good!', "regex-matches-empty"),
        ('absent_over_time(nonexistent{job="myjob",instance=~".*"}[1h])', "regex-matches-empty"),
        # Five seconds hold two samples only where targets are scraped far more often than they are.
        ("max_over_time(deriv(rate(distance_covered_total[5s])[30s:5s])[10m:])", "short-range"),
    }


def test_the_scrape_interval_can_be_said() -> None:
    assert codes("rate(x_total[1m])") == []
    assert [f.code for f in q.lint("rate(x_total[1m])", scrape_interval="1m")] == ["short-range"]
    assert q.lint("rate(x_total[10s])", scrape_interval=5) == ()


def test_a_finding_is_a_record_that_explains_itself() -> None:
    (finding,) = q.lint(q.sum(q.metric("x_total")))
    assert finding == pickle.loads(pickle.dumps(finding))  # noqa: S301 - our own
    assert hash(finding) == hash(q.lint("sum(x_total)")[0])
    assert finding.message == "sum() of x_total, which looks like a counter"
    assert "restart" in finding.explanation
    assert "sum(rate(x[5m]))" in finding.fix
    with pytest.raises(dataclasses.FrozenInstanceError):
        finding.code = "short-range"  # type: ignore[misc]


def test_findings_come_in_the_order_of_the_query() -> None:
    assert codes("sum(a_total) + rate(up[5m]) > (b > 1) * 2") == [
        "sum-before-rate",
        "rate-of-gauge",
        "comparison-without-bool",
    ]


def test_refuses_what_is_no_promql() -> None:
    with pytest.raises(PromQLSyntaxError):
        q.lint("up{")


@pytest.mark.parametrize(
    "text",
    ["sum by (a) (" * 10_000 + "x" + ")" * 10_000, "histogram_quantile(1," * 10_000 + "x" + ")" * 10_000,
     "x_total + " * 20_000 + "x"],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_time_is_linear_in_the_query(text: str) -> None:
    expr = q.parse(text)
    started = time.process_time()
    q.lint(expr)
    assert time.process_time() - started < 4
