"""Raw samples: the chunks of remote read beside a range selector's JSON."""

from __future__ import annotations

import urllib.parse
import urllib.request
from typing import TYPE_CHECKING

from prometheus_querier.results import decode_query
from prometheus_querier.results.remote_read import (
    READ_HEADERS,
    READ_PATH,
    MatcherType,
    decode_read_response,
    encode_read_request,
)

from . import history
from .bench import SIZES, is_compiled, pure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPResponse

    from .bench import Bench

PIECE = 1 << 18


def run(bench: Bench) -> None:
    for size in bench.sizes:
        seconds = history.COUNT * history.STEP

        def by_json(size: str = size, seconds: int = seconds) -> object:
            form = urllib.parse.urlencode({"query": f"{bench.query(size)}[{seconds}s]", "time": history.END})
            with urllib.request.urlopen(f"{bench.url}/api/v1/query", form.encode()) as response:  # noqa: S310 - loopback
                return decode_query(pieces(response)).data

        def by_remote_read(size: str = size) -> object:
            matchers = [(MatcherType.EQUAL, "__name__", "bench"), (MatcherType.REGEX, "i", SIZES[size])]
            start, end = history.START * 1000, history.END * 1000
            request = urllib.request.Request(  # noqa: S310 - loopback
                bench.url + READ_PATH, encode_read_request(matchers, start, end), dict(READ_HEADERS)
            )
            with urllib.request.urlopen(request) as response:  # noqa: S310 - loopback
                kind = response.headers["Content-Type"]
                return decode_read_response(pieces(response), content_type=kind, start_ms=start, end_ms=end)

        candidates = {}
        if is_compiled():
            candidates |= {"range selector by JSON": by_json, "remote read": by_remote_read}
        candidates |= {
            "range selector by JSON (Python)": pure(by_json),
            "remote read (Python)": pure(by_remote_read),
        }
        bench.compare(f"the samples of {size} of JSON", candidates)


def pieces(response: HTTPResponse) -> Iterator[bytes]:
    return iter(lambda: response.read1(PIECE), b"")
