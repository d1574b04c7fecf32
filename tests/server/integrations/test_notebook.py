"""Notebooks in a real Jupyter kernel that ask a real server."""

from __future__ import annotations

import base64
import struct

import pytest
from documents import blocks
from notebook_runs import run_cells, shown

pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")
pytest.importorskip("matplotlib")
pytest.importorskip("plotly")
pytest.importorskip("tqdm")

pytestmark = pytest.mark.server

HOUR = "--start 2024-01-01T00:00:00Z --end 2024-01-01T01:00:00Z"
CELLS = {
    "load": "%load_ext prometheus_querier",
    "connect": "import prometheus_querier as pq\nclient = pq.connect('{url}')",
    "range": f'r = %promql {HOUR} --step 1m rate(http_requests_total{{{{job=~"job-.*"}}}}[5m])\nr',
    "plot": f"%promql {HOUR} --plot --unit bytes/s rate(http_requests_total[5m])",
    "plotted": "axes = r.plot(timezone='Europe/Berlin')",
    "plotly": "%%promql --time 2024-01-01T00:30:00Z --plot=plotly\nsum by (job) (\n  up\n);",
    "value": "%promql --time 2024-01-01T00:30:00Z scalar(sum(up))",
    "wrong": "%promql sum(up",
    "refused": "client.query('sum(up')",
    "names": "client.label_names()",
    "series": "client.series('up')",
    "build": "client.status.buildinfo()",
    "containers": "client.query_available_container_metrics()",
    "expression": "from prometheus_querier import promql as q\nq.sum(q.rate(q.metric('x', job='<b>')['5m'])).by('job')",
    "fetch_all": """
from prometheus_querier import batch
hour = pq.QueryTimeRange('2024-01-01T00:00:00Z', '2024-01-01T01:00:00Z', '1m')
for outcome in batch.fetch_all(client, {{"up": "up", "two": "vector(2)"}}, time_range=hour, progress=True):
    pass
""",
    "export": """
import tempfile
with tempfile.TemporaryDirectory() as directory:
    report = batch.export(client, "up", hour, directory, format="csv", part="20m", progress=True)
""",
}
COMPLETIONS = {
    "%promql u": ["%promql up"],
    "%promql up{": ["%promql up{instance", "%promql up{job"],
    'r = %promql --last 1h sum(up{job="': [f'r = %promql --last 1h sum(up{{job="job-{number}' for number in (1, 2)],
    "%%promql\nsum(\n  http_requests_total{c": ["%%promql\nsum(\n  http_requests_total{code"],
    "%promql --la": ["%promql --last"],
}


@pytest.fixture(scope="module")
def kernel(prometheus):
    cells = [cell.format(url=prometheus.url) for cell in CELLS.values()]
    outputs, completions = run_cells(cells, list(COMPLETIONS))
    return dict(zip(CELLS, outputs, strict=True)), completions


@pytest.fixture(scope="module")
def outputs(kernel):
    return kernel[0]


def _size(png):
    return struct.unpack(">II", base64.b64decode(png)[16:24])


def test_only_what_is_wrong_fails(outputs):
    failed = [name for name, cell in outputs.items() if any(one["output_type"] == "error" for one in cell)]
    assert failed == ["refused"]
    assert outputs["load"] == outputs["connect"] == []


def test_results_show_themselves(outputs):
    assert "2 series, 120 samples, 2024-01-01 00:01:00 to 01:00:00 UTC" in shown(outputs["range"])
    assert shown(outputs["range"]).count("<svg") == 2
    assert shown(outputs["range"], "text/plain") == "<MatrixResult: 2 series, 120 samples>"
    assert ">2</div>" in shown(outputs["value"])
    assert "container_metric_name" in shown(outputs["names"])
    assert "host-2:9100" in shown(outputs["series"])
    assert "go version" in shown(outputs["build"])
    assert "net_rx" in shown(outputs["containers"])
    assert "&lt;b&gt;" in shown(outputs["expression"])


@pytest.mark.parametrize("cell", ["plot", "plotted"])
def test_charts_are_pictures_and_each_is_shown_once(outputs, cell):
    pictures = [one["data"]["image/png"] for one in outputs[cell] if "image/png" in one.get("data", {})]
    assert len(pictures) == 1
    width, height = _size(pictures[0])
    assert width > 2 * height > 400


def test_interactive_charts(outputs):
    (figure,) = (
        one["data"]["application/vnd.plotly.v1+json"]
        for one in outputs["plotly"]
        if "application/vnd.plotly.v1+json" in one["data"]
    )
    (bars,) = figure["data"]
    assert bars["x"] == [1.0, 1.0]


def test_errors_show_the_place(outputs):
    assert "sum(up\n  ^\n" in shown(outputs["wrong"], "text")
    assert "Traceback" not in shown(outputs["wrong"], "text")
    (error,) = (one for one in outputs["refused"] if one["output_type"] == "error")
    assert "\n  sum(up\n  ^" in error["evalue"]


@pytest.mark.parametrize(("cell", "things", "done"), [("fetch_all", "questions", "2/2"), ("export", "parts", "4/4")])
def test_progress_is_shown(outputs, cell, things, done):
    # As text; where ipywidgets is installed, as what stands for a widget.
    text = shown(outputs[cell], "text") + shown(outputs[cell], "text/plain")
    assert things in text
    assert done in text


def test_completion_asks_the_server(kernel):
    assert dict(zip(COMPLETIONS, kernel[1], strict=True)) == COMPLETIONS


def test_the_cells_of_the_document_run_and_print_what_is_shown(prometheus):
    found = blocks("docs/notebooks.md")
    cells = [
        (block, after) for block, after in zip(found, [*found[1:], None], strict=True) if block.language == "ipython"
    ]
    outputs, _ = run_cells([block.text.replace("http://localhost:9090", prometheus.url) for block, _ in cells])
    assert [one for cell in outputs for one in cell if one["output_type"] == "error"] == []
    for output, (block, after) in zip(outputs, cells, strict=True):
        if after is not None and after.language == "text":
            assert shown(output, "text") == after.text, block.text
        else:
            assert "UsageError" not in shown(output, "text"), block.text
