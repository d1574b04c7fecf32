"""Where secrets come from: the environment, a file, or the system's keyring; never the command line."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from prometheus_querier.errors import MissingDependencyError, QueryBuildError

_SPELLINGS = '{ env = "NAME" }, { file = "path" } or { keyring = "service", user = "name" }'
_LOGIN = re.compile(r"[a-z0-9]+://[^/?#]*@", re.IGNORECASE)
"""A URL with user and password, such as a proxy's."""

_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key"})
_SOURCES = ({"env"}, {"file"}, {"keyring", "user"})


def is_source(value: object) -> bool:
    """Tells whether a value of a profile says where a secret is.

    >>> is_source({"env": "TOKEN"}), is_source({"env": "TOKEN", "region": "eu"}), is_source("hunter2")
    (True, False, False)
    """
    return isinstance(value, dict) and set(value) in _SOURCES


def read_secret(name: str, value: object) -> str:
    """Fetches a secret from where a profile says it is.

    Args:
        name: What it is, for the error message.
        value: The place, such as ``{"env": "TOKEN"}``.

    Raises:
        QueryBuildError: It is no place, or nothing is there. The message never repeats what might be a secret.
    """
    if not isinstance(value, dict) or not is_source(value) or not all(isinstance(one, str) for one in value.values()):
        raise QueryBuildError(f"{name} must say where the secret is, not what it is: write {_SPELLINGS}")
    if "env" in value:
        return _from_environment(name, value["env"])
    if "file" in value:
        return _from_file(name, value["file"])
    return _from_keyring(name, value["keyring"], value["user"])


def environment_secret(name: str) -> str | None:
    """Takes a secret from the variable of this name, or from the file that ``NAME_FILE`` names."""
    if os.environ.get(name):
        return os.environ[name]
    file = os.environ.get(f"{name}_FILE")
    return _from_file(f"{name}_FILE", file) if file else None


def resolved(name: str, value: Any) -> Any:
    """Puts secrets in the place of what says where they are, also inside tables.

    Raises:
        QueryBuildError: A secret is not where it is said to be; or it stands here itself.
    """
    if is_source(value) or (isinstance(value, str) and _LOGIN.match(value)):
        return read_secret(name, value)
    if isinstance(value, dict):
        return {
            key: (read_secret if key.lower() in _SECRET_HEADERS else resolved)(f"{key} in {name}", one)
            for key, one in value.items()
        }
    return value


def _from_environment(name: str, variable: str) -> str:
    found = os.environ.get(variable)
    if not found:
        raise QueryBuildError(f"{name} is to come from ${variable}, which is not set")
    return found


def _from_file(name: str, file: str) -> str:
    try:
        found = Path(file).expanduser().read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise QueryBuildError(f"{name} is to come from the file {file}: {error}") from None
    if not found:
        raise QueryBuildError(f"{name} is to come from the file {file}, which is empty")
    return found


def _from_keyring(name: str, service: str, user: str) -> str:
    try:
        import keyring  # noqa: PLC0415 - optional, and only for profiles that name it
    except ImportError as error:
        raise MissingDependencyError.of("keyring", "keyring", f"{name} from the keyring") from error
    try:
        found: str | None = keyring.get_password(service, user)
    except Exception as error:  # each keyring fails in its own way: there is none, it is locked, its service is away
        raise QueryBuildError(
            f"{name} is to come from the keyring, which gives nothing: {type(error).__name__}: {error}"
        ) from error
    if found is None:
        raise QueryBuildError(f"{name}: the keyring has nothing for {service} and {user}: keyring set {service} {user}")
    return found
