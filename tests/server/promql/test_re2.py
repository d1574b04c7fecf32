"""Random regular expressions, judged by a real server: valid or not, and whether they match the empty text."""

from __future__ import annotations

import http.client
import json
import random
import urllib.parse
from typing import TYPE_CHECKING

import pytest

from prometheus_querier.promql.quoting import quote
from prometheus_querier.promql.re2 import BadRegexError, matches_empty

if TYPE_CHECKING:
    from prometheus_querier.testing import LocalPrometheus

pytestmark = pytest.mark.server

PARTS = [
    "a",
    "b",
    "é",
    "-",
    "]",
    "[",
    "[^",
    "(",
    ")",
    "(?:",
    "(?i)",
    "(?P<n>",
    "|",
    "*",
    "+",
    "?",
    "{",
    "}",
    "{2}",
    "{0}",
    "{0,}",
    "{1,2}",
    "{,3}",
    "{100}",
    "{11}",
    "^",
    "$",
    ".",
    "\\",
    "[:alpha:]",
    "[:x:]",
    ":]",
    "a-z",
    "z-a",
    "(?=",
    "(?-s)",
    "(?s-i:",
    "(?)",
    "0",
    ",",
    "&",
    "\\d",
    "\\b",
    "\\B",
    "\\A",
    "\\z",
    "\\Z",
    "\\Q",
    "\\E",
    "\\1",
    "\\12",
    "\\x41",
    "\\x{41}",
    "\\pL",
    "\\p{Greek}",
    "\\n",
    "\\_",
    "\\C",
    "\\07",
    "\\a",
    "\\&",
]


def ours(pattern: str) -> str:
    try:
        return "empty" if matches_empty(pattern) else "something"
    except BadRegexError:
        return "invalid"


def test_a_server_judges_patterns_as_we_do(prometheus3: LocalPrometheus) -> None:
    source = random.Random(2)  # noqa: S311 - tests, not secrets
    # Prometheus 2 wraps the pattern before it reads it, so that an unclosed \Q swallows the wrapping.
    connection = http.client.HTTPConnection(prometheus3.url.removeprefix("http://"))

    def theirs(pattern: str) -> str:
        body = urllib.parse.urlencode({"query": f"{{a=~{quote(pattern)}}}"})
        connection.request("POST", "/api/v1/format_query", body, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = json.loads(connection.getresponse().read())
        if answer["status"] == "success":
            return "something"
        return "empty" if "at least one non-empty matcher" in answer["error"] else "invalid"

    verdicts = {"something": 0, "empty": 0, "invalid": 0}
    for _ in range(2000):
        pattern = "".join(source.choice(PARTS) for _ in range(source.randint(1, 6)))
        assert ours(pattern) == theirs(pattern), pattern
        verdicts[ours(pattern)] += 1
    connection.close()
    assert min(verdicts.values()) > 50
