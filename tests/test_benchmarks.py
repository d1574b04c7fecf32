"""The benchmarks list all their parts, and write what they measured where documents ask for it."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

CURL, OURS = "curl, identity, discarded", "prometheus-querier to pandas, long"
FIGURES = {
    "machine": "Python 3.11.2, Prometheus 2.42.0, 2 cores",
    "sizes": ["10 MB"],
    "comparisons": {
        "a range query of 10 MB": {"medians": {CURL: 0.1, OURS: 0.13}, "bytes": None},
        "an answer of 10 MB, decoded into columns": {
            "medians": {"json.loads, float(), array": 0.5, "decode_query, compiled": 0.01},
            "bytes": 10_000_000,
        },
        "peak memory": {"medians": {"prometheus-querier to numpy, eight parts one by one": 0.03}, "bytes": 10_000_000},
        "an import": {"medians": {"bare Python": 0.02, "prometheus_querier": 0.03}, "bytes": None},
    },
}


@pytest.fixture
def module(monkeypatch):
    monkeypatch.syspath_prepend(ROOT)
    return lambda name: import_module(f"benchmarks.{name}")


def test_help_names_every_part():
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    parts = {path.stem for path in (ROOT / "benchmarks").glob("*.py") if "\ndef run(bench: Bench)" in path.read_text()}
    assert len(parts) == 11
    assert set(re.findall(r"^  (\w+) +\S", done.stdout.partition("parts:\n")[2], re.MULTILINE)) == parts


def test_goals_stand_beside_what_was_reached(module):
    found = {text: rest for text, *rest in module("goals").rows(FIGURES)}
    assert found["10 MB to pandas, beside curl"] == ["at most 1.2 x", "1.3", "no"]
    assert found["10 MB decoded, compiled, beside json"] == ["at least 40 x faster", "50", "yes"]
    assert found["peak memory, beside the body: prometheus-querier to numpy, eight parts one by one"] == [
        "at most 0.15 x",
        "0.03",
        "yes",
    ]
    assert found["import prometheus_querier, over bare Python"] == ["at most 60 ms more", "10", "yes"]
    assert len(found) == 4


def test_tables_are_written_between_markers_and_nothing_else_is_touched(module, tmp_path, monkeypatch):
    tables = module("tables")
    document = tmp_path / "page.md"
    marked = "<!-- figures: {} -->\nold\n<!-- end of figures -->\n"
    document.write_text("before\n" + marked.format("decoding") + "between\n" + marked.format("links") + "after\n")
    monkeypatch.setattr(tables, "DOCUMENTS", (document,))
    monkeypatch.setattr(tables, "CHART", tmp_path / "chart.svg")
    tables.write_documents(FIGURES)
    # Of links, nothing was measured.
    assert document.read_text() == (
        "before\n<!-- figures: decoding -->\n"
        "| times as fast as the first | 10 MB |\n| --- | --- |\n"
        "| json.loads, float(), array | 1.00 (20 MB/s) |\n| decode_query, compiled | 50.0 (1,000 MB/s) |\n"
        "<!-- end of figures -->\nbetween\n" + marked.format("links") + "after\n"
    )
    assert ">1.3 x<" in (tmp_path / "chart.svg").read_text()


def test_every_table_that_the_page_asks_for_is_made(module):
    asked = re.findall("<!-- figures: (.*) -->", (ROOT / "docs" / "performance.md").read_text())
    assert len(asked) == len(set(asked))
    assert set(asked) == set(module("tables")._tables(FIGURES))
