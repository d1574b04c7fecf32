"""What the environment says about the way to a server: read only by those who ask for it (``trust_env=True``)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .urls import BaseUrl


class Environment(NamedTuple):
    """What the environment says.

    Attributes:
        proxy: URL of the proxy for this server.
        authorities: File or directory of authorities to trust.
        login: User and password from ``~/.netrc``.
    """

    proxy: str | None
    authorities: str | None
    login: tuple[str, str] | None


def environment(url: BaseUrl, *, wants_login: bool) -> Environment:
    """Reads proxies, authorities and ``~/.netrc`` for one server.

    Args:
        url: The server.
        wants_login: Whether to look into ``~/.netrc``: what was given explicitly is never replaced.
    """
    from urllib.request import getproxies, proxy_bypass  # noqa: PLC0415 -- slow to import, seldom needed

    host = url.host.strip("[]")
    proxies = {} if proxy_bypass(f"{host}:{url.port}") else getproxies()
    return Environment(
        proxy=proxies.get(url.scheme) or proxies.get("all"),
        authorities=os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE"),
        login=_netrc(host) if wants_login else None,
    )


def _netrc(host: str) -> tuple[str, str] | None:
    from netrc import NetrcParseError, netrc  # noqa: PLC0415 -- seldom needed

    try:
        found = netrc(os.environ.get("NETRC")).authenticators(host)
    except (OSError, NetrcParseError):
        return None
    return None if found is None else (found[0] or "", found[2] or "")
