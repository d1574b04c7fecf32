"""Names of a package that are loaded when they are first used: what few need costs nothing to all others."""

from __future__ import annotations

import sys
from importlib import import_module

TYPE_CHECKING = False  # type checkers read this name as typing's, whose import would cost more than all of this
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


def lazily(package: str, homes: Mapping[str, Iterable[str]], *, modules: Iterable[str] = ()) -> Callable[[str], object]:
    """Makes the ``__getattr__`` of a package, which type checkers must not see: they would take any name for one of its own.

    Args:
        package: The package's name.
        homes: The names, by the modules below the package that have them.
        modules: Modules below the package that are such names themselves.
    """
    home_of = {name: home for home, names in homes.items() for name in names} | {name: name for name in modules}

    def load(name: str) -> object:
        home = home_of.get(name)
        if home is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = import_module(f"{package}.{home}")
        value = module if name == home else getattr(module, name)
        setattr(sys.modules[package], name, value)
        return value

    return load
