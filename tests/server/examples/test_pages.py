"""What users of the two dashboards see, in a real browser: their own projects, and nothing else."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from dashboards import drawn

pytestmark = [pytest.mark.server, pytest.mark.slow]

both_are_alike = pytest.mark.parametrize("site", ["flask"], indirect=True)
"""The page and the questions are the same files for both, so that one of them tells enough."""

MISSING = "\N{EN DASH}"
CORES = 'sum(rate(backendai_container_utilization{container_metric_name="cpu_util",value_type="current"}[1m])) / 1000'


def _legend(page, chart):
    """The lines of a chart with their last values."""
    rows = page.locator(f"{chart} .u-legend .u-series").all()[1:]
    return {row.locator(".u-label").inner_text(): row.locator(".u-value").inner_text() for row in rows}


def _live(page):
    rows = page.locator("#live tbody tr").all()
    return {row.locator("th").inner_text(): row.locator("td").all_inner_texts() for row in rows}


def _run(page, query):
    page.fill("#query", query)
    with page.expect_response("**/api/explore*") as answered:
        page.click("#own button[type=submit]")
    return answered.value


def test_a_wrong_password_is_refused(page, site):
    page.goto(site.url)
    assert page.url.startswith(f"{site.url}/login")
    for user in ("research", "nobody"):
        page.fill("#username", user)
        page.fill("#password", "wrong")
        page.click("text=Log in")
        assert page.locator("[role=alert]").inner_text() == "User name and password do not match."
    assert page.request.get(f"{site.url}/api/overview?project=vision").url.startswith(f"{site.url}/login")


def test_charts_and_live_state_tell_what_prometheus_knows(show):
    page = show()
    assert _legend(page, "[data-metric=cpu_util]") == {
        "train-images": "0.35",
        "label-images": "0.12",
        "notebook": "0.03",
    }
    assert _legend(page, "[data-metric=mem]") == {"train-images": "160", "label-images": "80", "notebook": "40"}
    assert _legend(page, "[data-metric=net_rx]") == {"train-images": "600", "label-images": "250", "notebook": "20"}
    assert _live(page) == {
        "train-images": ["0.35", "0.35", "160", "160", "600", "600", "300", "300"],
        "label-images": ["0.12", "0.12", "80", "80", "250", "250", "125", "125"],
        "notebook": ["0.03", "0.03", "40", "40", "20", "20", "10", "10"],
        "train-next": [MISSING] * 8,
    }
    label = page.locator("[data-metric=cpu_util] .chart").get_attribute("aria-label")
    assert label == "CPU, cores. Last values: train-images 0.35, label-images 0.12, notebook 0.03"


@both_are_alike
def test_charts_change_with_the_choice(show):
    page = show()
    picture = drawn(page, "cpu_util")
    for name, value in (("container", "notebook"), ("range", "5m"), ("project", "speech")):
        page.select_option(f"[name={name}]", value)
        picture = drawn(page, "cpu_util", unlike=picture)
    assert _legend(page, "[data-metric=cpu_util]") == {"transcribe": "0.15", "align": "0.05"}
    page.reload()
    page.wait_for_selector("#updated:not(:empty)")
    assert page.input_value("[name=project]") == "speech"
    assert page.input_value("[name=range]") == "5m"


@both_are_alike
def test_a_gap_in_the_data_is_a_gap(show):
    page = show()
    answer = page.request.get(f"{page.url.partition('?')[0]}api/overview?project=vision&range=30m").json()
    values = answer["charts"]["cpu_util"]["label-images"]
    assert len(values) == len(answer["times"]) == 121
    gap = [index for index, value in enumerate(values) if value is None and index > 2]
    assert 19 <= len(gap) <= 21
    assert gap == list(range(gap[0], gap[-1] + 1))


@both_are_alike
def test_a_container_that_has_not_run_has_empty_charts(show):
    page = show(query="?project=vision&container=train-next&range=5m")
    assert page.locator("figure .empty:visible").all_inner_texts() == ["No samples in this range"] * 4
    assert _live(page) == {"train-next": [MISSING] * 8}


def test_own_queries_see_the_project_alone(show):
    page = show()
    assert _run(page, CORES).ok
    page.wait_for_selector("#answer:not([hidden])")
    assert _legend(page, "#answer") == {"{}": "0.5"}
    assert re.search(r'\{container_metric_name="cpu_util",project_id="[-0-9a-f]{36}",', page.inner_text("#sent"))
    # Whatever matcher the text brings, others' series are not there.
    for query in (CORES.replace("{", '{project_id!="",'), f"max({CORES}) or vector(0)"):
        _run(page, query)
        assert _legend(page, "#answer") == {"{}": "0.5"}


def test_tampered_queries_are_refused(show, site, inventory):
    page = show()
    others = inventory.BILLING.id
    for query, words in (
        (CORES.replace("{", f'{{project_id="{others}",'), "contradicts the enforced project_id"),
        ("info(up)", "reads info metrics through no selector"),
        (f'{CORES}}} or {{project_id="{others}"', "only PromQL can be confined"),
    ):
        assert _run(page, query).status == 403, query
        page.wait_for_selector("#refusal:not([hidden])")
        assert words in page.inner_text("#refusal")
        assert page.locator("#answer").is_hidden()
    assert _run(page, "rate(up[5m]) + on(").status == 403
    assert _run(page, '"text"').status == 400
    # Nor do the parameters open another project.
    for question in ("overview?project=billing", f"explore?project={others}&query=up", "overview?", "explore?query=up"):
        answer = page.request.get(f"{site.url}/api/{question}")
        assert (answer.status, answer.json()["kind"]) == (403, "refused"), question
    for question in ("container=invoices", "range=0s", "range=x", "end=x"):
        assert page.request.get(f"{site.url}/api/overview?project=vision&{question}").status == 400, question


def test_users_see_their_own_projects_until_they_log_out(show, site):
    page = show("finance", "?range=5m")
    assert page.locator("[name=project] option").all_inner_texts() == ["billing"]
    assert list(_live(page)) == ["invoices", "reports"]
    assert page.request.get(f"{site.url}/api/overview?project=vision").status == 403
    page.click("text=Log out")
    assert page.request.get(f"{site.url}/api/overview?project=billing").url.startswith(f"{site.url}/login")
    assert page.request.post(f"{site.url}/login", form={"username": "finance"}).status == 403


def test_pages_are_protected(show, site):
    page = show()
    for url in (site.url, f"{site.url}/api/overview?project=vision"):
        headers = page.request.get(url).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "no-store" in headers["cache-control"]
    session = next(cookie for cookie in page.context.cookies() if "session" in cookie["name"])
    assert (session["httpOnly"], session["sameSite"]) == (True, "Lax")


@both_are_alike
def test_text_of_users_is_text(show, inventory):
    evil = "<img id=pwned src=x onerror=alert(1)>"
    page = show(query=f"?range={evil}&project={evil}&range=30m")
    assert page.input_value("[name=range]") == "30m"
    for query, box in (
        (f'label_replace(vector(1), "x", "{evil}", "", "")', "#answer"),
        (f'label_replace(vector(1), "__name__", "{evil}", "", "")', "#answer"),
        (f'up{{project_id="{evil}"}}', "#refusal"),
        (f"sum({evil})", "#refusal"),
    ):
        _run(page, query)
        page.wait_for_selector(f"{box}:not([hidden])")
        assert evil in page.inner_text(box)
        assert page.locator("#pwned").count() == 0
    # The caret stands below what it points at.
    _run(page, "sum(up) by job")
    *_, shown, caret = page.inner_text("#refusal").splitlines()[:3]
    assert shown[caret.index("^") :] == "job"
    page.goto(f"{page.url.partition('?')[0]}?container={evil}")
    page.wait_for_selector("#problem:not([hidden])")
    assert evil in page.inner_text("#problem")
    assert page.locator("#pwned").count() == 0


@both_are_alike
def test_refreshing_pauses_while_nobody_looks(show):
    page = show(prepare=lambda page: page.clock.install())
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(4000)
    assert asked == []
    with page.expect_response("**/api/overview*"):
        page.clock.run_for(1500)
    hide = "hidden => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true}); %s }"
    tell = "document.dispatchEvent(new Event('visibilitychange'))"
    page.evaluate(hide % tell, True)
    asked.clear()
    page.clock.run_for(60_000)
    assert asked == []
    with page.expect_response("**/api/overview*"):
        page.evaluate(hide % tell, False)
    page.uncheck("#auto")
    page.wait_for_load_state("networkidle")
    asked.clear()
    page.clock.run_for(60_000)
    assert asked == []


@both_are_alike
def test_a_failure_is_told_and_can_be_tried_again(show):
    page = show()
    page.context.set_offline(True)
    page.click("text=Refresh >> nth=-1")
    page.wait_for_selector("#problem:not([hidden])")
    assert page.inner_text("#problem span") == "The dashboard's own server does not answer."
    assert page.locator("#overview.stale").is_visible()
    page.context.set_offline(False)
    page.click("text=Try again")
    page.wait_for_selector("#overview:not(.stale)")
    assert page.locator("#problem").is_hidden()


@both_are_alike
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_narrow_pages_do_not_scroll_sideways(show, scheme):
    page = show()
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 400, "height": 800})
    page.wait_for_timeout(100)
    assert page.evaluate("document.documentElement.scrollWidth") == 400


@both_are_alike
@pytest.mark.parametrize("length", ["5m", "1h", "24h"])
def test_charts_tell_the_time_however_narrow(show, length):
    for width in (400, 768, 1280):
        size = {"width": width, "height": 800}
        page = show(query=f"?range={length}", prepare=lambda page, size=size: page.set_viewport_size(size))
        chart = "document.querySelector('[data-metric=mem]').plot"
        told = page.evaluate(f"{chart}.axes[0]._values")
        places = page.evaluate(f"{chart}.axes[0]._splits.map(time => {chart}.valToPos(time, 'x'))")
        assert len(told) >= 2, width
        assert all(re.fullmatch(r"\d\d:\d\d", time) for time in told), told
        assert all(after - before > 45 for before, after in pairwise(places)), places
