"""AWS Signature Version 4. The one file that names botocore."""

from __future__ import annotations

from typing import Any

from prometheus_querier.errors import AuthenticationError, MissingDependencyError, QueryBuildError

try:
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.exceptions import BotoCoreError
    from botocore.session import Session
except ImportError as error:
    raise MissingDependencyError.of("botocore", "aws", "Amazon Web Services") from error

SERVICE = "aps"
# What else there is of headers, proxies may change.
_SIGNED_HEADERS = ("content-type",)


class SigV4:
    """Signs prepared requests over the bytes that are sent; safe to share between threads.

    Args:
        region: The region, such as ``eu-west-1``; by default that of the profile or the environment.
        profile: A profile of the shared configuration files.
        credentials: Credentials of botocore; by default those that it finds in the environment, the shared files or
            the machine's metadata. They are looked for when they are first needed, and renewed before they expire.

    Raises:
        QueryBuildError: No region is known, or the profile is not there.
    """

    def __init__(self, region: str | None = None, *, profile: str | None = None, credentials: Any = None) -> None:
        self._session = Session(profile=profile)
        self._credentials = credentials
        self._region = region or self._configured_region()

    def _configured_region(self) -> str:
        try:
            region = self._session.get_config_variable("region")
        except BotoCoreError as error:
            raise QueryBuildError(str(error)) from None
        if not region:
            raise QueryBuildError("no region is in the URL, nor configured: give region=, such as 'eu-west-1'")
        return str(region)

    def __call__(self, request: Any) -> Any:
        """Adds the signature's headers.

        Raises:
            AuthenticationError: There are no credentials.
        """
        try:
            credentials = self._credentials = self._credentials or self._session.get_credentials()
            if credentials is not None:
                headers = {name: request.headers[name] for name in _SIGNED_HEADERS if name in request.headers}
                signed = AWSRequest(request.method, request.url, headers, request.body)
                SigV4Auth(credentials.get_frozen_credentials(), SERVICE, self._region).add_auth(signed)
                request.headers.update(signed.headers)
                return request
            reason = "none were found"
        except BotoCoreError as error:
            reason = f"{type(error).__name__}: {error}"
        raise AuthenticationError(
            f"no AWS credentials: {reason}; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give "
            f"profile= or credentials="
        )
