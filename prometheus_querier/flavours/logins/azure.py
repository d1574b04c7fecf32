"""Microsoft Entra's tokens. The one file that names azure-identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.errors import AuthenticationError, MissingDependencyError

try:
    from azure.core.exceptions import AzureError
    from azure.identity import DefaultAzureCredential, get_bearer_token_provider
except ImportError as error:
    raise MissingDependencyError.of("azure-identity", "azure", "Azure") from error

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

SCOPE = "https://prometheus.monitor.azure.com/.default"


class AzureToken:
    """Gives the token of the moment: asked for when it is first needed, kept, and renewed before it expires.

    Args:
        credential: A credential of azure-identity; ``DefaultAzureCredential()`` when left out.
        scope: What the token is for.
    """

    def __init__(self, credential: TokenCredential | None = None, scope: str = SCOPE) -> None:
        self._provide = get_bearer_token_provider(credential or DefaultAzureCredential(), scope)

    def __call__(self) -> str:
        """Gives the token.

        Raises:
            AuthenticationError: There is none to be had.
        """
        try:
            return self._provide()
        except AzureError as error:
            failure = AuthenticationError(f"no access token from Azure: {type(error).__name__}: {error.message}")
        raise failure
