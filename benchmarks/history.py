"""The history that is measured: gauges, counters, flags and series with holes, 1,000 of them over eight hours."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SERIES = 1000
COUNT = 1920
STEP = 15
START = 1704067200
END = START + (COUNT - 1) * STEP


def series() -> Iterator[tuple[dict[str, str], list[tuple[float, float]]]]:
    """Makes the series: the same in every run."""
    for number in range(SERIES):
        rng = random.Random(number)  # noqa: S311 - repeatable, not secret
        kind = ("gauge", "gauge", "gauge", "milli", "milli", "counter", "counter", "counter", "flag", "holes")[
            number % 10
        ]
        labels = {
            "__name__": "bench",
            "i": f"{number:03}",
            "instance": f"host-{number % 100}:9100",
            "job": "node",
            "kind": kind,
            "zone": f"z{number % 3}",
        }
        yield labels, list(_samples(kind, rng))


def _samples(kind: str, rng: random.Random) -> Iterator[tuple[float, float]]:
    total = float(rng.randrange(1_000_000))
    for step in range(COUNT):
        time = START + step * STEP
        if kind == "gauge":
            yield time, rng.uniform(0, 1000)
        elif kind == "milli":
            yield time, round(rng.uniform(0, 100), 3)
        elif kind == "counter":
            total += rng.randrange(50)
            yield time, total
        elif kind == "flag":
            yield time, float(rng.random() < 0.5)
        else:
            chance = rng.random()
            if chance < 0.1:
                yield time, math.nan
            elif chance < 0.105:
                yield time, math.inf
            elif chance > 0.15:
                yield time, rng.random() * 10.0 ** rng.randrange(-30, 30)
