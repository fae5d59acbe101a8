"""Fixing a joint specification: what still stands in the way and with whom, the number, the hash, the next draft."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from govtech.agreeing import consulting_queries, position_letters, position_queries
from govtech.agreeing.carrying import carry_annex
from govtech.agreeing.position_queries import Difference
from govtech.agreeing.reviewing import checked
from govtech.core.clock import now
from govtech.core.db import lock, session
from govtech.core.errors import Conflict, Invalid
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.core.words import Text
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.drafting import queries
from govtech.drafting.content import Beginning, canonical, content_hash
from govtech.drafting.models import OPEN, Specification, Status
from govtech.drafting.revising import hold
from govtech.drafting.services import create
from govtech.quality.explained import Review


class Cause(enum.StrEnum):
    """Why a text cannot be fixed yet."""

    EMPTY = "empty"
    CLASH = "clash"
    OBJECTION = "objection"
    UNCONFIRMED = "unconfirmed"


CAUSES: Mapping[Cause, Text] = {
    Cause.EMPTY: _l("まだ章がありません。"),
    Cause.CLASH: _l("二人の変更が食い違っています。どちらを残すかを決めてください。"),
    Cause.OBJECTION: _l("修正の希望が残っています。"),
    Cause.UNCONFIRMED: _l("承認者が、いまの本文で立場を確認していません。"),
}


class Obstacle(NamedTuple):
    """One thing in the way: where it is, and who has to act."""

    cause: Cause
    place: str
    who: str


def obstacles(specification: Specification) -> list[Obstacle]:
    """Everything that blocks the freeze; empty when it can be done."""
    return list(_obstacles(specification))


def _obstacles(specification: Specification) -> Iterator[Obstacle]:
    lead = specification.organisation.name
    if not queries.sections_of(specification):
        yield Obstacle(Cause.EMPTY, "", lead)
    for clash in queries.clashes(specification):
        yield Obstacle(Cause.CLASH, clash.thing_key, clash.actor_name)
    for row in position_queries.objections(specification):
        town_acts = row.answer or row.stale  # an answer to look at, or an item that was changed since
        yield Obstacle(Cause.OBJECTION, row.key, row.organisation if town_acts else lead)
    deadline = specification.consult_until
    asked = deadline is None or now() < deadline  # who has said nothing by the deadline has no remark
    for party in position_queries.progress(specification):
        spoke_to_another = party.confirmed_in is not None and party.stale
        if spoke_to_another or (asked and not party.confirmed):
            yield Obstacle(Cause.UNCONFIRMED, "", party.name)


@dataclass(frozen=True)
class Accepted:
    """What the person looked at who fixes a text: the hash of the content, and the digest of warnings ("": none)."""

    content: str
    warnings: str


def freeze(actor: Actor, specification: Specification, seen: Accepted | None = None) -> None:
    """Fix the text for good: number, hash, and the one before it superseded; all who take part are told.

    Conflict while anything is in the way, and when the text or the warnings are others than the person saw; Invalid
    at the box when there are warnings and none were accepted. Without `seen` nobody is asked (the demonstration).
    """
    authorise(actor, "specification:freeze", specification)
    hold(specification)
    if left := obstacles(specification):
        raise Conflict(_("確定の前に解決することが%(n)s件あります。", n=len(left)))
    digest = content_hash_of(specification)
    review = checked(specification).review
    if seen is not None:
        _accepted(seen, digest, review)
    before, silent = specification.status, _silent(specification)
    previous = _previous(specification)
    specification.take("freeze")
    specification.number = (previous.number or 0) + 1 if previous else 1
    specification.content_hash = digest
    specification.frozen_at = specification.listed_at = now()
    changes = {
        "status": [before, specification.status],
        "number": [None, specification.number],
        "content_hash": ["", digest],
        "revision": [None, specification.revision],
        "warnings": [None, len(review.warnings)],
        "warnings_hash": ["", review.digest if review.warnings else ""],
        "unconfirmed": [None, silent],
    }
    told = position_letters.frozen(actor, specification)
    record(actor, "specification.frozen", specification, changes, notices=told)
    if previous:
        previous.take("supersede")
        record(actor, "specification.superseded", previous, {"by": [None, specification.id]})


def _accepted(seen: Accepted, digest: str, review: Review) -> None:
    """Refuse to fix what nobody has looked at."""
    if seen.content != digest:
        raise Conflict(
            _(
                "画面を開いた後に、本文か市町村ごとの条件が変わりました。今の内容を確かめてから、もう一度確定してください。"
            )
        )
    if seen.warnings == "" and review.warnings:
        raise Invalid(_("残る警告を承知のうえで確定するときは、この欄に印を付けてください。"), field="agreed")
    if review.warnings and seen.warnings != review.digest:
        raise Conflict(
            _(
                "説明のない警告が%(n)s件あります。下の一覧を確かめてから、もう一度確定してください。",
                n=len(review.warnings),
            )
        )


def _previous(specification: Specification) -> Specification | None:
    """The version that this one follows; Conflict when another has followed it: there would be two of one number."""
    if specification.previous_id is None:
        return None
    previous = session.get_one(Specification, specification.previous_id)
    lock(previous)
    if previous.status is not Status.AGREED:
        raise Conflict(_("前の版には、すでに新しい版があります。新しい版から下書きを作ってください。"))
    return previous


def _silent(specification: Specification) -> list[str]:
    """Codes of municipalities whose approver has not confirmed: counted as without remark."""
    return [row.id for row in consulting_queries.pending(specification)]


def is_unchanged(specification: Specification) -> bool:
    """Whether a fixed text still has the hash that the journal holds."""
    return specification.content_hash == content_hash_of(specification)


def content_hash_of(specification: Specification) -> str:
    """SHA-256 of the content as it is now."""
    return content_hash(queries.content(specification), specification.title, _annex(specification))


def canonical_of(specification: Specification) -> bytes:
    """What the hash of a specification is made of, byte for byte: title, text, requirements, values and annex."""
    return canonical(queries.content(specification), specification.title, _annex(specification))


def _annex(specification: Specification) -> Sequence[Difference]:
    return position_queries.annex(specification)


def next_draft(actor: Actor, specification: Specification) -> Specification:
    """A new draft of a fixed text, with the same lead and municipalities; the one under way when there is one already.

    Conflict while the text can change, and when a newer version has followed it.
    """
    authorise(actor, "specification:lead", specification)
    lock(specification)
    if specification.changeable:
        raise Conflict(_("まだ確定していないので、そのまま直せます。"))
    if specification.status is not Status.AGREED:
        raise Conflict(_("すでに新しい版があります。新しい版から下書きを作ってください。"))
    under_way = session.scalar(
        sa.select(Specification).where(
            Specification.previous_id == specification.id, Specification.status.in_(OPEN)
        )
    )
    if under_way is not None:
        return under_way
    beginning = Beginning(
        title=specification.title,
        summary=specification.summary,
        origin=f"specification:{specification.id}",
        initiatives=tuple(map(int, specification.initiatives)),
        need_id=specification.need_id,
        previous_id=specification.id,
        content=queries.content(specification),
        lead_id=specification.organisation_id,
    )
    made = create(actor, beginning, [party.id for party in queries.parties(specification)])
    carry_annex(specification, made)
    return made
