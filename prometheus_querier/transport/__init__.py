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
    from prometheus_querier import _loading

    __getattr__ = _loading.lazily(
        __name__,
        {
            "requests_session": ("RequestsTransport",),
            "secrets": ("Auth",),
            "settings": ("Compression", "TransportOptions"),
            "tls": ("Cert", "Verify"),
            "urllib3_pool": ("Urllib3Transport",),
        },
    )

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


def __dir__() -> list[str]:
    return __all__
