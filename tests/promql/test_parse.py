"""The corpus of Prometheus' own expressions, and queries of any depth and size."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLSyntaxError, PromQLTypeError

DATA = Path(__file__).parents[1] / "data" / "promql"
VALID: list[dict[str, Any]] = json.loads((DATA / "valid.json").read_text("utf-8"))
INVALID: list[dict[str, Any]] = json.loads((DATA / "invalid.json").read_text("utf-8"))


def unparenthesised(text: str) -> str:
    return text.translate({ord("("): None, ord(")"): None})


@pytest.mark.parametrize("record", VALID, ids=[record["expr"][:60] for record in VALID])
def test_valid_corpus(record: dict[str, Any]) -> None:
    expr = q.parse(record["expr"])
    printed, official = str(expr), record["head_string"]
    assert q.type_of(expr) == record["type"]
    assert q.parse(printed) == expr
    assert q.parse(official) == expr
    if printed != official:
        # The tree keeps no parentheses; where none was redundant, the prints are the same. A literal offset in
        # parentheses becomes a plain one, with its unit.
        assert printed.count("(") < official.count("(")
        assert unparenthesised(printed) == unparenthesised(official) or printed.endswith(("offset 5s", "offset -5s"))


@pytest.mark.parametrize("record", INVALID, ids=[record["expr"][:60] for record in INVALID])
def test_invalid_corpus(record: dict[str, Any]) -> None:
    with pytest.raises(PromQLSyntaxError):
        q.parse(record["expr"])


def test_refuses_what_is_no_text() -> None:
    with pytest.raises(PromQLTypeError, match="reads text"):
        q.parse(b"up")  # type: ignore[arg-type]


def test_the_page_on_conformance_is_current() -> None:
    root = Path(__file__).parents[2]
    page = runpy.run_path(str(root / "scripts" / "conformance.py"))["page"]
    current = (root / "docs" / "conformance.md").read_text("utf-8") == page()
    assert current, "run python scripts/conformance.py > docs/conformance.md"
