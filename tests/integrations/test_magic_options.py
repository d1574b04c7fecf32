"""The line of the magic: options, and a query that is taken as it stands."""

from __future__ import annotations

import pytest

from prometheus_querier.errors import QueryBuildError
from prometheus_querier.integrations.magic_options import MagicOptions, read_options


@pytest.mark.parametrize(
    ("line", "options"),
    [
        ("up", {"query": "up"}),
        ('up{job="a b",x=~"{$y}"}', {"query": 'up{job="a b",x=~"{$y}"}'}),
        ("--last 1h --step=1m up - -1", {"last": "1h", "step": "1m", "query": "up - -1"}),
        ("--plot up", {"plot": "matplotlib", "query": "up"}),
        ("--plot=plotly --timezone local up;", {"plot": "plotly", "timezone": "local", "silent": True, "query": "up"}),
        ("-o r --client other up", {"output": "r", "client": "other", "query": "up"}),
        ("-up", {"query": "-up"}),
        ("-(-1)", {"query": "-(-1)"}),
        ("--last 1h -- -up", {"last": "1h", "query": "-up"}),
        ("--last 1h\nsum(\n  up\n)\n", {"last": "1h", "query": "sum(\n  up\n)"}),
        ("--last\n1h\nup", {"last": "1h", "query": "up"}),
    ],
)
def test_lines(line, options):
    assert read_options(line) == MagicOptions(**options)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "the query is missing"),
        ("--last 1h", "the query is missing"),
        ("--last", "--last needs a value"),
        ("--unit= up", "--unit needs a value"),
        ("--lats 1h up", "no option --lats"),
        ("--up", "write -- before a query"),
        ("--plot=crayons up", "not by 'crayons'"),
        ("-o 1x up", "'1x' cannot be the name"),
        ("--client a.b up", "'a.b' cannot be the name"),
    ],
)
def test_what_is_wrong_is_said(line, message):
    with pytest.raises(QueryBuildError, match=message):
        read_options(line)
