"""Refused queries, with the place and what to write instead. The servers' words are real ones."""

import pytest

from prometheus_querier import errors
from prometheus_querier.api.complaints import pointed_out
from prometheus_querier.api.refusals import refusal
from prometheus_querier.testing import answers


@pytest.mark.parametrize(
    ("query", "words", "shown"),
    [
        (
            "rte(up[5m])",
            '1:1: parse error: unknown function with name "rte"',
            "\n  rte(up[5m])\n  ^\n  did you mean rate?",
        ),
        (
            "rate(up)",
            '1:6: parse error: expected type range vector in call to function "rate", got instant vector',
            "\n  rate(up)\n       ^\n  give it a range: x[5m]",
        ),
        (
            "up{job=api}",
            '1:8: parse error: unexpected identifier "api" in label matching, expected string',
            '\n  up{job=api}\n         ^\n  values are quoted: job="api"',
        ),
        ("rate(up[5min])", '1:9: parse error: bad duration syntax: "5mi"', "\n  rate(up[5min])\n          ^\n  a minute is m: 5m"),
        # Where the places differ, it is said what the caret means.
        ("sum(up", "1:7: parse error: unclosed left parenthesis", "\n  sum(up\n  ^\n  unclosed parenthesis"),
        # What this library takes and the server does not.
        ("a +\nlast_over_time(b[5m])", "2:1: parse error: not known here", "\n  last_over_time(b[5m])\n  ^"),
        ("up", "found duplicate series for the match group", ""),
        # Servers count bytes.
        ('up{a="日本"}\n# é\n- up{b="é"} or b', "3:14: parse error: not known here", '\n  - up{b="é"} or b\n              ^'),
        ('foo{a="é"} bar', '1:13: parse error: unexpected identifier "bar"', '\n  foo{a="é"} bar\n             ^\n  an operator is missing between two expressions'),
        ('up{a="é"} )', "1:12: parse error: unexpected right parenthesis ')'", '\n  up{a="é"} )\n            ^'),
    ],
)  # fmt: skip
def test_the_place_is_shown(query, words, shown):
    assert pointed_out(query, words, is_prometheus=True) == shown


def test_a_range_query_for_a_range_vector_says_what_to_write():
    words = 'invalid expression type "range vector" for range query, must be Scalar or instant Vector'
    assert "leave the [5m] out, or put a function around it" in pointed_out("up[5m]", words, is_prometheus=True)


def test_relatives_may_know_what_prometheus_does_not():
    assert pointed_out("rollup(up)", "too many series", is_prometheus=False).startswith(
        "\nPrometheus would say 1:1: unknown"
    )
    assert pointed_out("up", "too many series", is_prometheus=False) == ""


def test_the_error_has_it_in_its_message_and_the_servers_words_by_themselves():
    error = refusal(answers.error("bad_data", '1:1: parse error: unknown function with name "rte"'), "rte(up[5m])")
    assert isinstance(error, errors.BadDataError)
    assert str(error).endswith("did you mean rate?")
    assert error.message == '1:1: parse error: unknown function with name "rte"'


def test_a_query_that_took_too_long_is_not_read_again():
    error = refusal(answers.error("timeout", "query timed out in expression evaluation"), "rte(up[5m])")
    assert "rte" not in str(error)
