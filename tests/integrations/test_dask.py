"""dask frames have what one answer has, and say what they cannot have."""

from __future__ import annotations

import pickle

import pytest
import range_answers
from range_answers import LABELS, every_point, points

import prometheus_querier as pq
from prometheus_querier.errors import QueryBuildError, ResultTypeError
from prometheus_querier.testing import answers

dask = pytest.importorskip("dask", reason="dask is not installed")
pq_dask = pytest.importorskip("prometheus_querier.integrations.dask")

RANGE = pq.QueryTimeRange("2024-01-01T06:00:00Z", "2024-01-03T18:00:00Z", "1h")


@pytest.fixture(autouse=True)
def _in_this_thread():
    with dask.config.set(scheduler="synchronous"):
        yield


def _rows(frame):
    columns = sorted(frame.columns)
    return sorted(frame[columns].astype(str).to_numpy().tolist())


def test_a_frame_has_what_one_answer_has():
    frame = pq_dask.read_range(range_answers.client, "up", RANGE)
    assert frame.npartitions == 3
    assert list(frame.columns) == ["timestamp", "__name__", "job", "label_timestamp", "label_value", "value"]
    computed = frame.compute()
    expected = range_answers.client().query_range("up", RANGE).to_pandas()
    assert _rows(computed) == _rows(expected)
    assert computed.dtypes["timestamp"] == expected.dtypes["timestamp"] == frame.dtypes["timestamp"]


def test_dask_computes_on_it():
    frame = pq_dask.read_range(range_answers.client, "up", RANGE, part="12h")
    finite = frame[frame.value.abs() < float("inf")]
    means = finite.groupby("job", observed=True).value.mean().compute()
    expected = range_answers.client().query_range("up", RANGE).to_pandas()
    expected = expected[expected.value.abs() < float("inf")].groupby("job", observed=True).value.mean()
    assert means.to_dict() == pytest.approx(expected.to_dict())


def test_many_questions_in_one_frame():
    def answer(request):
        query = dict(request.params)["query"]
        labels = {"up": {"job": "a", "question": "x"}, "down": {"zone": "z", "label_question": "y"}}[query]
        return answers.matrix((labels, [(ms / 1000, len(query)) for ms in points(request)]))

    frame = pq_dask.read_many(lambda: range_answers.client(answer), {"is up": "up", "is down": "down"}, RANGE)
    assert frame.npartitions == 6
    columns = ["question", "timestamp", "job", "label_label_question", "label_question", "zone", "value"]
    assert list(frame.columns) == columns
    found = frame.compute().drop(columns="timestamp").astype(str).drop_duplicates()
    assert sorted(found.to_numpy().tolist()) == [
        ["is down", "", "y", "", "z", "4.0"],
        ["is up", "a", "", "x", "", "2.0"],
    ]


def test_the_look_for_labels_is_short():
    transport = range_answers.server()
    pq_dask.read_range(lambda: pq.PrometheusClient(transport), "up", pq.QueryTimeRange("0", "999999", "1s"))
    (request,) = transport.requests
    assert 150 <= len(points(request)) <= 200


def test_nothing_is_asked_when_labels_are_named():
    transport = range_answers.server()
    frame = pq_dask.read_range(lambda: pq.PrometheusClient(transport), "up", RANGE, labels=["job"])
    assert transport.requests == []
    assert list(frame.columns) == ["timestamp", "job", "value"]
    with pytest.raises(ResultTypeError, match=r"other labels than job, .*name all with labels="):
        frame.compute()


def test_labels_are_a_list_of_names():
    with pytest.raises(QueryBuildError, match=r"labels must be several names, as in \['job'\], not text"):
        pq_dask.read_range(range_answers.client, "up", RANGE, labels="job")


def test_labels_without_a_series_stay_columns():
    def nothing(_):
        return answers.matrix()

    frame = pq_dask.read_range(lambda: range_answers.client(nothing), "up", RANGE, labels=["job", "value"]).compute()
    assert list(frame.columns) == ["timestamp", "job", "label_value", "value"]
    assert len(frame) == 0


def test_a_part_without_series_brings_no_values_of_labels():
    def later(request):
        return every_point(LABELS)(request) if points(request)[0] > 1704200000000 else answers.matrix()

    frame = pq_dask.read_range(lambda: range_answers.client(later), "up", RANGE, labels=set().union(*LABELS.values()))
    assert set(frame.categorize(columns=["job"])["job"].cat.categories) == {"a", "b", 'c,"\n\\ü'}


@pytest.mark.parametrize("questions", [{}, ["up"], None])
def test_questions_have_names(questions):
    with pytest.raises(QueryBuildError, match="questions must have names"):
        pq_dask.read_many(range_answers.client, questions, RANGE)


def test_native_histograms_are_refused():
    def answer(request):
        histogram = {"count": "1", "sum": "1", "buckets": []}
        series = [[ms / 1000, histogram] for ms in points(request)]
        return answers.success({"resultType": "matrix", "result": [{"metric": {}, "histograms": series}]})

    with pytest.raises(ResultTypeError, match="histogram_quantile"):
        pq_dask.read_range(lambda: range_answers.client(answer), "up", RANGE).compute()


def test_what_cannot_be_asked_in_parts_is_refused():
    with pytest.raises(QueryBuildError, match="range"):
        pq_dask.read_range(range_answers.client, "rate(up[range()])", RANGE)


def test_ways_to_connect():
    options = {"url": "http://localhost:9090", "timeout": 5}
    for way in ("http://localhost:9090", options, lambda: pq.connect(**options)):
        with pq_dask._connected(way) as client:
            assert "localhost:9090" in repr(client)


def test_partitions_travel():
    options = {"url": "http://localhost:9090", "auth": "secret-token"}
    partition = pq_dask._Partition(options, pq.batch.plan("up", RANGE)[1], ("job",), "q")
    assert pickle.loads(pickle.dumps(partition)) == partition  # noqa: S301 - our own
    assert "secret-token" not in repr(partition)
