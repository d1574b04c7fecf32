"""Modules of the examples, imported so that nothing of them is there for other tests."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

EXAMPLES = Path(__file__).parents[2] / "examples"


def import_example(name: str) -> ModuleType:
    """Imports a module of ``examples/`` anew; its package is no module of anybody else's afterwards."""
    package = name.partition(".")[0]
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(EXAMPLES)
        module = importlib.import_module(name)
        for imported in [other for other in sys.modules if other.partition(".")[0] == package]:
            del sys.modules[imported]
    return module
