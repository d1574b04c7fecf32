"""Flask: servers in the configuration of an application, one client a process, and a command.

    prometheus = Prometheus()

    def create_app():
        app = Flask(__name__)
        app.config["PROMETHEUS_URL"] = "http://localhost:9090"
        prometheus.init_app(app)
        return app

What names Flask stands in this module alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from prometheus_querier.configuration import Clients, ServerOptions
from prometheus_querier.errors import MissingDependencyError, PrometheusQuerierError, QueryBuildError

from .printing import answer_lines

try:
    import click  # what Flask's own commands are made of
    from flask import current_app
    from flask.cli import with_appcontext
except ImportError as error:
    raise MissingDependencyError.of("flask", "flask", "prometheus_querier.integrations.flask") from error

if TYPE_CHECKING:
    from flask import Flask

    from prometheus_querier.client import PrometheusClient

_PREFIX = "PROMETHEUS_"
_SERVERS = f"{_PREFIX}SERVERS"
_NAME = "prometheus_querier"


class Prometheus:
    """The extension: gives an application the clients of the servers in its configuration.

    The server ``default`` is configured by keys that are those of ``connect()`` with ``PROMETHEUS_`` before them, such
    as ``PROMETHEUS_URL`` and ``PROMETHEUS_TIMEOUT``. More servers are tables in ``PROMETHEUS_SERVERS``, with the same
    keys without the prefix: ``{"other": {"URL": "http://other:9090"}}``.

    Clients are closed when the application goes, or at the latest when the process ends. They are for all requests, so
    nothing is closed when one of these ends.

    Args:
        app: The application; left out, :meth:`init_app` is called for one or several later.

    >>> from flask import Flask
    >>> from prometheus_querier.testing import FakeTransport, answers
    >>> app = Flask(__name__)
    >>> app.config["PROMETHEUS_TRANSPORT"] = FakeTransport({"query": answers.scalar(0, 2)})
    >>> prometheus = Prometheus(app)
    >>> with app.app_context():
    ...     prometheus.get_client().query("1 + 1").value
    2.0
    """

    def __init__(self, app: Flask | None = None) -> None:
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Reads the configuration of an application, and adds the command ``flask promql``; nothing is sent yet.

        Raises:
            QueryBuildError: Something is wrong with the configuration; the message names the key.
        """
        servers = _servers(app)
        problems = [problem for server in servers.values() for problem in server.problems()]
        if problems:
            raise QueryBuildError("; ".join(map(str, problems)))
        app.extensions[_NAME] = Clients(servers, where=_SERVERS)
        app.cli.add_command(_promql)

    def get_client(self, alias: str = "default") -> PrometheusClient:
        """Gives the client of a server of the current application; nothing is sent yet.

        There is one for each server and process, shared by all threads. Processes that are forked make their own.

        Args:
            alias: Which server.

        Raises:
            QueryBuildError: There is no such server, or ``init_app`` was not called.
        """
        return _clients().get(alias)

    def close(self, app: Flask) -> None:
        """Closes the clients of an application; whoever asks again gets new ones."""
        clients: Clients = app.extensions[_NAME]
        clients.close()


def _clients() -> Clients:
    clients: Clients | None = current_app.extensions.get(_NAME)
    if clients is None:
        raise QueryBuildError("this application has no servers: call Prometheus().init_app(app) when it is made")
    return clients


def _servers(app: Flask) -> dict[str, ServerOptions]:
    # What a configuration holds must not be among the variables that an error shows.
    wrong = _wrong(app.config)
    if wrong:
        raise QueryBuildError(wrong)
    servers = {
        alias: ServerOptions(options=table, spell=str.upper, where=f"{_SERVERS}[{alias!r}]")
        for alias, table in (app.config.get(_SERVERS) or {}).items()
    }
    if _own_keys(app.config) or not servers:
        own = {key: app.config[key] for key in _own_keys(app.config)}
        servers["default"] = ServerOptions(options=own, spell=lambda name: f"{_PREFIX}{name.upper()}")
    return servers


def _wrong(config: Mapping[str, Any]) -> str:
    tables = config.get(_SERVERS) or {}
    if not isinstance(tables, Mapping) or not all(isinstance(table, Mapping) for table in tables.values()):
        return f'{_SERVERS} must be a table of tables: write {{"other": {{"URL": "http://other:9090"}}}}'
    if "default" in tables and (own := _own_keys(config)):
        return f"the default server is configured twice: by {own[0]}, and in {_SERVERS}"
    return ""


def _own_keys(config: Mapping[str, Any]) -> list[str]:
    return sorted(key for key in config if str(key).startswith(_PREFIX) and key != _SERVERS)


@click.command("promql")
@click.argument("query")
@click.option("--alias", default="default", show_default=True, help="Which server of the configuration.")
@click.option("--last", metavar="DURATION", help="Ask for the values over this time, such as 1h.")
@click.option("--step", metavar="DURATION", help="With --last: distance of the points.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a sample.")
@with_appcontext
def _promql(query: str, alias: str, last: str | None, step: str | None, *, as_json: bool) -> None:
    """Ask a server of the configuration, and print what it answers."""
    try:
        for line in answer_lines(_clients().get(alias), query, last=last, step=step, as_json=as_json):
            click.echo(line)
    except PrometheusQuerierError as error:
        raise click.ClickException(str(error)) from None
