"""Who asks: passwords and tokens, kept so that nothing prints, logs or pickles them, and the header they become."""

from __future__ import annotations

import base64
import inspect
import re
from collections.abc import Callable
from typing import Any, NoReturn, TypeAlias

from prometheus_querier.errors import QueryBuildError, UnsafeHeaderError

Auth: TypeAlias = tuple[str, str] | str | Callable[[], str] | Callable[[Any], Any]
"""User and password; a bearer token; a function that gives the bearer token of the moment; or, for
``RequestsTransport``, a ``requests.auth.AuthBase`` or another function that signs a prepared request."""

_TOKEN = re.compile(r"[!-~]+", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Secret:
    """A text that is shown nowhere: only ``reveal`` gives it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Gives the text."""
        return self._text

    def __repr__(self) -> str:
        return "Secret('****')"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret cannot be pickled: give the credentials again where they are needed")


def basic(user: str, password: str) -> Secret:
    """Makes the ``Authorization`` header's value for a user and a password.

    Raises:
        UnsafeHeaderError: One of them holds control characters, or the user a colon.

    >>> basic("aladdin", "sesame").reveal()
    'Basic YWxhZGRpbjpzZXNhbWU='
    """
    if ":" in user or _CONTROL.search(user + password):
        raise UnsafeHeaderError("the user must hold no colon, and user and password no control characters")
    try:
        joined = f"{user}:{password}".encode()
    except UnicodeEncodeError:
        joined = None
    if joined is None:
        raise UnsafeHeaderError("user and password must be text that UTF-8 can carry")
    return Secret("Basic " + base64.b64encode(joined).decode("ascii"))


def bearer(token: object) -> Secret:
    """Makes the ``Authorization`` header's value for a token.

    Raises:
        UnsafeHeaderError: The token holds anything but visible ASCII characters.
    """
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise UnsafeHeaderError(
            "a token must be visible ASCII characters without spaces; give it alone, without the word Bearer"
        )
    return Secret("Bearer " + token)


def signs_requests(auth: Auth | None) -> bool:
    """Tells whether this is a function of a prepared request, as ``requests.auth.AuthBase`` is."""
    if auth is None or isinstance(auth, (str, tuple)) or not callable(auth):
        return False
    try:
        parameters = inspect.signature(auth).parameters.values()
    except (TypeError, ValueError):
        return False
    return any(p.default is p.empty and p.kind in {p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD} for p in parameters)


def authorization(auth: Auth | None) -> Callable[[], Secret] | None:
    """Makes the function that gives the ``Authorization`` header's value of the moment; ``None`` when there is none.

    Raises:
        UnsafeHeaderError: The credentials cannot be carried by a header.
        QueryBuildError: They are of no form that is known here.
    """
    if auth is None or signs_requests(auth):
        return None
    if isinstance(auth, str):
        fixed = bearer(auth)
    elif isinstance(auth, tuple):
        match auth:
            case (str(user), str(password)):
                fixed = basic(user, password)
            case _:
                raise QueryBuildError("auth as a tuple must be (user, password), both text")
    elif callable(auth):
        provider: Callable[[], object] = auth  # type: ignore[assignment]  # it takes no request: signs_requests says so
        return lambda: bearer(provider())
    else:
        raise QueryBuildError(
            f"auth must be (user, password), a token, a function that gives a token or a requests.auth.AuthBase, "
            f"not {type(auth).__name__}"
        )
    return lambda: fixed
