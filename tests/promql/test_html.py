"""Highlighted PromQL."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings, strategies as st

from prometheus_querier import promql as q
from prometheus_querier.promql import html as shown

_SPAN = re.compile(r'<span style="color:([^"<>]*)">([^<>]*)</span>')


def _plain(html):
    return unescape(_SPAN.sub(r"\2", html).removeprefix("<code>").removesuffix("</code>"))


def _coloured(query):
    return {(word, colour) for colour, word in _SPAN.findall(shown.highlight(query))}


def test_words_have_the_colour_of_what_they_are():
    query = 'sum by (job) (rate(http_total{code=~"5.."}[5m] offset 1h)) > on (job) group_left (v) up{v="1"}'
    assert _coloured(query) == {
        *((word, shown.FUNCTION) for word in ("sum", "rate")),
        *((word, shown.KEYWORD) for word in ("by", "on", "offset", "group_left")),
        *((word, shown.LABEL) for word in ("job", "code", "v")),
        *((word, shown.VALUE) for word in ("5m", "1h")),
        *((word, shown.TEXT) for word in ("&quot;5..&quot;", "&quot;1&quot;")),
    }


def test_an_expression_shows_itself_pretty():
    expr = q.sum(q.rate(q.metric("http_requests_total", code=q.regex("5.."))["5m"])).by("job")
    html = (expr / expr)._repr_html_()
    assert html.count("\n") == 2
    assert _plain(html.partition(';">')[2].removesuffix("</pre>")) == q.pretty(expr / expr)


@pytest.mark.parametrize(
    "query", ["", "up", "a + # comment\n b", "rollup_rate(x[1h] offset 1d) keep_metric_names", 'x{"', "$x"]
)
def test_nothing_is_lost_whatever_language_it_is(query):
    assert _plain(shown.highlight(query)) == query


def test_the_end_of_a_query_that_nobody_reads_is_cut_off():
    assert len(shown.highlight(" + ".join(["up"] * 20_000))) < 1_000_000
    assert shown.highlight(" + ".join(["up"] * 20_000)).endswith("…</code>")
    assert len(shown.highlight("$" * 100_000)) < 5_000


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="<>&\"'{}()[]ab=~5 \n#", max_size=40))
def test_no_query_becomes_markup(query):
    html = shown.highlight(query)
    assert set(re.findall(r"<[^>]*>", _SPAN.sub("", html))) == {"<code>", "</code>"}
    assert _plain(html) == query


@pytest.mark.parametrize("name", ["KEYWORD", "FUNCTION", "LABEL", "VALUE", "TEXT"])
@pytest.mark.parametrize("background", ["#ffffff", "#1e1e1e"])
def test_colours_can_be_read_on_light_and_on_dark(name, background):
    colour = re.search(r"#[0-9a-f]{6}", getattr(shown, name))[0]
    light, dark = sorted((_luminance(colour), _luminance(background)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) > 3.6


def _luminance(colour):
    shares = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
