"""Every Python block of the documents runs, against a real server, and prints what the text block after it shows."""

import contextlib
import io
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.server

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "docs/batch.md",
    "docs/enforcement.md",
    "docs/promql.md",
    "docs/reading-queries.md",
]
BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_blocks_run_and_print_what_is_shown(document, prometheus, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {}
    printed = None
    shown = 0
    for kind, text in BLOCK.findall((ROOT / document).read_text()):
        if kind == "text":
            assert printed == text, f"{document} shows something else than is printed"
            shown += 1
            continue
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(text.replace("http://localhost:9090", prometheus.url), namespace)  # noqa: S102 - our own document
        printed = output.getvalue()
    assert shown
