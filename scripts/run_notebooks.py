"""Runs the notebooks of examples/ against a server with sample data, and stores them with what they show.

``python scripts/run_notebooks.py`` makes them and the pictures of docs/images/ anew; with a directory, everything is
stored there instead. It needs the extra ``notebook``, pandas, ipykernel and nbclient, and Prometheus.
"""

from __future__ import annotations

import base64
import io
import os
import re
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from PIL import Image

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
sys.path.insert(0, str(EXAMPLES))
from sample_server import serving  # noqa: E402 - it stands beside the notebooks

PNG = "image/png"
PATH = re.compile(r"/[\w./-]+/(targets\.json|rules\.yml)")
COLOURS = 128
"""So many colours do for a chart, in a third of the bytes."""

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def run(path: Path, notebooks: Path, images: Path) -> None:
    """Runs a notebook in a fresh kernel; any error that it does not expect ends everything."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    NotebookClient(notebook, timeout=120, kernel_name="python3", record_timing=False).execute()
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            anonymous(output)
            if PNG in output.get("data", {}):
                png = smaller(base64.b64decode(output.data[PNG]))
                output.data[PNG] = base64.b64encode(png).decode()
                if "picture" in cell.metadata:
                    (images / f"{cell.metadata.picture}.png").write_bytes(png)
    notebook.metadata = METADATA  # what runs it here is nobody's business
    nbformat.write(notebook, notebooks / path.name)


def anonymous(output: dict[str, Any]) -> None:
    """Takes the directories of this run out of what a cell shows."""
    texts = output.get("data", output)
    for kind in ("text", "text/plain", "text/html"):
        if kind in texts:
            texts[kind] = PATH.sub(r"/etc/prometheus/\1", texts[kind])


def smaller(png: bytes) -> bytes:
    """Stores a picture with few colours."""
    written = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS).save(written, "PNG", optimize=True)
    return written.getvalue()


def main() -> None:
    elsewhere = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with serving() as prometheus:
        os.environ["PROMETHEUS_URL"] = prometheus.url
        os.environ.setdefault("JUPYTER_PLATFORM_DIRS", "1")
        for path in sorted(EXAMPLES.glob("*.ipynb")):
            run(path, elsewhere or EXAMPLES, elsewhere or ROOT / "docs" / "images")
            print(path.name)


if __name__ == "__main__":
    main()
