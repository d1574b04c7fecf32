"""Which of the two decoders works: the compiled one where it was built, else its twin in Python.

``PROMETHEUS_QUERIER_PURE=1`` in the environment chooses the one in Python.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from types import ModuleType

    from .pure import SeriesColumns, VectorColumns

PURE_VARIABLE = "PROMETHEUS_QUERIER_PURE"


class Implementation(Protocol):
    """What both decoders do; ``pure`` says it in detail."""

    def decode_matrix(self, region: bytes, times: object, /) -> tuple[list[SeriesColumns | bytes], object]:
        """Decodes the elements of a matrix."""
        ...

    def decode_vector(self, region: bytes, /) -> list[VectorColumns | bytes]:
        """Decodes the elements of a vector."""
        ...


def load(pure: str) -> ModuleType:
    """Gives the compiled decoder unless it was not built or is not wanted: then its twin of that name."""
    package = __name__.rpartition(".")[0]
    if os.environ.get(PURE_VARIABLE, "0") in ("", "0"):
        try:
            return import_module(f"{package}._decoder")
        except ImportError:
            pass
    return import_module(f"{package}.{pure}")


CHOSEN = cast("Implementation", load("pure"))
