"""Which server is asked, with which credentials: the command line, the environment, profiles."""

from __future__ import annotations

import pytest

from prometheus_querier.cli.connecting import ServerChoice
from prometheus_querier.errors import QueryBuildError


@pytest.fixture
def config(tmp_path, monkeypatch):
    def write(text):
        path = tmp_path / "config.toml"
        path.write_text(text)
        monkeypatch.setenv("PROMETHEUS_QUERIER_CONFIG", str(path))
        return path

    return write


def _url(choice):
    with choice.open() as client:
        return repr(client)


def test_the_command_line_goes_before_the_environment_and_that_before_the_default_profile(config, monkeypatch):
    config('default = "d"\n[profiles.d]\nurl = "http://default:1"\n[profiles.p]\nurl = "http://profile:2"\n')
    assert "http://default:1" in _url(ServerChoice())
    monkeypatch.setenv("PROMETHEUS_PROFILE", "p")
    assert "http://profile:2" in _url(ServerChoice())
    monkeypatch.setenv("PROMETHEUS_URL", "http://environment:3")
    assert "http://environment:3" in _url(ServerChoice())
    assert "http://profile:2" in _url(ServerChoice(profile="p"))
    assert "http://line:4" in _url(ServerChoice(url="http://line:4"))


def test_without_a_server_it_says_how_to_name_one():
    with pytest.raises(QueryBuildError, match=r"which server\? Give --url .* PROMETHEUS_URL .*config\.toml"):
        ServerChoice().open()


def test_a_url_and_a_profile_are_refused_together():
    with pytest.raises(QueryBuildError, match="not both"):
        ServerChoice(url="http://a:1", profile="b").open()


def test_a_password_on_the_command_line_is_refused_and_not_repeated():
    with pytest.raises(QueryBuildError, match="no secrets on the command line") as caught:
        ServerChoice(url="http://ann:hunter2@host:9090").open()
    assert "hunter2" not in str(caught.value)


def _opened(monkeypatch, choice):
    """What connect() is called with."""
    seen = {}
    import prometheus_querier.client as home

    def connect(url, *, headers=None, auth=None, proxies=None):
        given = {"url": url, "headers": headers, "auth": auth, "proxies": proxies}
        seen.update({name: value for name, value in given.items() if value is not None})

    monkeypatch.setattr(home, "connect", connect)
    choice.open()
    return seen


def _authorization(monkeypatch, choice):
    return _opened(monkeypatch, choice).get("auth")


def test_credentials_of_the_environment_go_with_a_url(monkeypatch, tmp_path):
    choice = ServerChoice(url="http://host:9090")
    assert _authorization(monkeypatch, choice) is None
    file = tmp_path / "token"
    file.write_text("from-a-file\n")
    monkeypatch.setenv("PROMETHEUS_TOKEN_FILE", str(file))
    assert _authorization(monkeypatch, choice) == "from-a-file"
    monkeypatch.setenv("PROMETHEUS_TOKEN", "t0ken")
    assert _authorization(monkeypatch, choice) == "t0ken"
    monkeypatch.delenv("PROMETHEUS_TOKEN")
    monkeypatch.delenv("PROMETHEUS_TOKEN_FILE")
    monkeypatch.setenv("PROMETHEUS_USER", "ann")
    with pytest.raises(QueryBuildError, match="belong together"):
        choice.open()
    monkeypatch.setenv("PROMETHEUS_PASSWORD", "pw")
    assert _authorization(monkeypatch, choice) == ("ann", "pw")


def test_credentials_of_the_environment_never_go_to_the_server_of_a_profile(config, monkeypatch):
    config('[profiles.p]\nurl = "http://profile:2"\n')
    monkeypatch.setenv("PROMETHEUS_TOKEN", "t0ken")
    assert _authorization(monkeypatch, ServerChoice(profile="p")) is None


def test_a_profile_takes_its_secrets_from_elsewhere(config, monkeypatch, tmp_path):
    (tmp_path / "password").write_text("pw\n")
    config(
        f"""
        [profiles.a]
        url = "http://a:1"
        token = {{ env = "MY_TOKEN" }}
        [profiles.b]
        url = "http://b:1"
        user = "ann"
        password = {{ file = "{tmp_path}/password" }}
        [profiles.c]
        url = "http://c:1"
        token = "hunter2"
        [profiles.d]
        url = "http://d:1"
        user = "ann"
        """
    )
    with pytest.raises(QueryBuildError, match=r"token of profile a is to come from \$MY_TOKEN, which is not set"):
        ServerChoice(profile="a").open()
    monkeypatch.setenv("MY_TOKEN", "t0ken")
    assert _authorization(monkeypatch, ServerChoice(profile="a")) == "t0ken"
    assert _authorization(monkeypatch, ServerChoice(profile="b")) == ("ann", "pw")
    with pytest.raises(QueryBuildError, match="token of profile c must say where the secret is") as caught:
        ServerChoice(profile="c").open()
    assert "hunter2" not in str(caught.value)
    with pytest.raises(QueryBuildError, match="profile d: user and password belong together"):
        ServerChoice(profile="d").open()


def test_secrets_in_headers_come_from_elsewhere_too(config, monkeypatch):
    config('[profiles.p]\nurl = "http://p:1"\nheaders = { X-Key = { env = "MY_KEY" }, X-Plain = "plain" }\n')
    monkeypatch.setenv("MY_KEY", "k3y")
    seen = _opened(monkeypatch, ServerChoice(profile="p"))
    assert seen == {"url": "http://p:1", "headers": {"X-Key": "k3y", "X-Plain": "plain"}}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('url = "http://ann:hunter2@p:1"', "profile p: the file is no place for secrets"),
        (
            'url = "http://p:1"\nproxies = "http://ann:hunter2@x:3128"',
            "proxies of profile p must say where the secret is",
        ),
        (
            'url = "http://p:1"\nproxies = { http = "http://ann:hunter2@x:3128" }',
            "http in proxies of profile p must say where the secret is",
        ),
        (
            'url = "http://p:1"\nheaders = { Authorization = "Bearer hunter2" }',
            "Authorization in headers of profile p must say where the secret is",
        ),
    ],
)
def test_secrets_in_the_file_are_refused_and_not_repeated(config, content, message):
    config(f"[profiles.p]\n{content}\n")
    with pytest.raises(QueryBuildError, match=message) as caught:
        ServerChoice(profile="p").open()
    assert "hunter2" not in str(caught.value)


def test_a_proxy_with_a_password_comes_from_elsewhere(config, monkeypatch):
    config('[profiles.p]\nurl = "http://p:1"\nproxies = { env = "MY_PROXY" }\n')
    monkeypatch.setenv("MY_PROXY", "http://ann:hunter2@x:3128")
    seen = _opened(monkeypatch, ServerChoice(profile="p"))
    assert seen == {"url": "http://p:1", "proxies": "http://ann:hunter2@x:3128"}


def test_a_profile_chooses_a_flavour_and_its_options(config):
    config(
        """
        [profiles.vm]
        flavour = "victoriametrics"
        url = "http://vmselect:8481"
        account = 1
        project = 2
        timeout = "90s"
        [profiles.thanos]
        flavour = "thanos"
        url = "http://thanos:10902"
        dedup = true
        """
    )
    assert "http://vmselect:8481/select/1:2/prometheus" in _url(ServerChoice(profile="vm"))
    assert "Thanos(dedup=True)" in _url(ServerChoice(profile="thanos"))
    with ServerChoice(profile="vm").open() as client:
        assert client._caller.limit(None) == 90.0
    with ServerChoice(profile="vm", timeout="5s").open() as client:
        assert client._caller.limit(None) == 5.0


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('url = "http://a:1"\ncolour = "red"', "profile p: colour is unknown: write one of .*headers.*verify"),
        ('flavour = "prometheus2"\nurl = "http://a:1"', "flavour must be one of amazon, .* not 'prometheus2'"),
        ('flavour = "google"', "profile p: project is missing"),
        ("timeout = 3", "profile p: url is missing"),
        ('url = "http://a:1"\ntimeout = "soon"', "profile p: timeout 'soon' is not a duration"),
        ('url = "ftp://a"', "must begin with http"),
        ('flavour = "grafana_cloud"\nurl = "http://a:1"', "profile p: token is missing; profile p: user is missing"),
    ],
)
def test_what_is_wrong_with_a_profile_is_said(config, content, message):
    config(f"[profiles.p]\n{content}\n")
    with pytest.raises(QueryBuildError, match=message):
        ServerChoice(profile="p").open()
