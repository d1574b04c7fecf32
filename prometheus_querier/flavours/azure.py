"""Azure Monitor workspaces, where Azure's managed Prometheus keeps its metrics.

Source: https://learn.microsoft.com/azure/azure-monitor/essentials/prometheus-api-promql
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.errors import QueryBuildError

from .connecting import open_client

if TYPE_CHECKING:
    from typing import Unpack

    from azure.core.credentials import TokenCredential

    from prometheus_querier.client import PrometheusClient

    from .connecting import ConnectOptions

_SCOPE = "https://prometheus.monitor.azure.com/.default"


def azure(
    url: str,
    *,
    credential: TokenCredential | None = None,
    scope: str = _SCOPE,
    **options: Unpack[ConnectOptions],
) -> PrometheusClient:
    """Makes a client for an Azure Monitor workspace; nothing is sent yet.

    Args:
        url: The query endpoint from the workspace's overview, such as
            ``https://my-workspace-ab12.westeurope.prometheus.monitor.azure.com``.
        credential: A credential of azure-identity; ``DefaultAzureCredential()`` when left out.
        scope: What the token is for; sovereign clouds have others.
        options: What ``connect()`` takes; ``auth``, such as a function that gives a token, in place of azure-identity.

    Raises:
        MissingDependencyError: azure-identity is not installed, and there is no ``auth``.
    """
    if credential is not None and options.get("auth") is not None:
        raise QueryBuildError("credentials are given twice: by credential= and by auth=")
    if options.get("auth") is None:
        from .logins.azure import AzureToken  # noqa: PLC0415 - azure-identity is optional

        options["auth"] = AzureToken(credential, scope)
    return open_client(url, None, options)
