"""Header names and values that HTTP carries exactly, and the header that names a tenant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from prometheus_querier.errors import QueryBuildError, UnsafeHeaderError

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
_VALUE = re.compile(r"[!-~]+(?:[ \t]+[!-~]+)*", re.ASCII)
_TENANT = re.compile(r"[A-Za-z0-9!_.*'()-]{1,150}", re.ASCII)

# How a message is framed, coded and routed is the transport's to say.
_RESERVED = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "expect",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)


def given_headers(headers: Mapping[str, str] | None) -> dict[str, str]:
    """Takes a caller's headers as they are; ``check_headers`` says whether they can be sent.

    Raises:
        QueryBuildError: They are no mapping. The message repeats nothing of them.
    """
    if headers is not None and not isinstance(headers, Mapping):
        raise QueryBuildError(f"headers must be a mapping, such as {{'X-Key': '…'}}, not {type(headers).__name__}")
    return dict(headers or {})


def check_headers(headers: Iterable[tuple[object, object]]) -> None:
    """Refuses what HTTP cannot carry exactly.

    Raises:
        UnsafeHeaderError: A name or value that would arrive changed or as another header, or a header that only the
            transport may set. The message never repeats the value.
    """
    for name, value in headers:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise UnsafeHeaderError(f"{str(name)[:40]!r} is no header name: write letters, digits and hyphens")
        if name.lower() in _RESERVED:
            raise UnsafeHeaderError(f"the header {name} is set by the transport; leave it out")
        if not isinstance(value, str) or not _VALUE.fullmatch(value):
            raise UnsafeHeaderError(
                f"the value of the header {name} must be visible ASCII characters, with spaces or tabs only between them"
            )


def tenant_header(tenant: str | Sequence[str], name: str = "X-Scope-OrgID") -> tuple[str, str]:
    """Makes the header that names a tenant, or several tenants to ask as one.

    Raises:
        UnsafeHeaderError: An id that Mimir, Loki or Cortex would refuse or read as several, or no header's name.

    >>> tenant_header("team-a")
    ('X-Scope-OrgID', 'team-a')
    >>> tenant_header(["team-a", "team-b"])
    ('X-Scope-OrgID', 'team-a|team-b')
    """
    several = isinstance(tenant, Iterable) and not isinstance(tenant, str)
    tenants: list[Any] = list(tenant) if several else [tenant]
    if not tenants:
        raise UnsafeHeaderError("at least one tenant is needed; leave tenant out to send none")
    for each in tenants:
        if not isinstance(each, str) or each in {".", ".."} or not _TENANT.fullmatch(each):
            raise UnsafeHeaderError(
                "a tenant id is 1 to 150 of A-Z a-z 0-9 ! - _ . * ' ( ) and neither '.' nor '..'; "
                "give several tenants as a list, not joined by '|'"
            )
    header = name, "|".join(tenants)
    check_headers([header])
    return header
