"""Presets on a real server: whatever a filter holds, the answer is the series that has it, and no other."""

from __future__ import annotations

import pytest

import prometheus_querier as pq
from prometheus_querier.testing import LocalPrometheus

pytestmark = pytest.mark.server

TIME = 1704067200
HOSTILE = [
    "plain",
    '"} or secret{a="',
    "'} or secret{a='",
    "`} or secret #",
    "\\",
    '\\"} or secret #',
    "a|plain",
    ".*",
    "{labels}",
    "{{labels}}",
    "{window}",
    "__l__",
    "line\nbreak",
    "tab\tand \u00fc and \u2028",
    "$1 %s ${x}",
    "(",
]


@pytest.fixture(scope="module")
def url():
    series = [
        ({"__name__": "shown", "who": who, "number": str(number)}, [(TIME, number)])
        for number, who in enumerate(HOSTILE)
    ]
    hidden = ({"__name__": "secret", "who": "plain", "number": "-1"}, [(TIME, -1)])
    with LocalPrometheus(load=[*series, hidden]) as server:
        yield server.url


@pytest.fixture
def client(url):
    with pq.connect(url) as connected:
        yield connected


@pytest.fixture(scope="module")
def preset():
    return pq.QueryPreset(
        name="shown",
        template="sum by ({group_by}) (max_over_time(shown{{{labels}}}[{window}]))",
        filter_labels=["who"],
        group_labels=["who", "number"],
    )


@pytest.mark.parametrize("who", HOSTILE)
def test_a_filter_finds_the_series_that_has_its_value(client, preset, who):
    filled = preset.fill(filters={"who": who}, group_by=["who", "number"])
    (sample,) = client.query(filled, TIME)
    assert sample.labels == {"who": who, "number": str(HOSTILE.index(who))}
    assert sample.value == HOSTILE.index(who)


def test_a_filter_of_several_values_finds_each(client, preset):
    found = client.query(preset.fill(filters={"who": HOSTILE[::2]}, group_by=["who"]), TIME)
    assert {sample.labels["who"] for sample in found} == set(HOSTILE[::2])
    assert client.query(preset, TIME).one().value == sum(range(len(HOSTILE)))


def test_an_enforcing_client_leaves_one_of_them_whatever_is_filled_in(client, preset):
    confined = client.enforcing(who=HOSTILE[1])
    assert confined.query(preset, TIME).one().value == 1
    with pytest.raises(pq.errors.NotEnforceableError):
        confined.query(preset.fill(filters={"who": "plain"}), TIME)
