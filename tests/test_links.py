"""Links between documents lead somewhere, read as plain Markdown too, and every document is in the table of contents."""

from __future__ import annotations

import re

import pytest
from documents import ROOT, blocks, documents, read

LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
CODE = re.compile(r"^(`{3,})[^\n]*\n.*?^\1$|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def _anchors(text):
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    # As GitHub and the site make them: what is no word goes, spaces become hyphens.
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", documents())
def test_links_lead_somewhere(document):
    for target, anchor in LINK.findall(CODE.sub("", read(document))):
        path = (ROOT / document).parent / target if target else ROOT / document
        assert path.exists(), f"{document} links to {target}"
        if anchor:
            assert anchor in _anchors(path.read_text("utf-8")), f"{document} links to {target}#{anchor}"


def test_every_document_has_a_place_in_the_table_of_contents():
    listed = {line for block in blocks("docs/index.md") for line in block.text.split() if block.language == "{toctree}"}
    there = {name.removeprefix("docs/").removesuffix(".md") for name in documents() if name.startswith("docs/")}
    assert there - {"index"} - listed == set(), "list them in docs/index.md"
