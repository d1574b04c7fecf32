"""Installs the one wheel in a folder, alone, into a clean environment and uses it there: check_wheel.py FOLDER."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

# Runs in the clean environment, away from the source tree.
CHECK = """
import importlib, importlib.metadata, importlib.util, pathlib, pkgutil, sys

import prometheus_querier
from prometheus_querier.errors import MissingDependencyError

folder = pathlib.Path(prometheus_querier.__file__).parent
assert folder.is_relative_to(sys.prefix), folder
assert importlib.metadata.version("prometheus-querier") == prometheus_querier.__version__
assert (folder / "py.typed").exists()
extras = ["numpy", "pandas", "polars", "pyarrow", "django", "flask", "dask", "IPython", "pytest"]
present = [name for name in extras if importlib.util.find_spec(name)]
assert not present, f"this environment is not clean: {present}"
names = [found.name for found in pkgutil.walk_packages(prometheus_querier.__path__, "prometheus_querier.")]
for name in names:
    if name.endswith(".__main__"):
        continue
    try:
        importlib.import_module(name)
    except MissingDependencyError as error:
        print(f"{name}: {error}")

from prometheus_querier import PrometheusClient
from prometheus_querier.testing import FakeTransport, answers

client = PrometheusClient(FakeTransport({"query": answers.vector(({"__name__": "up"}, (1704067200, 1)))}))
result = client.query("up")
assert result.to_dicts()
for convert in (result.to_numpy, result.to_pandas, result.to_polars, result.to_arrow):
    try:
        convert()
    except MissingDependencyError as error:
        assert "pip install" in str(error), error
    else:
        raise AssertionError(f"{convert} works without its library")
print(f"prometheus-querier {prometheus_querier.__version__}: {len(names)} modules import, or name the extra they need")
"""


def main(folder: str) -> int:
    (wheel,) = Path(folder).resolve().glob("*.whl")
    with tempfile.TemporaryDirectory() as clean:
        venv.create(clean, with_pip=True)
        python = Path(clean, "bin", "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", wheel], check=True, cwd=clean)
        check = Path(clean, "check.py")
        check.write_text(CHECK, "utf-8")
        return subprocess.run([python, "-I", check], check=False, cwd=clean).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
