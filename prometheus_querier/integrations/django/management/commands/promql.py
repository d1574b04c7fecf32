"""``manage.py promql``: asks a server of the settings from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from prometheus_querier.errors import PrometheusQuerierError
from prometheus_querier.integrations.django.clients import get_client
from prometheus_querier.integrations.printing import answer_lines

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """Asks a server of ``settings.PROMETHEUS``."""

    help = "Asks a server of settings.PROMETHEUS, and prints what it answers."

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds the query and the options."""
        parser.add_argument("query", help="PromQL.")
        parser.add_argument("--alias", default="default", help="Which server of settings.PROMETHEUS.")
        parser.add_argument("--last", metavar="DURATION", help="Ask for the values over this time, such as 1h.")
        parser.add_argument("--step", metavar="DURATION", help="With --last: distance of the points.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object a sample.")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Asks and prints.

        Raises:
            CommandError: Something is wrong with the settings or the query, or the server does not answer.
        """
        try:
            client = get_client(options["alias"])
            for line in answer_lines(
                client, options["query"], last=options["last"], step=options["step"], as_json=options["json"]
            ):
                self.stdout.write(line)
        except PrometheusQuerierError as error:
            raise CommandError(str(error)) from None
