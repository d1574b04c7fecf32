"""JSON: one array of all rows, or a line a row."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from prometheus_querier.spelling import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prometheus_querier.cli.reports import Row


def write_json(rows: Iterable[Row], *, lines: bool) -> None:
    """Writes rows; ``lines`` for one object a line, without an array around them."""
    separator, end = ("", "\n") if lines else ("[", "\n]\n")
    written = False
    for row in rows:
        text = json.dumps(plain(dict(row)), ensure_ascii=False, allow_nan=False)
        sys.stdout.write(f"{text}\n" if lines else f"{separator}\n  {text}")
        separator, written = ",", True
    if not lines:
        sys.stdout.write(end if written else "[]\n")
