"""Django: servers in the settings, one client a process, system checks, a command and a view.

    INSTALLED_APPS = [..., "prometheus_querier.integrations.django"]
    PROMETHEUS = {"default": {"URL": "http://localhost:9090", "TIMEOUT": 10}}

What names Django stands in this package alone.
"""

from .clients import get_client

__all__ = ["get_client"]
