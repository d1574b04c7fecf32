"""Named servers in a TOML file: a profile holds what ``connect()``, or the function of a flavour, is called with."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from prometheus_querier.errors import QueryBuildError

from . import PROGRAM
from .libraries import click

if TYPE_CHECKING:
    from collections.abc import Mapping

CONFIG = "PROMETHEUS_QUERIER_CONFIG"
"""The environment variable that names another file."""


@dataclass(frozen=True, slots=True)
class Profiles:
    """The profiles of a file.

    Attributes:
        path: The file.
        tables: The profiles' content by name.
        default: The profile to take when none is named; empty for none.
    """

    path: Path
    tables: Mapping[str, Mapping[str, Any]]
    default: str = ""

    @classmethod
    def read(cls) -> Self:
        """Reads the file that the environment names, or the user's own; there may be none.

        Raises:
            QueryBuildError: The file is no TOML, or holds something else than profiles.
        """
        named = os.environ.get(CONFIG)
        path = Path(named or Path(click.get_app_dir(PROGRAM), "config.toml")).expanduser()
        try:
            content = tomllib.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            if named:
                raise QueryBuildError(f"${CONFIG} names {path}, which does not exist") from None
            return cls(path, {})
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise QueryBuildError(f"{path}: {error}") from None
        tables, default = content.pop("profiles", {}), content.pop("default", "")
        if content:
            raise QueryBuildError(f"{path}: unknown {', '.join(sorted(content))}: write default = … or [profiles.NAME]")
        if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
            raise QueryBuildError(f"{path}: write each profile as a table [profiles.NAME]")
        if not isinstance(default, str) or (default and default not in tables):
            raise QueryBuildError(f"{path}: default names no profile: {default!r}")
        return cls(path, tables, default)

    def find(self, name: str) -> Mapping[str, Any]:
        """Gives a profile's content.

        Raises:
            QueryBuildError: There is no such profile.
        """
        if name not in self.tables:
            known = ", ".join(self.tables) or "none"
            raise QueryBuildError(f"there is no profile {name!r} in {self.path}; there is: {known}")
        return self.tables[name]
