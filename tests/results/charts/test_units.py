"""Units are told where they are certain, and nowhere else."""

from __future__ import annotations

import pytest

from prometheus_querier.results import MetricMetadata
from prometheus_querier.results.charts.units import metrics_of, scale_of, unit_of_query


@pytest.mark.parametrize(
    ("query", "unit"),
    [
        ("process_resident_memory_bytes", "bytes"),
        ('sum by (job) (process_resident_memory_bytes{job="a"} offset 5m)', "bytes"),
        ("rate(node_cpu_seconds_total[5m])", "seconds/s"),
        ("topk(5, rate(x_bytes_total[5m]))", "bytes/s"),
        ("max_over_time(rate(x_bytes_total[5m])[1h:1m])", "bytes/s"),
        ("increase(x_bytes_total[5m])", "bytes"),
        ("histogram_quantile(0.9, sum by (le) (rate(x_seconds_bucket[5m])))", "seconds"),
        ("rate(x_seconds_bucket[5m])", ""),
        ("rate(x_seconds_count[5m])", ""),
        ("rate(x_seconds_sum[5m])", "seconds/s"),
        ("rate(x_seconds_sum[5m]) / rate(x_seconds_count[5m])", ""),
        ("x_bytes - y_bytes", "bytes"),
        ("x_bytes - y_seconds", ""),
        ("x_bytes + 5", "bytes"),
        ("x_bytes / 1024", ""),
        ("x_bytes > 5", "bytes"),
        ("x_bytes > bool 5", ""),
        ("x_bytes and on (job) up", "bytes"),
        ("5 < x_bytes", ""),
        ("process_start_time_seconds", ""),
        ("max(last_success_timestamp_seconds)", ""),
        ("-x_bytes", "bytes"),
        ("x_bytes unless y", "bytes"),
        ("count(x_bytes)", ""),
        ("stdvar(x_bytes)", ""),
        ("quantile_over_time(0.5, x_seconds[5m])", "seconds"),
        ("time()", ""),
        ('{__name__=~".+_bytes"}', ""),
        ("bytesized_total", ""),
        ("is this PromQL?", ""),
        ("1 + " * 3000 + "x_bytes", ""),
    ],
)
def test_unit_of_a_query(query, unit):
    assert unit_of_query(query) == unit


def test_metadata_goes_before_the_name():
    told = {"request_duration": (MetricMetadata(unit="seconds"),), "x_bytes": (MetricMetadata(unit="octets"),)}
    assert unit_of_query("histogram_quantile(0.9, rate(request_duration_bucket[5m]))", told) == "seconds"
    assert unit_of_query("x_bytes", told) == "octets"
    assert unit_of_query("y_bytes", told) == "bytes"
    contradicting = {"y_bytes": (MetricMetadata(unit="a"), MetricMetadata(unit="b"))}
    assert unit_of_query("y_bytes", contradicting) == "bytes"
    assert metrics_of("rate(request_duration_bucket[5m])") == ["request_duration", "request_duration_bucket"]
    assert metrics_of("no PromQL") == []


@pytest.mark.parametrize(
    ("unit", "highest", "name"),
    [
        ("bytes", 0, "B"),
        ("bytes", 1023, "B"),
        ("bytes", 1024, "KiB"),
        ("bytes/s", 5e9, "GiB/s"),
        ("seconds", 0, "s"),
        ("seconds", 3e-7, "ns"),
        ("seconds", 0.2, "ms"),
        ("seconds", 100, "s"),
        ("seconds", 300, "min"),
        ("seconds", 1e6, "d"),
        ("seconds/s", 300, "seconds/s"),
        ("apples", 300, "apples"),
        ("", 300, ""),
    ],
)
def test_scales(unit, highest, name):
    assert scale_of(unit, highest).name == name
