"""Which of the documents that are new answer a saved search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from tempfile import TemporaryDirectory
from typing import NamedTuple

from search.documents import Document
from search.interface import Engine, Hit, Query, Sort, open_engine
from search.planning import FEW_WORDS
from search.query import parse

LOOSE = 20
"""A question in many words is answered by whatever shares one: then only what stands so high is worth telling."""
PAGE = 100
QUICK = "tantivy"
"""The engine for an index of a handful of documents, whichever one the installation searches with."""


class Question(NamedTuple):
    """What is asked, and with whose eyes; equal questions have equal answers."""

    text: str
    kind: str | None
    initiative: int | None
    tokens: frozenset[str]

    @property
    def query(self) -> Query:
        """The question to an index, the newest answers first."""
        return Query(
            text=self.text,
            tokens=self.tokens,
            kinds=(self.kind,) if self.kind else (),
            initiatives=(self.initiative,) if self.initiative else (),
            sort=Sort.NEWEST,
            size=PAGE,
            facets=False,
            highlights=False,
        )


@contextmanager
def index_of(documents: Iterable[Document]) -> Iterator[Engine]:
    """An index of these documents alone: a thousand questions cost little there, however much there is elsewhere."""
    with TemporaryDirectory(prefix="govtech-new-") as folder:
        engine = open_engine(QUICK, folder)
        engine.rebuild(documents)
        try:
            yield engine
        finally:
            engine.close()


def answers(new: Engine, everything: Engine, question: Question) -> tuple[Hit, ...]:
    """The new documents that answer, the newest first; none when only some of the words are found."""
    first = new.query(question.query)
    if not first.hits or any(note.code == "some_words" for note in first.notes):
        return ()
    found = list(first.hits)
    for number in range(2, first.pages + 1):
        found += new.query(replace(question.query, page=number)).hits
    if _is_loose(question.text):
        best = everything.query(replace(question.query, sort=Sort.RELEVANCE, size=LOOSE)).hits
        high = {hit.key for hit in best}
        found = [hit for hit in found if hit.key in high]
    return tuple(found)


def _is_loose(text: str) -> bool:
    parsed = parse(text)
    return parsed.is_sentence or len(parsed.clauses) > FEW_WORDS
