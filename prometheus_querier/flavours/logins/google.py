"""Google's tokens. The one file that names google-auth."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from prometheus_querier.errors import AuthenticationError, MissingDependencyError

try:
    import google.auth
    import google.auth.credentials
    import google.auth.exceptions
    import google.auth.transport.requests
except ImportError as error:
    raise MissingDependencyError.of("google-auth", "google", "Google Cloud") from error

if TYPE_CHECKING:
    from google.auth.credentials import Credentials

SCOPE = "https://www.googleapis.com/auth/monitoring.read"
# The library's own limit for each of its requests is two minutes.
_TOKEN_TIMEOUT = 20


class GoogleLogin:
    """Authenticates prepared requests; safe to share between threads.

    A token is asked for when it is first needed, kept, and renewed before it expires.

    Args:
        credentials: Credentials of google-auth; the application default credentials when left out.
    """

    def __init__(self, credentials: Credentials | None = None) -> None:
        # google-auth annotates few of its functions.
        self._credentials: Any = google.auth.credentials.with_scopes_if_required(credentials, [SCOPE])  # type: ignore[no-untyped-call]
        self._ask: Any = functools.partial(google.auth.transport.requests.Request(), timeout=_TOKEN_TIMEOUT)

    def __call__(self, request: Any) -> Any:
        """Adds the headers that say who asks, and whose quota is used.

        Raises:
            AuthenticationError: There are no credentials, or they yield no token.
        """
        try:
            if self._credentials is None:
                self._credentials, _ = google.auth.default(scopes=[SCOPE], request=self._ask)
            # Not before_request(), which starts a thread for a look-up that this service does not need.
            if not self._credentials.valid:
                self._credentials.refresh(self._ask)
            self._credentials.apply(request.headers)
        except google.auth.exceptions.GoogleAuthError as error:
            failure = AuthenticationError(
                f"no access token from Google: {type(error).__name__}: {error}; run 'gcloud auth application-default "
                f"login', or give credentials= or auth="
            )
            failure.retryable = error.retryable
        else:
            return request
        raise failure
