"""Samples of the past, as OpenMetrics text and as blocks that a Prometheus server can start with."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

from prometheus_querier.errors import MissingDependencyError

SampleSeries: TypeAlias = tuple[Mapping[str, str], Iterable[tuple[float, float]]]
"""One series: its labels with ``__name__``, and its samples as pairs of Unix seconds and value, oldest first."""

History: TypeAlias = str | Iterable[SampleSeries]
"""What can be loaded: OpenMetrics text, or series."""


def openmetrics(series: Iterable[SampleSeries]) -> str:
    r"""Writes series as OpenMetrics text.

    >>> print(openmetrics([({"__name__": "up", "job": "a\\b"}, [(1704067200, 1), (1704067215, 0.5)])]), end="")
    up{job="a\\b"} 1.0 1704067200.000
    up{job="a\\b"} 0.5 1704067215.000
    # EOF
    """
    lines = []
    # A metric's series must stand together.
    for labels, samples in sorted(series, key=lambda one: one[0]["__name__"]):
        pairs = ",".join(f'{name}="{_escape(value)}"' for name, value in sorted(labels.items()) if name != "__name__")
        head = labels["__name__"] + (f"{{{pairs}}}" if pairs else "")
        lines += [f"{head} {float(value)!r} {time:.3f}" for time, value in samples]
    return "\n".join([*lines, "# EOF", ""])


def write_blocks(history: History, directory: Path, *, prometheus: Path) -> None:
    """Writes history as blocks below ``directory``, which may be empty or missing.

    Args:
        history: What to write.
        directory: The server's data directory.
        prometheus: The server's binary; a ``promtool`` beside it is taken before others.

    Raises:
        MissingDependencyError: There is no ``promtool``.
        ValueError: ``promtool`` refuses the text; its own words are in the message.
    """
    text = history if isinstance(history, str) else openmetrics(history)
    if not text.rstrip().endswith("# EOF"):
        text = text.rstrip() + "\n# EOF\n"
    directory.mkdir(parents=True, exist_ok=True)
    source = directory.with_suffix(".openmetrics")
    source.write_text(text, "utf-8")
    command = [
        _find_promtool(prometheus),
        "tsdb",
        "create-blocks-from",
        "openmetrics",
        str(source),
        str(directory),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    source.unlink()
    if done.returncode != 0:
        raise ValueError(f"promtool cannot load this as OpenMetrics text: {done.stderr.strip() or done.stdout.strip()}")


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _find_promtool(prometheus: Path) -> str:
    """Finds any promtool: blocks are the same for every server, and newer packages of the server come without it."""
    servers = [prometheus, Path(os.environ.get("PROMETHEUS_BIN") or prometheus)]
    for candidate in (os.environ.get("PROMTOOL_BIN"), *(str(one.with_name("promtool")) for one in servers), "promtool"):
        found = shutil.which(candidate) if candidate else None
        if found:
            return found
    error = MissingDependencyError(
        "loading history needs promtool, which comes with Prometheus or as a package of its own (apt install promtool): "
        "install it, or set PROMTOOL_BIN to its path"
    )
    error.name = "promtool"
    raise error
