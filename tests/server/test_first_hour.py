"""The mistakes of a first hour, made for real: each error says what to do, in a program and on the command line."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest
import trustme
from servers import binary_of

import prometheus_querier as pq
from prometheus_querier.testing import LocalPrometheus
from prometheus_querier.testing.processes import OwnedProcess

pytestmark = pytest.mark.server

ROOT = Path(__file__).parents[2]


class Jupyter(BaseHTTPRequestHandler):
    """Another program at the port that was meant: it has a page for everything."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        page = b"<!DOCTYPE html><title>Jupyter</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_words):
        """Stays quiet."""


@contextmanager
def another_program():
    with ThreadingHTTPServer(("127.0.0.1", 0), Jupyter) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def saying(words):
    """A server of another protocol; without words, what those do that expect TLS and can't say so in HTTP."""

    class Saying(BaseRequestHandler):
        def handle(self):
            self.request.recv(65536)
            self.request.sendall(words)

    with ThreadingTCPServer(("127.0.0.1", 0), Saying) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@contextmanager
def prometheus_behind_tls(authority):
    """A Prometheus with a certificate, and the port that it listens on."""
    process = OwnedProcess("prometheus")
    try:
        certificate = authority.issue_cert("127.0.0.1")
        certificate.private_key_and_cert_chain_pem.write_to_path(process.directory / "server.pem")
        tls = {"cert_file": "server.pem", "key_file": "server.pem"}
        (process.directory / "web.yml").write_text(json.dumps({"tls_server_config": tls}))
        (process.directory / "prometheus.yml").write_text("{}")
        process.start(
            [
                binary_of("PROMETHEUS_BIN"),
                "--config.file=prometheus.yml",
                "--storage.tsdb.path=data",
                "--web.config.file=web.yml",
                "--web.listen-address=127.0.0.1:0",
            ]
        )
        while not (found := re.search(r'msg="Listening on".* address=\S+:([0-9]+)', process.output())):
            assert process.exit_status is None, process.output()
        yield int(found[1])
    finally:
        process.end()


@pytest.fixture(scope="module")
def places(prometheus, tmp_path_factory):
    """URLs as people mistake them."""
    authority = trustme.CA()
    trusted = tmp_path_factory.mktemp("tls") / "ca.pem"
    authority.cert_pem.write_to_path(trusted)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    with (
        another_program() as program,
        saying(b"") as mute,
        saying(b"SSH-2.0-OpenSSH_9.6\r\n") as ssh,
        prometheus_behind_tls(authority) as tls_port,
        LocalPrometheus(args=["--web.route-prefix=/prometheus"]) as prefixed,
    ):
        yield {
            "not running": f"http://127.0.0.1:{free}",
            "another program": program,
            "https for http": prometheus.url.replace("http:", "https:"),
            "http for https": f"http://127.0.0.1:{tls_port}",
            "http for https, and no word": mute,
            "another protocol": ssh,
            "a certificate of one's own": f"https://127.0.0.1:{tls_port}",
            "missing prefix": prefixed.url,
            "wrong prefix": f"{prometheus.url}/prometheus",
            "a page": f"{prometheus.url}/graph",
            "a page with a query": f"{prometheus.url}/graph?g0.expr=up",
            "too much": f"{prometheus.url}/api/v1/query",
            "no scheme": prometheus.url.removeprefix("http://"),
            "trusted": (f"https://127.0.0.1:{tls_port}", str(trusted)),
            "right prefix": f"{prefixed.url}/prometheus",
        }


URLS = {
    "not running": "nothing listens there: is the server running, and is this its port?",
    "another program": "a web page (is the base URL right?",
    "https for http": "write http:// instead of https://",
    "http for https": "write https:// instead of http://",
    "another protocol": "the answer is not HTTP (is this the port of the server?): SSH-2.0-OpenSSH_9.6",
    "http for https, and no word": "before a byte of the answer came: write https:// if the server speaks TLS at this port",
    "a certificate of one's own": "name its authority by verify='ca.pem'",
    "missing prefix": "such as http://host:9090 or http://host/prometheus",
    "wrong prefix": "is the base URL right?",
    "a page": "It is what stands before /api/v1 or /graph",
    "a page with a query": "take what stands before /graph or /query",
    "too much": "leave /api/v1 and what follows out of the base URL",
    "no scheme": "must begin with http:// or https://, such as http://127.0.0.1:",
}


@pytest.mark.parametrize("mistake", URLS)
def test_a_wrong_url_says_what_to_write(places, mistake):
    with (
        pytest.raises(pq.PrometheusQuerierError, match=re.escape(URLS[mistake])),
        pq.connect(places[mistake], retry=pq.RetryPolicy.none()) as client,
    ):
        client.query("up")


def test_what_the_errors_advise_works(places):
    url, authority = places["trusted"]
    with pq.connect(url, verify=authority) as client:
        assert client.query("vector(1)").scalar() == 1
    with pq.connect(places["right prefix"]) as client:
        assert client.query("vector(1)").scalar() == 1


QUERIES = {
    "rte(up[5m])": "\n  rte(up[5m])\n  ^\n  did you mean rate?",
    "rate(up)": "\n  rate(up)\n       ^\n  give it a range: x[5m]",
    "sum(up": "\n  sum(up\n  ^",
    "up{job=api}": 'values are quoted: job="api"',
    "sum by job (up)": "labels stand in parentheses: by (job)",
    "rate(up[5min])": "a minute is m: 5m",
}


@pytest.mark.parametrize("query", QUERIES)
def test_a_wrong_query_is_shown_with_what_to_write(prometheus, query):
    with pq.connect(prometheus.url) as client, pytest.raises(pq.ApiError) as caught:
        client.query(query)
    assert QUERIES[query] in str(caught.value)


def test_a_range_vector_is_no_question_for_a_range(prometheus):
    hour = pq.QueryTimeRange.last("1h", step="1m")
    with pq.connect(prometheus.url) as client, pytest.raises(pq.ApiError, match=r"leave the \[5m\] out"):
        client.query_range("up[5m]", hour)


def test_what_is_no_metric_is_said_where_a_value_is_expected(prometheus):
    with pq.connect(prometheus.url) as client, pytest.raises(pq.PrometheusQuerierError, match="Are the names right"):
        client.query("upp").scalar()


@pytest.fixture
def command(prometheus, tmp_path):
    """Runs the command line as somebody new would, with nothing of the user's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PROMETHEUS_", "_PROMETHEUS"))}

    def run(*arguments, url=prometheus.url):
        environment = kept | {"PROMETHEUS_URL": url, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
        line = (sys.executable, "-m", "prometheus_querier.cli", *arguments)
        done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False, timeout=60)
        assert "Traceback" not in done.stderr
        return done

    return run


@pytest.mark.parametrize("mistake", ["another program", "https for http", "http for https", "missing prefix"])
def test_the_command_line_says_the_same_of_urls(places, command, mistake):
    done = command("query", "up", url=places[mistake])
    assert (done.returncode in {1, 3}, done.stdout) == (True, "")
    assert URLS[mistake] in done.stderr


def test_the_command_line_says_the_same_of_queries(command):
    done = command("query", "rte(up[5m])")
    assert (done.returncode, done.stdout) == (1, "")
    assert QUERIES["rte(up[5m])"] in done.stderr


def test_the_command_line_guesses_a_metric(command):
    done = command("query", "http_request_total")
    assert (done.returncode, done.stdout) == (0, "")
    assert "no metric is called http_request_total here: did you mean http_requests_total" in done.stderr
