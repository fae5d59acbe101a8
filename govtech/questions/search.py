"""How published answers are found, and which questions resemble one another."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.policy import PUBLIC, Actor
from govtech.core.tables import Searchable
from govtech.core.text import shorten
from govtech.core.words import lazy
from govtech.knowledge.models import CaseStudy
from govtech.knowledge.search import case_document
from govtech.needs.models import Need
from govtech.questions.models import Question, Status
from govtech.questions.policy import public_to
from search import analysis
from search.documents import Document

KIND = "question"
TITLE = 100
SUMMARY = 160
ALIKE = 0.3
"""From this share of what two questions say in common they are shown to people as alike."""
MOST = 3

Row = TypeVar("Row")


def to_document(question: Question) -> Document | None:
    """A published question with its answer, found by whoever may find what it is about; None for every other."""
    tokens = _tokens(question) if question.status is Status.PUBLISHED else None
    if not tokens:
        return None
    subject = question.subject
    return Document(
        key=f"{KIND}:{question.id}",
        kind=KIND,
        title=shorten(question.wording, TITLE),
        body=f"{question.wording}\n{question.answer}",
        summary=shorten(question.answer, SUMMARY),
        initiatives=tuple(item.number for item in subject.initiatives),
        organisation=question.owner.name,
        municipalities=(question.owner.name,),
        date=question.answered_at,
        url=f"/questions/{question.id}",
        tokens=tokens,
    )


def _tokens(question: Question) -> frozenset[str] | None:
    if question.case is None:
        return frozenset({PUBLIC})
    document = case_document(question.case)
    return document.tokens if document else None


def visible(actor: Actor, ids: Iterable[str]) -> set[str]:
    """Which of these are published and about what the actor may read now."""
    return set(session.scalars(sa.select(Question.id).where(Question.id.in_(list(ids)), public_to(actor))))


def _of_cases(ids: Collection[str]) -> Sequence[str]:
    return session.scalars(sa.select(Question.id).where(Question.case_id.in_(ids))).all()


def _of_needs(ids: Collection[str]) -> Sequence[str]:
    return session.scalars(sa.select(Question.id).where(Question.need_id.in_(ids))).all()


SEARCHABLE = Searchable(
    kind=KIND,
    label=lazy("質問と回答"),
    model=Question,
    to_document=to_document,
    visible=visible,
    follows={CaseStudy.__tablename__: _of_cases, Need.__tablename__: _of_needs},
)


def alike(text: str, rows: Iterable[Row], words_of: Any, limit: int = MOST) -> list[Row]:
    """Those of the rows that ask nearly what the text asks, the nearest first; `words_of(row)` is its text."""
    rows = list(rows)
    asked = _terms(text)
    held = [_terms(words_of(row)) for row in rows]
    rarity = _rarity(held)
    scored = [(_shared(asked, terms, rarity), place) for place, terms in enumerate(held)]
    best = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: (-pair[0], pair[1]))
    return [rows[place] for _score, place in best[:limit]]


@lru_cache(maxsize=4096)
def _terms(text: str) -> frozenset[str]:
    return frozenset(analysis.terms(text))


def _rarity(held: Sequence[frozenset[str]]) -> dict[str, float]:
    """How much a word tells, by how few of the questions use it."""
    used = Counter(term for terms in held for term in terms)
    return {term: 1 + math.log((1 + len(held)) / (1 + count)) for term, count in used.items()}


def _shared(one: frozenset[str], other: frozenset[str], rarity: dict[str, float]) -> float:
    """Weighted Dice: 1 for the same words, 0 for none in common. Words that no question held count as the rarest."""
    rarest = max(rarity.values(), default=1.0)
    weight = [sum(rarity.get(term, rarest) for term in terms) for terms in (one, other, one & other)]
    whole = weight[0] + weight[1]
    return 2 * weight[2] / whole if whole else 0.0
