"""The command ``prometheus-querier`` itself: which commands there are, loaded when used, and how they end."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

from prometheus_querier._version import __version__

from . import COMPLETE, PROGRAM
from .failures import ExitCode, exit_code, quiet_pipe, report
from .libraries import click

# Module, and what the command does. It stands here so that help loads none of them.
_COMMANDS = {
    "query": ("asking", "Ask for the value at one point in time."),
    "range": ("asking", "Ask for the values over a range of time."),
    "exemplars": ("asking", "List the exemplars of the series that a query selects."),
    "containers": ("containers", "Ask for the utilization of containers; list what can be asked for."),
    "export": ("exporting", "Write the answer to a long range query into files."),
    "series": ("storage", "List the series that selectors match."),
    "labels": ("storage", "List label names."),
    "values": ("storage", "List the values of a label."),
    "metadata": ("storage", "Tell what metrics mean: type, unit and help."),
    "targets": ("server", "List what is scraped."),
    "rules": ("server", "List recording and alerting rules."),
    "alerts": ("server", "List the alerts that are pending or firing."),
    "status": ("server", "Tell what the server is and whether it is well."),
    "format": ("language", "Lay a query out on several lines."),
    "lint": ("language", "Find what is likely a mistake in a query."),
    "explain": ("language", "Show what a query does and what it needs."),
    "functions": ("language", "List the functions of PromQL."),
}
_EPILOG = """\b
Examples:
  prometheus-querier query up --url http://localhost:9090
  prometheus-querier range 'sum by (job) (rate(http_requests_total[5m]))' --last 6h --plot
  prometheus-querier values job -o json | jq length

The server is --url, --profile, $PROMETHEUS_URL, $PROMETHEUS_PROFILE or the default profile, whichever comes first.

\b
Exit codes:
  0    done
  1    the answer is no: the server refused, lint found something, format --check differs
  2    wrong usage; nothing was sent
  3    the server could not be reached
  4    the answer is partial, with --strict
  130  interrupted by Ctrl-C
  141  nobody reads the output any more
"""


class Root(click.Group):
    """A group that loads a command when it is used, and turns every error into a message and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names the commands, in the order of the help."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Loads a command."""
        if cmd_name not in _COMMANDS:
            return None
        module, summary = _COMMANDS[cmd_name]
        loaded = import_module(f".commands.{module}", __package__)
        command: click.Command = getattr(loaded, f"{cmd_name}_command")
        command.short_help = summary
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Writes the list of commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in _COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Finds the command, or says which one may be meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches  # noqa: PLC0415 - needed for mistakes only

            alike = get_close_matches(args[0], _COMMANDS, 1)
            if not alike:
                raise
            raise click.UsageError(f"{error.message} Did you mean {alike[0]!r}?", ctx) from None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Reads what stands before the command's name."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            raise click.UsageError(
                f"{error.option_name} before the name of a command: options come after it, as in `{PROGRAM} query up "
                "--url http://localhost:9090`",
                ctx,
            ) from None

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Completes the commands' names without loading them, and options."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - a shell asks for it, people do not

        found = [
            CompletionItem(name, help=summary)
            for name, (_, summary) in _COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def make_context(self, *args: Any, **more: Any) -> click.Context:
        """Reads the command line, and shows the help where it asks for it."""
        try:
            return super().make_context(*args, **more)
        except BrokenPipeError:
            quiet_pipe()
            sys.exit(ExitCode.PIPE)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command."""
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        try:
            super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            quiet_pipe()
            ctx.exit(ExitCode.PIPE)
        except KeyboardInterrupt:
            ctx.exit(ExitCode.INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:  # noqa: BLE001 - whatever happens, people get a message
            report(error)
            ctx.exit(exit_code(error))


def _print_completion(ctx: click.Context, _parameter: click.Parameter, shell: str | None) -> None:
    """Prints the script that makes a shell complete."""
    if shell is None:
        return
    from click.shell_completion import get_completion_class  # noqa: PLC0415 - seldom needed

    from . import bash  # noqa: F401, PLC0415 - as above; it adds itself

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - the choice allows only those that there are
    click.echo(kind(ctx.command, {}, PROGRAM, COMPLETE).source())
    ctx.exit()


@click.group(
    cls=Root,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    no_args_is_help=True,
)
@click.version_option(__version__, prog_name=PROGRAM)
@click.option(
    "--completion",
    type=click.Choice(["bash", "zsh", "fish"]),
    callback=_print_completion,
    expose_value=False,
    is_eager=True,
    help="Print what makes this shell complete commands, options, metrics and labels, and stop.",
)
def cli() -> None:
    """Ask Prometheus questions from the command line.

    Data goes to standard output, everything else to standard error.
    """
