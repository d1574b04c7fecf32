"""The reference has every public name exactly once, under the name by which it is imported."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections import Counter
from types import ModuleType

import public_names
from documents import read

import prometheus_querier


def _public_modules():
    for found in pkgutil.walk_packages(prometheus_querier.__path__, "prometheus_querier."):
        parts = found.name.split(".")
        # A package inside a layer is its own affair: what is public of it, the layer says.
        if found.ispkg and (len(parts) == 2 or parts[1] == "integrations"):
            yield found.name


def test_every_public_module_is_on_one_page():
    marked = Counter(public_names.modules())
    assert [name for name, times in marked.items() if times > 1] == []
    wanted = [name for name in _public_modules() if getattr(importlib.import_module(name), "__all__", None)]
    assert [name for name in wanted if name not in marked] == [], "mark its page in docs/reference/"


def test_the_promise_of_versions_names_every_public_module():
    promise = read("docs/versioning.md")
    parts = [name.split(".")[1:] for name in public_names.modules()]
    promised = {part[1] if part[0] == "integrations" else part[0] for part in parts}
    assert [name for name in sorted(promised) if f"`{name}`" not in promise] == []


def test_every_public_name_is_documented_exactly_once():
    found = [name for module in public_names.modules() for name in public_names.names(module)]
    assert [name for name, times in Counter(name.called for name in found).items() if times > 1] == []
    # One object may have two names, as an alias has; each has its place.
    documented = {name.called for name in found}
    exported = {
        f"prometheus_querier.{name}"
        for name in prometheus_querier.__all__
        if not isinstance(getattr(prometheus_querier, name), ModuleType) and name != "__version__"
    }
    assert exported - documented == set()


def test_every_documented_name_can_be_imported_as_it_is_called():
    for module in public_names.modules():
        for name in public_names.names(module):
            owner, _, key = name.called.rpartition(".")
            assert getattr(importlib.import_module(owner), key) is name.value
            assert public_names.fill(f"<!-- names: {module} -->").count(f":: {name.called}\n") <= 1


def test_types_that_signatures_name_with_their_package_are_links():
    documented = {name.called: name.value for module in public_names.modules() for name in public_names.names(module)}
    named = {
        f"prometheus_querier.{found}"
        for value in documented.values()
        if inspect.isclass(value)
        for _, method in inspect.getmembers(value, inspect.isfunction)
        for annotation in method.__annotations__.values()
        for found in re.findall(r"\bresults\.\w+", str(annotation))
    }
    assert "prometheus_querier.results.RuleGroups" in named
    assert sorted(named - documented.keys()) == []
