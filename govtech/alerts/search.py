"""Which of some documents answer a saved search."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from search.interface import Engine, Hit, Query, Sort
from search.planning import FEW_WORDS
from search.query import parse

LOOSE = 20
"""A question in many words is answered by whatever shares one: then only what stands so high is worth telling."""
KEYS = 100


class Question(NamedTuple):
    """What is asked, and with whose eyes; equal questions have equal answers."""

    text: str
    kind: str | None
    initiative: int | None
    tokens: frozenset[str]


def answers(engine: Engine, question: Question, keys: tuple[str, ...]) -> tuple[Hit, ...]:
    """Those of the documents that answer, the newest first; none when only some of the words are found."""
    query = Query(
        text=question.text,
        tokens=question.tokens,
        kinds=(question.kind,) if question.kind else (),
        initiatives=(question.initiative,) if question.initiative else (),
        sort=Sort.NEWEST,
        size=KEYS,
        facets=False,
        highlights=False,
    )
    found: list[Hit] = []
    for start in range(0, len(keys), KEYS):
        results = engine.query(replace(query, keys=keys[start : start + KEYS]))
        if not any(note.code == "some_words" for note in results.notes):
            found += results.hits
    if found and _is_loose(question.text):
        best = engine.query(replace(query, sort=Sort.RELEVANCE, size=LOOSE)).hits
        high = {hit.key for hit in best}
        found = [hit for hit in found if hit.key in high]
    return tuple(found)


def _is_loose(text: str) -> bool:
    parsed = parse(text)
    return parsed.is_sentence or len(parsed.clauses) > FEW_WORDS
