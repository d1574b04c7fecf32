"""Failures in words of this library, without the traces that HTTP libraries leave: those hold headers, and so secrets."""

from __future__ import annotations

import ssl
from typing import TypeVar

from prometheus_querier.errors import (
    ConnectError,
    ConnectionLostError,
    PrometheusQuerierError,
    ResponseTooLargeError,
    TlsError,
    TransportError,
)
from prometheus_querier.http import printable

E = TypeVar("E", bound=BaseException)
F = TypeVar("F", bound=TransportError)

_LOOPBACK = ("localhost", "127.", "[::1]", "::1")
# What OpenSSL reports, by its version, when the peer answers a TLS greeting in plain text.
_NO_TLS_AT_ALL = {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG", "HTTP_REQUEST"}
# OpenSSL's numbers for what is wrong with a certificate.
_NOT_YET_VALID, _EXPIRED, _OTHER_HOST, _OTHER_ADDRESS = 9, 10, 62, 64


def explained(error: F, cause: BaseException) -> F:
    """Adds what the cause says to an error, but not the cause."""
    error.reason = f"{type(cause).__name__}: {printable(str(cause))}"
    error.args = (f"{error}: {error.reason}",)
    return error


def not_found(place: str, cause: Exception) -> ConnectError:
    """Makes the error for a host without an address."""
    advice = "check the name's spelling, and whether this machine is in its network (VPN, container, cluster)"
    return explained(ConnectError(f"cannot find {place}: {advice}"), cause)


def not_connected(place: str, cause: Exception) -> ConnectError:
    """Makes the error for an address that takes no connection."""
    if isinstance(cause, ConnectionRefusedError):
        advice = "nothing listens there: is the server running, and is this its port?"
        if place.startswith(_LOOPBACK):
            advice += " (Inside a container, localhost is the container itself.)"
    else:
        advice = "check host and port, and whether this machine can reach them (VPN, firewall)"
    return explained(ConnectError(f"cannot connect to {place}: {advice}"), cause)


def no_tls(place: str, cause: Exception) -> TlsError:
    """Makes the error for a handshake that failed."""
    match cause:
        case ssl.SSLCertVerificationError(verify_code=code) if code in (_OTHER_HOST, _OTHER_ADDRESS):
            advice = "its certificate is for another host: write the host that the certificate names"
        case ssl.SSLCertVerificationError(verify_code=code) if code == _EXPIRED:
            advice = "its certificate has expired: the server needs a new one, or this machine's clock is wrong"
        case ssl.SSLCertVerificationError(verify_code=code) if code == _NOT_YET_VALID:
            advice = "its certificate is not valid yet: is this machine's clock right?"
        case ssl.SSLCertVerificationError():
            advice = "nobody who is trusted here has signed its certificate: name its authority by verify='ca.pem'"
        case ssl.SSLError(reason=reason) if reason in _NO_TLS_AT_ALL:
            advice = "it speaks no TLS at this port: write http:// instead of https://, or the port that has TLS"
        case ssl.SSLEOFError():
            advice = "it hangs up: write http:// if it speaks no TLS at this port"
        case _:
            advice = "name its authority by verify='ca.pem', or write http:// if it speaks no TLS at this port"
    return explained(TlsError(f"no TLS with {place}: {advice}"), cause)


def too_large(limit: int) -> ResponseTooLargeError:
    """Makes the error for an answer that is larger than it may be."""
    error = ResponseTooLargeError(
        f"the answer is larger than {limit:,} bytes: ask for less, or allow more by max_response_bytes"
    )
    error.limit = limit
    return error


def cut_off() -> ConnectionLostError:
    """Makes the error for an answer whose end never came."""
    return ConnectionLostError("the connection closed before the answer was complete")


def bare(error: E) -> E:
    """Takes the trace from an error of this library or an interrupt, so that no frame of an HTTP library stays alive.

    Any other error comes from a user's own function, and keeps its trace.
    """
    if isinstance(error, PrometheusQuerierError) or not isinstance(error, Exception):
        error.__traceback__ = error.__context__ = error.__cause__ = None
    return error
