"""A real Prometheus server for tests and demonstrations, on a free loopback port over a temporary directory."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prometheus_querier.errors import MissingDependencyError

from .history import write_blocks
from .processes import OwnedProcess
from .remote_write import WRITE_HEADERS, WRITE_PATH, encode_write_request

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType
    from typing import Self

    from .history import History, SampleSeries

_LISTENING = re.compile(r'msg="Listening on".* address=(\S+)')
_VERSION = re.compile(r'msg="Starting Prometheus.*\(version=([^,]+),')
_POLL = 0.02
_LAST_LINES = 12


class LocalPrometheus:
    """A real Prometheus server that lives as long as a ``with`` block.

    The server listens on a loopback port that the system chooses, keeps its data in a temporary directory and is ended
    in every case: at the end of the block, on Ctrl-C, when the interpreter exits, and when it is killed.

        with LocalPrometheus(load=[({"__name__": "up"}, [(1704067200, 1)])]) as prometheus:
            client = prometheus_querier.connect(prometheus.url)
            client.query("up", time=1704067200)

    The binary is the one given, else that of the environment variable ``PROMETHEUS_BIN``, else ``prometheus`` on the
    ``PATH``.

    Attributes:
        url: The server's base URL, such as ``http://127.0.0.1:40123``.
        version: The server's version, such as ``2.42.0+ds``.
    """

    def __init__(
        self,
        *,
        scrape: Iterable[str] = (),
        scrape_interval: str = "1s",
        load: History | None = None,
        features: Iterable[str] = (),
        admin_api: bool = False,
        writable: bool = False,
        config: Mapping[str, Any] | None = None,
        args: Iterable[str] = (),
        binary: str | os.PathLike[str] | None = None,
        start_timeout: float = 60.0,
    ) -> None:
        """Says what to run; nothing is started yet.

        Args:
            scrape: Targets of the job ``local``, such as ``127.0.0.1:9100`` or ``http://127.0.0.1:8000/path``; ``self``
                is the server itself. Prometheus begins to scrape about five seconds after its start.
            scrape_interval: How often to scrape and to evaluate rules.
            load: History to start with: OpenMetrics text, or series as pairs of labels and samples.
            features: Feature flags, such as ``exemplar-storage``.
            admin_api: Whether to enable the admin API.
            writable: Whether ``write`` may add samples while the server runs, however old they are; from Prometheus
                2.39 on.
            config: More sections of the configuration file, such as ``{"rule_files": ["/tmp/rules.yml"]}``.
            args: More command-line arguments.
            binary: Path of the ``prometheus`` binary.
            start_timeout: Seconds until the server must be ready.
        """
        self.url = ""
        self.version = ""
        self._scrape = tuple(scrape)
        self._scrape_interval = scrape_interval
        self._load = load
        self._features = tuple(features)
        self._admin_api = admin_api
        self._writable = writable
        self._config = dict(config or {})
        self._args = tuple(args)
        self._binary = binary
        self._start_timeout = start_timeout
        self._process: OwnedProcess | None = None

    def start(self) -> Self:
        """Starts the server and waits until it is ready; ``with`` does this.

        Raises:
            MissingDependencyError: There is no Prometheus, or no ``promtool`` where history is to be loaded.
            ValueError: The history is not well-formed.
            RuntimeError: The server ended, or was not ready in time; its last words are in the message.
        """
        if self._process is not None:
            raise RuntimeError("this LocalPrometheus is running already")
        binary = find_prometheus(self._binary)
        self._process = process = OwnedProcess("prometheus")
        try:
            if self._load is not None:
                write_blocks(self._load, process.directory / "data", prometheus=binary)
            (process.directory / "prometheus.yml").write_text(json.dumps(self._configuration(process.directory)))
            process.start(self._command(binary))
            self._await_ready(process)
        except BaseException:
            self.close()
            raise
        return self

    def close(self) -> None:
        """Ends the server and removes its data; calling it again does nothing."""
        if self._process is not None:
            self._process.end()
            self._process = None

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        return None if self._process is None else self._process.pid

    def log(self) -> str:
        """Reads everything that the server has logged so far."""
        return "" if self._process is None else self._process.output()

    def wait_for(self, query: str, *, timeout: float = 30.0) -> list[Any]:
        """Waits until an instant query has a result, and returns that part of the answer as decoded JSON.

        Args:
            query: PromQL, such as ``count_over_time(up[1m]) >= 3``.
            timeout: Seconds to wait.

        Raises:
            TimeoutError: There was no result in time.
            RuntimeError: The server ended, or refuses the query.
        """
        address = f"{self.url}/api/v1/query?{urllib.parse.urlencode({'query': query})}"
        deadline = time.monotonic() + timeout
        while True:
            status, body = self._fetch(address, deadline - time.monotonic())
            if status == 200:  # noqa: PLR2004 - success
                result: list[Any] = json.loads(body)["data"]["result"]
                if result:
                    return result
            elif status is not None:
                raise RuntimeError(f"Prometheus refuses {query!r}: {body.decode('utf-8', 'replace')}")
            self._check_alive()
            if time.monotonic() >= deadline:
                raise TimeoutError(f"{query!r} had no result within {timeout:g} s")
            time.sleep(_POLL)

    def write(self, series: Iterable[SampleSeries]) -> None:
        """Adds samples, which can be asked for when this returns; the server must be ``writable``.

        Args:
            series: Labels and samples, as for ``load``. A second sample of a series at a time that it has already
                is refused, ignored or taken in its place, as it comes.

        Raises:
            ValueError: The series are not what Prometheus takes, such as samples of the future; its own words are in the
                message.
            RuntimeError: The server is not running, or not writable.
        """
        if not self._writable:
            raise RuntimeError("this server takes no samples: LocalPrometheus(writable=True) makes one that does")
        self._check_alive()
        body = encode_write_request(series, any_names=not self.version.startswith("2."))
        request = urllib.request.Request(f"{self.url}{WRITE_PATH}", body, dict(WRITE_HEADERS))  # noqa: S310 - loopback
        status, answer = self._fetch(request, self._start_timeout)
        if status != 204:  # noqa: PLR2004 - no content
            self._check_alive()
            if status is None:
                raise RuntimeError("Prometheus did not answer when it was given samples")
            raise ValueError(f"Prometheus refuses these samples: {answer.decode('utf-8', 'replace').strip()}")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<LocalPrometheus {self.version} at {self.url}>" if self.pid else "<LocalPrometheus, not running>"

    def _configuration(self, directory: Path) -> dict[str, Any]:
        """Makes the configuration file's content; JSON is YAML.

        Targets stand in a file beside it, because the server's own address is known only once it listens.
        """
        targets = {"files": [str(directory / "targets.json")], "refresh_interval": "1s"}
        configuration: dict[str, Any] = {
            "global": {
                "scrape_interval": self._scrape_interval,
                "evaluation_interval": self._scrape_interval,
                **self._config.get("global", {}),
            },
            "scrape_configs": [*self._config.get("scrape_configs", ())],
        }
        if self._scrape:
            configuration["scrape_configs"].append({"job_name": "local", "file_sd_configs": [targets]})
        if self._writable:
            storage = self._config.get("storage", {})
            tsdb = {"out_of_order_time_window": "100y", **storage.get("tsdb", {})}
            configuration["storage"] = {**storage, "tsdb": tsdb}
        return self._config | configuration

    def _command(self, binary: Path) -> list[str]:
        command = [
            str(binary),
            "--config.file=prometheus.yml",
            "--storage.tsdb.path=data",
            # Loaded history is kept, however old.
            "--storage.tsdb.retention.time=100y",
            # The system chooses the port, so nobody else can have it.
            "--web.listen-address=127.0.0.1:0",
        ]
        if self._features:
            command.append(f"--enable-feature={','.join(self._features)}")
        if self._admin_api:
            command.append("--web.enable-admin-api")
        if self._writable:
            command.append("--web.enable-remote-write-receiver")
        return [*command, *self._args]

    def _await_ready(self, process: OwnedProcess) -> None:
        deadline = time.monotonic() + self._start_timeout
        while not (listening := _LISTENING.search(process.output())):
            self._pause_starting(deadline)
        self.url = f"http://{listening[1]}"
        version = _VERSION.search(process.output())
        self.version = version[1] if version else ""
        if self._scrape:
            groups = [_target_group(self.url if target == "self" else target) for target in self._scrape]
            (process.directory / "targets.json").write_text(json.dumps(groups))
        # Whatever it answers, it answers: a 404 comes where --web.route-prefix has moved this page.
        while self._fetch(f"{self.url}/-/ready", 5.0)[0] in {None, 503}:
            self._pause_starting(deadline)

    def _pause_starting(self, deadline: float) -> None:
        self._check_alive()
        if time.monotonic() >= deadline:
            raise RuntimeError(f"Prometheus was not ready within {self._start_timeout:g} s\n{self._last_words()}")
        time.sleep(_POLL)

    def _check_alive(self) -> None:
        status = 0 if self._process is None else self._process.exit_status
        if status is not None:
            raise RuntimeError(f"Prometheus is not running (exit status {status})\n{self._last_words()}")

    def _last_words(self) -> str:
        lines = self.log().splitlines()[-_LAST_LINES:]
        return "its log ends with:\n  " + "\n  ".join(lines) if lines else "it logged nothing"

    @staticmethod
    def _fetch(request: str | urllib.request.Request, timeout: float) -> tuple[int | None, bytes]:
        # No environment's proxy stands between a machine and itself.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=max(timeout, 0.1)) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()
        except OSError:
            return None, b""


def find_prometheus(binary: str | os.PathLike[str] | None = None) -> Path:
    """Finds the ``prometheus`` binary: the one given, else that of ``PROMETHEUS_BIN``, else the one on the ``PATH``.

    Raises:
        MissingDependencyError: There is none; the message says how to install it.
    """
    wanted = os.fspath(binary) if binary is not None else os.environ.get("PROMETHEUS_BIN") or "prometheus"
    found = shutil.which(wanted)
    if found is None:
        error = MissingDependencyError(
            f"LocalPrometheus needs the Prometheus server, and {wanted!r} is no program here: install it (Debian, "
            "Ubuntu: apt install prometheus; macOS: brew install prometheus; else https://prometheus.io/download/), or "
            "set PROMETHEUS_BIN to its path"
        )
        error.name = "prometheus"
        raise error
    return Path(found).resolve()


def _target_group(target: str) -> dict[str, Any]:
    url = urllib.parse.urlsplit(target if "://" in target else f"http://{target}")
    labels = {"__scheme__": url.scheme, "__metrics_path__": url.path.rstrip("/") or "/metrics"}
    return {"targets": [url.netloc], "labels": labels}
