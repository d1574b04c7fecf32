"""The dashboards of the examples as processes, started like `make example-…` starts them and ended like Ctrl-C does."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

from example_code import EXAMPLES


@dataclass(frozen=True)
class Site:
    """A dashboard that runs."""

    framework: str
    url: str
    passwords: dict[str, str]
    process: subprocess.Popen[bytes]


@contextlib.contextmanager
def started(framework, log, *options, end=signal.SIGINT, **environment):
    """Starts a dashboard, and ends it with Ctrl-C, or another signal."""
    python_path = str(EXAMPLES.parent)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, EXAMPLES / "start.py", framework, *options],
            stdout=output,
            stderr=subprocess.STDOUT,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": python_path, "PORT": "0", **environment},
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + 60
        while "Ctrl-C ends" not in log.read_text():
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        text = log.read_text()
        passwords = dict(re.findall(r"user (\w+) +password (\S+)", text))
        yield Site(framework, re.search(r"dashboard is at (\S+)/ ", text)[1], passwords, process)
    finally:
        process.send_signal(end)
        try:
            status = process.wait(30)
        finally:
            process.kill()
            process.wait()
    if end != signal.SIGKILL:
        assert status == 1
        assert "nothing is left running" in log.read_text()
    assert "Traceback" not in log.read_text(), log.read_text()


@contextlib.contextmanager
def opened(browser, **options):
    """A page of a browser without a past; errors of scripts fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, timezone_id="UTC", **options)
    page = context.new_page()
    page.set_default_timeout(15_000)
    errors = []
    page.on("pageerror", lambda error: errors.append(error))  # noqa: PLW0108 - a method of a list takes no attributes
    try:
        yield page
    finally:
        context.close()
    assert errors == []


def log_in(page, site, user):
    """Logs a user in, and waits until the dashboard has an answer."""
    page.goto(site.url)
    page.fill("#username", user)
    page.fill("#password", site.passwords[user])
    page.click("text=Log in")
    page.wait_for_selector("#updated:not(:empty), #problem:not([hidden])")


def drawn(page, metric, *, unlike=None):
    """The pixels of a chart, as soon as they are others."""
    deadline = time.monotonic() + 30
    while (pixels := page.locator(f"[data-metric={metric}] canvas").evaluate("one => one.toDataURL()")) == unlike:
        assert time.monotonic() < deadline, f"the chart of {metric} does not change"
        page.wait_for_timeout(50)
    return pixels
