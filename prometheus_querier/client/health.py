"""Whether the server is up, what it can do, and what it wants to be known."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias

from prometheus_querier import results
from prometheus_querier.api import endpoints
from prometheus_querier.api.parameters import choice_parameter
from prometheus_querier.errors import ServerUnavailableError
from prometheus_querier.results.listing import listing, lookup

from .caller import Methods

if TYPE_CHECKING:
    from prometheus_querier.api.endpoints import Endpoint
    from prometheus_querier.results import Listing, Lookup

OpenapiVersion: TypeAlias = Literal["3.1", "3.2"]


class HealthMethods(Methods):
    """The methods of ``client`` that ask after the server itself."""

    def healthy(self, *, timeout: float | None = None) -> bool:
        """Whether the server runs; asked once, without repeats.

        Args:
            timeout: Seconds that this call may take, in place of the client's.

        Returns:
            ``False`` when the server, or a proxy before it, says that it is unavailable (502, 503, 504).

        Raises:
            TransportError: Nothing answers.
        """
        return self._answers(endpoints.HEALTHY, timeout)

    def ready(self, *, timeout: float | None = None) -> bool:
        """Whether the server is ready to answer queries; asked once, without repeats.

        Args:
            timeout: Seconds that this call may take, in place of the client's.

        Returns:
            ``False`` while the server starts or stops.

        Raises:
            TransportError: Nothing answers.
        """
        return self._answers(endpoints.READY, timeout)

    def features(self, *, timeout: float | None = None) -> Lookup[Mapping[str, bool]]:
        """Looks up what the server can do, by category (Prometheus 3.9 and later); what is absent is off.

        ``client.server.features`` has the feature flags of any version.
        """
        convert = partial(lookup, Mapping[str, bool])
        return self._caller.json(endpoints.FEATURES, {}, convert, timeout=timeout)

    def notifications(self, *, timeout: float | None = None) -> Listing[results.Notification]:
        """Lists what the server wants its operator to know (Prometheus 3.0 and later)."""
        return self._caller.json(endpoints.NOTIFICATIONS, {}, partial(listing, results.Notification), timeout=timeout)

    def openapi(self, *, version: OpenapiVersion | None = None, timeout: float | None = None) -> str:
        """Gets the description of the whole API as YAML (Prometheus 3.10 and later).

        Args:
            version: Which version of OpenAPI; the server's choice by default.
            timeout: Seconds that this call may take, in place of the client's.
        """
        params = {"openapi_version": choice_parameter(version, "version", OpenapiVersion)}
        return self._caller.text(endpoints.OPENAPI, params, timeout=timeout)

    def _answers(self, endpoint: Endpoint, timeout: float | None) -> bool:
        try:
            self._caller.probe(endpoint, timeout=timeout)
        except ServerUnavailableError:
            return False
        return True
