"""A Django project in memory: all that the tests of the app need of one."""

from __future__ import annotations

import django
import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import path

from prometheus_querier.testing import FakeTransport, answers

urlpatterns = []

if not settings.configured:  # a doctest may have been first
    settings.configure(
        INSTALLED_APPS=["prometheus_querier.integrations.django"],
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["testserver"],
        SECRET_KEY="for tests",
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        USE_TZ=True,
    )
    django.setup()

from prometheus_querier.integrations.django.views import health  # noqa: E402 - needs the settings

urlpatterns += [path("health/", health), path("health/other/", health, {"alias": "other"})]


@pytest.fixture
def transport():
    """What answers for the server ``default``."""
    return FakeTransport({"query": answers.vector(({"__name__": "up", "job": "a"}, (1704067200, 1)))})


@pytest.fixture
def servers(transport):
    """Settings with the servers ``default`` and ``other``."""
    other = FakeTransport({"query": ConnectionResetError("never seen by users")})
    with override_settings(PROMETHEUS={"default": {"TRANSPORT": transport}, "other": {"TRANSPORT": other}}):
        yield
