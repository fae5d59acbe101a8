"""The one way to an index, whatever engine is behind it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from search.documents import Document

Marked = tuple[tuple[str, bool], ...]
"""Text in stretches, each with whether it matched; whoever shows it escapes it."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question: text as typed, the reader's visibility tokens, filters, page (from 1) and order."""

    text: str
    tokens: frozenset[str]
    kinds: tuple[str, ...] = ()
    initiatives: tuple[int, ...] = ()
    page: int = 1
    size: int = 20
    sort: str = "relevance"


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found."""

    key: str
    kind: str
    title: str
    title_marked: Marked
    snippet: Marked
    url: str
    organisation: str
    date: datetime | None
    score: float


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits, counts by kind and initiative over all hits, suggestions, and what is wrong with the question."""

    hits: Sequence[Hit]
    total: int
    pages: int
    kinds: Sequence[tuple[str, int]] = ()
    initiatives: Sequence[tuple[int, int]] = ()
    suggestions: Sequence[str] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """How an index is: whether it answers, how many documents it holds, and what is wrong."""

    engine: str
    usable: bool
    documents: int
    detail: str = ""


class Engine(Protocol):
    """An index that one process writes and many read."""

    def apply(self, put: Iterable[Document], drop: Iterable[str] = ()) -> None:
        """Add or replace documents and drop keys; durable when it returns."""

    def query(self, query: Query) -> Results:
        """Answer a question; a question that cannot be read is explained in `error`, never raised."""

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Build a new index beside the one in use, then change over; the number of documents."""

    def status(self) -> Status:
        """How the index is."""

    def close(self) -> None:
        """Let go of files."""
