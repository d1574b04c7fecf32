"""Reads the HTML that results show themselves with."""

from __future__ import annotations

from html.parser import HTMLParser

EVIL = '<script>alert("1")</script>'
"""A text that must never become markup."""

MARKUP = {"div", "span", "code", "pre", "table", "thead", "tbody", "tr", "th", "td", "svg", "path"}
"""All tags there may be."""


class Page(HTMLParser):
    """Reads HTML: its tags, its text, and the rows of its tables."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.open, self.text, self.rows, self.paths = set(), [], "", [], []
        self.feed(html)
        self.close()
        assert self.open == [], "a tag is not closed"

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag == "path":
            self.paths.append(dict(attrs)["d"])
        else:
            self.open.append(tag)
        assert all(
            name in ("style", "width", "height", "viewbox", "d", "fill") or "stroke" in name for name, _ in attrs
        )

    def handle_startendtag(self, tag, attrs):
        assert tag == "path"
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data
        if self.rows and self.open and self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data
