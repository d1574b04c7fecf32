"""Amazon Managed Service for Prometheus.

Source: https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-APIReference-Prometheus-Compatible-Apis.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prometheus_querier.errors import QueryBuildError
from prometheus_querier.transport.urls import BaseUrl

from .connecting import open_client
from .flavour import QUERIES, Flavour, add_parameters, count

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Unpack

    from prometheus_querier.client import PrometheusClient
    from prometheus_querier.http import HttpRequest

    from .connecting import ConnectOptions
    from .flavour import Params

_WARNING, _ERROR = "max_samples_processed_warning_threshold", "max_samples_processed_error_threshold"
_KNOWN: Mapping[str, tuple[str, ...]] = dict.fromkeys(QUERIES, (_WARNING, _ERROR))
_HOST = re.compile(r"aps-workspaces(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|api\.aws)", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Amazon(Flavour):
    """Options of Amazon's service, which bills by samples processed.

    Attributes:
        max_samples_processed_warning_threshold: Samples from which on an answer has a warning.
        max_samples_processed_error_threshold: Samples above which a query is refused, and not billed.
    """

    max_samples_processed_warning_threshold: int | None = None
    max_samples_processed_error_threshold: int | None = None

    def __post_init__(self) -> None:
        self.parameters()

    def adapt(self, request: HttpRequest) -> HttpRequest:
        """Adds what the endpoint knows.

        >>> from prometheus_querier import HttpRequest
        >>> flavour = Amazon(max_samples_processed_error_threshold=1_000_000)
        >>> flavour.adapt(HttpRequest("POST", "/api/v1/query")).params
        (('max_samples_processed_error_threshold', '1000000'),)
        """
        return add_parameters(request, self.parameters(), _KNOWN)

    def parameters(self) -> Params:
        """Spells the parameters."""
        return (
            *count(_WARNING, self.max_samples_processed_warning_threshold, least=1),
            *count(_ERROR, self.max_samples_processed_error_threshold, least=1),
        )


def amazon(
    url: str,
    *,
    region: str | None = None,
    profile: str | None = None,
    credentials: Any = None,
    max_samples_processed_warning_threshold: int | None = None,
    max_samples_processed_error_threshold: int | None = None,
    **options: Unpack[ConnectOptions],
) -> PrometheusClient:
    """Makes a client for Amazon Managed Service for Prometheus; nothing is sent yet.

    Args:
        url: The workspace, such as ``https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-…``; the query URL
            that the console shows is taken too.
        region: The region; by default that of the URL, else the configured one.
        profile: The profile of the shared configuration files.
        credentials: Credentials of botocore, in place of those that it finds.
        max_samples_processed_warning_threshold: Samples from which on an answer has a warning.
        max_samples_processed_error_threshold: Samples above which a query is refused, and not billed.
        options: What ``connect()`` takes, but ``auth``.

    Raises:
        MissingDependencyError: botocore is not installed.
        QueryBuildError: No region is known.
    """
    if options.get("auth") is not None:
        raise QueryBuildError("Amazon's service takes signed requests alone: give profile= or credentials=, not auth=")
    from .logins.amazon import SigV4  # noqa: PLC0415 - botocore is optional

    url = url.rstrip("/").removesuffix("/api/v1/query")
    host = _HOST.fullmatch(BaseUrl.parse(url).host)
    region = region or (host and host[1])
    flavour = Amazon(
        max_samples_processed_warning_threshold=max_samples_processed_warning_threshold,
        max_samples_processed_error_threshold=max_samples_processed_error_threshold,
    )
    options["auth"] = SigV4(region, profile=profile, credentials=credentials)
    return open_client(url, flavour, options)
