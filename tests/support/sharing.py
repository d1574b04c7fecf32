"""Asks with a cache that others share, for as long as it runs: a dot for each answer that is the one without a cache."""

from __future__ import annotations

import random
import sys

from changing_server import ChangingServer, exactly

from prometheus_querier import PrometheusClient, QueryTimeRange, RangeCache
from prometheus_querier.client import caching


def main(directory: str, seed: int) -> None:
    caching.STEPS = 32
    server, rng = ChangingServer(), random.Random(seed)  # noqa: S311 - repeatable, not secret
    plain = PrometheusClient(server)
    while True:
        # So small that files go while others read them.
        cached = PrometheusClient(
            server, cache=RangeCache(directory, max_bytes=300_000, clock=lambda: server.now / 1000)
        )
        begin = 1_704_000_000 + 60 * rng.randrange(500)
        span = QueryTimeRange.of(begin, begin + 60 * rng.randrange(300), 60)
        query = rng.choice(["plain", "each", "some"])
        assert exactly(cached.query_range(query, span)) == exactly(plain.query_range(query, span))
        print(".", flush=True)  # noqa: T201 - what the test reads


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
