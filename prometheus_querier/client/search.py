"""Searches for names and values, whose results come as a stream: ``client.search``.

Needs Prometheus 3.13 or later, with the feature flag ``search-api``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, TypedDict

from prometheus_querier import results
from prometheus_querier.api import endpoints
from prometheus_querier.api.parameters import (
    choice_parameter,
    count_parameter,
    flag_parameter,
    text_parameter,
    texts_parameter,
    time_parameter,
)
from prometheus_querier.api.selectors import selectors
from prometheus_querier.errors import QueryBuildError

from .caller import Methods

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Unpack

    from prometheus_querier.api.endpoints import Endpoint
    from prometheus_querier.api.parameters import Params
    from prometheus_querier.api.search_streams import FoundT, SearchStream
    from prometheus_querier.api.selectors import Match
    from prometheus_querier.timestamps import TimeLike

FuzzAlgorithm: TypeAlias = Literal["subsequence", "jarowinkler"]
SortBy: TypeAlias = Literal["alpha", "score"]
SortDirection: TypeAlias = Literal["asc", "dsc"]

_MAX_TEXTS = 32
_MAX_LIMIT = 10_000


class SearchOptions(TypedDict, total=False):
    """What all searches take.

    Attributes:
        match: Selectors of the series to search; all by default.
        start: Earliest time; one hour ago by default.
        end: Latest time; now by default.
        fuzz_alg: How what is similar is found.
        fuzz_threshold: How similar it must be, from 0 to 100.
        case_sensitive: Whether capital letters matter; they do by default.
        sort_by: ``alpha`` or, with a text to search for, ``score``.
        sort_dir: ``dsc`` turns ``alpha`` round.
        include_score: Whether to tell how well each result fits.
        limit: Most results, 100 by default, 10,000 at most.
        batch_size: How many results the server sends at a time.
        timeout: Seconds that this call may take, reading included, in place of the client's.
    """

    match: Match | Iterable[Match]
    start: TimeLike
    end: TimeLike
    fuzz_alg: FuzzAlgorithm
    fuzz_threshold: int
    case_sensitive: bool
    sort_by: SortBy
    sort_dir: SortDirection
    include_score: bool
    limit: int
    batch_size: int
    timeout: float | None


class SearchMethods(Methods):
    """The methods of ``client.search``."""

    def metric_names(
        self,
        search: str | Iterable[str] = (),
        *,
        include_metadata: bool | None = None,
        **options: Unpack[SearchOptions],
    ) -> SearchStream[results.FoundMetric]:
        """Searches for metrics by their names.

        Args:
            search: Texts, any of which must be found; none for all names.
            include_metadata: Whether to tell type, help and unit.
            options: See ``SearchOptions``.
        """
        params = {"include_metadata": flag_parameter(include_metadata, "include_metadata"), **_params(search, options)}
        return self._search(endpoints.SEARCH_METRIC_NAMES, params, results.FoundMetric, options)

    def label_names(
        self, search: str | Iterable[str] = (), **options: Unpack[SearchOptions]
    ) -> SearchStream[results.FoundLabel]:
        """Searches for label names.

        Args:
            search: Texts, any of which must be found; none for all names.
            options: See ``SearchOptions``.
        """
        return self._search(endpoints.SEARCH_LABEL_NAMES, _params(search, options), results.FoundLabel, options)

    def label_values(
        self, label: str, search: str | Iterable[str] = (), **options: Unpack[SearchOptions]
    ) -> SearchStream[results.FoundValue]:
        """Searches for the values of a label.

        Args:
            label: The label.
            search: Texts, any of which must be found; none for all values.
            options: See ``SearchOptions``.
        """
        params = {"label": text_parameter(label, "label"), **_params(search, options)}
        return self._search(endpoints.SEARCH_LABEL_VALUES, params, results.FoundValue, options)

    def _search(
        self, endpoint: Endpoint, params: Params, kind: type[FoundT], options: SearchOptions
    ) -> SearchStream[FoundT]:
        return self._caller.search(endpoint, params, kind, timeout=options.get("timeout"))


def _params(search: str | Iterable[str], options: SearchOptions) -> dict[str, str | list[str] | None]:
    unknown = sorted(options.keys() - SearchOptions.__annotations__.keys())
    if unknown:
        raise TypeError(
            f"searches have no option {unknown[0]!r}: write one of {', '.join(SearchOptions.__annotations__)}"
        )
    texts = texts_parameter(search, "search")
    sort_by, sort_dir = options.get("sort_by"), options.get("sort_dir")
    if len(texts) > _MAX_TEXTS:
        raise QueryBuildError(f"search takes {_MAX_TEXTS} texts at most, not {len(texts)}")
    if sort_by == "score" and not texts:
        raise QueryBuildError("sort_by='score' needs a text to search for")
    if sort_dir is not None and sort_by != "alpha":
        raise QueryBuildError("sort_dir is for sort_by='alpha' alone")
    return {
        "search[]": texts,
        "match[]": selectors(options.get("match", ())),
        "start": time_parameter(options.get("start"), "start"),
        "end": time_parameter(options.get("end"), "end"),
        "fuzz_alg": choice_parameter(options.get("fuzz_alg"), "fuzz_alg", FuzzAlgorithm),
        "fuzz_threshold": count_parameter(options.get("fuzz_threshold"), "fuzz_threshold", least=0, most=100),
        "case_sensitive": flag_parameter(options.get("case_sensitive"), "case_sensitive"),
        "sort_by": choice_parameter(sort_by, "sort_by", SortBy),
        "sort_dir": choice_parameter(sort_dir, "sort_dir", SortDirection),
        "include_score": flag_parameter(options.get("include_score"), "include_score"),
        "limit": count_parameter(options.get("limit"), "limit", most=_MAX_LIMIT),
        "batch_size": count_parameter(options.get("batch_size"), "batch_size"),
    }
