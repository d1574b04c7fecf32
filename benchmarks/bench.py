"""What the parts share: a server with history, bodies of its answers, and candidates that take turns."""

from __future__ import annotations

import gc
import random
import statistics
import time
import urllib.parse
import urllib.request
from contextlib import ExitStack, contextmanager
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, Self

from prometheus_querier.results import implementations
from prometheus_querier.results.remote_read import implementations as frame_implementations
from prometheus_querier.testing import LocalPrometheus

from . import history

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

PATIENCE, FEWEST = 6.0, 2
"""After so many seconds in all, a candidate takes no more turns than so many."""

SIZES = {"1 MB": "0[01].", "10 MB": "[01]..", "50 MB": "..."}
"""Sizes of answers, and the ids of the series that have about so many bytes (20 to 1,000 series of 1,920 samples)."""


class Bench:
    """A run of parts.

    Attributes:
        rounds: How often candidates take turns.
        sizes: The sizes of answers that are measured.
        figures: By comparison: the medians of its candidates, mostly in seconds, and the bytes that each works on.
        version: The server's version, once it runs.
    """

    def __init__(self, rounds: int, sizes: Iterable[str] = SIZES) -> None:
        self.rounds = rounds
        self.sizes = tuple(sizes)
        self.figures: dict[str, dict[str, Any]] = {}
        self.version = "not asked"
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @cached_property
    def url(self) -> str:
        """The URL of a Prometheus with the history."""
        print(f"(loading {history.SERIES:,} series of {history.COUNT:,} samples into a Prometheus …)", flush=True)
        server = self._open.enter_context(
            LocalPrometheus(load=history.series(), args=["--query.max-samples=500000000"])
        )
        self.version = server.version
        print(f"(Prometheus {server.version})", flush=True)
        return server.url

    @staticmethod
    def query(size: str) -> str:
        """The query whose answer has about that size."""
        return f'bench{{i=~"{SIZES[size]}"}}'

    @cached_property
    def bodies(self) -> Mapping[str, bytes]:
        """The answers to range queries, by size."""
        made = {}
        for size in self.sizes:
            form = {"query": self.query(size), "start": history.START, "end": history.END, "step": history.STEP}
            url = f"{self.url}/api/v1/query_range?{urllib.parse.urlencode(form)}"
            with urllib.request.urlopen(url) as response:  # noqa: S310 - loopback
                made[size] = response.read()
        return made

    def compare(
        self,
        title: str,
        candidates: Mapping[str, Callable[[], object]],
        *,
        unit: int | None = None,
        rounds: int | None = None,
    ) -> dict[str, float]:
        """Lets candidates take turns, in another order each round, and gives the medians in seconds.

        Prints them with ratios to the first.

        Args:
            title: What is compared.
            candidates: What to run, by name; the first is what the others are compared with.
            unit: Bytes that each candidate works on, to print a speed.
            rounds: How often, if not as usual.
        """
        times: dict[str, list[float]] = {name: [] for name in candidates}
        failed = {}
        # Whoever comes behind a large answer finds a server that still cleans up: nobody does so in every round.
        order = random.Random(title)  # noqa: S311 - repeatable, not secret
        for turn in range((rounds or self.rounds) + 1):
            for name in order.sample(tuple(candidates), len(candidates)):
                # The slowest of the others take minutes: a few turns tell enough.
                if name in failed or (sum(times[name]) > PATIENCE and len(times[name]) >= FEWEST):
                    continue
                gc.collect()
                start = time.perf_counter()
                try:
                    candidates[name]()
                except Exception as error:  # noqa: BLE001 - another library's trouble is a figure too
                    failed[name] = f"{type(error).__name__}: {error}"[:80]
                    continue
                taken = time.perf_counter() - start
                # The first turn warms up what is quick.
                if turn or taken > PATIENCE / 2:
                    times[name].append(taken)
        medians = {name: statistics.median(taken) for name, taken in times.items() if taken}
        self.report(title, medians, unit=unit)
        for name, why in failed.items():
            print(f"  {name:<44}{why}")
        return medians

    def report(self, title: str, medians: Mapping[str, float], *, unit: int | None = None) -> None:
        """Prints and keeps medians, in seconds."""
        print(f"\n{title}")
        reference = next(iter(medians.values()), 0.0)
        for name, median in medians.items():
            speed = f"{unit / median / 1e6:>9,.0f} MB/s" if unit else ""
            print(f"  {name:<44}{median * 1e3:>11,.3f} ms{speed}{median / reference:>9.2f} x", flush=True)
        self.figures[title] = {"medians": dict(medians), "bytes": unit}


def library(name: str) -> Any:
    """Imports another library, or gives ``None`` where it is not installed."""
    try:
        return import_module(name)
    except ImportError:
        return None


def is_compiled() -> bool:
    """Whether the compiled decoder is there."""
    return implementations.CHOSEN.__name__.endswith("_decoder")  # type: ignore[attr-defined]  # modules


@contextmanager
def in_python() -> Iterator[None]:
    """Decodes in Python alone for as long as it lasts."""
    chosen = implementations.CHOSEN, frame_implementations.CHOSEN
    implementations.CHOSEN = import_module("prometheus_querier.results.pure")
    frame_implementations.CHOSEN = import_module("prometheus_querier.results.remote_read.frames")
    try:
        yield
    finally:
        implementations.CHOSEN, frame_implementations.CHOSEN = chosen


def pure(candidate: Callable[[], object]) -> Callable[[], object]:
    """Makes a candidate that decodes in Python alone."""

    def run() -> object:
        with in_python():
            return candidate()

    return run
