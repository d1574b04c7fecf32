"""What every pooled transport can be told, and the checked form of it."""

from __future__ import annotations

import os
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypedDict, get_args

from prometheus_querier._version import __version__
from prometheus_querier.counts import whole_number
from prometheus_querier.errors import QueryBuildError

from .environment import environment
from .headers import check_headers, given_headers
from .secrets import authorization
from .tls import tls_context
from .urls import BaseUrl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .secrets import Auth, Secret
    from .tls import Cert, Verify

Compression = Literal["auto", "gzip", "none"]
_MOST_CONNECTIONS = 10_000
"""More than a process may have open, as a rule; urllib3 makes a place for each at once."""


class TransportOptions(TypedDict, total=False):
    """Options of every pooled transport.

    Attributes:
        headers: Headers of every request.
        auth: User and password, a bearer token, a function that gives the token of the moment, or a
            ``requests.auth.AuthBase`` (``RequestsTransport`` alone).
        connect_timeout: Seconds for each connection, TLS included; ``None`` for the total alone.
        read_timeout: Seconds without a byte; ``None`` for the total alone.
        verify: Whether the server's certificate is verified; or a file or directory of authorities to trust; or a
            whole ``ssl.SSLContext``.
        cert: A client certificate: one file with the key in it, or the files of certificate and key.
        proxies: The proxy's URL, or one for each scheme as requests takes them.
        trust_env: Whether proxies, authorities and ``~/.netrc`` of the environment are used.
        pool_size: Connections that are kept; at least the number of threads or greenlets.
        max_response_bytes: The largest answer, decoded; ``None`` for no limit.
        compression: ``gzip`` or ``none``, or ``auto``: none from a loopback or private address, gzip otherwise.
    """

    headers: Mapping[str, str] | None
    auth: Auth | None
    connect_timeout: float | None
    read_timeout: float | None
    verify: Verify
    cert: Cert | None
    proxies: str | Mapping[str, str] | None
    trust_env: bool
    pool_size: int
    max_response_bytes: int | None
    compression: Compression


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Settings:
    """Options, checked; the attributes that differ from them are explained here.

    Attributes:
        url: The server.
        headers: Headers of every request but ``Authorization``.
        authorization: Gives the ``Authorization`` header's value of the moment.
        tls: Whom to trust; ``None`` where nothing is encrypted.
        proxy: The proxy; ``None`` for none.
        certificates: The files of the client certificate.
        tells_who: Whether what is here says who asks: nothing that is decided with each request has a say in it.
    """

    url: BaseUrl
    headers: dict[str, str]
    authorization: Callable[[], Secret] | None
    connect_timeout: float | None
    read_timeout: float | None
    tls: ssl.SSLContext | None
    proxy: BaseUrl | None
    pool_size: int
    max_response_bytes: int | None
    compression: Compression
    certificates: tuple[str, ...]
    tells_who: bool

    @classmethod
    def of(cls, base_url: str, options: TransportOptions) -> Settings:
        """Checks options and fills in what is left out.

        Raises:
            QueryBuildError: An option cannot be what it is; a header cannot be carried.
            TypeError: There is no such option.
        """
        return _settings(BaseUrl.parse(base_url), **options)


def _settings(
    url: BaseUrl,
    *,
    headers: Mapping[str, str] | None = None,
    auth: Auth | None = None,
    connect_timeout: float | None = 5.0,
    read_timeout: float | None = None,
    verify: Verify = True,
    cert: Cert | None = None,
    proxies: str | Mapping[str, str] | None = None,
    trust_env: bool = False,
    pool_size: int = 10,
    max_response_bytes: int | None = 100 << 20,
    compression: Compression = "auto",
) -> Settings:
    given = given_headers(headers)
    check_headers(given.items())
    names = {name.lower() for name in given}
    if len(names) < len(given):
        raise QueryBuildError("a header is given twice, in two spellings of its name")
    if auth is not None and url.login is not None:
        raise QueryBuildError("credentials are given twice: in the base URL and by auth=")
    if "authorization" in names and (auth is not None or url.login is not None):
        raise QueryBuildError("credentials are given twice: by headers= and by auth= or the base URL")
    for name, limit in (("connect_timeout", connect_timeout), ("read_timeout", read_timeout)):
        if limit is not None and not (isinstance(limit, (int, float)) and limit > 0):
            raise QueryBuildError(f"{name} must be more than 0 seconds, or None for the total alone")
    pool_size = whole_number(pool_size, "pool_size", most=_MOST_CONNECTIONS)
    if max_response_bytes is not None:
        max_response_bytes = whole_number(max_response_bytes, "max_response_bytes")
    if compression not in get_args(Compression):
        raise QueryBuildError(f"compression must be one of {', '.join(get_args(Compression))}")
    proxy = proxies if isinstance(proxies, str) else dict(proxies or {}).get(url.scheme)
    if trust_env:
        found = environment(url, wants_login="authorization" not in names and auth is None and url.login is None)
        proxy = proxy or found.proxy
        verify = found.authorities if verify is True and found.authorities is not None else verify
        auth = found.login if found.login is not None else auth
    fixed = {"Accept": "application/json", "User-Agent": f"prometheus-querier/{__version__}"}
    return Settings(
        url=url,
        headers={name: value for name, value in fixed.items() if name.lower() not in names} | given,
        authorization=authorization(url.login if auth is None else auth),
        connect_timeout=connect_timeout,
        read_timeout=read_timeout,
        tls=tls_context(verify, cert) if url.scheme == "https" else None,
        proxy=None if proxy is None else BaseUrl.parse(proxy, "a proxy's URL"),
        pool_size=pool_size,
        max_response_bytes=max_response_bytes,
        compression=compression,
        certificates=()
        if cert is None
        else (str(cert),)
        if isinstance(cert, (str, os.PathLike))
        else tuple(map(str, cert)),
        tells_who=(auth is None or isinstance(auth, (str, tuple))) and not isinstance(verify, ssl.SSLContext),
    )
