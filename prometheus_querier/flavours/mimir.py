"""Grafana Mimir, and Grafana Enterprise Metrics.

Source: https://grafana.com/docs/mimir/latest/references/http-api/
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from prometheus_querier.transport import tenant_header

from .connecting import open_client, with_default_path
from .flavour import Flavour, add_headers, no_store

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from prometheus_querier.client import PrometheusClient
    from prometheus_querier.http import HttpRequest

    from .connecting import ConnectOptions
    from .flavour import Params


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Mimir(Flavour):
    """Options of Mimir.

    Attributes:
        tenant: Who asks, or several tenants to ask as one, where the server federates tenants; series then have a
            label ``__tenant_id__``. Rules and alerts are of one tenant only.
        cache: Whether the query frontend may answer from its cache.
    """

    tenant: str | Sequence[str] | None = field(default=None, repr=False)
    cache: bool = True

    def __post_init__(self) -> None:
        self.headers()

    def adapt(self, request: HttpRequest) -> HttpRequest:
        """Adds the headers.

        >>> from prometheus_querier import HttpRequest
        >>> Mimir(tenant=["team-a", "team-b"]).adapt(HttpRequest("POST", "/api/v1/query")).headers
        (('X-Scope-OrgID', 'team-a|team-b'),)
        """
        return add_headers(request, self.headers())

    def headers(self) -> Params:
        """Spells the headers."""
        tenant = () if self.tenant is None else (tenant_header(self.tenant),)
        return (*tenant, *no_store(cache=self.cache))


def mimir(
    url: str, *, tenant: str | Sequence[str] | None = None, cache: bool = True, **options: Unpack[ConnectOptions]
) -> PrometheusClient:
    """Makes a client for Mimir; nothing is sent yet.

    Args:
        url: The server, such as ``http://mimir:8080``. Without a path ``/prometheus`` is added, where Mimir has the
            API unless it is configured otherwise; at its root it has other things under the same names.
        tenant: Who asks, or several tenants to ask as one.
        cache: Whether the query frontend may answer from its cache.
        options: What ``connect()`` takes.

    Raises:
        UnsafeHeaderError: The tenant's id is none that Mimir takes.

    >>> with mimir("http://localhost:8080", tenant="team-a") as client:
    ...     print(client)
    PrometheusClient(RequestsTransport('http://localhost:8080/prometheus') as Mimir())
    """
    return open_client(with_default_path(url, "/prometheus"), Mimir(tenant=tenant, cache=cache), options)
