"""Runs cells in a fresh Jupyter kernel, in a process of its own that leaves no sockets and threads in the tests'."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run_cells(cells, completions=(), **environment):
    """Runs cells one after the other, errors included, then asks for completions of texts.

    Returns:
        For each cell its outputs, and for each text what it may become, whole.
    """
    done = subprocess.run(
        [sys.executable, __file__],
        input=json.dumps({"cells": cells, "completions": completions}),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "JUPYTER_PLATFORM_DIRS": "1", **environment},
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    return answer["outputs"], answer["completions"]


def shown(outputs, kind="text/html"):
    """Joins what a cell shows in one format; ``text`` is what it printed."""
    if kind == "text":
        return "".join(one["text"] for one in outputs if one["output_type"] == "stream")
    return "".join(one["data"][kind] for one in outputs if kind in one.get("data", {}))


def _main():
    import nbformat
    from nbclient import NotebookClient
    from nbclient.util import run_sync

    asked = json.load(sys.stdin)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in asked["cells"]])
    client = NotebookClient(notebook, timeout=60, allow_errors=True, kernel_name="python3")
    found = []
    with client.setup_kernel():
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
        for text in asked["completions"]:
            content = run_sync(complete)(client.kc, text)["content"]
            found.append([text[: content["cursor_start"]] + match for match in content["matches"]])
    json.dump({"outputs": [cell.outputs for cell in notebook.cells], "completions": found}, sys.stdout)


async def complete(kernel, text):
    return await kernel.complete(text, len(text), reply=True, timeout=20)


if __name__ == "__main__":
    _main()
