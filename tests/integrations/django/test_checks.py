"""``manage.py check``: every mistake in the setting has an id and a hint."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.test import override_settings

from prometheus_querier.testing import FakeTransport

URL = "http://localhost:9090"


def found(setting):
    with override_settings(PROMETHEUS=setting):
        return run_checks(tags=["prometheus"])


@pytest.mark.parametrize(
    "options",
    [
        {"URL": URL},
        {"URL": URL, "TIMEOUT": None, "POOL_SIZE": "20", "AUTH": ("ann", "pw"), "HEADERS": {"X-Key": "k"}},
        {"URL": URL, "USER": "ann", "PASSWORD": "pw", "VERIFY": False, "TENANT": ["a", "b"], "TOKEN": None},
        {"URL": URL, "FLAVOUR": "victoriametrics", "ACCOUNT": 3},
        {"TRANSPORT": FakeTransport},
        {"TRANSPORT": "prometheus_querier.testing.FakeTransport", "TIMEOUT": 3},
    ],
)
def test_what_is_right_is_not_complained_of(options):
    assert found({"default": options}) == []


@pytest.mark.parametrize(
    ("setting", "number", "message", "hint"),
    [
        (None, 1, "settings.PROMETHEUS must be a table of servers", "write PROMETHEUS = "),
        ({"default": 3}, 1, "settings.PROMETHEUS['default'] must be a table of options", "write PROMETHEUS = "),
        ({"default": {"URL": URL, "TIMOUT": 3}}, 2, "TIMOUT is unknown", "did you mean TIMEOUT?"),
        ({"default": {"URL": URL, "timeout": 3}}, 2, "timeout is unknown", "did you mean TIMEOUT?"),
        ({"default": {"URL": URL, 3: 4}}, 2, "3 is unknown", "write one of AUTH,"),
        ({"other": {"TIMEOUT": 3}}, 3, "settings.PROMETHEUS['other']: URL is missing", "such as http://localhost:9090"),
        ({"default": {"FLAVOUR": "google"}}, 3, "PROJECT is missing", ""),
        ({"default": {"URL": "ftp://host"}}, 4, "URL: the base URL must begin with http", ""),
        ({"default": {"URL": URL, "FLAVOUR": "thanoss"}}, 4, "FLAVOUR must be one of amazon, ", ""),
        ({"default": {"URL": URL, "TIMEOUT": "soon"}}, 4, "TIMEOUT 'soon' is not a duration", ""),
        ({"default": {"URL": URL, "TIMEOUT": -1}}, 4, "TIMEOUT must be longer than zero", ""),
        ({"default": {"URL": URL, "POOL_SIZE": 0}}, 4, "POOL_SIZE must be a whole number from 1, not 0", ""),
        ({"default": {"URL": URL, "TRUST_ENV": "maybe"}}, 4, "TRUST_ENV must be true or false", ""),
        ({"default": {"URL": URL, "VERIFY": "/no/such/file"}}, 4, "VERIFY names '/no/such/file', which does not", ""),
        ({"default": {"URL": URL, "HEADERS": ["X"]}}, 4, "HEADERS must be a table", ""),
        ({"default": {"URL": URL, "RETRY": 5}}, 4, "RETRY must be a RetryPolicy, such as RetryPolicy(attempts=5)", ""),
        ({"default": {"URL": URL, "ON_WARNING": "ignore"}}, 4, "ON_WARNING must be one of keep, raise", ""),
        ({"default": {"TRANSPORT": "no.such.thing"}}, 4, "TRANSPORT names 'no.such.thing', which cannot be", ""),
        ({"default": {"TRANSPORT": 3}}, 4, "TRANSPORT must be a transport, a function", ""),
        ({"default": {"URL": URL, "USER": "ann"}}, 5, "USER and PASSWORD belong together", ""),
        ({"default": {"URL": URL, "FLAVOUR": "thanos", "ENGINE": "x"}}, 5, "engine must be one of", ""),
    ],
)
def test_what_is_wrong_is_an_error_with_a_hint(setting, number, message, hint):
    (error,) = found(setting)
    assert error.id == f"prometheus_querier.E{number:03}"
    assert message in error.msg
    assert hint in (error.hint or "")
    assert error.is_serious()


@pytest.mark.parametrize(
    "options",
    [
        {"URL": "http://ann:hunter2@host name:9090"},
        {"URL": URL, "AUTH": ("ann\n", "hunter2")},
        {"URL": URL, "TOKEN": "hunter2 "},
        {"URL": URL, "TOKEN": "hunter2", "USER": "ann", "PASSWORD": "hunter2"},
        {"URL": URL, "HEADERS": {"X-Key": "hunter2\n"}},
    ],
)
def test_no_secret_is_repeated(options):
    errors = found({"default": options})
    assert errors
    assert "hunter2" not in repr([(error.msg, error.hint) for error in errors])
