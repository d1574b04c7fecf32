"""What Django loads at start: the app, which registers the checks."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register


class PrometheusQuerierConfig(AppConfig):
    """The app ``prometheus_querier.integrations.django``; it has no models."""

    name = "prometheus_querier.integrations.django"
    label = "prometheus_querier"
    verbose_name = "Prometheus"

    def ready(self) -> None:
        """Registers the system checks."""
        from .checks import check_servers  # noqa: PLC0415 - apps import nothing before all are loaded

        register(check_servers, "prometheus")
