"""The rows of the document that says what to write in place of another library's calls, and what they answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from documents import read

import prometheus_querier as pq

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DOCUMENT = "docs/migrating.md"
ROW = re.compile(r"^\| (.+?) \| (.+) \|$", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")


def checked_rows(heading: str, checks: Mapping[str, Callable[..., Any]]) -> list[Any]:
    """Gives the table below a heading for ``parametrize``: the first code of each cell, or None, and the row's check."""
    section = read(DOCUMENT).partition(f"# {heading}\n")[2].partition("\n#")[0]
    rows = [[CODE.search(cell) for cell in row.groups()] for row in ROW.finditer(section)][1:]
    found = [(theirs and theirs[1], ours and ours[1]) for theirs, ours in rows]
    assert [theirs for theirs, _ in found] == list(checks), "a row without a check, or a check without a row"
    return [pytest.param(theirs, ours, checks[theirs], id=theirs) for theirs, ours in found if theirs]


def plain(answer: Any) -> list[Any]:
    """The same data in the same form, whoever gave them; the times of an instant are those of the call."""
    match answer:
        case pq.VectorResult():
            return sorted((sorted(one.labels.items()), one.value) for one in answer)
        case pq.MatrixResult():
            pairs = [(one, zip(one.timestamps, one.values, strict=True)) for one in answer]
            return sorted((sorted(one.labels.items()), list(samples)) for one, samples in pairs)
        case [{"metric": _, "value": _}, *_]:
            return sorted((sorted(one["metric"].items()), float(one["value"][1])) for one in answer)
        case [{"metric": _, "values": _}, *_]:
            pairs = [(one, [(float(t), float(v)) for t, v in one["values"]]) for one in answer]
            return sorted((sorted(one["metric"].items()), samples) for one, samples in pairs)
        case _:
            return sorted(sorted(one.items()) for one in answer)
