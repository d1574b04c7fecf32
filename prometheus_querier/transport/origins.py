"""What an answer depends on, but for the server's data: whom is asked, who asks, and what is sent. No I/O but files' contents."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_querier.errors import QueryBuildError

if TYPE_CHECKING:
    from prometheus_querier.http import HttpRequest

    from .base import Transport
    from .settings import Settings

# Passwords may be short, and whoever reads a digest must not find them by trying; it is made once for a transport.
_ROUNDS = 100_000


@dataclass(frozen=True, slots=True)
class SentRequest:
    """A request as it would leave, after whatever stands between.

    Attributes:
        request: The request.
        origin: A digest of the addresses of server and proxy, the headers of every request and who asks.
        tells_who: Whether the digest knows who asks. It does not where that is decided with each request: by a function
            that gives tokens or signs, a session of the user's, or a TLS context.
    """

    request: HttpRequest
    origin: str
    tells_who: bool = True


def as_sent(transport: Transport, request: HttpRequest) -> SentRequest | None:
    """Asks a transport how a request would leave it; nothing is sent.

    Transports that tell have a method ``as_sent``; those over another transport change the request as ``send`` does, and
    ask on. ``None``: this one does not tell, or sends by a ``send`` that its ``as_sent`` knows nothing of.
    """
    for kind in type(transport).__mro__:
        if "as_sent" in vars(kind):
            sent: SentRequest | None = transport.as_sent(request)  # type: ignore[attr-defined]  # it is there
            return sent
        # A class that sends otherwise than its base, or passes every other name on, tells nothing by that.
        if "send" in vars(kind):
            break
    return None


def origin_of(settings: Settings) -> str:
    """Makes the digest; nothing that it is made of can be read from it."""
    headers = sorted((name.lower(), value) for name, value in settings.headers.items())
    secret = settings.authorization() if settings.authorization is not None and settings.tells_who else None
    return _digest(
        json.dumps(
            [
                str(settings.url),
                # Names this library's version, and says nothing of who asks.
                [pair for pair in headers if pair[0] != "user-agent"],
                None if secret is None else secret.reveal(),
                None if settings.proxy is None else [str(settings.proxy), settings.proxy.login],
                [[file, _content(file)] for file in settings.certificates],
            ]
        ).encode()
    )


def _digest(material: bytes) -> str:
    return hashlib.pbkdf2_hmac("sha256", material, b"prometheus-querier", _ROUNDS).hex()


def _content(file: str) -> str:
    try:
        return hashlib.sha256(Path(file).read_bytes()).hexdigest()
    except OSError as error:
        raise QueryBuildError(f"the client certificate {file} cannot be read: {error.strerror}") from None
