"""The extension for Flask, through Flask's test client and command runner."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from prometheus_querier.errors import ConnectError, QueryBuildError
from prometheus_querier.integrations.flask import Prometheus
from prometheus_querier.testing import FakeTransport, answers

prometheus = Prometheus()


def create_app(**config):
    app = Flask("dashboard")
    app.config.update(config)
    prometheus.init_app(app)

    @app.get("/<alias>")
    def show(alias):
        return {"value": prometheus.get_client(alias).query("up").value}

    return app


def value(number):
    return FakeTransport({"query": answers.scalar(1704067200, number)})


def test_applications_of_one_factory_have_servers_of_their_own():
    one = create_app(PROMETHEUS_TRANSPORT=value(1), PROMETHEUS_SERVERS={"other": {"TRANSPORT": value(2)}})
    two = create_app(PROMETHEUS_TRANSPORT=value(3))
    assert one.test_client().get("/default").json == {"value": 1}
    assert one.test_client().get("/other").json == {"value": 2}
    assert two.test_client().get("/default").json == {"value": 3}
    with two.app_context(), pytest.raises(QueryBuildError, match=r"no server 'other' .* there is: default"):
        prometheus.get_client("other")


def test_all_threads_share_a_client():
    app = create_app(PROMETHEUS_TRANSPORT=value(1))

    def look(_):
        with app.app_context():
            return id(prometheus.get_client())

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(look, range(64)))) == 1


def test_options_reach_the_client_also_from_the_environment(monkeypatch):
    monkeypatch.setenv("FLASK_PROMETHEUS_URL", "http://host:9090")
    monkeypatch.setenv("FLASK_PROMETHEUS_TIMEOUT", "90s")
    monkeypatch.setenv("FLASK_PROMETHEUS_SERVERS__other__URL", "http://other:9090")
    app = Flask("dashboard")
    app.config.from_prefixed_env()
    extension = Prometheus(app)
    with app.app_context():
        assert repr(extension.get_client()) == "PrometheusClient(RequestsTransport('http://host:9090'))"
        assert repr(extension.get_client("other")) == "PrometheusClient(RequestsTransport('http://other:9090'))"
        assert extension.get_client()._caller.limit(None) == 90
    extension.close(app)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({}, "PROMETHEUS_URL is missing: write the server's base URL"),
        ({"PROMETHEUS_URL": "host"}, "PROMETHEUS_URL: the base URL must begin with http"),
        (
            {"PROMETHEUS_URL": "http://a", "PROMETHEUS_TIMOUT": 3},
            r"TIMOUT is unknown: did you mean PROMETHEUS_TIMEOUT\?",
        ),
        ({"PROMETHEUS_URL": "http://a", "PROMETHEUS_POOL_SIZE": -1}, "PROMETHEUS_POOL_SIZE must be a whole number"),
        ({"PROMETHEUS_URL": "http://a", "PROMETHEUS_PASSWORD": 123456}, "PROMETHEUS_PASSWORD must be text, not int"),
        ({"PROMETHEUS_URL": "http://a", "PROMETHEUS_VERIFY": 0}, "VERIFY must be true, false, or the path .*, not int"),
        ({"PROMETHEUS_SERVERS": {"b": {"TIMEOUT": 3}}}, r"PROMETHEUS_SERVERS\['b'\]: URL is missing"),
        ({"PROMETHEUS_SERVERS": ["http://a"]}, "PROMETHEUS_SERVERS must be a table of tables"),
        (
            {"PROMETHEUS_URL": "http://a", "PROMETHEUS_SERVERS": {"default": {}}},
            "configured twice: by PROMETHEUS_PASSWORD",
        ),
    ],
)
def test_what_is_wrong_is_said_when_the_application_is_made(config, message):
    app = Flask("dashboard")
    app.config.update({"PROMETHEUS_PASSWORD": "hunter2", "PROMETHEUS_USER": "ann", 3: "no text"} if config else {})
    app.config.update(config)
    with pytest.raises(QueryBuildError, match=message) as caught:
        prometheus.init_app(app)
    frames = [frame for frame, _ in traceback.walk_tb(caught.tb)][1:]
    assert all("hunter2" not in repr(frame.f_locals) for frame in frames)


def test_an_application_without_servers_says_so():
    with Flask("bare").app_context(), pytest.raises(QueryBuildError, match=r"call Prometheus\(\)\.init_app\(app\)"):
        prometheus.get_client()


def test_clients_are_closed_on_demand_with_the_application_and_at_the_end():
    first, second = value(1), value(2)
    made = iter([first, second])
    app = create_app(PROMETHEUS_TRANSPORT=lambda: next(made))
    assert app.test_client().get("/default").json == {"value": 1}
    prometheus.close(app)
    assert first.closed
    assert app.test_client().get("/default").json == {"value": 2}
    assert not second.closed
    del app
    gc.collect()
    assert second.closed

    script = """
from flask import Flask
from prometheus_querier.integrations.flask import Prometheus
class Told:
    def send(self, request, *, timeout): raise AssertionError
    def close(self): print("closed")
app = Flask("dashboard")
app.config["PROMETHEUS_TRANSPORT"] = Told
with app.app_context():
    Prometheus(app).get_client()
print("end")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["end", "closed"]


def test_applications_may_share_a_transport_one_after_the_other():
    transport = value(1)
    for _ in range(2):
        assert create_app(PROMETHEUS_TRANSPORT=transport).test_client().get("/default").json == {"value": 1}
        gc.collect()  # the application of before


def test_the_command_prints_answers():
    app = create_app(PROMETHEUS_TRANSPORT=value(2))
    done = app.test_cli_runner().invoke(args=["promql", "1 + 1"])
    assert (done.exit_code, done.output) == (0, "2 @[1704067200]\n")
    done = app.test_cli_runner().invoke(args=["promql", "1 + 1", "--json"])
    assert json.loads(done.output)["value"] == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--step", "1m"], "--step goes with --last"), (["--alias", "b"], "no server 'b'"), ([], "cannot connect")],
)
def test_the_command_says_what_is_wrong_without_a_traceback(arguments, message):
    app = create_app(PROMETHEUS_TRANSPORT=FakeTransport({"query": ConnectError("cannot connect")}))
    done = app.test_cli_runner().invoke(args=["promql", "up", *arguments])
    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
    assert message in done.output


def test_without_flask_the_extra_is_named():
    script = "import sys; sys.modules['flask'] = None; import prometheus_querier.integrations.flask"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "pip install 'prometheus-querier[flask]'" in done.stderr
