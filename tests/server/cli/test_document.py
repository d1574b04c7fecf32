"""Every command of the document runs, against a real server, and prints what is shown."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from prometheus_querier.cli.root import cli

pytestmark = pytest.mark.server

DOCUMENT = Path(__file__).parents[3] / "docs" / "cli.md"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ prometheus-querier ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
SHOWN = [found.groups() for block in BLOCK.findall(DOCUMENT.read_text("utf-8")) for found in COMMAND.finditer(block)]


@pytest.mark.parametrize(("line", "shown"), SHOWN, ids=[line.split()[0] for line, _ in SHOWN])
def test_command_prints_what_is_shown(line, shown, prometheus, tmp_path):
    environment = {"PROMETHEUS_URL": prometheus.url, "HOME": str(tmp_path), "COLUMNS": "80"}
    done = CliRunner(env=environment).invoke(
        cli, shlex.split(line.replace("\\\n", " ")), prog_name="prometheus-querier"
    )
    assert done.output == shown


def test_every_command_is_in_the_document():
    text = DOCUMENT.read_text("utf-8")
    assert [name for name in cli.list_commands(None) if f"`{name}`" not in text] == []
