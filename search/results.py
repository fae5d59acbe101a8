"""Questions and answers: the frozen values that pass between a caller and an engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from search.documents import VISIBLE_TO_ALL
from search.notes import Note

PAGE_SIZE = 20
LARGEST_PAGE = 100


class Sort(StrEnum):
    """Orders in which hits come; without words to rank by, relevance means newest first."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


class State(StrEnum):
    """Conditions of an index; anything but READY and REBUILDING asks the caller for a rebuild."""

    READY = "ready"
    REBUILDING = "rebuilding"
    MISSING = "missing"
    OUTDATED = "outdated"
    DAMAGED = "damaged"


@dataclass(frozen=True, kw_only=True)
class Query:
    """One question as a reader asks it.

    `text` is what was typed, with its query language; the other filters come from the page. `tokens` are
    the reader's own. `initiatives`, `kinds` and the rest are alternatives within, conditions between.
    Pages count from 1; a page past the end is answered with no hits and the true total.
    """

    text: str = ""
    tokens: frozenset[str] = frozenset({VISIBLE_TO_ALL})
    kinds: tuple[str, ...] = ()
    initiatives: tuple[int, ...] = ()
    municipalities: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    sort: str = Sort.RELEVANCE
    page: int = 1
    size: int = PAGE_SIZE
    facets: bool = True
    highlights: bool = True


class Segment(NamedTuple):
    """A stretch of a title or snippet; marked where it answers the question. Not HTML: escape it."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Facet:
    """How many of the matching documents carry a value."""

    value: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One document found, with what a result row needs."""

    key: str
    kind: str
    url: str
    score: float
    title: tuple[Segment, ...]
    snippet: tuple[Segment, ...] = ()
    date: datetime | None = None
    organisation: str = ""
    initiatives: tuple[int, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def plain_title(self) -> str:
        """The title without marks."""
        return "".join(segment.text for segment in self.title)


@dataclass(frozen=True, kw_only=True)
class Results:
    """The answer to one query: a page of hits, the counts around it, and what to say about the question.

    `facets` has the entries "kind" and "initiative"; each counts as if its own filter were not set, so a
    reader can widen it. `suggestions` are other queries worth a try, `notes` explain what was not
    understood, left out or relaxed, and `terms` are the words that were looked for. `related` are queries
    that narrow this one.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    page: int = 1
    size: int = PAGE_SIZE
    facets: Mapping[str, tuple[Facet, ...]] = field(default_factory=dict)
    suggestions: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    terms: tuple[str, ...] = ()

    @property
    def pages(self) -> int:
        """Number of pages, at least 1."""
        return max(1, -(-self.total // self.size))


class Reason(NamedTuple):
    """One part of a score: what it is for (a word or a rule) and how much of the score it made (0 to 1)."""

    name: str
    detail: str
    value: float
    share: float


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why a document stands where it does; the values of the reasons add up to the score."""

    key: str
    score: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Status:
    """The condition of an index; `problem` says in one line what is wrong, empty when nothing is."""

    engine: str
    path: str
    state: State
    documents: int = 0
    size_bytes: int = 0
    version: str = ""
    changed: datetime | None = None
    problem: str = ""

    @property
    def rebuild_needed(self) -> bool:
        """Whether the caller should hand all documents to `rebuild`."""
        return self.state not in (State.READY, State.REBUILDING)
