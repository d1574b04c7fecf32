"""Fixtures for pytest: answers from memory, a real server, and real answers that were recorded before.

pytest loads this module with every run, so that it imports nothing until a test asks for a fixture.
"""

from __future__ import annotations

import hashlib
import os
import re
from typing import TYPE_CHECKING, Any, NoReturn

try:
    import pytest
except ImportError as error:
    from prometheus_querier.errors import MissingDependencyError

    raise MissingDependencyError.of("pytest", "pytest", "prometheus_querier.integrations.pytest_plugin") from error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from prometheus_querier import PrometheusClient, Transport
    from prometheus_querier.testing import FakeTransport, LocalPrometheus, PrometheusSandbox

_MARKER = "prometheus_recording"
_FOLDER = "prometheus-recordings"
_LONGEST_NAME = 120
"""In bytes, as file systems count."""
_PASSED = pytest.StashKey[bool]()
"""Whether the test itself passed; not there when it was interrupted."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds our options."""
    group = parser.getgroup("prometheus_querier", "Prometheus")
    group.addoption(
        "--prometheus-record",
        metavar="URL",
        help="ask this server, and record its answers for tests with recorded_prometheus",
    )
    group.addoption(
        "--prometheus-require",
        action="store_true",
        help="fail tests with local_prometheus where there is no Prometheus to start, as in CI, instead of skipping them",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Adds our marker."""
    config.addinivalue_line(
        "markers",
        f"{_MARKER}(ignore=(), headers=()): parameters that do not, and headers that do, tell requests of "
        "recorded_prometheus apart",
    )


@pytest.hookimpl(tryfirst=True)  # the first that makes the report is the last that is asked
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> None:
    """Notes how the test itself ended, for the fixtures that end after it."""
    if call.when == "call":
        item.stash[_PASSED] = call.excinfo is None


@pytest.fixture
def fake_prometheus() -> FakeTransport:
    """Answers from memory: ``fake_prometheus.answer("query", answers.vector(...))``, then ``fake_prometheus.client``."""
    from prometheus_querier.testing import FakeTransport  # noqa: PLC0415 - when a test needs it

    return FakeTransport()


@pytest.fixture(scope="session")
def local_prometheus_options() -> dict[str, Any]:
    """Arguments of the ``LocalPrometheus`` that all tests share; override it to have others."""
    return {}


@pytest.fixture(scope="session")
def local_prometheus_server(
    pytestconfig: pytest.Config, local_prometheus_options: dict[str, Any]
) -> Iterator[LocalPrometheus]:
    """The real server that all tests share."""
    from prometheus_querier.errors import MissingDependencyError  # noqa: PLC0415 - when a test needs it
    from prometheus_querier.testing import LocalPrometheus  # noqa: PLC0415 - when a test needs it

    server = LocalPrometheus(writable=True, **local_prometheus_options)
    try:
        server.start()
    except MissingDependencyError as error:
        miss_server(str(error), required=bool(pytestconfig.getoption("prometheus_require")))
    yield server
    server.close()


@pytest.fixture(scope="session")
def _sandbox_name() -> Callable[[str], str]:
    """Gives each test, and each repetition of one, a name of its own."""
    runs: dict[str, int] = {}

    def name(test: str) -> str:
        runs[test] = runs.get(test, 0) + 1
        return test if runs[test] == 1 else f"{test} ({runs[test]})"

    return name


@pytest.fixture
def local_prometheus(
    request: pytest.FixtureRequest, local_prometheus_server: LocalPrometheus, _sandbox_name: Callable[[str], str]
) -> Iterator[PrometheusSandbox]:
    """This test's part of a real server: ``local_prometheus.write([...])``, then ``local_prometheus.client``."""
    from prometheus_querier.testing import PrometheusSandbox  # noqa: PLC0415 - when a test needs it

    with PrometheusSandbox(local_prometheus_server, _sandbox_name(request.node.nodeid)) as sandbox:
        yield sandbox


@pytest.fixture
def prometheus_record_transport(pytestconfig: pytest.Config) -> Transport:
    """What ``--prometheus-record`` asks, by default its URL; override it to log in, or to name a tenant."""
    from prometheus_querier.transport import GetFallback, RequestsTransport  # noqa: PLC0415 - when a test needs it

    return GetFallback(RequestsTransport(str(pytestconfig.getoption("prometheus_record"))))


@pytest.fixture
def recorded_prometheus(request: pytest.FixtureRequest) -> Iterator[PrometheusClient]:
    """A client that gets the answers that were recorded for this test; ``--prometheus-record=URL`` records them."""
    from prometheus_querier import PrometheusClient  # noqa: PLC0415 - when a test needs it

    path = recording_path(request.node)
    if request.config.getoption("prometheus_record"):
        from prometheus_querier.testing import RecordingTransport  # noqa: PLC0415 - when a test needs it

        marker = request.node.get_closest_marker(_MARKER)
        given, options = ((), {}) if marker is None else (marker.args, marker.kwargs)
        asked = request.getfixturevalue("prometheus_record_transport")
        recording = RecordingTransport(asked, path, *given, **options)
        yield PrometheusClient(recording)
        # An interrupted test leaves the recording of before.
        (recording if _PASSED in request.node.stash else asked).close()
        return
    from prometheus_querier.testing import ReplayTransport  # noqa: PLC0415 - when a test needs it

    again = f'pytest --prometheus-record=URL "{request.node.nodeid}"'
    if not path.exists():
        pytest.fail(f"there is no recording {path}; {again} makes it, with the answers of that server", pytrace=False)
    replay = ReplayTransport(path)
    yield PrometheusClient(replay)
    unused = replay.unused()
    if unused and request.node.stash.get(_PASSED, False):
        from prometheus_querier.testing.replaying import spell  # noqa: PLC0415 - for this message alone

        shown = "\n  ".join(map(spell, unused))
        pytest.fail(f"recorded in {path}, but not asked any more:\n  {shown}\n{again} records anew", pytrace=False)
    replay.close()


def recording_path(item: pytest.Item) -> Path:
    """Where the recording of a test is: beside its file, in a folder named after it."""
    _, _, name = item.nodeid.partition("::")
    within, bracket, parameters = name.partition("[")
    name = within.replace("::", ".") + bracket + parameters
    plain = re.sub(r"[^\w.,=+\[\]-]", "_", name).encode()[:_LONGEST_NAME].decode(errors="ignore")
    if plain != name or parameters != parameters.lower():
        # What cannot be in a file's name may be all that tells two tests apart; on many systems, capitals cannot.
        plain += "-" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return item.path.parent / _FOLDER / item.path.stem / f"{plain}.json"


def miss_server(reason: str, *, required: bool = False) -> NoReturn:
    """Ends a test whose server is missing: a failure in CI and where it is required, else a skip."""
    if required or os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(f"{reason}; in CI, and with --prometheus-require, it must be there", pytrace=False)
    pytest.skip(reason)
