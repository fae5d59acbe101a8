"""One question to the index, and only what the reader may see in the answer."""

from __future__ import annotations

from dataclasses import dataclass

from govtech.core.errors import NotFound
from govtech.core.policy import Actor
from govtech.core.words import Text
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.index import visible_keys
from search.interface import Engine, Hit, Query, Results, Sort
from search.results import Explanation

ALIKE = ("case", "need", "solution", "subsidy", "template")
REASONS: dict[str, Text] = {
    "word": _l("言葉が含まれています"),
    "side_by_side": _l("言葉が続いて現れます"),
    "exact_title": _l("件名が検索した言葉と同じです"),
    "recent": _l("新しい情報です"),
}
PLACES: dict[str, Text] = {
    "title": _l("件名"),
    "names": _l("名前"),
    "summary": _l("概要"),
    "body": _l("本文"),
}
SORTS = {"relevance": Sort.RELEVANCE, "date": Sort.NEWEST}


@dataclass(frozen=True)
class Asked:
    """What the reader asked for, from the address."""

    text: str
    kind: str | None = None
    initiative: int | None = None
    page: int = 1
    sort: str = "relevance"


def find(engine: Engine, actor: Actor, asked: Asked, size: int = 20) -> tuple[Results, list[Hit]]:
    """The index's answer, and its hits without those that the database no longer shows this reader."""
    results = engine.query(
        Query(
            text=asked.text,
            tokens=actor.tokens,
            kinds=(asked.kind,) if asked.kind else (),
            initiatives=(asked.initiative,) if asked.initiative else (),
            page=asked.page,
            size=size,
            sort=SORTS[asked.sort],
        )
    )
    visible = visible_keys(actor, (hit.key for hit in results.hits))
    return results, [hit for hit in results.hits if hit.key in visible]


def similar(engine: Engine, actor: Actor, key: str, limit: int = 4) -> list[Hit]:
    """What is like the thing with this key ("case:abc"), of the kinds that answer one another."""
    hits = engine.similar(key, actor.tokens, ALIKE, limit * 2)
    visible = visible_keys(actor, (hit.key for hit in hits))
    return [hit for hit in hits if hit.key in visible][:limit]


def explain(engine: Engine, actor: Actor, text: str, key: str) -> Explanation | None:
    """Why a thing stands where it does for a question; None without a thing, NotFound for one not to be read."""
    if not key:
        return None
    found = engine.explain(Query(text=text, tokens=actor.tokens), key) if visible_keys(actor, [key]) else None
    if found is None:
        raise NotFound
    return found


def in_words(explanation: Explanation) -> list[tuple[str, str, float, float]]:
    """(reason, details, points, share) of an explanation, in the reader's language."""
    return [
        (str(REASONS.get(reason.name, reason.name)), _places(reason.detail), reason.value, reason.share)
        for reason in explanation.reasons
    ]


def _places(detail: str) -> str:
    words, bracket, fields = detail.rpartition(" (")
    if not bracket:
        return detail
    names = [str(PLACES.get(name, name)) for name in fields.rstrip(")").split(", ")]
    return _("%(words)s（%(places)s）", words=words, places=_("、").join(names))
