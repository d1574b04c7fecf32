"""The client: where a question, a transport and an answer meet."""

from .client import PrometheusClient
from .connecting import connect

__all__ = ["PrometheusClient", "connect"]
