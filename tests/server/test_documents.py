"""Every code block of every document runs, against real servers, and prints what the document shows.

A Python block prints what the ``text`` block after it says, and nothing where there is none. Blocks of one document share
their names, like the cells of a notebook. A ``console`` block holds calls of the command line with their output.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys

import pytest
from click.testing import CliRunner
from documents import ROOT, RUN, SHOWN, blocks, documents, read
from servers import binary_of

from prometheus_querier.cli.root import cli

pytestmark = pytest.mark.server

API = "docs/api.md"
"""Made by a script from what a server answers at that moment, so that the answers differ from run to run."""

SERVERS = {"http://localhost:9090": "prometheus", "http://localhost:8428": "victoriametrics_url"}
COMMAND = re.compile(r"^\$ prometheus-querier ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


def _having(language: str) -> list[str]:
    return [name for name in documents() if name != API and any(block.language == language for block in blocks(name))]


def _commands() -> list[tuple[str, str]]:
    texts = [block.text for name in documents() for block in blocks(name) if block.language == "console"]
    return [found.groups() for text in texts for found in COMMAND.finditer(text)]


@pytest.fixture
def to_servers(request):
    """Puts the URLs of running servers in the place of those that documents show."""

    def replace(text: str) -> str:
        for shown, fixture in SERVERS.items():
            if shown in text:
                server = request.getfixturevalue(fixture)
                text = text.replace(shown, getattr(server, "url", server))
        return text

    return replace


@pytest.mark.parametrize("document", documents())
def test_every_block_has_a_language_that_says_whether_it_runs(document):
    unknown = {block.language for block in blocks(document)} - RUN - SHOWN
    assert {language for language in unknown if not re.fullmatch(r"\{[a-z-]+\}.*", language)} == set()


@pytest.mark.parametrize("document", _having("python"))
def test_blocks_run_and_print_what_is_shown(document, to_servers, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    found = blocks(document)
    namespace: dict[str, object] = {"__name__": "__main__"}
    for block, after in zip(found, [*found[1:], None], strict=True):
        if block.language != "python":
            continue
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(compile(to_servers(block.text), document, "exec"), namespace)  # noqa: S102 - our own document
        shown = after.text if after is not None and after.language == "text" else ""
        assert output.getvalue() == shown, f"{document} shows something else than is printed"


@pytest.mark.parametrize(("line", "shown"), _commands(), ids=[line.split()[0] for line, _ in _commands()])
def test_commands_print_what_is_shown(line, shown, prometheus, tmp_path):
    environment = {"PROMETHEUS_URL": prometheus.url, "HOME": str(tmp_path), "COLUMNS": "80"}
    done = CliRunner(env=environment).invoke(
        cli, shlex.split(line.replace("\\\n", " ")), prog_name="prometheus-querier"
    )
    assert done.output == shown


@pytest.mark.slow
def test_the_page_of_the_api_is_what_its_script_makes():
    environment = {**os.environ, "PROMETHEUS_3_BIN": binary_of("PROMETHEUS_3_BIN"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "scripts/document_api.py"]
    made = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    python = re.compile(r"^```python\n.*?^```$", re.MULTILINE | re.DOTALL)
    assert python.findall(made) == python.findall(read(API))
