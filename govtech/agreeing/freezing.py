"""Fixing a joint specification: what still stands in the way and with whom, the number, the hash, the next draft."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import sqlalchemy as sa

from govtech.agreeing import position_queries
from govtech.agreeing.carrying import carry_annex
from govtech.agreeing.reviewing import checked
from govtech.core.clock import now
from govtech.core.db import session
from govtech.core.errors import Conflict, Invalid
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.core.words import Text
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.drafting import queries
from govtech.drafting.content import Beginning, content_hash
from govtech.drafting.models import Specification, Status
from govtech.drafting.revising import hold
from govtech.drafting.services import create


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
        yield Obstacle(Cause.OBJECTION, row.key, row.organisation if row.answer else lead)
    deadline = specification.consult_until
    asked = deadline is None or now() < deadline  # who has said nothing by the deadline has no remark
    for party in position_queries.progress(specification):
        spoke_to_another = party.confirmed_in is not None and party.stale
        if spoke_to_another or (asked and not party.confirmed):
            yield Obstacle(Cause.UNCONFIRMED, "", party.name)


def freeze(actor: Actor, specification: Specification, seen: str | None = None) -> None:
    """Fix the text for good: number, hash, and the one before it superseded. Conflict while anything is in the way.

    `seen` is the digest of the warnings that the person was shown and accepted, "" for none of them: Conflict when
    there are others now, Invalid at the box when none were accepted. Without it nobody is asked (the demonstration);
    the journal holds the warnings anyway.
    """
    authorise(actor, "specification:freeze", specification)
    hold(specification)
    if left := obstacles(specification):
        raise Conflict(_("確定の前に解決することが%(n)s件あります。", n=len(left)))
    review = checked(specification).review
    if seen == "" and review.warnings:
        raise Invalid(_("残る警告を承知のうえで確定するときは、この欄に印を付けてください。"), field="agreed")
    if seen is not None and review.warnings and seen != review.digest:
        raise Conflict(
            _(
                "説明のない警告が%(n)s件あります。下の一覧を確かめてから、もう一度確定してください。",
                n=len(review.warnings),
            )
        )
    before = specification.status
    previous = session.get(Specification, specification.previous_id or "")
    specification.take("freeze")
    specification.number = (previous.number or 0) + 1 if previous else 1
    specification.content_hash = _hash(specification)
    specification.frozen_at = specification.listed_at = now()
    changes = {
        "status": [before, specification.status],
        "number": [None, specification.number],
        "content_hash": ["", specification.content_hash],
        "warnings": [None, len(review.warnings)],
        "warnings_hash": ["", review.digest if review.warnings else ""],
    }
    record(actor, "specification.frozen", specification, changes)
    if previous and previous.status is Status.AGREED:
        previous.take("supersede")
        record(actor, "specification.superseded", previous, {"by": [None, specification.id]})


def is_unchanged(specification: Specification) -> bool:
    """Whether a fixed text still has the hash that the journal holds."""
    return specification.content_hash == _hash(specification)


def _hash(specification: Specification) -> str:
    annex = position_queries.annex(specification)
    return content_hash(queries.content(specification), specification.title, annex)


def next_draft(actor: Actor, specification: Specification) -> Specification:
    """A new draft of a fixed text, with the same municipalities; the draft there already is when one is under way."""
    authorise(actor, "specification:lead", specification)
    if specification.changeable:
        raise Conflict(_("まだ確定していないので、そのまま直せます。"))
    under_way = session.scalar(
        sa.select(Specification).where(
            Specification.previous_id == specification.id,
            Specification.status.in_((Status.DRAFTING, Status.CONSULTATION)),
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
    )
    made = create(actor, beginning, [party.id for party in queries.parties(specification)])
    carry_annex(specification, made)
    return made
