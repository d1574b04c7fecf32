"""The rows of the document that shows PromQL beside Python."""

from __future__ import annotations

import re

from documents import read

DOCUMENT = "docs/promql-side-by-side.md"
ROW = re.compile(r"^\| (`+) ?(.*?) ?\1 \| (`+) ?(.*?) ?\3 \|$", re.MULTILINE)


def examples() -> list[tuple[str, str]]:
    """Gives PromQL and Python of each row; a bar, which would end a cell, is written with a backslash there."""
    return [(row[2].replace(r"\|", "|"), row[4].replace(r"\|", "|")) for row in ROW.finditer(read(DOCUMENT))]
