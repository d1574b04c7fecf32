"""What is aimed at, as ratios within one run, and what a run reached of it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OURS = "prometheus-querier to pandas, long"


@dataclass(frozen=True, slots=True)
class Goal:
    """One aim.

    Attributes:
        text: What is aimed at.
        comparison: The title of the comparison that tells.
        ours: The candidate that should be good.
        other: The candidate beside which it should be; the figure itself counts where there is none.
        aim: The bound.
        unit: ``x`` for so many times the other's, ``x faster`` for so many times as fast, ``ms more`` for a difference.
    """

    text: str
    comparison: str
    ours: str
    other: str | None
    aim: float
    unit: str = "x"

    def reached(self, figures: Mapping[str, Any]) -> float | None:
        """The figure to hold beside the aim, where it was measured."""
        medians = figures["comparisons"].get(self.comparison, {}).get("medians", {})
        if self.ours not in medians or (self.other and self.other not in medians):
            return None
        ours: float = medians[self.ours]
        other = medians[self.other] if self.other else 1.0
        if self.unit == "ms more":
            return (ours - other) * 1e3
        return other / ours if self.unit == "x faster" else ours / other

    def is_met(self, reached: float) -> bool:
        return reached >= self.aim if self.unit == "x faster" else reached <= self.aim


def _of_ranges(size: str) -> Iterator[Goal]:
    title, others = f"a range query of {size}", "prometheus-api-client, MetricRangeDataFrame"
    yield Goal(f"{size} to pandas, beside curl", title, OURS, "curl, identity, discarded", 1.2)
    yield Goal(f"{size} to pandas, beside {others}", title, OURS, others, 16, "x faster")
    title = f"{size} over 1 Gbit/s"
    yield Goal(f"{title} to pandas, beside curl", title, OURS, "curl, discarded", 1.1)
    for name, aim in {"compiled": 40, "in Python": 2.5}.items():
        title, other = f"an answer of {size}, decoded into columns", "json.loads, float(), array"
        yield Goal(f"{size} decoded, {name}, beside json", title, f"decode_query, {name}", other, aim, "x faster")
    for name, aim in {"": 6, " (Python)": 2.5}.items():
        text, other = f"raw samples of {size} by remote read{name}, beside JSON", f"range selector by JSON{name}"
        yield Goal(text, f"the samples of {size} of JSON", f"remote read{name}", other, aim, "x faster")


def _of_memory() -> Iterator[Goal]:
    for name, aim in {
        "prometheus-querier to numpy, eight parts one by one": 0.15,
        "prometheus-querier to numpy": 1.0,
        "prometheus-querier to numpy, in four parts": 1.0,
        "prometheus-querier to pandas, long": 2.5,
        "prometheus-querier to pandas, long, in four parts": 2.5,
    }.items():
        yield Goal(f"peak memory, beside the body: {name}", "peak memory", name, None, aim)


def _of_calls() -> Iterator[Goal]:
    first = "requests.Session().post().json()"
    for ours, cpu, rate in (("connect().query()", 0.7, 2), ("... over Urllib3Transport", 0.5, 3)):
        yield Goal(f"CPU of a small call, {ours}", "a small call, CPU", ours, first, cpu)
        title = "a small call of 8 threads, by the clock"
        yield Goal(f"8 threads, {ours}", title, ours, first, rate, "x faster")
    for name in ("stored samples", "averages"):
        title = f"a long range of {name}, in four parts"
        yield Goal(f"{title}: 2 threads beside one", title, "2 threads", "1 thread", 1.5, "x faster")
    title, other = "7 days of 100 series, a point a minute", "without a cache"
    yield Goal(f"{title}, asked again an hour later", title, "with a cache, one hour later", other, 0.1)
    for ours, ms in {"prometheus_querier": 60, "prometheus_querier.promql": 40}.items():
        yield Goal(f"import {ours}, over bare Python", "an import", ours, "bare Python", ms, "ms more")


def rows(figures: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """Text, aim, what was reached, and whether that is enough; of what was measured."""
    found = []
    for goal in (*chain.from_iterable(map(_of_ranges, figures["sizes"])), *_of_memory(), *_of_calls()):
        reached = goal.reached(figures)
        if reached is not None:
            most = "at least" if goal.unit == "x faster" else "at most"
            met = "yes" if goal.is_met(reached) else "no"
            found.append((goal.text, f"{most} {goal.aim:g} {goal.unit}", f"{reached:.3g}", met))
    return found


def summary(figures: Mapping[str, Any]) -> str:
    """Goals beside what was reached, as text."""
    table = [("goal", "aim", "reached", "met"), *rows(figures)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table
    )
