"""The notebooks of examples/: they run in a fresh kernel, against a real server, and are stored with what they show."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from documents import ROOT

pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")
pytest.importorskip("matplotlib")

NOTEBOOKS = sorted(path.name for path in (ROOT / "examples").glob("*.ipynb"))
PICTURES = {"containers.ipynb": 4, "exploring.ipynb": 2}


def _outputs(path):
    notebook = json.loads(path.read_text("utf-8"))
    return [cell.get("outputs", []) for cell in notebook["cells"]]


def _pictures(path):
    return sum("image/png" in output.get("data", {}) for cell in _outputs(path) for output in cell)


@pytest.fixture(scope="module")
def fresh(prometheus, tmp_path_factory):
    directory = tmp_path_factory.mktemp("notebooks")
    command = [sys.executable, "scripts/run_notebooks.py", str(directory)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return directory


def test_there_are_two():
    assert sorted(PICTURES) == NOTEBOOKS


@pytest.mark.server
@pytest.mark.slow
@pytest.mark.timeout(300)  # two kernels and a server, on a machine that may be busy
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_it_runs_and_draws_its_pictures(name, fresh):
    assert _pictures(fresh / name) == PICTURES[name]
    failed = [one for cell in _outputs(fresh / name) for one in cell if one["output_type"] == "error"]
    assert failed == []


@pytest.mark.server
@pytest.mark.slow
@pytest.mark.timeout(300)  # two kernels and a server, on a machine that may be busy
def test_pictures_of_the_documents_are_made(fresh):
    assert {path.name for path in fresh.glob("*.png")} <= {path.name for path in (ROOT / "docs/images").glob("*.png")}
    assert len(list(fresh.glob("*.png"))) == 5


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_it_is_stored_with_what_it_shows_and_nothing_of_the_machine(name):
    path = ROOT / "examples" / name
    assert _pictures(path) == PICTURES[name]
    notebook = json.loads(path.read_text("utf-8"))
    assert notebook["metadata"] == {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    text = re.sub(r'"image/png": "[^"]*"', "", path.read_text("utf-8"))
    assert re.findall(r"[\"' ](?:/tmp|/home|/root|/Users|C:)[^\"']*", text) == []
    assert path.stat().st_size < 300_000
