"""Views: whether Prometheus answers, for those who watch the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from prometheus_querier.errors import PrometheusQuerierError

from .clients import get_client

if TYPE_CHECKING:
    from django.http import HttpRequest

_TIMEOUT = 2.0


@never_cache
@require_safe
def health(request: HttpRequest, alias: str = "default", timeout: float = _TIMEOUT) -> JsonResponse:  # noqa: ARG001 - Django's signature
    """Answers 200 when a server of ``settings.PROMETHEUS`` answers a query, and 503 with the kind of error otherwise.

    It asks for ``1``, which every relative of Prometheus answers, with the credentials of the settings. What it says
    holds neither addresses nor secrets::

        path("health/prometheus/", health)
        path("health/prometheus/other/", health, {"alias": "other"})

    Args:
        request: The request; nothing of it is used.
        alias: Which server; from the URL configuration, not from the request.
        timeout: Seconds that the answer may take.
    """
    try:
        get_client(alias).query("1", timeout=timeout)
    except PrometheusQuerierError as error:
        return JsonResponse({"prometheus": "unavailable", "error": type(error).__name__}, status=503)
    return JsonResponse({"prometheus": "available"})
