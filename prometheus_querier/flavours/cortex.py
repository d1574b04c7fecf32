"""Cortex.

Source: https://cortexmetrics.io/docs/api/
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

from prometheus_querier.errors import QueryBuildError
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

Engine = Literal["prometheus", "thanos"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Cortex(Flavour):
    """Options of Cortex.

    Attributes:
        tenant: Who asks, or several tenants to ask as one, where the server federates tenants.
        engine: Which engine evaluates, where the server lets the request choose.
        cache: Whether the query frontend may answer from its cache.
    """

    tenant: str | Sequence[str] | None = field(default=None, repr=False)
    engine: Engine | None = None
    cache: bool = True

    def __post_init__(self) -> None:
        self.headers()

    def adapt(self, request: HttpRequest) -> HttpRequest:
        """Adds the headers.

        >>> from prometheus_querier import HttpRequest
        >>> Cortex(tenant="a", engine="thanos").adapt(HttpRequest("POST", "/api/v1/query")).headers
        (('X-Scope-OrgID', 'a'), ('X-PromQL-EngineType', 'thanos'))
        """
        return add_headers(request, self.headers())

    def headers(self) -> Params:
        """Spells the headers."""
        if self.engine not in (None, *get_args(Engine)):
            raise QueryBuildError(f"engine must be one of {', '.join(get_args(Engine))}, not {self.engine!r}")
        tenant = () if self.tenant is None else (tenant_header(self.tenant),)
        engine = (("X-PromQL-EngineType", self.engine),) if self.engine else ()
        return (*tenant, *engine, *no_store(cache=self.cache))


def cortex(
    url: str,
    *,
    tenant: str | Sequence[str] | None = None,
    engine: Engine | None = None,
    cache: bool = True,
    **options: Unpack[ConnectOptions],
) -> PrometheusClient:
    """Makes a client for Cortex; nothing is sent yet.

    Args:
        url: The server, such as ``http://cortex:9009``. Without a path ``/prometheus`` is added; older installations
            have the API below ``/api/prom``.
        tenant: Who asks, or several tenants to ask as one.
        engine: Which engine evaluates.
        cache: Whether the query frontend may answer from its cache.
        options: What ``connect()`` takes.

    Raises:
        UnsafeHeaderError: The tenant's id is none that Cortex takes.

    >>> with cortex("http://localhost:9009/api/prom", tenant="team-a") as client:
    ...     print(client)
    PrometheusClient(RequestsTransport('http://localhost:9009/api/prom') as Cortex())
    """
    flavour = Cortex(tenant=tenant, engine=engine, cache=cache)
    return open_client(with_default_path(url, "/prometheus"), flavour, options)
