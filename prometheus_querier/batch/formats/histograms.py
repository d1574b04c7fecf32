"""Native histograms in files: spelled as JSON, and made again of plain values."""

from __future__ import annotations

import json
import math
from typing import Any

from prometheus_querier.results import BoundaryRule, Bucket, Histogram
from prometheus_querier.results.formats.dicts import plain_histogram


def spell_histogram(histogram: Histogram | None) -> str:
    """Spells a histogram as JSON, with numbers that JSON does not have as text."""
    return json.dumps(None if histogram is None else _finite(plain_histogram(histogram)), separators=(",", ":"))


def read_histogram(plain: Any) -> Histogram:
    """Reads what JSON makes of a spelled histogram."""
    buckets = (
        Bucket(float(one["lower"]), float(one["upper"]), float(one["count"]), BoundaryRule(one["rule"]))
        for one in plain["buckets"]
    )
    return Histogram(float(plain["count"]), float(plain["sum"]), tuple(buckets))


def _finite(plain: Any) -> Any:
    match plain:
        case dict():
            return {name: _finite(value) for name, value in plain.items()}
        case tuple() | list():
            return [_finite(value) for value in plain]
        case float() if not math.isfinite(plain):
            return repr(plain)
        case _:
            return plain
