"""Where secrets come from."""

from __future__ import annotations

import sys
import types

import pytest

from prometheus_querier.configuration.secret_sources import read_secret
from prometheus_querier.errors import MissingDependencyError, QueryBuildError


@pytest.mark.parametrize("value", ["hunter2", {"env": 3}, {"env": "A", "file": "b"}, {"keyring": "a"}, {}, None])
def test_a_secret_itself_is_refused_and_not_repeated(value):
    with pytest.raises(QueryBuildError, match="must say where the secret is, not what it is") as caught:
        read_secret("token", value)
    assert "hunter2" not in str(caught.value)


def test_a_file_that_is_missing_or_empty_is_named(tmp_path):
    for content, message in ((None, "No such file"), (" \n", "is empty")):
        path = tmp_path / "secret"
        if content is not None:
            path.write_text(content)
        with pytest.raises(QueryBuildError, match=message):
            read_secret("token", {"file": str(path)})


def test_the_keyring_is_asked(monkeypatch):
    fake = types.ModuleType("keyring")
    fake.get_password = lambda service, user: {("prometheus", "ann"): "t0ken"}.get((service, user))
    monkeypatch.setitem(sys.modules, "keyring", fake)
    assert read_secret("token", {"keyring": "prometheus", "user": "ann"}) == "t0ken"
    with pytest.raises(QueryBuildError, match="keyring set prometheus bob"):
        read_secret("token", {"keyring": "prometheus", "user": "bob"})


def test_a_keyring_that_fails_is_said(monkeypatch):
    def get_password(service, user):
        raise OSError(f"{service} of {user} is locked")

    fake = types.ModuleType("keyring")
    fake.get_password = get_password
    monkeypatch.setitem(sys.modules, "keyring", fake)
    with pytest.raises(QueryBuildError, match=r"token is to come from the keyring, .* prometheus of ann is locked"):
        read_secret("token", {"keyring": "prometheus", "user": "ann"})


def test_without_the_library_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(MissingDependencyError, match=r"prometheus-querier\[keyring\]"):
        read_secret("token", {"keyring": "prometheus", "user": "ann"})
