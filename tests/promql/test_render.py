"""Queries of Prometheus' documentation and tests, built by hand, print as Prometheus prints them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from prometheus_querier import promql as q

VALID = json.loads((Path(__file__).parents[1] / "data" / "promql" / "valid.json").read_text("utf-8"))
HEAD = {record["expr"]: record["head_string"] for record in VALID}

requests = q.metric("http_requests_total")
buckets = q.metric("http_request_duration_seconds_bucket")
memory = q.metric("memory_consumption_bytes")
nothing = q.metric("nonexistent", job="myjob")

BUILT = {
    '"this is a string"': q.string("this is a string"),
    "23": q.number(23),
    "-2.43": q.number(-2.43),
    "0x8f": q.number(0x8F),
    ".123_456_789": q.number(0.123_456_789),
    "12.34e6": q.number(12.34e6),
    "-0.2e-6": q.number(-0.2e-6),
    "inF": q.number(float("inf")),
    "2m # Equivalent to 120.": q.duration("2m"),
    "rate(http_requests_total[5m * 2])     # 10 minute range": q.rate(requests[q.duration("5m") * 2]),
    "rate(http_requests_total[(5+2) * 1m]) # 7 minute range": q.rate(requests[(q.number(5) + 2) * q.duration("1m")]),
    "http_requests_total offset (1h / 2)       # 30 minute offset": requests.offset(q.duration("1h") / 2),
    'http_requests_total{job="prometheus",group="canary"}': requests.where(job="prometheus", group="canary"),
    'http_requests_total{environment=~"staging|testing|development",method!="GET"}': requests.where(
        environment=q.regex("staging|testing|development"), method=q.not_("GET")
    ),
    'http_requests_total{replica!="rep-a",replica=~"rep.*"}': requests.where(replica=q.regex("rep.*")).where(
        replica=q.not_("rep-a")
    ),
    '{job=~".+"}              # Good!': q.selector(job=q.regex(".+")),
    '{job=~".*",method="get"} # Good!': q.selector(job=q.regex(".*"), method="get"),
    'http_requests_total{job="prometheus"}[5m]': requests.where(job="prometheus")["5m"],
    "http_requests_total @ 1609746000 offset 5m": requests.at(1609746000).offset("5m"),
    "http_requests_total @ start()": requests.at_start(),
    "rate(http_requests_total[5m] @ end())": q.rate(requests["5m"].at_end()),
    'http_requests_total{job="apiserver", handler="/api/comments"}[5m]': requests.where(
        job="apiserver", handler="/api/comments"
    )["5m"],
    'http_requests_total{status!~"4.."}': requests.where(status=q.not_regex("4..")),
    "rate(http_requests_total[5m])[30m:1m]": q.rate(requests["5m"])["30m":"1m"],
    "max_over_time(deriv(rate(distance_covered_total[5s])[30s:5s])[10m:])": q.max_over_time(
        q.deriv(q.rate(q.metric("distance_covered_total")["5s"])["30s":"5s"])["10m":]
    ),
    "sum by (job) (\nrate(http_requests_total[5m])\n)": q.sum(q.rate(requests["5m"])).by("job"),
    "(instance_memory_limit_bytes - instance_memory_usage_bytes) / 1024 / 1024": (
        q.metric("instance_memory_limit_bytes") - q.metric("instance_memory_usage_bytes")
    ) / 1024 / 1024,
    "histogram_avg(rate(http_request_duration_seconds[5m]))": q.histogram_avg(
        q.rate(q.metric("http_request_duration_seconds")["5m"])
    ),
    'absent(sum(nonexistent{job="myjob"}))': q.absent(q.sum(nothing)),
    "histogram_quantile(0.9, sum by (job, le) (rate(http_request_duration_seconds_bucket[10m])))": q.histogram_quantile(
        0.9, q.sum(q.rate(buckets["10m"])).by("job", "le")
    ),
    'histogram_quantiles(sum(rate(foo[1m])), "quantile", 0.9, 0.99)': q.histogram_quantiles(
        q.sum(q.rate(q.metric("foo")["1m"])), "quantile", 0.9, 0.99
    ),
    'absent_over_time(nonexistent{job="myjob",instance=~".*"}[1h])': q.absent_over_time(
        nothing.where(instance=q.regex(".*"))["1h"]
    ),
    'absent_over_time(sum(nonexistent{job="myjob"})[1h:])': q.absent_over_time(q.sum(nothing)["1h":]),
    "rate(http_server_request_duration_seconds_count[2m])\n* on (job, instance) group_left (k8s_cluster_name)\n  target_info": (
        q.rate(q.metric("http_server_request_duration_seconds_count")["2m"]) * q.metric("target_info")
    ).on("job", "instance").group_left("k8s_cluster_name"),
    'info(\n  rate(http_server_request_duration_seconds_count[2m]),\n  {k8s_cluster_name=~".+"}\n)': q.info(
        q.rate(q.metric("http_server_request_duration_seconds_count")["2m"]), {"k8s_cluster_name": q.regex(".+")}
    ),
    'label_join(up{job="api-server",src1="a",src2="b",src3="c"}, "foo", ",", "src1", "src2", "src3")': q.label_join(
        q.metric("up", job="api-server", src1="a", src2="b", src3="c"), "foo", ",", "src1", "src2", "src3"
    ),
    'label_replace(up{job="api-server",service="a:c"}, "foo", "$1", "service", "(.*):.*")': q.label_replace(
        q.metric("up", job="api-server", service="a:c"), "foo", "$1", "service", "(.*):.*"
    ),
    "sum without (instance) (memory_consumption_bytes)": q.sum(memory).without("instance"),
    "limitk(10, memory_consumption_bytes)": q.limitk(10, memory),
    'count_values("version", build_version)': q.count_values("version", q.metric("build_version")),
    'sum by ("foo bar")({"some.metric"})': q.sum(q.metric("some.metric")).by("foo bar"),
    "sum by ()(some_metric)": q.sum(q.metric("some_metric")).by(),
    "foo and ignoring() bar": q.metric("foo").and_(q.metric("bar")).ignoring(),
    "a - ignoring() group_left c": (q.metric("a") - q.metric("c")).ignoring().group_left(),
    "a + on(b) group_left fill(-23) c": (q.metric("a") + q.metric("c")).on("b").group_left().fill(-23),
    "left_vector + fill(NaN) right_vector": (q.metric("left_vector") + q.metric("right_vector")).fill(float("nan")),
    "a + fill_left(-23) fill_right(42) b": (q.metric("a") + q.metric("b")).fill_left(-23).fill_right(42),
    "some_metric offset 1m @ 123 [10m:5s]": q.metric("some_metric").offset("1m").at(123)["10m":"5s"],
    '(foo + bar{nm="val"} @ 1234)[5m:] @ 1603775019': (
        q.metric("foo") + q.metric("bar", nm="val").at(1234)
    )["5m":].at(1603775019),
    "metric offset -100 smoothed": q.metric("metric").offset(-100).smoothed(),
    "increase(metric[2m] smoothed)": q.increase(q.metric("metric")["2m"].smoothed()),
    "foo offset -min_of(10s, +max_of(step() ^ 2, 2))": q.metric("foo").offset(
        -q.min_of(q.duration("10s"), q.max_of(q.step() ** 2, 2))
    ),
    "cbh_two_buckets_split_at_zero >/ -10.0": q.metric("cbh_two_buckets_split_at_zero").trim_lower(-10),
    "1000 < SUM(http_requests_total) BY (job)": q.VectorBinary("<", q.number(1000), q.sum(requests).by("job")),
    "Inf == bool left_floats": q.number(float("inf")).eq(q.metric("left_floats")).bool(),
    "SUM(http_requests_total) BY (job) % 2 ^ 3 ^ 2": q.sum(requests).by("job") % (q.number(2) ** (q.number(3) ** 2)),
}  # fmt: skip


@pytest.mark.parametrize("text", BUILT)
def test_what_is_built_prints_as_prometheus_prints_it(text):
    assert str(BUILT[text]) == HEAD[text]
    assert q.parse(text) == BUILT[text]
