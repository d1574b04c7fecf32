"""Transports that a client's views put over the one that they share: one names a tenant, one confines to labels.

A view never closes what it shares; that is the business of the client that it was made from.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from prometheus_querier import promql
from prometheus_querier.api import endpoints
from prometheus_querier.errors import NotEnforceableError
from prometheus_querier.promql.enforce import demands_of
from prometheus_querier.transport import as_sent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Literal

    from prometheus_querier.http import HttpRequest, HttpResponse
    from prometheus_querier.promql import EnforcedValue
    from prometheus_querier.transport import SentRequest, Transport

_QUERIES = frozenset(
    endpoint.path
    for endpoint in (
        endpoints.QUERY,
        endpoints.QUERY_RANGE,
        endpoints.QUERY_EXEMPLARS,
        endpoints.FORMAT_QUERY,
        endpoints.PARSE_QUERY,
    )
)
# A single segment whoever reads it: nothing that is encoded, and neither . nor ..
_SEGMENT = r"(?!\.{1,2}/)[A-Za-z0-9_.-]+"
_LABEL_VALUES = re.compile(re.escape(endpoints.label_values("job").path).replace("job", _SEGMENT))
_HARMLESS = frozenset((endpoints.HEALTHY.path, endpoints.READY.path))


class HeaderTransport:
    """Sends everything with one more header.

    Args:
        transport: What sends.
        header: Name and value; wins over a header of that name which the transport has for all requests.
    """

    def __init__(self, transport: Transport, header: tuple[str, str]) -> None:
        self._transport = transport
        self._header = header

    def send(self, request: HttpRequest, *, timeout: float | None) -> HttpResponse:
        """Sends a request; ``Transport.send`` says how, and what it raises."""
        return self._transport.send(self._headed(request), timeout=timeout)

    def as_sent(self, request: HttpRequest) -> SentRequest | None:
        """Tells what a request's answer depends on."""
        return as_sent(self._transport, self._headed(request))

    def close(self) -> None:
        """Does nothing: the connections are another client's."""

    def __repr__(self) -> str:
        return f"<view of {self._transport!r} with {self._header[0]}>"

    def _headed(self, request: HttpRequest) -> HttpRequest:
        name = self._header[0].lower()
        others = tuple(header for header in request.headers if header[0].lower() != name)
        return replace(request, headers=(*others, self._header))


class EnforcingTransport:
    """A gate: lets through what can be confined to labels, confined, and refuses everything else.

    It stands below every method of a client, so that no endpoint, of today or tomorrow, passes without a rule.

    Attributes:
        everything: The selector that a listing of everything is confined to.

    Args:
        transport: What sends.
        labels: The labels that every selector must have.
        conflict: What to do when a selector contradicts them; see ``promql.enforce``.
        listings_match: Tells whether the server heeds ``match[]`` when it lists labels, rather than ignoring it.
    """

    def __init__(
        self,
        transport: Transport,
        labels: Mapping[str, EnforcedValue],
        *,
        conflict: Literal["error", "and"],
        listings_match: Callable[[], bool],
    ) -> None:
        self._transport = transport
        # Refuses bad labels now, and reads values that come one by one, or might change.
        self._labels = demands_of(labels)
        self._conflict: Literal["error", "and"] = conflict
        self._listings_match = listings_match
        self.everything = str(promql.selector(self._labels))

    def send(self, request: HttpRequest, *, timeout: float | None) -> HttpResponse:
        """Sends a confined request; ``Transport.send`` says how, and what else it raises.

        Raises:
            NotEnforceableError: The request cannot be confined; nothing was sent.
        """
        return self._transport.send(self._confined(request), timeout=timeout)

    def as_sent(self, request: HttpRequest) -> SentRequest | None:
        """Tells what a request's answer depends on; refuses what ``send`` refuses."""
        return as_sent(self._transport, self._confined(request))

    def close(self) -> None:
        """Does nothing: the connections are another client's."""

    def __repr__(self) -> str:
        return f"<view of {self._transport!r} confined to {', '.join(self._labels)}>"

    def _confined(self, request: HttpRequest) -> HttpRequest:
        path = request.path
        if request.content is not None:
            raise NotEnforceableError(f"{path} with a body of its own cannot be confined to labels")
        if path in _HARMLESS:
            return request
        if path in _QUERIES:
            return self._with(request, "query", required=True)
        if path == endpoints.SERIES.path:
            return self._with(request, "match[]", required=True)
        if path == endpoints.LABELS.path or _LABEL_VALUES.fullmatch(path):
            if not self._listings_match():
                raise NotEnforceableError(
                    f"this server ignores match[] of {path}, or does not tell, and would list every tenant's labels"
                )
            return self._with(request, "match[]", required=False)
        raise NotEnforceableError(f"{path} cannot be confined to labels, and might show what belongs to others")

    def _with(self, request: HttpRequest, name: str, *, required: bool) -> HttpRequest:
        """The request with every expression of that parameter confined."""
        params = tuple(
            (key, str(promql.enforce(value, self._labels, conflict=self._conflict)) if key == name else value)
            for key, value in request.params
        )
        given = sum(key == name for key, _ in params)
        if given > 1 and name == "query":
            raise NotEnforceableError("a request with two queries cannot be confined: which of them counts?")
        if not given:
            if required:
                raise NotEnforceableError(f"{request.path} without {name} cannot be confined to labels")
            params = (*params, (name, self.everything))
        return replace(request, params=params)
