"""Google Cloud Managed Service for Prometheus.

Source: https://cloud.google.com/monitoring/api/ref_v3/rest/v1/projects.location.prometheus.api.v1
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prometheus_querier.errors import QueryBuildError, UnsupportedByServerError

from .connecting import open_client
from .flavour import Flavour, endpoint

if TYPE_CHECKING:
    from typing import Unpack

    from google.auth.credentials import Credentials

    from prometheus_querier.client import PrometheusClient
    from prometheus_querier.http import HttpRequest

    from .connecting import ConnectOptions

_ENDPOINT = "https://monitoring.googleapis.com"
_ID = re.compile(r"[a-z0-9][a-z0-9.:-]*", re.ASCII)

_SERIES = ("match[]", "start", "end")
_KNOWN = {
    "query": ("query", "time", "timeout"),
    "query_range": ("query", "start", "end", "step", "timeout"),
    "query_exemplars": ("query", "start", "end"),
    "series": _SERIES,
    "labels": _SERIES,
    "label/{name}/values": _SERIES,
    "metadata": ("metric", "limit"),
}


@dataclass(frozen=True, slots=True, repr=False)
class Google(Flavour):
    """Google's service, which has no options of its own, and refuses every parameter that it does not know."""

    def adapt(self, request: HttpRequest) -> HttpRequest:
        """Gives the request back as it is.

        Raises:
            UnsupportedByServerError: It has a parameter that the service does not know.

        >>> from prometheus_querier import HttpRequest
        >>> Google().adapt(HttpRequest("POST", "/api/v1/query", (("query", "up"), ("limit", "5"))))
        Traceback (most recent call last):
            ...
        prometheus_querier.errors.UnsupportedByServerError: Google's service knows no limit of query; leave it out
        """
        name = endpoint(request.path)
        known = _KNOWN.get(name)
        if known is not None:
            for parameter, _ in request.params:
                if parameter not in known:
                    raise UnsupportedByServerError(
                        f"Google's service knows no {parameter.removesuffix('[]')} of {name}; leave it out"
                    )
        return request


def google(
    project: str,
    *,
    location: str = "global",
    api_endpoint: str = _ENDPOINT,
    credentials: Credentials | None = None,
    **options: Unpack[ConnectOptions],
) -> PrometheusClient:
    """Makes a client for Google Cloud Managed Service for Prometheus; nothing is sent yet.

    Args:
        project: Id or number of the project whose metrics scope is asked.
        location: Where; the service has ``global`` alone.
        api_endpoint: The API's address, for private endpoints.
        credentials: Credentials of google-auth with the scope ``monitoring.read``; the application default
            credentials when left out.
        options: What ``connect()`` takes; ``auth``, such as a function that gives a token, in place of google-auth.

    Raises:
        MissingDependencyError: google-auth is not installed, and there is no ``auth``.

    >>> with google("my-project", auth=lambda: "a token") as client:
    ...     print(client)
    PrometheusClient(RequestsTransport('https://monitoring.googleapis.com/v1/projects/my-project/location/global/prometheus') as Google())
    """
    for name, value in (("project", project), ("location", location)):
        if not _ID.fullmatch(value):
            raise QueryBuildError(f"{name} must be an id such as 'my-project', or a number as text, not {value!r}")
    if credentials is not None and options.get("auth") is not None:
        raise QueryBuildError("credentials are given twice: by credentials= and by auth=")
    url = f"{api_endpoint.rstrip('/')}/v1/projects/{project}/location/{location}/prometheus"
    if options.get("auth") is None:
        from .logins.google import GoogleLogin  # noqa: PLC0415 - google-auth is optional

        options["auth"] = GoogleLogin(credentials)
    return open_client(url, Google(), options)
