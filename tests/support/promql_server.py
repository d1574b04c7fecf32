"""One connection to a real server for thousands of small questions."""

from __future__ import annotations

import http.client
import json
import urllib.parse
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prometheus_querier.testing import LocalPrometheus


class Connection:
    """Asks a server and returns the ``data`` of its answers, as it sent them."""

    def __init__(self, server: LocalPrometheus) -> None:
        """Connects to the server."""
        self._connection = http.client.HTTPConnection(server.url.removeprefix("http://"))
        self._connection.connect()

    def ask(self, endpoint: str, **params: str) -> Any:
        """Sends a request; fails with the server's own words when it is refused."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request("POST", f"/api/v1/{endpoint}", urllib.parse.urlencode(params), headers)
        answer = json.loads(self._connection.getresponse().read())
        assert answer["status"] == "success", f"{answer.get('error')}: {params}"
        return answer["data"]

    def series(self, query: object) -> list[dict[str, Any]]:
        """Evaluates an instant query that gives a vector."""
        data = self.ask("query", query=str(query), time="0")
        assert data["resultType"] == "vector"
        return list(data["result"])

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()
