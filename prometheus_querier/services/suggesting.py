"""Why an answer may be empty: a metric that the server does not have is no error to it, and most often a typo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.errors import PrometheusQuerierError

if TYPE_CHECKING:
    from prometheus_querier.client import PrometheusClient

_TIMEOUT = 5.0
_MOST = 3
_TELLING = 3
"""So many letters must be in a longer name to mean it."""


def empty_because(client: PrometheusClient, query: str, *, listing: str) -> list[str]:
    """Names the metrics of a query that the server does not have, with those it has that are called alike.

    One more request is sent; when it fails, or the query is not PromQL that this library knows, nothing is said.

    Args:
        client: Whose server gave an empty answer.
        query: The question.
        listing: What lists all metrics where the user is.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - needed for empty answers only

    from prometheus_querier import promql  # noqa: PLC0415 - loads the parser

    try:
        wanted = promql.metric_names(promql.parse(query))
        known = client.label_values("__name__", timeout=_TIMEOUT) if wanted else []
    except PrometheusQuerierError:
        return []
    found = []
    for name in sorted(wanted.difference(known)):
        alike = (
            get_close_matches(name, known, _MOST)
            or [one for one in known if len(name) >= _TELLING and name in one][:_MOST]
        )
        guess = f"did you mean {' or '.join(alike)}?" if alike else f"`{listing}` lists them all"
        found.append(f"no metric is called {name} here: {guess}")
    return found
