"""A bar is shown where somebody looks and a library can draw it, and never gets in the way elsewhere."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from prometheus_querier.batch.progress.choice import show_progress
from prometheus_querier.errors import MissingDependencyError, QueryBuildError

pytest.importorskip("rich")
pytest.importorskip("tqdm")


def _count(progress, **options):
    with show_progress(progress, "parts", 3, **options) as advance:
        for _ in range(3 - options.get("done", 0)):
            advance(1)


@pytest.mark.parametrize("library", ["rich", "tqdm"])
def test_a_bar_goes_to_standard_error(capsys, library):
    _count(library)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "parts" in shown.err
    assert "3/3" in shown.err


@pytest.mark.parametrize("library", ["rich", "tqdm"])
def test_what_was_done_before_counts(capsys, library):
    _count(library, done=2)
    assert "3/3" in capsys.readouterr().err


@pytest.mark.parametrize("library", ["rich", "tqdm"])
def test_the_number_of_things_need_not_be_known(capsys, library):
    with show_progress(library, "questions", None) as advance:
        advance(5)
    assert "5" in capsys.readouterr().err


@pytest.mark.parametrize("progress", [True, False])
def test_nothing_is_shown_where_nobody_looks(capsys, progress):
    _count(progress)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("installed", "notebook", "drawn"),
    [
        ({"rich", "tqdm"}, False, "rich"),
        ({"tqdm"}, False, "tqdm"),
        ({"rich", "tqdm"}, True, "tqdm"),
        ({"rich", "ipywidgets"}, True, "rich"),
        ({"rich"}, True, None),
        (set(), False, None),
    ],
)
def test_what_is_installed_draws_it(monkeypatch, capsys, installed, notebook, drawn):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    if notebook:
        shell = SimpleNamespace(kernel=object())
        monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.setattr(
        "prometheus_querier.batch.progress.choice.find_spec", lambda name: name if name in installed else None
    )
    asked = []
    monkeypatch.setattr(
        "prometheus_querier.batch.progress.choice.import_module",
        lambda name, _: SimpleNamespace(bar=lambda *_: asked.append(name) or _quiet()),
    )
    _count(True)
    assert asked == ([] if drawn is None else [f".{drawn}_bar"])
    assert capsys.readouterr() == ("", "")


def _quiet():
    from contextlib import nullcontext

    return nullcontext(lambda _: None)


@pytest.mark.parametrize("library", ["rich", "tqdm"])
def test_a_library_that_is_missing_is_named(monkeypatch, library):
    monkeypatch.delitem(sys.modules, f"prometheus_querier.batch.progress.{library}_bar", raising=False)
    for name in [name for name in sys.modules if name.split(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingDependencyError, match=rf"prometheus-querier\[{library}\]"):
        _count(library)


def test_a_library_that_there_is_not():
    with pytest.raises(QueryBuildError, match="'rich' or 'tqdm', not 'dots'"):
        _count("dots")
