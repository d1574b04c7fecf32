"""Remote read: raw samples as a server stores them, in its compressed chunks instead of JSON."""

from .implementations import is_quick
from .request import READ_HEADERS, READ_PATH, MatcherType, encode_read_request
from .response import decode_read_response

__all__ = ["READ_HEADERS", "READ_PATH", "MatcherType", "decode_read_response", "encode_read_request", "is_quick"]
