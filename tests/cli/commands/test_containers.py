"""``containers``: ids instead of PromQL."""

from __future__ import annotations

from prometheus_querier.testing import answers

KERNEL = "00000000-0000-4000-8000-000000000001"


def test_the_metrics_are_listed(run, transport):
    transport.answer("label/container_metric_name/values", answers.labels("cpu_util", "mem"))
    assert run("containers").stdout == "cpu_util\nmem\n"


def test_the_query_is_the_queriers(run):
    done = run(
        "containers", "cpu_util", "--kernel-id", KERNEL, "--agent-id", "a", "--rate-interval", "1m", "-o", "promql"
    )
    assert done.stdout == (
        "sum by (value_type, kernel_id, agent_id) (rate(backendai_container_utilization"
        f'{{agent_id="a",container_metric_name="cpu_util",kernel_id="{KERNEL}",value_type="current"}}[1m]))\n'
    )


def test_the_answer_is_shown(run, transport):
    transport.answer("query_range", answers.matrix(({"value_type": "pct"}, [(0, 1), (60, 2)])))
    done = run("containers", "mem", "--value-type", "pct", "--start", "0", "--end", "60", "--step", "60")
    assert done.stdout == "value_type  samples  min  max  last  course\npct               2    1    2     2  ▁█\n"
    assert "┤" in run("containers", "mem", "--plot").stdout


def test_what_is_no_id_is_refused(run):
    assert run("containers", "mem", "--kernel-id", "nonsense").exit_code == 2
    assert run("containers", "--plot").exit_code == 2
