"""The small interface through which everything outside reaches search, and how to get an engine."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, Protocol

from search.backend import Backend
from search.documents import Document
from search.engine import IndexEngine
from search.results import (
    Explanation,
    Facet,
    Hit,
    Query,
    Reason,
    Results,
    Segment,
    Sort,
    State,
    Status,
)
from search.tantivy_engine import TantivyIndex
from search.whoosh_engine import WhooshIndex

__all__ = [
    "ENGINES",
    "Document",
    "Engine",
    "Explanation",
    "Facet",
    "Hit",
    "Query",
    "Reason",
    "Results",
    "Segment",
    "Sort",
    "State",
    "Status",
    "open_engine",
]


class Engine(Protocol):
    """What an engine does; documented at `search.engine.IndexEngine`."""

    @property
    def name(self) -> str:
        """The name of the backend."""

    def query(self, query: Query) -> Results:
        """The answer to a query; never raises for what was typed or for an index that cannot be used."""

    def complete(self, text: str, tokens: frozenset[str]) -> tuple[str, ...]:
        """Ways to go on with what is being typed."""

    def similar(
        self, key: str, tokens: frozenset[str], kinds: tuple[str, ...] = (), limit: int = 5
    ) -> tuple[Hit, ...]:
        """Documents like one."""

    def explain(self, query: Query, key: str) -> Explanation | None:
        """Why a document stands where it does among the answers to a query."""

    def apply(self, put: Iterable[Document] = (), drop: Iterable[str] = ()) -> None:
        """Replaces and removes documents in one commit."""

    def rebuild(self, documents: Iterable[Document]) -> Status:
        """Makes the index anew beside the one in use."""

    def status(self, *, thoroughly: bool = False) -> Status:
        """The condition of the index."""

    def close(self) -> None:
        """Lets go of files."""


ENGINES: Final[dict[str, type[Backend]]] = {"whoosh": WhooshIndex, "tantivy": TantivyIndex}
"""The engines by the name that the setting has."""


def open_engine(name: str, path: str | Path, synonyms: Path | None = None) -> Engine:
    """The engine of a name, with its index in a folder of that name in `path`. Raises LookupError.

    `synonyms` is the file that coordinators edit; without it the list that comes with the package is used.
    """
    if name not in ENGINES:
        raise LookupError(f"no search engine is called {name!r}; there are: {', '.join(ENGINES)}")
    return IndexEngine(ENGINES[name], path, synonyms)
