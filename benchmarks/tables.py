"""Figures as tables of documents, between their markers, and as the chart."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import goals
from .chart import chart

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT = Path(__file__).parents[1]
DOCUMENTS = (ROOT / "docs" / "performance.md", ROOT / "README.md")
CHART = ROOT / "docs" / "images" / "range-query.svg"
CHARTED = "a range query of 10 MB"
_MARKED = re.compile(r"(<!-- figures: ([a-z ]+) -->\n).*?(<!-- end of figures -->)", re.DOTALL)
_FASTER = ("decoding", "raw samples", "splitting")


def write_documents(figures: Mapping[str, Any]) -> None:
    """Draws the chart, and writes every table anew for whose marker there are figures."""
    if CHARTED in figures["comparisons"]:
        CHART.write_text(chart(CHARTED[0].upper() + CHARTED[1:], figures["comparisons"][CHARTED]["medians"]))
    tables = {name: lines for name, lines in _tables(figures).items() if lines}
    for document in DOCUMENTS:
        text = document.read_text()
        document.write_text(
            _MARKED.sub(
                lambda found: found[1] + _text(tables[found[2]]) + found[3] if found[2] in tables else found[0], text
            )
        )


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _tables(figures: Mapping[str, Any]) -> dict[str, list[str]]:
    sizes = figures["sizes"]
    groups = {
        "ranges": {size: f"a range query of {size}" for size in sizes},
        "links": {title: title for title in figures["comparisons"] if " over " in title},
        "decoding": {size: f"an answer of {size}, decoded into columns" for size in sizes},
        "raw samples": {size: f"the samples of {size} of JSON" for size in sizes},
        "splitting": {name: f"a long range of {name}, in four parts" for name in ("stored samples", "averages")},
        "memory": {"peak": "peak memory"},
        "small calls": {
            "CPU": "a small call, CPU",
            "clock": "a small call, by the clock",
            "clock, 8 threads": "a small call of 8 threads, by the clock",
        },
        "imports": {"clock": "an import"},
    }
    tables = {name: _table(name, figures["comparisons"], titles) for name, titles in groups.items()}
    tables["goals"] = _markdown(("goal", "aim", "reached", "met"), goals.rows(figures))
    tables["machine"] = [figures["machine"] + "."]
    return tables


def _table(name: str, comparisons: Mapping[str, Any], titles: Mapping[str, str]) -> list[str]:
    """A row a candidate and a column a comparison: times the first's, or times as fast, or as it is."""
    titles = {column: title for column, title in titles.items() if title in comparisons}
    if not titles:
        return []
    found = [comparisons[title] for title in titles.values()]
    candidates = dict.fromkeys(candidate for one in found for candidate in one["medians"])
    rows = [[candidate, *(_cell(name, one, candidate) for one in found)] for candidate in candidates]
    return _markdown((_HEADS.get(name, "times the first"), *titles), rows)


_HEADS = {"memory": "times the body", "imports": "ms", **dict.fromkeys(_FASTER, "times as fast as the first")}


def _cell(name: str, comparison: Mapping[str, Any], candidate: str) -> str:
    medians = comparison["medians"]
    if candidate not in medians:
        return ""
    figure, first = medians[candidate], next(iter(medians.values()))
    if name == "memory":
        return f"{figure:.2f}"
    if name == "imports":
        return f"{figure * 1e3:.0f}"
    ratio = first / figure if name in _FASTER else figure / first
    speed = f" ({comparison['bytes'] / figure / 1e6:,.0f} MB/s)" if comparison["bytes"] else ""
    return f"{ratio:.2f}{speed}" if ratio < 10 else f"{ratio:.1f}{speed}"


def _markdown(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    head = list(head)
    return ["| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *map(list, rows))]
