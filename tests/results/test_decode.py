"""Answers of the API to results, and what is no answer of the API."""

from __future__ import annotations

import json
import math
import pickle

from prometheus_querier.results import (
    BoundaryRule,
    Bucket,
    Histogram,
    MatrixResult,
    ScalarResult,
    StringResult,
    VectorResult,
    decode_exemplars,
    decode_json,
    decode_query,
)

HISTOGRAM = {"count": "3", "sum": "1.5", "buckets": [[3, "-0.1", "0.1", "1"], [0, "0.5", "1", "2"]]}


def answer(kind, result, **members):
    return json.dumps({"status": "success", "data": {"resultType": kind, "result": result}, **members}).encode()


def test_a_matrix_becomes_columns():
    body = answer("matrix", [{"metric": {"__name__": "up", "job": "a"}, "values": [[1, "1"], [2.5, "-0"]]}])
    result = decode_query([body], query="up").data
    assert isinstance(result, MatrixResult)
    (series,) = result
    assert series.name == "up"
    assert series.labels == {"__name__": "up", "job": "a"}
    assert series.timestamps.tolist() == [1.0, 2.5]
    assert series.values.tolist() == [1.0, -0.0]
    assert math.copysign(1, series.values[1]) == -1
    assert result.query == "up"


def test_special_values():
    body = answer("matrix", [{"metric": {}, "values": [[1, "NaN"], [2, "+Inf"], [3, "-Inf"]]}])
    values = decode_query([body]).data[0].values
    assert math.isnan(values[0])
    assert values[1:].tolist() == [math.inf, -math.inf]


def test_a_vector_becomes_columns():
    body = answer(
        "vector",
        [{"metric": {"job": "a"}, "value": [1.5, "2"]}, {"metric": {"job": "b"}, "histogram": [1.5, HISTOGRAM]}],
    )
    result = decode_query([body]).data
    assert isinstance(result, VectorResult)
    assert result[0].value == 2.0
    assert result[0].timestamp == 1.5
    assert math.isnan(result[1].value)
    assert result[-1].histogram == result[1].histogram == HISTOGRAM_RESULT
    assert len(result[:]) == 2


HISTOGRAM_RESULT = Histogram(
    3.0,
    1.5,
    (Bucket(-0.1, 0.1, 1.0, BoundaryRule.CLOSED_BOTH), Bucket(0.5, 1.0, 2.0, BoundaryRule.OPEN_LEFT)),
)


def test_a_matrix_may_hold_floats_and_histograms_in_one_series():
    body = answer("matrix", [{"metric": {}, "values": [[1, "2"]], "histograms": [[2, HISTOGRAM]]}])
    (series,) = decode_query([body]).data
    assert series.values.tolist() == [2.0]
    assert series.histogram_timestamps == (2.0,)
    assert series.histograms == (HISTOGRAM_RESULT,)


def test_scalars_and_strings():
    scalar = decode_query([answer("scalar", [1, "1" + "0" * 300])]).data
    string = decode_query([answer("string", [1, "a\nb"])]).data
    assert isinstance(scalar, ScalarResult)
    assert float(scalar) == 1e300
    assert isinstance(string, StringResult)
    assert str(string) == "a\nb"


def test_warnings_infos_and_stats_are_on_the_result():
    stats = {
        "timings": {"evalTotalTime": 0.5, "execTotalTime": 1},
        "samples": {"totalQueryableSamples": 7, "peakSamples": 3, "totalQueryableSamplesPerStep": [[1.5, 7]]},
    }
    data = {"resultType": "vector", "result": [], "stats": stats}
    body = json.dumps({"status": "success", "data": data, "warnings": ["w"], "infos": ["i"], "new": 1}).encode()
    document = decode_query([body])
    assert document.warnings == document.data.warnings == ("w",)
    assert document.infos == document.data.infos == ("i",)
    assert document.data.stats.timings.eval_total_time == 0.5
    assert document.data.stats.total_queryable_samples == 7
    assert document.data.stats.total_queryable_samples_per_step == ((1.5, 7),)


def test_a_partial_answer_of_victoriametrics_warns():
    assert "partial" in decode_query([answer("vector", [], isPartial=True)]).data.warnings[0]


def test_errors_are_documents_too():
    body = b'{"status":"error","errorType":"bad_data","error":"no","data":null}'
    for decode in (decode_query, decode_json, decode_exemplars):
        document = decode([body])
        assert (document.status, document.error_type, document.error) == ("error", "bad_data", "no")
        assert document.data is None


def test_a_success_with_an_error_is_an_error():
    assert decode_json([b'{"status":"success","data":1,"errorType":"internal","error":"x"}']).status == "error"


def test_plain_data_stays_json():
    assert decode_json([b'{"status":"success"', b',"data":["a"]}']).data == ["a"]
    assert decode_json([b'{"status":"success"}']).data is None


def test_exemplars():
    exemplars = [{"labels": {"trace_id": "x"}, "value": "6", "timestamp": 1600096945.479}]
    data = [{"seriesLabels": {"__name__": "m"}, "exemplars": exemplars}]
    (series,) = decode_exemplars([json.dumps({"status": "success", "data": data}).encode()]).data
    assert series.name == "m"
    assert series.exemplars[0].value == 6.0
    assert series.exemplars[0].timestamp == 1600096945.479


def test_results_can_be_pickled():
    body = answer("matrix", [{"metric": {"a": "b"}, "values": [[1, "2"]], "histograms": [[2, HISTOGRAM]]}])
    result = decode_query([body]).data
    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301 - our own bytes
