"""Whom to trust over TLS, and who we are: one context, made once and shared by all connections."""

from __future__ import annotations

import ssl
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from prometheus_querier.errors import QueryBuildError

if TYPE_CHECKING:
    from os import PathLike

Verify: TypeAlias = "bool | str | PathLike[str] | ssl.SSLContext"
Cert: TypeAlias = "str | PathLike[str] | tuple[str | PathLike[str], str | PathLike[str]]"


def tls_context(verify: Verify, cert: Cert | None) -> ssl.SSLContext:
    """Makes the context.

    Args:
        verify: ``True`` trusts the authorities that requests trusts; ``False`` trusts everybody, and warns; a file or
            a directory names the authorities; a context is taken as it is.
        cert: The client certificate: one file with the key in it, or the files of certificate and key.

    Raises:
        QueryBuildError: A file cannot be read or holds no certificate.
    """
    context: ssl.SSLContext
    if isinstance(verify, ssl.SSLContext):
        context = verify
    elif verify is False:
        warnings.warn(
            "verify=False: anybody between here and the server can read and change everything; "
            "name your authority by verify='ca.pem' instead",
            stacklevel=2,
        )
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif verify is True:
        import certifi  # noqa: PLC0415 -- only TLS needs it, and it comes with requests

        context = _trusting(certifi.where())
    else:
        context = _trusting(verify)
    if cert is not None:
        certificate, key = (cert, None) if not isinstance(cert, tuple) else cert
        try:
            context.load_cert_chain(certificate, key)
        except (OSError, ValueError) as error:
            reason = f"{type(error).__name__}: {error}"
        else:
            return context
        raise QueryBuildError(f"cert: no certificate with its key in {certificate} and {key or certificate}: {reason}")
    return context


def _trusting(authorities: str | PathLike[str]) -> ssl.SSLContext:
    path = Path(authorities)
    try:
        if path.is_dir():
            return ssl.create_default_context(capath=path)
        return ssl.create_default_context(cafile=path)
    except OSError as error:
        reason = f"{type(error).__name__}: {error}"
    raise QueryBuildError(f"verify: no authorities in {path}: {reason}")
