"""Every Python block of the document on backends runs, and prints what the text block after it shows."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.server

DOCUMENT = Path(__file__).parents[3] / "docs" / "backends.md"
BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_blocks_run_and_print_what_is_shown(victoriametrics_url, monkeypatch):
    for library in ("google.auth", "botocore", "azure.identity"):
        pytest.importorskip(library)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    blocks = BLOCK.findall(DOCUMENT.read_text("utf-8"))
    assert len(blocks) >= 20
    namespace: dict[str, object] = {}
    for (kind, code), (shown_kind, shown) in zip(blocks[::2], blocks[1::2], strict=True):
        assert (kind, shown_kind) == ("python", "text")
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(code.replace("http://localhost:8428", victoriametrics_url), namespace)  # noqa: S102 - our own document
        assert output.getvalue() == shown
