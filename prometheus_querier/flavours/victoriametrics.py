"""VictoriaMetrics, single node and cluster.

Source: https://docs.victoriametrics.com/victoriametrics/#prometheus-querying-api-enhancements and
https://docs.victoriametrics.com/victoriametrics/cluster-victoriametrics/#url-format
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, Literal
from urllib.parse import quote

from prometheus_querier.api.selectors import selectors
from prometheus_querier.counts import whole_number
from prometheus_querier.durations import format_seconds, positive_duration_to_ms
from prometheus_querier.errors import QueryBuildError
from prometheus_querier.transport.urls import BaseUrl

from .connecting import open_client
from .flavour import QUERIES, Flavour, add_parameters, count

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Unpack

    from prometheus_querier.api.selectors import Match
    from prometheus_querier.client import PrometheusClient
    from prometheus_querier.durations import DurationLike
    from prometheus_querier.http import HttpRequest

    from .connecting import ConnectOptions
    from .flavour import Params

_FILTERS = ("extra_label", "extra_filters[]")
_READS = (*_FILTERS, "deny_partial_response")
_KNOWN = {
    **dict.fromkeys(QUERIES, (*_READS, "nocache", "round_digits", "latency_offset", "max_lookback")),
    **dict.fromkeys(("series", "labels", "label/{name}/values", "status/tsdb"), _READS),
    # What a client may not see it must not delete either.
    "admin/tsdb/delete_series": _FILTERS,
}
_MOST_TENANTS = 2**32
_ESCAPED_LABEL = re.compile(r"/api/v1/label/U__((?:[A-Za-z0-9]|__|_(?:10|[0-9a-f])?[0-9a-f]{1,4}_)+)/values", re.ASCII)
_ESCAPE = re.compile(r"__|_([0-9a-f]+)_", re.ASCII)
# No path can hold these as they are, and newer versions undo the U__ form.
_UNSAFE = re.compile(r"[/\\\x00-\x1f\x7f\ud800-\udfff]|\A\.{1,2}\Z|\AU__")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class VictoriaMetrics(Flavour):
    """Options of VictoriaMetrics; what is left out is the server's to choose.

    Attributes:
        extra_label: Labels that every selector must match; all of them.
        extra_filters: Selectors of which every series must match at least one.
        nocache: Answers without the server's cache. It also keeps the timestamps that were asked for: otherwise start
            and end move to multiples of the step when the answer has 50 points or more.
        round_digits: Decimal digits that values are rounded to.
        latency_offset: How old a sample must be to be shown; 30 seconds by default.
        max_lookback: How far back a sample still counts.
        deny_partial_response: Makes a storage node that does not answer an error; otherwise the answer is partial, with
            a warning (cluster only).
    """

    # It guesses how far apart samples are, and so how long one counts, from the samples of the range.
    steps_are_independent: ClassVar[bool] = False

    extra_label: Mapping[str, str] = field(default_factory=dict)
    extra_filters: Match | Iterable[Match] = ()
    nocache: bool = False
    round_digits: int | None = None
    latency_offset: DurationLike | None = None
    max_lookback: DurationLike | None = None
    deny_partial_response: bool = False

    def __post_init__(self) -> None:
        # What is changed, or can be read once only, would be missing from later requests.
        object.__setattr__(self, "extra_label", dict(self.extra_label))
        object.__setattr__(self, "extra_filters", tuple(selectors(self.extra_filters, "extra_filters")))
        self.parameters()

    def adapt(self, request: HttpRequest) -> HttpRequest:
        """Adds what the endpoint knows, and writes unusual label names in paths as every version reads them.

        >>> from prometheus_querier import HttpRequest
        >>> flavour = VictoriaMetrics(extra_label={"team": "a"}, nocache=True)
        >>> flavour.adapt(HttpRequest("POST", "/api/v1/labels")).params
        (('extra_label', 'team=a'),)
        """
        path = _plain_path(request.path)
        request = request if path == request.path else replace(request, path=path)
        return add_parameters(request, self.parameters(), _KNOWN)

    def parameters(self) -> Params:
        """Spells the parameters."""
        return (
            *(("extra_label", _label(name, value)) for name, value in self.extra_label.items()),
            *(("extra_filters[]", text) for text in selectors(self.extra_filters)),
            *((("nocache", "1"),) if self.nocache else ()),
            *count("round_digits", self.round_digits),
            *_duration("latency_offset", self.latency_offset),
            *_duration("max_lookback", self.max_lookback),
            *((("deny_partial_response", "1"),) if self.deny_partial_response else ()),
        )


def victoriametrics(
    url: str,
    *,
    account: int | Literal["multitenant"] | None = None,
    project: int | None = None,
    extra_label: Mapping[str, str] | None = None,
    extra_filters: Match | Iterable[Match] = (),
    nocache: bool = False,
    round_digits: int | None = None,
    latency_offset: DurationLike | None = None,
    max_lookback: DurationLike | None = None,
    deny_partial_response: bool = False,
    **options: Unpack[ConnectOptions],
) -> PrometheusClient:
    """Makes a client for VictoriaMetrics; nothing is sent yet.

    Args:
        url: A single node such as ``http://victoria:8428``; or a cluster's ``http://vmselect:8481``, with ``account``;
            or the whole URL, such as ``http://vmselect:8481/select/1:2/prometheus``.
        account: Whose data, in a cluster; ``multitenant`` asks all at once.
        project: Which project of the account; 0 when it is left out.
        extra_label: See :class:`VictoriaMetrics`, as for all that follow.
        extra_filters: Selectors of which every series must match one.
        nocache: Answers without the cache, and exactly the timestamps that were asked for.
        round_digits: Decimal digits that values are rounded to.
        latency_offset: How old a sample must be to be shown.
        max_lookback: How far back a sample still counts.
        deny_partial_response: Makes a missing storage node an error.
        options: What ``connect()`` takes.

    >>> with victoriametrics("http://localhost:8481", account=1, project=2) as client:
    ...     print(client)
    PrometheusClient(RequestsTransport('http://localhost:8481/select/1:2/prometheus') as VictoriaMetrics())
    """
    flavour = VictoriaMetrics(
        extra_label=extra_label or {},
        extra_filters=extra_filters,
        nocache=nocache,
        round_digits=round_digits,
        latency_offset=latency_offset,
        max_lookback=max_lookback,
        deny_partial_response=deny_partial_response,
    )
    return open_client(tenant_url(url, account, project), flavour, options)


def tenant_url(url: str, account: int | str | None, project: int | None = None) -> str:
    """Makes the base URL of one tenant's data.

    Raises:
        QueryBuildError: The tenant is none, or the URL names one already.

    >>> tenant_url("http://vmselect:8481/", 1), tenant_url("http://vmselect:8481", 1, 2)
    ('http://vmselect:8481/select/1/prometheus', 'http://vmselect:8481/select/1:2/prometheus')
    >>> tenant_url("http://victoria:8428", None)
    'http://victoria:8428'
    """
    prefix = BaseUrl.parse(url).prefix
    if account is None:
        if project is not None:
            raise QueryBuildError("a project is of an account: give account= too")
        if "/select/" in prefix and not prefix.endswith("/prometheus"):
            raise QueryBuildError(
                "the URL of a cluster ends in /prometheus, such as http://host:8481/select/0/prometheus"
            )
        return url
    if "select" in prefix.split("/"):
        raise QueryBuildError("the account is given twice: in the URL and by account=")
    if account == "multitenant" and project is None:
        tenant = account
    else:
        tenant = ":".join(_tenant_number(one) for one in (account, project) if one is not None)
    return f"{url.rstrip('/')}/select/{tenant}/prometheus"


def _tenant_number(number: object) -> str:
    return str(whole_number(number, "a tenant's account or project", least=0, most=_MOST_TENANTS - 1))


def _plain_path(path: str) -> str:
    """Takes Prometheus' ``U__`` form from a label's name: older versions find no such label, and answer an empty list."""
    escaped = _ESCAPED_LABEL.fullmatch(path)
    if escaped is None:
        return path
    name = _ESCAPE.sub(lambda one: chr(int(one[1], 16)) if one[1] else "_", escaped[1])
    return path if _UNSAFE.search(name) else f"/api/v1/label/{quote(name, safe='')}/values"


def _label(name: object, value: object) -> str:
    # An empty value would match the series that do not have the label.
    if not (isinstance(name, str) and name and "=" not in name and isinstance(value, str) and value):
        raise QueryBuildError(
            f"extra_label must be names and values of labels, none of them empty, not {name!r}: {value!r}"
        )
    return f"{name}={value}"


def _duration(name: str, value: DurationLike | None) -> Params:
    return () if value is None else ((name, format_seconds(positive_duration_to_ms(value, name=name))),)
