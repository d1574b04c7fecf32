"""What large answers need of memory at most, as multiples of the body: in a process of its own, because peaks stay."""

import importlib.util
import json
import os
import subprocess
import sys

import pytest
from systems import needs_linux

pytestmark = needs_linux
pytest.importorskip("pandas")

# Each step may need more than the one before it, so that its peak is its own.
SCRIPT = """
import json, random, re
import numpy, pandas
from prometheus_querier import PrometheusClient, QueryTimeRange
from prometheus_querier.http import HttpResponse
from prometheus_querier.results import decode_query, join

SERIES, SAMPLES, PARTS, START, STEP = 400, 2400, 4, 1704067200, 15
rng = random.Random(1)
values = [repr(rng.uniform(0, 1000)) for _ in range(SAMPLES)]

def body(first, count):
    samples = ",".join(f'[{START + STEP * i},"{values[i]}"]' for i in range(first, first + count))
    yield b'{"status":"success","data":{"resultType":"matrix","result":['
    for i in range(SERIES):
        labels = f'"__name__":"bench","i":"{i:03}","instance":"host-{i % 100}:9100","job":"node"'
        yield (f'{"," if i else ""}{{"metric":{{{labels}}},"values":[{samples}]}}').encode()
    yield b"]}}"

def peak():
    # What getrusage tells begins with the peak of the process that started this one.
    with open("/proc/self/status") as status:
        return int(re.search(r"VmHWM:\\s+(\\d+) kB", status.read())[1]) * 1024

def whole():
    return decode_query(body(0, SAMPLES)).data

def split():
    return join([decode_query(body(at, SAMPLES // PARTS)).data for at in range(0, SAMPLES, SAMPLES // PARTS)])

class Server:
    def send(self, request, *, timeout):
        first, last = ((int(dict(request.params)[name]) - START) // STEP for name in ("start", "end"))
        return HttpResponse(200, {}, body(first, last + 1 - first))

    def close(self):
        pass

def iterate(parts):
    hours = QueryTimeRange.of(START, START + STEP * (SAMPLES - 1), STEP)
    results = PrometheusClient(Server()).iter_range("bench", hours, max_points=SAMPLES // parts)
    assert sum(len(result) for result in results) == SERIES * parts

steps = {
    "iterate over eight parts": lambda: iterate(8),
    "numpy": lambda: whole().to_numpy(),
    "numpy, of parts": lambda: split().to_numpy(),
    "wide": lambda: whole().to_pandas("wide"),
    "wide, of parts": lambda: split().to_pandas("wide"),
    "long": lambda: whole().to_pandas(),
    "long, of parts": lambda: split().to_pandas(),
}
small = decode_query(body(0, 1)).data
iterate(SAMPLES // 2)
small.to_numpy(), small.to_pandas(), small.to_pandas("wide")
size = sum(map(len, body(0, SAMPLES)))
before = peak()
peaks = {}
for name, step in steps.items():
    step()
    peaks[name] = (peak() - before) / size
print(json.dumps(peaks))
"""
LIMITS = {
    "iterate over eight parts": 0.15,
    "numpy": 1.0,
    "numpy, of parts": 1.0,
    "wide": 1.0,
    "wide, of parts": 1.3,
    "long": 2.5,
    "long, of parts": 2.5,
}
COMPILED = importlib.util.find_spec("prometheus_querier.results._decoder") is not None


@pytest.mark.slow
@pytest.mark.parametrize("pure", ["1", *["0"] * COMPILED])
def test_the_peak_of_each_way_to_read_an_answer(pure):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "PROMETHEUS_QUERIER_PURE": pure},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stderr
    peaks = json.loads(done.stdout)
    assert {name: peak for name, peak in peaks.items() if peak > LIMITS[name]} == {}
    assert peaks["long"] > 0.5, "the samples alone take so much: what was measured?"
