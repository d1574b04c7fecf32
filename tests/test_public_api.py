"""What is public is said in ``__all__``, exists, and is nothing else; ruff keeps it sorted."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys

import pytest

import prometheus_querier

PACKAGES = [
    "prometheus_querier",
    *(
        found.name
        for found in pkgutil.walk_packages(prometheus_querier.__path__, "prometheus_querier.")
        if found.ispkg and not found.name.rpartition(".")[2].startswith("_")
    ),
]


@pytest.mark.parametrize("name", PACKAGES)
def test_every_package_says_what_is_public(name):
    module = importlib.import_module(name)
    public = getattr(module, "__all__", [])
    assert len(set(public)) == len(public)
    assert [one for one in public if not hasattr(module, one)] == []
    assert [one for one in public if one.startswith("_") and one != "__version__"] == []
    ours = {
        key
        for key, value in vars(module).items()
        if not key.startswith("_") and str(getattr(value, "__module__", "")).startswith("prometheus_querier")
    }
    assert ours - set(public) == set()


@pytest.mark.parametrize("name", ["", ".queriers", ".results", ".results.remote_read", ".transport"])
def test_names_that_are_loaded_late_are_completed_and_helped_with_before(name):
    script = f"import prometheus_querier{name} as package; print(sorted(set(package.__all__) - set(dir(package))))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
