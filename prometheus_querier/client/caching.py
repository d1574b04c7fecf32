"""Ranges of which a cache keeps what will not change: what is kept, what is asked for, and how the two become one.

Where it is kept, a ``RangeStore`` knows. The order of its grid makes parts the same whatever range is asked about: steps
are counted from 1970, and every ``STEPS`` of them are a slot.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass, field, replace
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING

from prometheus_querier import promql
from prometheus_querier.api.excerpts import http_date
from prometheus_querier.errors import PromQLSyntaxError, QueryBuildError
from prometheus_querier.results import cut, join

from .foresight import foresight
from .range_store import Stretch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeAlias

    from prometheus_querier.results import MatrixResult
    from prometheus_querier.transport import SentRequest

    from .foresight import Foresight
    from .range_store import RangeStore

    Span: TypeAlias = tuple[int, int]
    """The first and the last step of a part, in milliseconds."""
    Fetch: TypeAlias = Callable[[int, int], "Fetched"]
    """Asks the server for the steps from one to another."""

STEPS = 512
"""Steps of a slot: few enough that little is read in vain at the ends of a range, so many that files are few."""

_MOST_STEPS = 1_000_000
"""Of one answer, a hundred times as many as servers give: what is sure to be refused is not looked for first."""

_OF_THE_MOMENT = frozenset({"start", "end", "timeout"})
_CUTTING = frozenset({"limit", "stats"})


@dataclass(frozen=True, slots=True)
class Fetched(Stretch):
    """What a server answered just now.

    Attributes:
        as_of: The Unix milliseconds until which the server had all of its data, but for what came late.
    """

    as_of: int


def as_of(asked_ms: int, asked: float, date: str | None) -> int:
    """The time at which the data was at least as an answer shows it, by the earlier of both clocks.

    Args:
        asked_ms: When it was asked for, by the clock of this machine.
        asked: The same, by ``time.monotonic``.
        date: The ``Date`` of the answer, which the server sets when it is done.
    """
    moment = None if date is None else http_date(date)
    if moment is None:
        return asked_ms
    return min(asked_ms, int(1000 * (moment.timestamp() - (time.monotonic() - asked))))


def check_sent(sent: SentRequest | None, store: RangeStore, transport: object) -> None:
    """Refuses a cache for answers that cannot be told apart.

    Raises:
        QueryBuildError: See the message.
    """
    if sent is None:
        raise QueryBuildError(
            f"a cache cannot keep answers of {transport!r}: it does not tell what they depend on (a transport does by its "
            f"method as_sent), or the value at a step depends on the range that is asked about"
        )
    if not sent.tells_who and store.identity is None:
        raise QueryBuildError(
            "a cache cannot tell who asks, because a function, a session or a TLS context decides that: name it yourself, "
            "as in RangeCache(directory, identity='team-a'), so that nobody is shown what another may see"
        )


def cached_range(store: RangeStore, sent: SentRequest, span: Span, step: int) -> CachedRange | None:
    """Prepares a question; ``None`` when its answer cannot be put together of parts.

    Args:
        store: Where parts are kept.
        sent: The request for the whole range, as it leaves the last transport.
        span: First and last time of the range, in milliseconds.
        step: In milliseconds.
    """
    params = sent.request.params
    names = [name for name, _ in params]
    if names.count("query") != 1 or _CUTTING.intersection(names) or sent.request.content is not None:
        return None
    query = dict(params)["query"]
    try:
        expr = promql.parse(query)
    except PromQLSyntaxError:  # perhaps the server is newer
        return None
    sight = foresight(expr)
    if sight is None:
        return None
    material = [
        sent.origin,
        store.identity,
        store.settled_after_ms,
        sent.request.path,
        sorted([name.lower(), value] for name, value in sent.request.headers),
        str(expr),
        [pair for pair in params if pair[0] not in _OF_THE_MOMENT and pair[0] != "query"],
        [step, span[0] % step, STEPS],
    ]
    digest = hashlib.blake2b(json.dumps(material).encode(), digest_size=32).digest()
    return CachedRange(store, digest, sight, query, step, span[0] % step)


@dataclass(frozen=True, slots=True)
class CachedRange:
    """One question, at the steps of one grid.

    Attributes:
        store: Where parts are kept.
        question: A digest of all that its answer depends on, but for range and data.
        sight: How late the data is that a step depends on.
        query: The text as it is sent.
        step: In milliseconds.
        phase: Milliseconds from the multiples of ``step`` to the steps.
    """

    store: RangeStore
    question: bytes
    sight: Foresight
    query: str
    step: int
    phase: int
    _one_keeps: Lock = field(default_factory=Lock)

    def answer(self, start: int, end: int, fetch: Fetch) -> MatrixResult:
        """Answers a range with what is kept and what ``fetch`` brings, as if all of it had been asked for at once."""
        last = start + (end - start) // self.step * self.step
        if last - start > _MOST_STEPS * self.step:
            return fetch(start, end).result
        found: list[Stretch] = list(self._found(start, last))
        apart = any(kept.result.infos for kept in found)
        borders = [start - self.step, *(time for kept in found for time in (kept.first, kept.last)), last + self.step]
        for before, after in zip(borders[::2], borders[1::2], strict=True):
            if before + self.step < after:
                found += self._fetched(before + self.step, after - self.step, fetch, apart=apart)
        found.sort(key=lambda kept: kept.first)
        results = [kept.result for kept in found]
        # A single part is the whole, whatever it is.
        if len(results) > 1 and not (all(map(self._is_as_asked, found)) and _agree(results)):
            return fetch(start, end).result
        return join(results)

    def _found(self, start: int, last: int) -> Iterator[Stretch]:
        """What is kept of a range, in order of time, as far as it can be used for that range."""
        slots = range(self._slot(start), self._slot(last) + 1)
        for kept in self.store.load([self._key(slot) for slot in slots]):
            if kept is None or kept.last < start or kept.first > last:
                continue
            if start <= kept.first and kept.last <= last:
                # What a server remarks on names places in the text.
                if not kept.result.infos or kept.result.query == self.query:
                    yield kept
            elif not kept.result.infos:  # else it is not known to which steps they belong
                first, end = max(start, kept.first), min(last, kept.last)
                yield Stretch(first, end, cut(kept.result, first, end))

    def _fetched(self, first: int, last: int, fetch: Fetch, *, apart: bool) -> Sequence[Stretch]:
        """Asks for what is missing and keeps what can be; in one request where possible."""
        spans = self._spans(first, last, self.store.now_ms())
        if not apart:
            answer = fetch(first, last)
            spans = self._spans(first, last, answer.as_of)
            if not answer.result.infos or answer.result.warnings or len(spans) == 1:
                for span in spans:
                    self._keep(span, answer)
                return [answer]
        # Infos of several parts together do not say to which of them they belong.
        answers = [fetch(*span) for span in spans]
        for span, answer in zip(spans, answers, strict=True):
            self._keep(span, answer)
        return answers

    def _spans(self, first: int, last: int, as_of: int) -> list[Span]:
        """Cuts a part where slots begin, and where what may still change does."""
        settled = min(self._settled(as_of), last)
        spans = []
        while first <= settled:
            end = min((self._slot(first) + 1) * STEPS * self.step + self.phase - self.step, settled)
            spans.append((first, end))
            first = end + self.step
        return [*spans, (first, last)] if first <= last else spans

    def _settled(self, as_of: int) -> int:
        """The last step of the grid whose value will not change."""
        latest = self.sight.latest_step(as_of - self.store.settled_after_ms)
        # Far before any sample where there is none.
        return self.phase - (1 << 62) if latest is None else self._count(latest - 1) * self.step + self.phase

    def _keep(self, span: Span, answer: Fetched) -> None:
        first, last = span
        result = answer.result
        # Warnings say that the answer may be partial.
        if last > self._settled(answer.as_of) or result.warnings or result.stats or not self._is_as_asked(answer):
            return
        new = Stretch(first, last, replace(cut(result, first, last), query=self.query))
        key = self._key(self._slot(first))
        # Threads that bring the two halves of a slot would else lose one. Of processes this costs a request at most.
        with self._one_keeps:
            is_part = (last - first) // self.step + 1 < STEPS
            kept = self._merged(self.store.load([key])[0], new) if is_part else new
            if kept is not None:
                self.store.keep(key, kept)

    def _merged(self, old: Stretch | None, new: Stretch) -> Stretch | None:
        """The two as one where they touch, the new one where they cannot be one, ``None`` if it brings nothing new."""
        if old is None or old.result.infos != new.result.infos or (new.result.infos and old.result.query != self.query):
            return new
        if old.first <= new.first and new.last <= old.last:
            return None
        if new.first <= old.first and old.last <= new.last:
            return new
        if new.last + self.step < old.first or old.last + self.step < new.first:
            return new
        # What is new comes from a server that is as it is now.
        if old.first < new.first:
            parts = [Stretch(old.first, new.first - self.step, old.result), new]
        else:
            parts = [new, Stretch(new.last + self.step, old.last, old.result)]
        results = [cut(part.result, part.first, part.last) for part in parts]
        return Stretch(parts[0].first, parts[1].last, join(results)) if _agree(results) else new

    def _is_as_asked(self, stretch: Stretch) -> bool:
        """Whether a server answered at the times that it was asked for; some move them."""
        columns = {id(series.timestamps): series.timestamps for series in stretch.result.series}
        every = (*columns.values(), *(series.histogram_timestamps for series in stretch.result.series))
        ends = [round(1000 * time) for column in every if column for time in (column[0], column[-1])]
        return all(stretch.first <= time <= stretch.last and (time - self.phase) % self.step == 0 for time in ends)

    def _count(self, time: int) -> int:
        return (time - self.phase) // self.step

    def _slot(self, time: int) -> int:
        return self._count(time) // STEPS

    def _key(self, slot: int) -> bytes:
        return hashlib.blake2b(str(slot).encode(), key=self.question, digest_size=32).digest()


def _agree(results: Sequence[MatrixResult]) -> bool:
    """Whether joining parts gives what the whole would have been, as far as its parts tell.

    A server counts and shortens what it remarks on, for the whole range: two parts with different remarks do not say
    what it would have said of both. And new series find their place only between series that are sorted.
    """
    for notes in ([frozenset(part.infos) for part in results], [frozenset(part.warnings) for part in results]):
        if len(set(filter(None, notes))) > 1:
            return False
    heads = [[series.labels for series in part.series] for part in results]
    if all(head == heads[0] for head in heads):
        return True
    return all(
        before < after for head in heads for before, after in pairwise(sorted(labels.items()) for labels in head)
    )
