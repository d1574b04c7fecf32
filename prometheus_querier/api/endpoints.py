"""Path and method of every endpoint of the HTTP API: one table, no logic.

``POST`` stands wherever Prometheus allows it, so that a long query never meets a limit on URLs. Source:
https://prometheus.io/docs/prometheus/latest/querying/api/
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_querier.http import Method


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint: how it is called, and where."""

    method: Method
    path: str


QUERY = Endpoint("POST", "/api/v1/query")
QUERY_RANGE = Endpoint("POST", "/api/v1/query_range")
SERIES = Endpoint("POST", "/api/v1/series")
LABELS = Endpoint("POST", "/api/v1/labels")


def label_values(segment: str) -> Endpoint:
    """The values of one label, whose name is already a safe path segment."""
    return Endpoint("GET", f"/api/v1/label/{segment}/values")
