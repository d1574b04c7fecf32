"""The server's own metrics, shaped as protojson writes ``io.prometheus.client.MetricFamily``."""

import math

from prometheus_querier.results import MetricFamily
from prometheus_querier.results.documents import Document
from prometheus_querier.results.listing import listing


def test_a_gauge_with_labels():
    family = MetricFamily.from_json(
        {
            "name": "prometheus_build_info",
            "help": "h",
            "type": "GAUGE",
            "metric": [{"label": [{"name": "branch", "value": "HEAD"}, {"name": "tags"}], "gauge": {"value": 1}}],
        }
    )
    (metric,) = family.metrics
    assert (family.type, metric.labels, metric.gauge.value) == ("GAUGE", {"branch": "HEAD", "tags": ""}, 1.0)
    assert metric.counter is metric.summary is metric.histogram is metric.untyped is None


def test_counts_are_text_and_what_is_zero_is_left_out():
    summary = {"sampleCount": "7", "sampleSum": 0.5, "quantile": [{"quantile": 0.5, "value": "NaN"}, {"value": 1}]}
    histogram = {"sampleCount": "9", "bucket": [{"cumulativeCount": "9", "upperBound": "Infinity"}, {}]}
    (family,) = listing(
        MetricFamily, Document("success", [{"name": "x", "metric": [{"summary": summary}, {"histogram": histogram}]}])
    )
    first, second = family.metrics
    assert (first.summary.sample_count, first.summary.sample_sum) == (7.0, 0.5)
    assert math.isnan(first.summary.quantiles[0].value)
    assert (first.summary.quantiles[1].quantile, first.summary.quantiles[1].value) == (0.0, 1.0)
    assert (second.histogram.sample_count, second.histogram.buckets[0].upper_bound) == (9.0, math.inf)
    assert (family.type, second.labels) == ("COUNTER", {})
