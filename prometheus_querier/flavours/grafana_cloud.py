"""Grafana Cloud's metrics: a Mimir behind a login.

Source: https://grafana.com/docs/grafana-cloud/send-data/metrics/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.errors import QueryBuildError

from .connecting import open_client, with_default_path
from .mimir import Mimir

if TYPE_CHECKING:
    from typing import Unpack

    from prometheus_querier.client import PrometheusClient

    from .connecting import ConnectOptions


def grafana_cloud(
    url: str, *, user: int | str, token: str, cache: bool = True, **options: Unpack[ConnectOptions]
) -> PrometheusClient:
    """Makes a client for Grafana Cloud; nothing is sent yet.

    Args:
        url: The query endpoint from the stack's Prometheus details, such as
            ``https://prometheus-prod-01-eu-west-0.grafana.net/api/prom``; without a path ``/api/prom`` is added.
        user: The instance id from the same page, a number.
        token: An access policy's token with the scope ``metrics:read``.
        cache: Whether the service may answer from its cache.
        options: What ``connect()`` takes, but ``auth``.

    >>> with grafana_cloud("https://prometheus-prod-01.grafana.net", user=123456, token="glc_…") as client:
    ...     print(client)
    PrometheusClient(RequestsTransport('https://prometheus-prod-01.grafana.net/api/prom') as Mimir())
    """
    if options.get("auth") is not None:
        raise QueryBuildError("credentials are given twice: by user= and token=, and by auth=")
    options["auth"] = (str(user), token)
    return open_client(with_default_path(url, "/api/prom"), Mimir(cache=cache), options)
