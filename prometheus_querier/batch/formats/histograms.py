"""Native histograms in files: spelled as JSON, and made again of plain values."""

from __future__ import annotations

import json
from typing import Any

from prometheus_querier.results import BoundaryRule, Bucket, Histogram
from prometheus_querier.spelling import plain


def spell_histogram(histogram: Histogram | None) -> str:
    """Spells a histogram as JSON, with numbers that JSON does not have as text."""
    return json.dumps(plain(histogram), separators=(",", ":"))


def read_histogram(spelled: Any) -> Histogram:
    """Reads what JSON makes of a spelled histogram."""
    buckets = (
        Bucket(float(one["lower"]), float(one["upper"]), float(one["count"]), BoundaryRule(one["rule"]))
        for one in spelled["buckets"]
    )
    return Histogram(float(spelled["count"]), float(spelled["sum"]), tuple(buckets))
