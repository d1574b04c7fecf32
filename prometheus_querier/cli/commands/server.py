"""``targets``, ``rules``, ``alerts`` and ``status``: what a server does, and how it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from prometheus_querier.cli.libraries import click
from prometheus_querier.cli.options import examples, output_options, server_options
from prometheus_querier.cli.reports import of_rows, record_row
from prometheus_querier.cli.showing import fail, show
from prometheus_querier.cli.statuses import facts_report, status_facts

if TYPE_CHECKING:
    from prometheus_querier.cli.connecting import ServerChoice
    from prometheus_querier.cli.options import OutputChoice
    from prometheus_querier.cli.reports import Report
    from prometheus_querier.results import RuleGroups, Targets

_TARGETS = ("scrape_pool", "health", "labels", "scrape_url", "last_scrape", "last_error")
_RULES = ("group", "type", "name", "state", "health", "query", "last_error")
_ALERTS = ("state", "labels", "value", "active_at")


@click.command("targets", epilog=examples("targets", "targets --health down", "targets --watch 5s"))
@click.option("--state", type=click.Choice(["active", "dropped"]), default="active", show_default=True)
@click.option("--health", type=click.Choice(["up", "down", "unknown"]), help="Only active targets of this health.")
@click.option("--pool", metavar="NAME", help="Only targets of this scrape pool (Prometheus 2.42 and later).")
@output_options(watch=True)
@server_options
def targets_command(
    state: Literal["active", "dropped"],
    health: str | None,
    pool: str | None,
    output: OutputChoice,
    server: ServerChoice,
) -> None:
    """List the targets that are scraped."""
    with server.open() as client:
        show(lambda: _targets(client.targets(state=state, scrape_pool=pool), health), output)


@click.command("rules", epilog=examples("rules", "rules --type alert -o json"))
@click.option("--type", "kind", type=click.Choice(["alert", "record"]), help="Only rules of this kind.")
@click.option("--group", multiple=True, metavar="NAME", help="Only rules of this group.")
@click.option("--name", multiple=True, metavar="NAME", help="Only rules of this name.")
@output_options()
@server_options
def rules_command(
    kind: Literal["alert", "record"] | None,
    group: tuple[str, ...],
    name: tuple[str, ...],
    output: OutputChoice,
    server: ServerChoice,
) -> None:
    """List recording and alerting rules."""
    with server.open() as client:
        found = client.rules(type=kind, rule_group=group, rule_name=name)
    show(lambda: _rules(found), output)


@click.command("alerts", epilog=examples("alerts", "alerts --state firing --watch 10s"))
@click.option("--state", type=click.Choice(["pending", "firing"]), help="Only alerts in this state.")
@output_options(watch=True)
@server_options
def alerts_command(state: str | None, output: OutputChoice, server: ServerChoice) -> None:
    """List the alerts that are pending or firing."""

    def ask() -> Report:
        found = client.alerts()
        rows = [record_row(one) for one in found if state in (None, one.state)]
        return of_rows(rows, columns=_ALERTS, warnings=found.warnings, infos=found.infos)

    with server.open() as client:
        show(ask, output)


@click.command("status", epilog=examples("status", "status -o json"))
@output_options(watch=True, strict=False)
@server_options
def status_command(output: OutputChoice, server: ServerChoice) -> None:
    """Tell what the server is, whether it is ready, and how much it holds.

    What a relative of Prometheus does not tell is left out. Exits with 1 when the server is not ready.
    """
    facts: dict[str, Any] = {}

    def ask() -> Report:
        facts.clear()
        facts.update(status_facts(client))
        return facts_report(facts)

    with server.open() as client:
        show(ask, output)
    if not facts.get("ready", True):
        fail()


def _targets(found: Targets, health: str | None) -> Report:
    rows: list[dict[str, Any]] = [record_row(one) for one in found.active if health in (None, one.health)]
    columns: tuple[str, ...] = _TARGETS
    if not found.active and found.dropped:
        rows, columns = [record_row(one) for one in found.dropped], ("scrape_pool", "discovered_labels")
    return of_rows(rows, columns=columns, warnings=found.warnings, infos=found.infos)


def _rules(found: RuleGroups) -> Report:
    rows = [record_row(rule, group=group.name, file=group.file) for group in found.groups for rule in group.rules]
    return of_rows(rows, columns=_RULES, warnings=found.warnings, infos=found.infos)
