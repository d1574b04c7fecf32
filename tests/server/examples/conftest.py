"""Dashboards as `make example-…` starts them, asking a server whose history is known, and a browser to look at them."""

from __future__ import annotations

import contextlib
import shutil
import time

import pytest
from dashboards import log_in, opened, started
from example_code import import_example
from servers import binary_of

from prometheus_querier.integrations.pytest_plugin import miss_server
from prometheus_querier.testing import LocalPrometheus

STEP = 5


@pytest.fixture(scope="session")
def inventory():
    """The projects and containers of the examples."""
    return import_example("dashboard.inventory")


@pytest.fixture(scope="session")
def history(inventory):
    """Makes the history of every container from half an hour before a time until a quarter after it.

    Every value is a line or a constant, so that what the dashboard shows is known. ``label-images`` has a gap from ten
    to five minutes before that time, and a container of no project uses a thousand cores.
    """

    def samples(project, container, moment):
        kernel = {
            "__name__": "backendai_container_utilization",
            "project_id": project,
            "kernel_id": container.kernel_id,
        }
        load = container.load
        lines = {
            "cpu_util": lambda age: load.cores * 1000 * age,
            "mem": lambda _: load.memory * 2**20,
            "net_rx": lambda age: load.traffic * 1000 * age,
            "net_tx": lambda age: load.traffic * 500 * age,
        }
        times = [
            time
            for time in range(moment - 1800, moment + 900, STEP)
            if container.name != "label-images" or not moment - 600 <= time < moment - 300
        ]
        for metric, value in lines.items():
            labels = {**kernel, "container_metric_name": metric, "value_type": "current"}
            yield {name: str(text) for name, text in labels.items()}, [(at, value(at - moment + 1800)) for at in times]

    def make(moment):
        for project in inventory.PROJECTS.values():
            for container in project.containers:
                if container.load:
                    yield from samples(project.id, container, moment)
        hidden = inventory.Container("hidden", inventory.Load(cores=1000, memory=10**6, traffic=10**6))
        yield from samples("undefined", hidden, moment)

    return make


@pytest.fixture(scope="module")
def server(history):
    """A Prometheus with the containers' history around now."""
    with LocalPrometheus(binary=binary_of("PROMETHEUS_BIN"), load=history(int(time.time()))) as prometheus:
        yield prometheus


@pytest.fixture(scope="module", params=["flask", "django"])
def site(request, server, tmp_path_factory):
    """Both dashboards, one after the other."""
    log = tmp_path_factory.mktemp("site") / "log"
    with started(request.param, log, PROMETHEUS_URL=server.url) as site:
        yield site


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        miss_server("this test needs a browser: apt install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    """A page of a browser without a past; errors of scripts fail the test."""
    with opened(browser) as page:
        yield page


@pytest.fixture(scope="module")
def logged_in(browser, site):
    """The cookies of each user, as a login in the browser gives them."""
    states = {}
    for user in site.passwords:
        with opened(browser) as page:
            log_in(page, site, user)
            states[user] = page.context.storage_state()
    return states


@pytest.fixture
def show(browser, site, logged_in):
    """Shows the dashboard to a user, when the charts are there."""
    with contextlib.ExitStack() as stack:

        def do(user="research", query="?range=30m", prepare=lambda _: None):
            page = stack.enter_context(opened(browser, storage_state=logged_in[user]))
            prepare(page)
            page.goto(f"{site.url}/{query}")
            page.wait_for_selector("#updated:not(:empty)")
            return page

        yield do
