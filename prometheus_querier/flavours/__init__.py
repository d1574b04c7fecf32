"""Relatives of Prometheus: for each a function that makes a client, and the record of its options."""

from .amazon import Amazon, amazon
from .azure import azure
from .cortex import Cortex, cortex
from .flavour import Flavour
from .google import Google, google
from .grafana_cloud import grafana_cloud
from .mimir import Mimir, mimir
from .thanos import Thanos, thanos
from .victoriametrics import VictoriaMetrics, victoriametrics

__all__ = [
    "Amazon",
    "Cortex",
    "Flavour",
    "Google",
    "Mimir",
    "Thanos",
    "VictoriaMetrics",
    "amazon",
    "azure",
    "cortex",
    "google",
    "grafana_cloud",
    "mimir",
    "thanos",
    "victoriametrics",
]
