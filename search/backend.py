"""What one generation of an index must be able to do, whichever engine keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Protocol

from search.planning import Plan, Run
from search.preparing import Prepared
from search.results import Reason


@dataclass(frozen=True)
class Found:
    """What a plan found: the true total, the rows of the page asked for as (score, stored), and counts."""

    total: int = 0
    rows: tuple[tuple[float, dict[str, Any]], ...] = ()
    kinds: dict[str, int] = field(default_factory=dict)
    initiatives: dict[str, int] = field(default_factory=dict)


class Backend(Protocol):
    """One generation of an index on disk; the caller holds the writer's lock around `write`."""

    name: ClassVar[str]
    version: ClassVar[str]
    changing: ClassVar[frozenset[str]]

    @classmethod
    def create(cls, path: Path) -> Backend:
        """An empty index in an empty folder."""

    @classmethod
    def open(cls, path: Path) -> Backend:
        """The index of a folder, for reading and writing; any exception means that it cannot be read."""

    def write(self, put: Iterable[Prepared], drop: Sequence[str], *, bulk: bool = False) -> None:
        """Replaces and removes documents in one commit; `bulk` when the index is new and nobody reads it."""

    def search(self, plan: Plan, start: int, size: int, *, facets: bool) -> Found:
        """Carries out a plan on the newest commit."""

    def documents(self) -> int:
        """How many documents there are."""

    def frequency(self, term: str) -> int:
        """In how many documents a term stands."""

    def stored(self, key: str) -> dict[str, Any] | None:
        """The stored values of one document."""

    def explain(self, plan: Plan, key: str) -> list[Reason] | None:
        """What makes up the score of one document, shares not yet filled in; None when it is not found."""

    def vocabulary(self, prefix: str, visible: Run, limit: int) -> list[tuple[str, int]]:
        """Terms that begin so and stand in a document with one of the marks, the most frequent first."""

    def example(self, term: str, visible: Run) -> dict[str, Any] | None:
        """The stored values of some document in which a term stands and which carries one of the marks."""

    def sweep(self) -> None:
        """Removes files that belong to no commit; the caller holds the writer's lock."""

    def close(self) -> None:
        """Lets go of files."""
