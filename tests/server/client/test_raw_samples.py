"""Raw samples by remote read are those of a range selector, both ends included, on every server."""

import pytest

import prometheus_querier as pq

pytestmark = pytest.mark.server

START = 1704067200
RANGE = pq.QueryTimeRange.of(START + 300, START + 600, "15s")


@pytest.mark.parametrize("server", ["prometheus", "prometheus3"])
@pytest.mark.parametrize("what", ["http_requests_total", '{job=~"job-.*",code!="500"}', "nothing_here"])
def test_the_samples_of_a_range_selector(server, what, request):
    with pq.connect(request.getfixturevalue(server).url) as client:
        read = client.read(what, RANGE)
        (asked,) = [client.query(f"{what}[300001ms]", START + 600)]
    assert read.infos == ()
    got = {tuple(sorted(series.labels.items())): (series.timestamps, series.values) for series in read}
    # Before Prometheus 3 a range includes its first moment; no sample lies there.
    assert got == {tuple(sorted(series.labels.items())): (series.timestamps, series.values) for series in asked}
    assert all(list(series.timestamps) == [START + 300 + 15 * step for step in range(21)] for series in read)


def test_a_server_without_remote_read(victoriametrics_url):
    with pq.connect(victoriametrics_url) as client:
        result = client.read("no_such_metric", RANGE)
    assert result.infos == ("this server has no remote read: the samples came by a range selector",)
