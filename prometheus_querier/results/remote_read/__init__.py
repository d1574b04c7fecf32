"""Remote read: raw samples as a server stores them, in its compressed chunks instead of JSON.

Only ``client.read`` needs it, and loads it.
"""

from typing import TYPE_CHECKING

READ_PATH = "/api/v1/read"

if TYPE_CHECKING:
    from .implementations import is_quick
    from .request import READ_HEADERS, MatcherType, encode_read_request
    from .response import decode_read_response
else:
    from prometheus_querier import _loading

    __getattr__ = _loading.lazily(
        __name__,
        {
            "implementations": ("is_quick",),
            "request": ("READ_HEADERS", "MatcherType", "encode_read_request"),
            "response": ("decode_read_response",),
        },
    )

__all__ = ["READ_HEADERS", "READ_PATH", "MatcherType", "decode_read_response", "encode_read_request", "is_quick"]


def __dir__() -> list[str]:
    return __all__
