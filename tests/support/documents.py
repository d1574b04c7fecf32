"""The project's documents and the code blocks in them: a document that is added is found by its place alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]

RUN = frozenset({"python", "console", "ipython"})
"""Languages of blocks that tests run."""

SHOWN = frozenset({"text", "py", "ini", "toml", "yaml", "sh", "html", "json", "promql"})
"""Languages of blocks that tests do not run; ``text`` is compared with what the Python block before it prints."""

FENCE = re.compile(r"^(`{3,}|:{3,})([^\n`]*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A fenced block: its language, which is in braces for what Sphinx does, and its text."""

    language: str
    text: str


def documents() -> list[str]:
    """All documents, as paths from the root."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return sorted(str(path.relative_to(ROOT)) for path in found)


def read(document: str) -> str:
    """Gives the text of a document."""
    return (ROOT / document).read_text("utf-8")


def blocks(document: str) -> list[Block]:
    """Gives the fenced blocks of a document, in order."""
    return [Block(language.strip(), text) for _, language, text in FENCE.findall(read(document))]
