"""Bytes over the wire: what moves one request and one answer, and the one layer that sends again.

Nothing here knows the API. The two transports that bring an HTTP library are imported when they are first named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .base import Transport
from .fallback import GetFallback
from .headers import tenant_header
from .observing import Attempt, Observer, Watch
from .origins import SentRequest, as_sent
from .retrying import Exchange, RetryPolicy

if TYPE_CHECKING:
    from .requests_session import RequestsTransport
    from .secrets import Auth
    from .settings import Compression, TransportOptions
    from .tls import Cert, Verify
    from .urllib3_pool import Urllib3Transport
else:
    # Type checkers would take any name for one of this module's if they saw this function.
    def __getattr__(name: str) -> object:
        from importlib import import_module  # noqa: PLC0415 -- needed here alone

        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_HOMES[name], __name__), name)

    _HOMES = {
        "Auth": ".secrets",
        "Cert": ".tls",
        "Compression": ".settings",
        "RequestsTransport": ".requests_session",
        "TransportOptions": ".settings",
        "Urllib3Transport": ".urllib3_pool",
        "Verify": ".tls",
    }

__all__ = [
    "Attempt",
    "Auth",
    "Cert",
    "Compression",
    "Exchange",
    "GetFallback",
    "Observer",
    "RequestsTransport",
    "RetryPolicy",
    "SentRequest",
    "Transport",
    "TransportOptions",
    "Urllib3Transport",
    "Verify",
    "Watch",
    "as_sent",
    "tenant_header",
]
