"""The tree says where things are: tests mirror the package, files stay short, every module says what lives in it."""

from __future__ import annotations

import ast
import configparser
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "prometheus_querier"
MODULES = sorted(PACKAGE.rglob("*.py"))
FILES = sorted(
    path for folder in (PACKAGE, *(ROOT / name for name in ("tests", "examples", "scripts", "benchmarks", "docs")))
    for path in folder.rglob("*.py")
)  # fmt: skip
# These test the whole: the tree itself, a real server, what a type checker says.
WHOLE = {"server", "typing"}


def _relative(path):
    return str(path.relative_to(ROOT))


def test_no_file_is_longer_than_400_lines():
    long = [_relative(path) for path in FILES if len(path.read_text("utf-8").splitlines()) > 400]
    assert long == [], "split them by theme"


def test_every_module_has_a_name_and_a_docstring_that_say_what_lives_there():
    vague = {"utils", "util", "helpers", "helper", "common", "core", "misc"}
    assert [_relative(path) for path in MODULES if vague & set(path.relative_to(ROOT).with_suffix("").parts)] == []
    assert [_relative(path) for path in MODULES if not ast.get_docstring(ast.parse(path.read_text("utf-8")))] == []


def test_tests_mirror_the_package():
    def mirrored(test):
        place = PACKAGE / test.relative_to(ROOT / "tests").parent
        words = test.stem.removeprefix("test_").split("_")
        # test_nodes_print.py is a theme of the tests of nodes.
        names = ["_".join(words[:count]) for count in range(1, len(words) + 1)]
        return any((place / f"{name}.py").exists() or (place / name / "__init__.py").exists() for name in names)

    tests = [
        path
        for path in (ROOT / "tests").rglob("test_*.py")
        if path.relative_to(ROOT / "tests").parts[0] not in WHOLE
        and path.name
        not in {
            "test_layout.py",
            "test_public_api.py",
            "test_import_cost.py",
            "test_benchmarks.py",
            "test_examples.py",
            "test_peer_mistakes.py",
            "test_links.py",
            "test_reference.py",
            "test_side_by_side.py",
        }
    ]
    assert [_relative(test) for test in tests if not mirrored(test)] == []


def test_what_holds_a_promise_is_there():
    promises = (ROOT / "SECURITY.md").read_text("utf-8")
    named = re.findall(r"`((?:tests|docs|\.github)/[a-z_./]+)`", promises)
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_oldest_libraries_allowed_are_those_that_are_tested():
    def section(file, name):
        found = configparser.ConfigParser(interpolation=None)
        found.read(ROOT / file, "utf-8")
        return found[name]

    allowed = [
        section("setup.cfg", "options")["install_requires"],
        *section("setup.cfg", "options.extras_require").values(),
    ]
    bounds = dict(re.findall(r"([a-z0-9-]+)(?:\[\w+\])? >= ([0-9.]+)", "\n".join(allowed)))
    pins = dict(re.findall(r"([a-z0-9-]+)(?:\[\w+\])? == ([0-9.]+)", section("tox.ini", "testenv:oldest")["deps"]))
    assert len(bounds) > 10
    # 1.26 is the bound that the pins 1.26.* and 1.26.0 test.
    assert {name: pins.get(name) for name, bound in bounds.items() if not pins.get(name, "").startswith(bound)} == {}
