"""Bytes over the wire: what moves one request and one answer, and the one layer that sends again.

Nothing here knows the API. The two transports that bring an HTTP library are imported when they are first named.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .base import Transport
from .fallback import GetFallback
from .headers import tenant_header
from .retrying import Exchange, RetryPolicy

if TYPE_CHECKING:
    from .requests_session import RequestsTransport
    from .urllib3_pool import Urllib3Transport

__all__ = [
    "Exchange",
    "GetFallback",
    "RequestsTransport",
    "RetryPolicy",
    "Transport",
    "Urllib3Transport",
    "tenant_header",
]


_LAZY = {"RequestsTransport": ".requests_session", "Urllib3Transport": ".urllib3_pool"}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LAZY[name], __name__), name)
