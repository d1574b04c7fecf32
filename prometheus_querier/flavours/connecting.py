"""From a URL and a flavour to a client: what ``connect()`` does, with the flavour between client and transport."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prometheus_querier import transport
from prometheus_querier.client import PrometheusClient
from prometheus_querier.transport import GetFallback, RetryPolicy
from prometheus_querier.transport.settings import TransportOptions
from prometheus_querier.transport.urls import BaseUrl

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prometheus_querier.client.caller import OnWarning
    from prometheus_querier.transport import Observer

    from .flavour import Flavour


class ConnectOptions(TransportOptions, total=False):
    """What ``connect()`` takes and every flavour passes on.

    Attributes:
        timeout: Seconds that one call may take in all, retries included; ``None`` for no limit.
        retry: When a failed call is made again; ``RetryPolicy.none()`` for never.
        on_warning: ``keep`` for answers with warnings, which may be partial; ``raise`` for an ``ApiError`` in place of
            them.
        observers: Who watches every call, for metrics and traces.
    """

    timeout: float | None
    retry: RetryPolicy
    on_warning: OnWarning
    observers: Iterable[Observer]


def open_client(url: str, flavour: Flavour | None, options: ConnectOptions) -> PrometheusClient:
    """Makes a client whose every request goes through the flavour; nothing is sent yet."""
    of_the_client: dict[str, Any] = {"retry": RetryPolicy(), **options}
    names = of_the_client.keys() & TransportOptions.__annotations__.keys()
    sender = GetFallback(transport.RequestsTransport(url, **{name: of_the_client.pop(name) for name in names}))
    return PrometheusClient(flavour.over(sender) if flavour else sender, **of_the_client)


def with_default_path(url: str, path: str) -> str:
    """Adds the path under which a server has its API to a URL that has none; another path is taken as it is.

    >>> with_default_path("http://mimir:8080/", "/prometheus"), with_default_path("http://gw/metrics", "/prometheus")
    ('http://mimir:8080/prometheus', 'http://gw/metrics')
    """
    return url if BaseUrl.parse(url).prefix else url.rstrip("/") + path
