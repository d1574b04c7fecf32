"""From a URL to a client: the default transport, with retries around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier import transport
from prometheus_querier.transport import GetFallback, RetryPolicy, tenant_header
from prometheus_querier.transport.headers import given_headers

from .client import PrometheusClient

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from prometheus_querier.transport import Auth, Cert, Compression, Observer, Verify

    from .caller import OnWarning
    from .range_store import RangeStore


def connect(
    url: str,
    *,
    timeout: float | None = 30.0,
    connect_timeout: float | None = 5.0,
    read_timeout: float | None = None,
    headers: Mapping[str, str] | None = None,
    auth: Auth | None = None,
    tenant: str | Sequence[str] | None = None,
    verify: Verify = True,
    cert: Cert | None = None,
    proxies: str | Mapping[str, str] | None = None,
    trust_env: bool = False,
    pool_size: int = 10,
    retry: RetryPolicy = RetryPolicy(),  # noqa: B008 - a frozen value
    max_response_bytes: int | None = 100 << 20,
    compression: Compression = "auto",
    on_warning: OnWarning = "keep",
    observers: Iterable[Observer] = (),
    cache: RangeStore | None = None,
) -> PrometheusClient:
    """Makes a client for a server; nothing is sent yet.

    Args:
        url: The base URL: what stands before ``/api/v1``, with a path prefix where there is one.
        timeout: Seconds that one call may take in all, retries included; ``None`` for no limit.
        connect_timeout: Seconds for each connection, TLS included.
        read_timeout: Seconds without a byte; ``None`` for what is left of ``timeout``.
        headers: Headers of every request.
        auth: A pair of user and password, a bearer token, a function that gives the token of the moment, or a
            ``requests.auth.AuthBase`` that signs requests.
        tenant: Id of the tenant (``X-Scope-OrgID`` of Mimir and Cortex), or several to ask as one.
        verify: Whether the server's certificate is verified; or a file or directory of authorities to trust; or an
            ``ssl.SSLContext``.
        cert: A client certificate: one file with the key in it, or the files of certificate and key.
        proxies: The proxy's URL, or one for each scheme.
        trust_env: Whether proxies, authorities and ``~/.netrc`` of the environment are used.
        pool_size: Connections that are kept; at least the number of threads or greenlets that share the client.
        retry: When a failed call is made again; ``RetryPolicy.none()`` for never.
        max_response_bytes: The largest answer, decoded; ``None`` for no limit.
        compression: ``gzip`` or ``none``, or ``auto``: none from a loopback or private address, gzip otherwise.
        on_warning: ``keep`` for answers with warnings, which may be partial; ``raise`` for an ``ApiError`` in place of
            them.
        observers: Who watches every call, for metrics and traces: ``integrations.metrics``,
            ``integrations.tracing``, or your own.
        cache: What keeps answers about ranges, so that only what is new is asked for: a ``RangeCache``.

    Raises:
        QueryBuildError: An option cannot be what it is.

    >>> with connect("http://localhost:9090", timeout=10) as client:
    ...     print(client)
    PrometheusClient(RequestsTransport('http://localhost:9090'))
    """
    # Named in full, because naming it loads requests, which clients over other transports do without.
    sender = transport.RequestsTransport(
        url,
        headers=given_headers(headers) | (dict([tenant_header(tenant)]) if tenant is not None else {}),
        auth=auth,
        connect_timeout=connect_timeout,
        read_timeout=read_timeout,
        verify=verify,
        cert=cert,
        proxies=proxies,
        trust_env=trust_env,
        pool_size=pool_size,
        max_response_bytes=max_response_bytes,
        compression=compression,
    )
    return PrometheusClient(
        GetFallback(sender), timeout=timeout, retry=retry, on_warning=on_warning, observers=observers, cache=cache
    )
