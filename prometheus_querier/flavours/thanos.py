"""Thanos: the querier, and the query frontend in front of it.

Source: https://thanos.io/tip/components/query.md/ and Thanos' ``pkg/api/query/v1.go``, which reads ``replicaLabels[]``
with the brackets that its documentation leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

from prometheus_querier.api.selectors import selectors
from prometheus_querier.durations import duration_to_ms, format_seconds
from prometheus_querier.errors import QueryBuildError
from prometheus_querier.transport.headers import check_headers

from .connecting import open_client
from .flavour import QUERIES, Flavour, add_headers, add_parameters, flag, no_store

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Unpack

    from prometheus_querier.api.selectors import Match
    from prometheus_querier.client import PrometheusClient
    from prometheus_querier.durations import DurationLike
    from prometheus_querier.http import HttpRequest

    from .connecting import ConnectOptions
    from .flavour import Params

Engine = Literal["prometheus", "thanos"]

_EVERYWHERE = ("partial_response", "storeMatch[]")
_KNOWN = {
    **dict.fromkeys(QUERIES, (*_EVERYWHERE, "dedup", "replicaLabels[]", "max_source_resolution", "engine")),
    "series": (*_EVERYWHERE, "dedup", "replicaLabels[]"),
    "labels": _EVERYWHERE,
    "label/{name}/values": _EVERYWHERE,
}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Thanos(Flavour):
    """Options of Thanos; what is left out is the server's to choose.

    Attributes:
        dedup: Whether series that differ by replica labels alone become one; ``False`` shows each replica.
        partial_response: Whether an answer without some of the stores counts as an answer, with a warning; ``False``
            makes a store that does not answer an error. Metadata of metrics, rules, targets and exemplars have no such
            choice.
        replica_labels: Which labels tell replicas apart, in place of the server's list.
        max_source_resolution: The coarsest downsampled data to use: a duration, ``0`` for raw data, or ``auto``.
        engine: Which engine evaluates.
        store_match: Selectors of the stores to ask, such as ``{__address__=~"eu-.*"}``; for debugging.
        tenant: Who asks.
        tenant_header: The header that the server reads the tenant from.
        cache: Whether a query frontend may answer from its cache.
    """

    dedup: bool | None = None
    partial_response: bool | None = None
    replica_labels: Iterable[str] = ()
    max_source_resolution: DurationLike | Literal["auto"] | None = None
    engine: Engine | None = None
    store_match: Match | Iterable[Match] = ()
    tenant: str | None = field(default=None, repr=False)
    tenant_header: str = "THANOS-TENANT"
    cache: bool = True

    def __post_init__(self) -> None:
        if isinstance(self.replica_labels, str):
            raise QueryBuildError(f"replica_labels must be a list of label names, not {self.replica_labels!r}")
        # What can be read once only would be missing from all later requests.
        object.__setattr__(self, "replica_labels", tuple(self.replica_labels))
        object.__setattr__(self, "store_match", tuple(selectors(self.store_match, "store_match")))
        self.parameters()
        check_headers(self.headers())

    def adapt(self, request: HttpRequest) -> HttpRequest:
        """Adds what the endpoint knows.

        >>> from prometheus_querier import HttpRequest
        >>> Thanos(dedup=False, partial_response=False).adapt(HttpRequest("POST", "/api/v1/labels")).params
        (('partial_response', 'false'),)
        """
        return add_headers(add_parameters(request, self.parameters(), _KNOWN), self.headers())

    def parameters(self) -> Params:
        """Spells the parameters."""
        if not all(isinstance(name, str) and name for name in self.replica_labels):
            raise QueryBuildError(f"replica_labels must be names of labels, not {self.replica_labels!r}")
        if self.engine not in (None, *get_args(Engine)):
            raise QueryBuildError(f"engine must be one of {', '.join(get_args(Engine))}, not {self.engine!r}")
        return (
            *flag("dedup", self.dedup),
            *flag("partial_response", self.partial_response),
            *(("replicaLabels[]", name) for name in self.replica_labels),
            *self._resolution(),
            *((("engine", self.engine),) if self.engine else ()),
            *(("storeMatch[]", text) for text in selectors(self.store_match)),
        )

    def headers(self) -> Params:
        """Spells the headers."""
        tenant = () if self.tenant is None else ((self.tenant_header, self.tenant),)
        return (*tenant, *no_store(cache=self.cache))

    def _resolution(self) -> Params:
        name = "max_source_resolution"
        if self.max_source_resolution is None:
            return ()
        if self.max_source_resolution == "auto":
            return ((name, "auto"),)
        ms = duration_to_ms(self.max_source_resolution, name=name)
        if ms < 0:
            raise QueryBuildError(f"{name} must not be negative, not {self.max_source_resolution!r}")
        return ((name, format_seconds(ms)),)


def thanos(
    url: str,
    *,
    dedup: bool | None = None,
    partial_response: bool | None = None,
    replica_labels: Iterable[str] = (),
    max_source_resolution: DurationLike | Literal["auto"] | None = None,
    engine: Engine | None = None,
    store_match: Match | Iterable[Match] = (),
    tenant: str | None = None,
    tenant_header: str = "THANOS-TENANT",
    cache: bool = True,
    **options: Unpack[ConnectOptions],
) -> PrometheusClient:
    """Makes a client for Thanos; nothing is sent yet.

    Args:
        url: The base URL of the querier or the query frontend, such as ``http://thanos-query:10902``.
        dedup: See :class:`Thanos`, as for all that follow.
        partial_response: ``False`` for whole answers or errors.
        replica_labels: Labels that tell replicas apart.
        max_source_resolution: The coarsest data to use.
        engine: Which engine evaluates.
        store_match: Which stores to ask.
        tenant: Who asks.
        tenant_header: Where the server reads that.
        cache: Whether a query frontend may use its cache.
        options: What ``connect()`` takes.

    >>> with thanos("http://localhost:10902", partial_response=False) as client:
    ...     print(client)
    PrometheusClient(RequestsTransport('http://localhost:10902') as Thanos(partial_response=False))
    """
    flavour = Thanos(
        dedup=dedup,
        partial_response=partial_response,
        replica_labels=replica_labels,
        max_source_resolution=max_source_resolution,
        engine=engine,
        store_match=store_match,
        tenant=tenant,
        tenant_header=tenant_header,
        cache=cache,
    )
    return open_client(url, flavour, options)
