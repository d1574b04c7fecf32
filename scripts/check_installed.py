"""Uses the library that is installed beside this Python, as it is without any extra: check_installed.py [compiled|pure].

Says whether answers are decoded by compiled code or by Python, and fails when it is not what the word demands.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import pkgutil
import sys
from pathlib import Path

import prometheus_querier
from prometheus_querier import PrometheusClient
from prometheus_querier.errors import MissingDependencyError
from prometheus_querier.results.implementations import load
from prometheus_querier.testing import FakeTransport, answers

EXTRAS = ["numpy", "pandas", "polars", "pyarrow", "django", "flask", "dask", "IPython", "click"]


def main(wanted: str = "") -> None:
    folder = Path(prometheus_querier.__file__).resolve().parent
    assert folder.is_relative_to(Path(sys.prefix).resolve()), f"this is not what is installed: {folder}"
    assert importlib.metadata.version("prometheus-querier") == prometheus_querier.__version__
    assert (folder / "py.typed").exists()
    assert not [path.name for path in folder.rglob("*.cpp")], "sources of the decoder have no place beside it"
    present = [name for name in EXTRAS if importlib.util.find_spec(name)]
    assert not present, f"this environment is not clean: {present}"
    decoder = load("pure").__name__.rpartition(".")[2].replace("_decoder", "compiled")
    assert wanted in ("", decoder), f"the decoder is {decoder}"
    names = [found.name for found in pkgutil.walk_packages(prometheus_querier.__path__, "prometheus_querier.", _skip)]
    missing = [name for name in names if not name.endswith(".__main__") and not _imports(name)]

    client = PrometheusClient(FakeTransport({"query": answers.vector(({"__name__": "up"}, (1704067200, 1)))}))
    result = client.query("up")
    assert result.to_dicts()[0]["value"] == 1
    for convert in (result.to_numpy, result.to_pandas, result.to_polars, result.to_arrow):
        try:
            convert()
        except MissingDependencyError as error:
            assert "pip install" in str(error), error
        else:
            raise AssertionError(f"{convert} works without its library")
    version = ".".join(map(str, sys.version_info[:3]))
    print(
        f"prometheus-querier {prometheus_querier.__version__} on Python {version}: decoder {decoder}; "
        f"of {len(names)} modules all import but {len(missing)}, which name their extra"
    )


def _imports(name: str) -> bool:
    try:
        importlib.import_module(name)
    except MissingDependencyError as error:
        assert "pip install" in str(error), error
        return False
    return True


def _skip(name: str) -> None:
    """A package that lacks its extra: importing it is tried, and judged, with the modules."""


if __name__ == "__main__":
    main(*sys.argv[1:])
