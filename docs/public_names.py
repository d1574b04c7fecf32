"""The pages of the reference: which public name stands on which page, and how Sphinx is told to document it.

A page says ``<!-- names: prometheus_querier.results -->`` where all public names of a module belong. They are grouped by
the modules that define them, under the first sentence of each: ``first: matrix vector`` in a mark says which groups come
before the others. A name stands under its shortest public form: what ``prometheus_querier`` itself exports is documented
as ``prometheus_querier.Series``, wherever it lives.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import prometheus_querier

MARK = re.compile(r"^<!-- names: (\S+)(?: first: ([\w. ]+))? -->$", re.MULTILINE)
PAGES = Path(__file__).parent / "reference"


class Name(NamedTuple):
    """A public name: what it is called, what it stands for, and the module that defines it."""

    called: str
    value: object
    home: ModuleType


class Definition(NamedTuple):
    """Where a module defines a name; of an alias, what it stands for and the text below that describes it."""

    line: int
    meaning: str = ""
    text: str = ""


def fill(page: str) -> str:
    """Replaces each mark of a page by the documentation of a module's names."""
    return MARK.sub(lambda found: _document(found[1], (found[2] or "").split()), page)


def modules() -> list[str]:
    """The modules whose names are public, in the order of the reference's pages and their marks."""
    return [found for page in sorted(PAGES.glob("*.md")) for found, _ in MARK.findall(page.read_text("utf-8"))]


@cache
def names(module_name: str) -> tuple[Name, ...]:
    """The public names of a module, those of one home together."""
    module = importlib.import_module(module_name)
    public = getattr(module, "__all__", None) or [
        key
        for key, value in vars(module).items()
        if not key.startswith("_") and _is_code(value) and value.__module__ == module_name
    ]
    found = [
        Name(_called(module_name, key, value), value, _home(module, key, value))
        for key in public
        if not isinstance(value := getattr(module, key), ModuleType) and key != "__version__"
    ]
    return tuple(sorted(found, key=lambda name: (name.home.__name__, _definition(name).line)))


def _is_code(value: object) -> bool:
    return inspect.isclass(value) or inspect.isfunction(value)


def _called(module_name: str, key: str, value: object) -> str:
    is_exported = key in prometheus_querier.__all__ and getattr(prometheus_querier, key) is value
    return f"{'prometheus_querier' if is_exported else module_name}.{key}"


def _home(module: ModuleType, key: str, value: object) -> ModuleType:
    """The module that defines a name; of an alias, the one that assigns it."""
    if _is_code(value):
        if value.__name__ == key:
            return importlib.import_module(value.__module__)
        return _home(module, value.__name__, value)
    folder = Path(module.__file__ or "")
    for path in sorted(folder.parent.rglob("*.py")) if folder.name == "__init__.py" else [folder]:
        if key in _definitions(path):
            parts = path.relative_to(folder.parent).with_suffix("").parts
            inside = [part for part in parts if part != "__init__"] if folder.name == "__init__.py" else []
            return importlib.import_module(".".join([module.__name__, *inside]))
    raise LookupError(f"no module below {module.__name__} assigns {key}")


@cache
def _definitions(path: Path) -> dict[str, Definition]:
    """What a file defines at its top level, by name."""
    found = {}
    body = ast.parse(path.read_text("utf-8")).body
    for statement, after in zip(body, [*body[1:], None], strict=True):
        text = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
        match statement:
            case ast.ClassDef() | ast.FunctionDef():
                found[statement.name] = Definition(statement.lineno)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found[name] = Definition(statement.lineno, ast.unparse(value).strip("'"), inspect.cleandoc(str(text)))
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = Definition(statement.lineno, ast.unparse(value).strip("'"), inspect.cleandoc(str(text)))
    return found


def _definition(name: Name) -> Definition:
    value = name.value
    key = value.__name__ if inspect.isclass(value) or inspect.isfunction(value) else name.called.rpartition(".")[2]
    return _definitions(Path(name.home.__file__ or ""))[key]


def _document(module_name: str, first: list[str]) -> str:
    """Documents all public names of a module in Markdown, under a heading for each home."""
    found = names(module_name)
    homes = list(dict.fromkeys(name.home for name in found))
    paths = {home: home.__name__.removeprefix(f"{module_name}.") for home in homes}
    homes.sort(key=lambda home: first.index(paths[home]) if paths[home] in first else len(first))
    lines = [f"```{{eval-rst}}\n.. py:module:: {module_name}\n```\n"]
    for home in homes:
        if len(homes) > 1:
            title = paths[home].replace(".", ": ").replace("_", " ").capitalize()
            lines.append(f"## {title}\n\n{_first_sentence(home)}\n")
        directives = "\n".join(_directive(name) for name in found if name.home is home)
        lines.append(f"```{{eval-rst}}\n{directives}```\n")
    return "\n".join(lines)


def _first_sentence(module: ModuleType) -> str:
    first = (module.__doc__ or "").partition("\n\n")[0].replace("\n", " ")
    return re.sub(r":\w+:`[.~]?([^`]+)`|``(.+?)``", r"`\1\2`", first)


def _directive(name: Name) -> str:
    value = name.value
    key = name.called.rpartition(".")[2]
    if inspect.isclass(value) and value.__name__ == key:
        kind = "exception" if issubclass(value, BaseException) else "class"
        stop = ",".join(dict.fromkeys(base.__name__ for base in value.__mro__[1:] if _is_documented_elsewhere(base)))
        bases = "   :show-inheritance:\n" if kind == "exception" else ""
        return f".. auto{kind}:: {name.called}\n   :members:\n   :inherited-members: {stop}\n{bases}"
    if inspect.isfunction(value):
        return f".. autofunction:: {name.called}\n"
    if inspect.isclass(value):
        return _alias(name, value.__name__)
    return _alias(name, _definition(name).meaning, _definition(name).text)


def _alias(name: Name, meaning: str, text: str = "") -> str:
    module, _, key = name.called.rpartition(".")
    described = "\n".join(f"   {line}".rstrip() for line in text.splitlines())
    return f".. py:currentmodule:: {module}\n.. py:type:: {key}\n   :canonical: {meaning}\n\n{described}\n"


def _is_documented_elsewhere(base: type) -> bool:
    """Whether what a class has from a base needs no second place: it is Python's own, or public itself."""
    if not base.__module__.startswith("prometheus_querier"):
        return True
    package = importlib.import_module(base.__module__.rpartition(".")[0])
    return base.__name__ in getattr(package, "__all__", ()) or base.__name__ in prometheus_querier.__all__
