"""The file with named servers."""

from __future__ import annotations

import pytest

from prometheus_querier.cli.profiles import Profiles
from prometheus_querier.errors import QueryBuildError


def test_there_need_be_no_file():
    assert dict(Profiles.read().tables) == {}


def test_the_users_own_file_is_found(tmp_path):
    path = tmp_path / "prometheus-querier" / "config.toml"
    path.parent.mkdir()
    path.write_text('default = "a"\n[profiles.a]\nurl = "http://a:1"\n')
    found = Profiles.read()
    assert (found.path, found.default, found.find("a")["url"]) == (path, "a", "http://a:1")
    with pytest.raises(QueryBuildError, match=r"no profile 'b' in .*; there is: a"):
        found.find("b")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("url = ", "Invalid value"),
        ('url = "http://a:1"', "unknown url: write default"),
        ("profiles = 3", r"\[profiles.NAME\]"),
        ("[profiles]\na = 3", r"\[profiles.NAME\]"),
        ('default = "b"\n[profiles.a]\nurl = "http://a:1"', "default names no profile: 'b'"),
    ],
)
def test_what_is_wrong_with_the_file_is_said(tmp_path, monkeypatch, text, message):
    path = tmp_path / "other.toml"
    path.write_text(text)
    monkeypatch.setenv("PROMETHEUS_QUERIER_CONFIG", str(path))
    with pytest.raises(QueryBuildError, match=rf"other\.toml: .*{message}"):
        Profiles.read()


def test_a_file_that_is_named_must_exist(monkeypatch):
    monkeypatch.setenv("PROMETHEUS_QUERIER_CONFIG", "/nowhere/config.toml")
    with pytest.raises(QueryBuildError, match="does not exist"):
        Profiles.read()
