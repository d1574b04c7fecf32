"""A place in a query's tokens: looking, taking, and saying what is wrong there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_querier.errors import PromQLSyntaxError

from .lexer import END, NUMBER, STRING, WORD, tokenize
from .literals import BadEscapeError, string_value

if TYPE_CHECKING:
    from prometheus_querier.promql.constructs import Construct

_DESCRIBED = {WORD: "word", NUMBER: "number", STRING: "string"}
_LONGEST = 40


class Cursor:
    """The tokens of a query and the index of the next one.

    Attributes:
        text: The whole query.
        kinds: The kind of each token.
        values: The text of each token.
        starts: Where each token starts.
        index: Which token comes next.
        spellings: Spellings met so far that not every server reads, and that the tree may not keep.
    """

    __slots__ = ("index", "kinds", "spellings", "starts", "text", "values")

    def __init__(self, text: str) -> None:
        self.text = text
        self.kinds, self.values, self.starts = tokenize(text)
        self.index = 0
        self.spellings: list[Construct] = []

    def word(self) -> str:
        """The next token in lower case if it is a word, else the empty text."""
        return self.values[self.index].lower() if self.kinds[self.index] is WORD else ""

    def follows(self, kind: str) -> bool:
        """Whether the token after the next one is of a kind."""
        return self.kinds[self.index] is not END and self.kinds[self.index + 1] == kind

    def take(self, kind: str, place: str) -> str:
        """Takes the next token, which must be of a kind.

        Args:
            kind: The kind that is needed.
            place: Where the token is needed, for the error message.
        """
        if self.kinds[self.index] != kind:
            raise self.unexpected(place, f"{kind!r}" if kind not in _DESCRIBED else f"a {kind}")
        value = self.values[self.index]
        self.index += 1
        return value

    def take_string(self, place: str) -> str:
        """Takes the next token, which must be a string, and reads it."""
        start = self.starts[self.index]
        literal = self.take(STRING, place)
        try:
            return string_value(literal)
        except BadEscapeError as error:
            raise self.error(
                str(error),
                start + error.offset,
                suggestion=r"write a backslash as \\, or the whole string between backquotes: `\d+`",
            ) from None

    def error(self, reason: str, position: int | None = None, *, suggestion: str = "") -> PromQLSyntaxError:
        """Makes the error for a position in the text, or for the next token."""
        place = self.starts[self.index] if position is None else position
        return PromQLSyntaxError.at(self.text, place, reason, suggestion=suggestion)

    def unexpected(self, place: str = "", expected: str = "", *, suggestion: str = "") -> PromQLSyntaxError:
        """Makes the error for a next token that cannot stand where it is."""
        where = f" {place}" if place else ""
        wanted = f", expected {expected}" if expected else ""
        return self.error(f"unexpected {self.described()}{where}{wanted}", suggestion=suggestion)

    def described(self) -> str:
        """Names the next token in an error message."""
        kind, value = self.kinds[self.index], self.values[self.index]
        if kind is END:
            return "end of the query"
        shown = value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
        return f"{_DESCRIBED[kind]} {shown}" if kind in _DESCRIBED else f"{shown!r}"
