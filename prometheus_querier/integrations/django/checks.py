"""The system checks of ``settings.PROMETHEUS``: ``manage.py check`` tells what is wrong before anybody asks.

==========================  ===================================================================
``prometheus_querier.E001``  the setting is not there, or no table of servers
``prometheus_querier.E002``  an option that there is not
``prometheus_querier.E003``  an option that is needed is missing
``prometheus_querier.E004``  an option cannot have its value
``prometheus_querier.E005``  options that do not go together, or that make no client
==========================  ===================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.checks import Error

from prometheus_querier.configuration import ProblemKind
from prometheus_querier.errors import QueryBuildError

from .clients import servers

if TYPE_CHECKING:
    from django.core.checks import CheckMessage

_IDS = {
    ProblemKind.UNKNOWN: "prometheus_querier.E002",
    ProblemKind.MISSING: "prometheus_querier.E003",
    ProblemKind.VALUE: "prometheus_querier.E004",
    ProblemKind.TOGETHER: "prometheus_querier.E005",
}


def check_servers(app_configs: object, **_options: object) -> list[CheckMessage]:  # noqa: ARG001 - Django's signature
    """Checks the setting; nothing is sent."""
    try:
        found = servers()
    except QueryBuildError as error:
        message, _, hint = str(error).partition(": write ")
        return [Error(message, hint=f"write {hint}", id="prometheus_querier.E001")]
    return [
        Error(problem.message, hint=problem.hint or None, id=_IDS[problem.kind])
        for server in found.values()
        for problem in server.problems()
    ]
