"""Where requests go: the base URL, taken apart and checked once, and paths below it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from urllib.parse import unquote

from prometheus_querier.errors import QueryBuildError, UnsafeNameError

_URL = re.compile(
    r"(?P<scheme>https?)://(?:(?P<userinfo>[A-Za-z0-9._~!$&'()*+,;=:%-]+)@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<prefix>/.*)?",
    re.ASCII | re.IGNORECASE,
)
_PLACE = re.compile(r"[A-Za-z0-9_.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9_.-]+)*/?", re.ASCII)
# With more segments it may be another API's, such as Kubernetes' proxy.
_API = re.compile(r"/api/v1(?:/[a-z_]+)?\Z")
_SEGMENT = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+", re.ASCII)
_UNSAFE = re.compile(r"[/\\\x00-\x1f\x7f]")
_HIGHEST_PORT = 65535
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class BaseUrl:
    """The address of a Prometheus server.

    Attributes:
        scheme: ``http`` or ``https``.
        host: Name or address; IPv6 in brackets.
        port: The TCP port.
        prefix: The path under which the server is, without a slash at its end; often empty.
        login: User and password from the URL, percent-decoded.
    """

    scheme: str
    host: str
    port: int
    prefix: str = ""
    login: tuple[str, str] | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, text: str, what: str = "the base URL") -> BaseUrl:
        """Takes a URL apart; ``what`` it is stands in errors.

        Raises:
            QueryBuildError: It is no URL of an HTTP server. The message never repeats user or password.

        >>> str(BaseUrl.parse("https://user:pw@Prom.example/prefix/"))
        'https://prom.example/prefix'
        """
        if text is None or text == "":
            raise QueryBuildError(f"{what} is {text!r}: write one such as http://localhost:9090 (a variable not set?)")
        text = str(text)
        if not re.match(r"https?://", text, re.IGNORECASE):
            # Only what is surely without a password is shown.
            meant = f"http://{text}" if _PLACE.fullmatch(text) else "http://localhost:9090"
            raise QueryBuildError(f"{what} must begin with http:// or https://, such as {meant}")
        if "?" in text or "#" in text:
            raise QueryBuildError(
                f"{what} must have no query (?) and no fragment (#): of a page's address, take what stands before "
                "/graph or /query; give headers by headers="
            )
        parts = _URL.fullmatch(text)
        if parts is None or (parts["host"].startswith("[") and not _is_ipv6(parts["host"][1:-1])):
            raise QueryBuildError(
                f"{what} must be scheme://host:port/path with a host of letters, digits, dots and hyphens "
                "(write other names in their xn-- form, IPv6 in brackets, odd characters of a password as %40)"
            )
        scheme = parts["scheme"].lower()
        port = int(parts["port"] or _DEFAULT_PORTS[scheme])
        if not 0 < port <= _HIGHEST_PORT:
            raise QueryBuildError(f"the port of {what} must be 1 to {_HIGHEST_PORT}, not {port}")
        prefix = (parts["prefix"] or "").rstrip("/")
        if prefix:
            check_path(prefix)
        if _API.search(prefix):
            raise QueryBuildError("leave /api/v1 and what follows out of the base URL: every call adds it")
        login = None
        if parts["userinfo"] is not None:
            user, _, password = parts["userinfo"].partition(":")
            login = unquote(user), unquote(password)
        return cls(scheme, parts["host"].lower(), port, prefix, login)

    @property
    def origin(self) -> str:
        """Scheme, host and port, always all three."""
        return f"{self.scheme}://{self.host}:{self.port}"

    @property
    def is_near(self) -> bool:
        """Whether the host is written as a loopback or private address; names other than localhost may be either."""
        return self.host == "localhost" or is_near(self.host.strip("[]"))

    def __str__(self) -> str:
        port = "" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}{self.prefix}"


def is_near(address: str) -> bool:
    """Tells whether an IP address is of this machine or a private network; names are not.

    >>> is_near("10.0.0.7"), is_near("::1"), is_near("8.8.8.8"), is_near("prometheus")
    (True, True, False, False)
    """
    try:
        return not ip_address(address.partition("%")[0]).is_global
    except ValueError:
        return False


@lru_cache(maxsize=512)
def check_path(path: str) -> str:
    """Gives a path back that stays below the base URL, exactly as it is written.

    Raises:
        UnsafeNameError: A server, or a proxy before it, could read it as another path.
    """
    segments = path.split("/")
    if segments.pop(0) != "" or not segments:
        raise UnsafeNameError("a path must begin with a slash, such as /api/v1/query")
    for segment in segments:
        if not _SEGMENT.fullmatch(segment):
            raise UnsafeNameError(
                "a path must be slashes with percent-encoded names between them, none of them empty, and no slash at its end"
            )
        decoded = unquote(segment)
        if decoded in {".", ".."} or _UNSAFE.search(decoded):
            raise UnsafeNameError("a path segment must not be '.' or '..', nor hold slashes or control characters")
    return path


def _is_ipv6(address: str) -> bool:
    try:
        IPv6Address(address)
    except ValueError:
        return False
    return True
