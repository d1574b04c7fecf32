"""Path and method of every endpoint of the HTTP API, and since when servers know it: one table, no logic.

``POST`` stands wherever Prometheus allows it, so that a long query never meets a limit on URLs; ``PUT`` where something
changes, so that it is never sent twice. Source: https://prometheus.io/docs/prometheus/latest/querying/api/
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from prometheus_querier.results.remote_read import READ_PATH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prometheus_querier.http import Method

Release: TypeAlias = tuple[int, int]
"""Major and minor number of a version of Prometheus."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint: how it is called, where, and since when.

    Attributes:
        method: The method.
        path: The path below the base URL.
        since: The first release that has it.
        later: Parameters that came later, with their first release; older servers ignore them without a word.
    """

    method: Method
    path: str
    since: Release = (1, 0)
    later: Mapping[str, Release] = field(default_factory=lambda: MappingProxyType({}))


def label_values(segment: str) -> Endpoint:
    """The values of one label, whose name is already a safe path segment."""
    return Endpoint("GET", f"/api/v1/label/{segment}/values", later=_LISTING)


_LISTING: Mapping[str, Release] = {"start": (2, 19), "end": (2, 19), "match[]": (2, 24), "limit": (2, 51)}
_QUERY: Mapping[str, Release] = {"limit": (3, 2), "lookback_delta": (2, 43), "stats": (2, 35)}

QUERY = Endpoint("POST", "/api/v1/query", (2, 1), _QUERY)
QUERY_RANGE = Endpoint("POST", "/api/v1/query_range", (2, 1), _QUERY)
READ = Endpoint("POST", READ_PATH)
QUERY_EXEMPLARS = Endpoint("POST", "/api/v1/query_exemplars", (2, 26))
FORMAT_QUERY = Endpoint("POST", "/api/v1/format_query", (2, 38))
PARSE_QUERY = Endpoint("POST", "/api/v1/parse_query", (3, 0))

SERIES = Endpoint("POST", "/api/v1/series", (2, 9), {"limit": (2, 51)})
LABELS = Endpoint("POST", "/api/v1/labels", (2, 6), _LISTING)
METADATA = Endpoint("GET", "/api/v1/metadata", (2, 15), {"limit_per_metric": (2, 46)})

TARGETS = Endpoint("GET", "/api/v1/targets", later={"scrapePool": (2, 42)})
TARGETS_METADATA = Endpoint("GET", "/api/v1/targets/metadata", (2, 4))
TARGETS_RELABEL_STEPS = Endpoint("GET", "/api/v1/targets/relabel_steps", (3, 8))
SCRAPE_POOLS = Endpoint("GET", "/api/v1/scrape_pools", (2, 42))
SCRAPE_POOLS_CONFIG = Endpoint("GET", "/api/v1/scrape_pools/config", (3, 15))

# The filters by name are not among these: what they leave over is filtered again here.
RULES = Endpoint(
    "GET",
    "/api/v1/rules",
    (2, 4),
    {"exclude_alerts": (2, 49), "match[]": (2, 54), "group_limit": (3, 0), "group_next_token": (3, 0)},
)
ALERTS = Endpoint("GET", "/api/v1/alerts", (2, 4))
ALERTMANAGERS = Endpoint("GET", "/api/v1/alertmanagers")

FEATURES = Endpoint("GET", "/api/v1/features", (3, 9))
NOTIFICATIONS = Endpoint("GET", "/api/v1/notifications", (3, 0))
OPENAPI = Endpoint("GET", "/api/v1/openapi.yaml", (3, 10))

STATUS_CONFIG = Endpoint("GET", "/api/v1/status/config", (2, 0))
STATUS_FLAGS = Endpoint("GET", "/api/v1/status/flags", (2, 2))
STATUS_RUNTIMEINFO = Endpoint("GET", "/api/v1/status/runtimeinfo", (2, 14))
STATUS_BUILDINFO = Endpoint("GET", "/api/v1/status/buildinfo", (2, 14))
STATUS_TSDB = Endpoint("GET", "/api/v1/status/tsdb", (2, 15), {"limit": (2, 45)})
STATUS_TSDB_BLOCKS = Endpoint("GET", "/api/v1/status/tsdb/blocks", (3, 6))
STATUS_WALREPLAY = Endpoint("GET", "/api/v1/status/walreplay", (2, 28))
STATUS_SELF_METRICS = Endpoint("GET", "/api/v1/status/self_metrics", (3, 12))

SEARCH_METRIC_NAMES = Endpoint("POST", "/api/v1/search/metric_names", (3, 13))
SEARCH_LABEL_NAMES = Endpoint("POST", "/api/v1/search/label_names", (3, 13))
SEARCH_LABEL_VALUES = Endpoint("POST", "/api/v1/search/label_values", (3, 13))

ADMIN_DELETE_SERIES = Endpoint("PUT", "/api/v1/admin/tsdb/delete_series", (2, 9))
ADMIN_CLEAN_TOMBSTONES = Endpoint("PUT", "/api/v1/admin/tsdb/clean_tombstones", (2, 9))
ADMIN_SNAPSHOT = Endpoint("PUT", "/api/v1/admin/tsdb/snapshot", (2, 9))

HEALTHY = Endpoint("GET", "/-/healthy")
READY = Endpoint("GET", "/-/ready")
