"""What tells series apart: the labels that differ, short names made of them, and what all have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.spelling import visible

from .series import spell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LONGEST = 60


def differing(labels: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """Finds the labels whose values differ, the metric name first; a label that a series does not have is empty.

    >>> differing([{"job": "a", "zone": "z"}, {"job": "b", "zone": "z"}])
    ('job',)
    """
    if not labels:
        return ()
    first, names = labels[0], set().union(*labels)
    differ = {name for name in names if any(one.get(name, "") != first.get(name, "") for one in labels)}
    return tuple(sorted(differ, key=lambda name: (name != "__name__", name)))


def common(labels: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Finds the labels that all series have with one value.

    >>> common([{"job": "a", "zone": "z"}, {"job": "b", "zone": "z"}])
    {'zone': 'z'}
    """
    if not labels:
        return {}
    differ = set(differing(labels))
    return {name: value for name, value in sorted(labels[0].items()) if name not in differ}


def short_names(labels: Sequence[Mapping[str, str]]) -> tuple[str, list[str]]:
    """Names series by the labels that differ: gives the names of these labels, and for each series their values.

    >>> short_names([{"job": "a", "zone": "z"}, {"job": "b", "zone": "z"}])
    ('job', ['a', 'b'])
    >>> short_names([{"__name__": "up", "job": "a"}])
    ('', ['up{job="a"}'])
    """
    names = differing(labels)
    if not names:
        return "", ["" if not one else shorten(spell(one)) for one in labels]
    spelled = ["metric" if name == "__name__" else shorten(name) for name in names]
    return ", ".join(spelled), [shorten(", ".join(one.get(name, "") or "—" for name in names)) for one in labels]


def shorten(text: str, most: int = _LONGEST) -> str:
    r"""Takes out the middle of a long text, and spells control characters.

    >>> shorten("abcdefghij", 6), shorten("a\nb")
    ('ab…hij', 'a\\nb')
    """
    half = most // 2
    if len(text) > most:
        text = f"{text[: half - 1]}…{text[-(most - half) :]}"
    return visible(text)
