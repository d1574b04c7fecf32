"""A server that records exactly what arrives, for tests of what each flavour sends."""

from __future__ import annotations

import json
import threading
from collections import deque
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest

from prometheus_querier.api import endpoints

EMPTY = {"query": {"resultType": "vector", "result": []}, "query_range": {"resultType": "matrix", "result": []}}


@dataclass
class Arrived:
    """One request as it arrived."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def query(self):
        text = urlsplit(self.target).query
        return parse_qsl(text, keep_blank_values=True, strict_parsing=True) if text else []

    @property
    def form(self):
        return parse_qsl(self.body.decode(), keep_blank_values=True, strict_parsing=True) if self.body else []

    def header(self, name):
        """The one value of a header, or None."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) <= 1, f"{name} arrived {len(values)} times"
        return values[0] if values else None

    def added(self, *own):
        """The parameters, without those that the call itself has."""
        return [pair for pair in self.query + self.form if pair[0] not in own]


class Recorder:
    """Keeps what arrives, and answers with what was put there, else with an empty success."""

    def __init__(self, server):
        self.url = f"http://127.0.0.1:{server.server_port}"
        self.arrived: list[Arrived] = []
        self.answers = deque()

    def answer(self, status, body, **headers):
        """Puts an answer for the next request."""
        self.answers.append((status, body if isinstance(body, bytes) else json.dumps(body).encode(), headers))

    @property
    def last(self):
        return self.arrived[-1]

    def next_answer(self, target):
        if self.answers:
            return self.answers.popleft()
        endpoint = urlsplit(target).path.rpartition("/")[2]
        data = EMPTY.get(endpoint, {} if endpoint == "metadata" else [])
        return 200, json.dumps({"status": "success", "data": data}).encode(), {}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _handle(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        recorder = self.server.recorder
        recorder.arrived.append(Arrived(self.command, self.path, self.headers.items(), body))
        status, body, headers = recorder.next_answer(self.path)
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = _handle  # noqa: N815 - the names that http.server looks for

    def log_message(self, *_):
        """Says nothing."""


@pytest.fixture(scope="session")
def _server():
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def recorder(_server):
    """The server, with nothing recorded yet."""
    _server.recorder = Recorder(_server)
    return _server.recorder


@pytest.fixture
def everywhere():
    """Every path of the API, by the endpoint's name."""
    table = [one for one in vars(endpoints).values() if isinstance(one, endpoints.Endpoint)]
    assert len(table) > 30
    paths = {one.path.removeprefix("/api/v1/"): one.path for one in table}
    return {**paths, "label/{name}/values": "/api/v1/label/job/values", "read": "/api/v1/read"}
