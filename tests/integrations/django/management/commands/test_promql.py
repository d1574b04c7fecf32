"""``manage.py promql``."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from prometheus_querier.errors import ConnectError
from prometheus_querier.testing import answers

pytestmark = pytest.mark.usefixtures("servers")


def run(*arguments):
    output = StringIO()
    call_command("promql", *arguments, stdout=output)
    return output.getvalue()


def test_it_asks_for_the_value_of_now():
    assert run("up") == 'up{job="a"} => 1 @[1704067200]\n'
    assert json.loads(run("up", "--json")) == {
        "timestamp": "2024-01-01T00:00:00Z",
        "__name__": "up",
        "job": "a",
        "value": 1.0,
    }


def test_it_asks_for_a_range(transport):
    transport.answer("query_range", answers.matrix(({"job": "a"}, [(1704067200, 0.5), (1704067260, float("nan"))])))
    assert run("up", "--last", "1h", "--step", "1m") == '{job="a"} =>\n0.5 @[1704067200]\nnan @[1704067260]\n'
    params = dict(transport.requests[0].params)
    assert (float(params["end"]) - float(params["start"]), params["step"]) == (3600, "60")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("up", "--step", "1m"), "--step goes with --last"),
        (("up", "--last", "soon"), "is not a duration"),
        (("up", "--alias", "third"), "no server 'third' in settings.PROMETHEUS; there is: default, other"),
    ],
)
def test_what_is_wrong_is_said_without_a_traceback(arguments, message):
    with pytest.raises(CommandError, match=message):
        run(*arguments)


def test_a_server_that_does_not_answer_is_an_error(transport):
    transport.answer("query", ConnectError("cannot connect"))
    with pytest.raises(CommandError, match="cannot connect"):
        run("up")
