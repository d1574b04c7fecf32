"""Presets: what may be stored, what may be filled in, and that nobody can make a preset ask anything else."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from prometheus_querier import PresetRegistry, QueryPreset, QueryTimeRange, promql as q
from prometheus_querier.client import PrometheusClient
from prometheus_querier.errors import QueryBuildError
from prometheus_querier.testing import FakeTransport, answers

CPU = QueryPreset(
    name="cpu",
    template=(
        "sum by ({group_by}) (rate(cpu_seconds_total{{mode!='idle', {labels}}}[{window}]))"
        " / on ({group_by}) sum by ({group_by}) (cores{{{labels}}} offset {window})"
    ),
    filter_labels=["project_id", "k8s.namespace"],
    group_labels=["kernel_id", "agent-id"],
)


def shape(expr):
    """What a query asks, without what a preset's user may choose."""
    return [
        (type(node), getattr(node, "name", None), getattr(node, "operator", None), len(getattr(node, "arguments", ())))
        for node in q.walk(expr)
    ]


def test_a_preset_is_a_querier_for_every_method():
    transport = FakeTransport(
        {name: answers.scalar(0, 1) for name in ("query", "query_range")}
        | {"query_range": answers.matrix(), "query_exemplars": answers.success([])}
        | {"format_query": answers.success("x"), "parse_query": answers.success({"type": "numberLiteral", "val": "1"})}
    )
    client = PrometheusClient(transport)
    filled = CPU.fill(filters={"project_id": "42"}, group_by=["kernel_id"], window=timedelta(minutes=1))
    client.query(filled)
    client.query_range(filled, QueryTimeRange("0", "60", "15s"))
    list(client.iter_range(filled, QueryTimeRange("0", "60", "15s")))
    client.query_exemplars(filled)
    client.format_query(filled)
    client.parse_query(filled)
    client.query(CPU)
    *sent, plain = [dict(request.params)["query"] for request in transport.requests]
    asked = (
        'sum by (kernel_id) (rate(cpu_seconds_total{mode!="idle",project_id="42"}[1m])) / on (kernel_id) '
        'sum by (kernel_id) (cores{project_id="42"} offset 1m)'
    )
    assert sent == [asked] * 6
    assert plain == str(CPU.fill().expression())
    assert 'rate(cpu_seconds_total{mode!="idle"}[5m])' in plain


def test_an_enforcing_client_confines_presets_too():
    transport = FakeTransport({"query": answers.vector()})
    PrometheusClient(transport).enforcing(tenant="a").query(CPU.fill(filters={"project_id": "42"}))
    assert dict(transport.requests[0].params)["query"].count('tenant="a"') == 2


@pytest.mark.parametrize(
    ("value", "matcher"),
    [
        ("a", '="a"'),
        (["b", "a.c"], '=~"a\\\\.c|b"'),
        (("a",), '="a"'),
        (q.regex("a.*"), '=~"a.*"'),
        (q.not_("a"), '!="a"'),
    ],
)
def test_values_of_filters(value, matcher):
    preset = QueryPreset(name="up", template="up{{{labels}}}", filter_labels=("job",))
    assert str(preset.fill(filters={"job": value}).expression()) == f"up{{job{matcher}}}"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"filters": {"job": "a"}}, "preset 'cpu' does not filter by 'job'; labels to filter by: project_id, k8s"),
        ({"filters": {"__name__": "a"}}, "does not filter by '__name__'"),
        ({"filters": {"kernel_id": "a"}}, "does not filter by 'kernel_id'"),
        (
            {"filters": {"project_id": ""}},
            "the filter 'project_id' is empty, which would select what has no such label",
        ),
        ({"filters": {"project_id": ["a", ""]}}, "the filter 'project_id' is empty"),
        ({"filters": {"project_id": []}}, "one_of.. needs at least one value"),
        ({"filters": {"project_id": 42}}, "the filter 'project_id' must be text or a list of texts, not int"),
        ({"filters": {"project_id": None}}, "must be text or a list of texts, not NoneType"),
        ({"filters": {"project_id": {"a": "b"}}}, "must be text or a list of texts, not dict"),
        ({"filters": {"project_id": [["a"]]}}, "must be text"),
        ({"filters": {"project_id": "\ud800"}}, "surrogates"),
        ({"filters": [("project_id", "a")]}, "filters must be a table of labels and values, not list"),
        ({"group_by": ["project_id"]}, "does not group by 'project_id'; labels to group by: kernel_id, agent-id"),
        ({"group_by": "kernel_id"}, "group_by must be a list of labels"),
        ({"group_by": [["kernel_id"]]}, "does not group by"),
        ({"group_by": None}, "group_by must be a list of labels"),
        ({"window": "soon"}, "window 'soon' is not a duration"),
        ({"window": "5m]) or up("}, "is not a duration"),
        ({"window": 0}, "window must be longer than zero"),
        ({"window": 10**400}, "window must be a finite number"),
        ({"window": [5]}, "window must be text such as"),
    ],
)
def test_what_may_not_be_filled_in_is_refused(options, message):
    with pytest.raises(QueryBuildError, match=message):
        CPU.fill(**options)


def test_a_window_for_a_preset_without_one_is_refused():
    preset = QueryPreset(name="up", template="up{{{labels}}}")
    with pytest.raises(QueryBuildError, match=r"preset 'up' has no \{window\}"):
        preset.fill(window="5m")
    with pytest.raises(QueryBuildError, match="it has no such labels"):
        preset.fill(filters={"job": "a"})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"name": ""}, "a preset's name must be text of 1 to 200 characters, not ''"),
        ({"name": 3}, "a preset's name must be text"),
        ({"name": "\ud800"}, "a preset's name .* surrogates"),
        ({"template": 3}, "preset 'cpu': the template must be text, not int"),
        ({"template": 'up{instance="web:9090"}'}, """and not {instance="web:9090"}: write the braces"""),
        ({"template": "rat(up)"}, "preset 'cpu': the template is no PromQL: 1:1: unknown function rat"),
        ({"template": "up", "filter_labels": ["job"]}, r"filter_labels need a hole: write \{labels\}"),
        ({"template": "up", "group_labels": ["job"]}, r"group_labels need a hole: write \{group_by\}"),
        ({"template": "up{{{labels}}}[{window}]"}, "the template is a matrix, which has no values over time"),
        ({"template": "'a'"}, "the template is a string"),
        ({"filter_labels": "job"}, "filter_labels must be a list of labels, not str"),
        ({"filter_labels": ["job", "job"]}, "filter_labels name a label twice"),
        ({"filter_labels": [""]}, "must not be empty"),
        ({"filter_labels": [3]}, "must be text"),
        ({"filter_labels": ["__name__"]}, "must not have __name__"),
        ({"group_labels": ["\ud800"]}, "surrogates"),
        ({"default_window": "-5m"}, "default_window must be longer than zero"),
        ({"default_window": "soon"}, "default_window 'soon' is not a duration"),
        (
            {"template": "a * on ({group_by}) group_left (x) b{{{labels}}}", "group_labels": ["x"]},
            r"must not be both in on\(\) and in group_left\(\)",
        ),
    ],
)
def test_what_is_wrong_cannot_be_stored(options, message):
    good = {"name": "cpu", "template": "sum by ({group_by}) (up{{{labels}}})"}
    with pytest.raises(QueryBuildError, match=message):
        QueryPreset(**{**good, **options})


def test_presets_go_through_json_and_pickle():
    for other in (
        QueryPreset.from_json(CPU.to_json()),
        QueryPreset.from_dict(CPU.to_dict()),
        pickle.loads(pickle.dumps(CPU)),  # noqa: S301 - our own
        copy.deepcopy(CPU),
    ):
        assert other == CPU
        assert hash(other) == hash(CPU)
        assert other.fill(group_by=["kernel_id"]) == CPU.fill(group_by=["kernel_id"])
    assert CPU.filter_labels == ("project_id", "k8s.namespace")
    assert json.loads(CPU.to_json())["version"] == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "a preset must be JSON"),
        ("[" * 100_000, "a preset must be JSON"),
        (b"\xff", "a preset must be JSON"),
        (None, "a preset must be JSON"),
        ('{"name": "a", "template": "up", "template": "down"}', "a preset must be JSON: 'template' stands there twice"),
        ("[]", "a preset must be a table of names and values, not list"),
        ('{"name": "a"}', "the preset 'a' lacks template"),
        ("{}", "the preset '' lacks name, template"),
        ('{"name": "a", "template": "up", "colour": 1}', "the preset 'a' has unknown colour"),
        ('{"name": "a", "template": "up", "_parsed": 1}', "has unknown _parsed"),
        ('{"version": 2, "name": "a", "template": "up"}', "a preset of version 2 cannot be read; this library reads 1"),
        ('{"version": true, "name": "a", "template": "up"}', "a preset of version True cannot be read"),
        ('{"name": "a", "template": "up", "filter_labels": {"job": 1}}', "filter_labels must be a list"),
        ('{"name": "a", "template": "up", "default_window": null}', "default_window must be text"),
    ],
)
def test_json_that_is_no_preset_is_refused(text, message):
    with pytest.raises(QueryBuildError, match=message):
        QueryPreset.from_json(text)


def test_a_registry_has_each_name_once_and_goes_through_json():
    up = QueryPreset(name="up", template="up")
    registry = PresetRegistry([CPU, up])
    again = PresetRegistry.from_json(registry.to_json())
    assert list(again) == [CPU, up]
    assert "cpu" in again
    assert "mem" not in again
    assert len(again) == 2
    assert again.get("up") == up
    with pytest.raises(QueryBuildError, match="there is a preset 'up' already"):
        registry.add(QueryPreset(name="up", template="down"))
    with pytest.raises(QueryBuildError, match="there is no preset 'mem'; there is: cpu, up"):
        registry.get("mem")
    for no_name in ([], {}, 1, None):  # as in the JSON of a request
        assert no_name not in registry
        with pytest.raises(QueryBuildError, match="there is no preset"):
            registry.get(no_name)
    with pytest.raises(QueryBuildError, match="a registry must be a JSON array of presets, not dict"):
        PresetRegistry.from_json("{}")
    with pytest.raises(QueryBuildError, match="there is a preset 'up' already"):
        PresetRegistry.from_json(json.dumps([up.to_dict()] * 2))


HOSTILE = st.one_of(
    st.text(),
    st.sampled_from(
        [
            '"} or secret{a="',
            "'} or secret{a='",
            "a\\",
            '\\"} or secret #',
            "{labels}",
            "{{labels}}",
            "__l__",
            "a|b",
            ".*",
            "`} or secret #",
            "\n} or secret\n",
            "}) or secret[5m:",
            "%s{0}$1",
            "\u2028\x00\ufffd",
        ]
    ),
)


@given(values=st.lists(HOSTILE, min_size=1, max_size=3), groups=st.lists(st.sampled_from(CPU.group_labels)))
def test_no_value_of_a_filter_changes_what_is_asked(values, groups):
    try:
        value = values[0] if len(values) == 1 else values
        expr = CPU.fill(filters={"project_id": value, "k8s.namespace": values}, group_by=groups).expression()
    except QueryBuildError:
        assert "" in values
        return
    parsed = q.parse(str(expr))
    assert parsed == expr
    assert shape(parsed) == shape(CPU.expression())
    assert q.metric_names(parsed) == {"cpu_seconds_total", "cores"}
    for node in q.walk(parsed):
        if isinstance(node, q.InstantSelector):
            found = {one.label: one for one in node.matchers}
            assert found.keys() - {"mode"} == {"project_id", "k8s.namespace"}
            if len(values) == 1:
                assert (found["project_id"].operator, found["project_id"].value) == ("=", values[0])


@given(text=HOSTILE)
def test_no_name_of_a_label_or_window_reaches_the_query(text):
    for options in ({"filters": {text: "a"}}, {"group_by": [text]}, {"window": text}):
        try:
            expr = CPU.fill(**options).expression()
        except QueryBuildError:
            continue
        assert shape(expr) == shape(CPU.expression())
        assert "window" in options or text in (*CPU.filter_labels, *CPU.group_labels)


@given(name=HOSTILE, label=HOSTILE)
def test_what_administrators_name_is_a_name_and_goes_through_json_whatever_it_is(name, label):
    template = "sum by ({group_by}) (up{{{labels}}})"
    try:
        preset = QueryPreset(name=name, template=template, filter_labels=[label], group_labels=[label])
    except QueryBuildError:
        assert not name.strip() or label in ("", "__name__")
        return
    assert QueryPreset.from_json(preset.to_json().encode()) == preset
    assert list(PresetRegistry.from_json(PresetRegistry([preset]).to_json())) == [preset]
    expr = preset.fill(filters={label: "x"}, group_by=[label]).expression()
    assert q.parse(str(expr)) == expr
    assert q.metric_names(expr) == {"up"}


@given(template=st.text(st.sampled_from("up{}labels[window]group_by(), =\"'a5m#"), max_size=40))
def test_whatever_is_stored_can_be_asked(template):
    try:
        preset = QueryPreset(name="a", template=template)
    except QueryBuildError:
        return
    assert q.parse(str(preset.expression())) == preset.expression()
