"""The projects that documents show, written to files and run."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from documents import ROOT, blocks

FILE = re.compile(r"# ([\w/]+\.py)\n(.*)", re.DOTALL)


def write_project(document, folder):
    """Writes the files that a document shows; each begins with its name."""
    for block in blocks(document):
        if block.language == "py":
            name, text = FILE.fullmatch(block.text).groups()
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, "utf-8")


def runner(folder, *before, **environment):
    """Gives a function that runs Python in a folder, with this library and none of the servers that the environment names."""
    without = {name: value for name, value in os.environ.items() if not name.startswith("PROMETHEUS_")}
    variables = {**without, "PYTHONPATH": str(ROOT), **environment}

    def run(*arguments):
        command = [sys.executable, *before, *arguments]
        return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)

    return run


def outputs(document):
    """The outputs that a document shows."""
    return [block.text for block in blocks(document) if block.language == "text"]
