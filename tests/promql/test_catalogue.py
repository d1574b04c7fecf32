"""The catalogue is all of Prometheus' own table, and the page of the docs is made of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import promql_parser
import pytest

from prometheus_querier import promql as q
from prometheus_querier.errors import PromQLTypeError
from prometheus_querier.promql import catalogue, functions as function_package
from prometheus_querier.promql.signatures import FunctionInfo, Parameter, function_info

ROOT = Path(__file__).parents[2]
FACTS = json.loads((ROOT / "tests" / "data" / "promql" / "functions.json").read_text("utf-8"))
TYPES = {"instant": "vector", "range": "matrix", "scalar": "scalar", "string": "string"}
ARGUMENTS: dict[str, Any] = {"vector": q.metric("x"), "matrix": q.metric("x")["5m"], "scalar": 0.5, "string": "s"}
INFOS = {info.name: info for info in catalogue.functions()}
AGGREGATIONS = {info.name: info for info in catalogue.aggregations()}


def types_of(info: FunctionInfo) -> list[str]:
    return [parameter.value_type.value for parameter in info.parameters]


def arguments_of(info: FunctionInfo) -> list[Any]:
    if info.name == "info":
        return [q.metric("x"), q.selector(job="api")]
    return [ARGUMENTS[kind] for kind in types_of(info)]


def test_all_90_functions_and_14_aggregations_are_there():
    assert sorted(INFOS) == sorted(fact["name"] for fact in FACTS["functions"])
    assert sorted(AGGREGATIONS) == sorted(fact["name"] for fact in FACTS["aggregations"])
    assert (len(INFOS), len(AGGREGATIONS)) == (90, 14)


@pytest.mark.parametrize("fact", FACTS["functions"], ids=lambda fact: fact["name"])
def test_a_function_is_as_prometheus_has_it(fact):
    info = INFOS[fact["name"]]
    wanted = [TYPES[kind] for kind in fact["arg_types"]]
    # Prometheus' table has no second scalar here: its last argument may repeat.
    if info.name == "histogram_quantiles":
        assert types_of(info) == ["vector", "string", "scalar", "scalar"]
    else:
        assert types_of(info) == wanted
    assert (info.min_args, info.max_args) == (fact["min_args"], fact["max_args"])
    assert info.returns == TYPES[fact["return_type"]]
    assert (info.since, info.stable_since) == (fact["since"], fact["stable_since"])
    assert info.experimental == fact["experimental"]
    if fact["experimental"]:
        assert info.feature_flag == fact["feature_flag"]
    names = [parameter.name for parameter in info.parameters if not parameter.variadic]
    assert names == fact["arg_names"][: len(names)]


@pytest.mark.parametrize("fact", FACTS["aggregations"], ids=lambda fact: fact["name"])
def test_an_aggregation_is_as_prometheus_has_it(fact):
    info = AGGREGATIONS[fact["name"]]
    parameter = [TYPES[fact["parameter_type"]]] if fact["parameter_type"] else []
    assert types_of(info) == [*parameter, TYPES[fact["argument_type"]]]
    assert info.returns == TYPES[fact["return_type"]]
    assert info.since == fact["since"].split(maxsplit=1)[0]
    assert info.experimental == fact["experimental"]
    assert info.feature_flag == fact["feature_flag"]


@pytest.mark.parametrize("name", sorted({**INFOS, **AGGREGATIONS}))
def test_every_one_is_a_documented_function_of_its_name(name):
    function = getattr(q, name)
    assert function.__name__ == name
    assert name in q.__all__
    summary = (function.__doc__ or "").partition("\n")[0]
    assert summary.endswith(".")
    assert ">>> " in function.__doc__
    assert name in function.__doc__
    if name in INFOS:
        assert getattr(function_package, name) is function
        assert INFOS[name].group == function.__module__.rpartition(".")[2]


@pytest.mark.parametrize("name", sorted({**INFOS, **AGGREGATIONS}))
def test_what_it_builds_is_a_call_of_its_name_that_parses_back(name):
    info = {**INFOS, **AGGREGATIONS}[name]
    arguments = arguments_of(info)
    for count in range(info.min_args, len(arguments) + 1):
        expr = getattr(q, name)(*arguments[:count])
        assert str(expr).startswith(f"{name}(")
        assert q.type_of(expr) == info.returns
        assert q.parse(str(expr)) == expr
        if name in INFOS and not any(parameter.variadic for parameter in info.parameters):
            assert promql_parser.parse(str(expr)).func.name == name


@pytest.mark.parametrize("name", sorted({**INFOS, **AGGREGATIONS}))
def test_a_wrong_argument_is_refused_by_name_and_place(name):
    info = {**INFOS, **AGGREGATIONS}[name]
    right = arguments_of(info)
    for place, parameter in enumerate(info.parameters):
        for wrong in ARGUMENTS.values():
            if type(wrong) is type(ARGUMENTS[parameter.value_type.value]):
                continue
            with pytest.raises(PromQLTypeError) as caught:
                getattr(q, name)(*right[:place], wrong, *right[place + 1 :])
            message = str(caught.value)
            if name in INFOS:
                assert f"{name}() needs" in message
                assert f"argument {place + 1} ({parameter.name})" in message
                assert parameter.value_type.documented in message


def test_the_page_of_the_docs_is_current():
    page = (ROOT / "docs" / "functions.md").read_text("utf-8")
    assert page == catalogue.page(), "run python -m prometheus_querier.promql.catalogue > docs/functions.md"


def test_a_function_can_be_looked_up():
    assert function_info("no_such_function") is None
    assert function_info("clamp_max") == FunctionInfo(
        "clamp_max",
        (Parameter("v", q.InstantVector), Parameter("max", q.Scalar)),
        2,
        2,
        q.InstantVector,
        "0.16.2",
        "0.16.2",
        "arithmetic",
        "Value, but not more than *max*.",
    )
