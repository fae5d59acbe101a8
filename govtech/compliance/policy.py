"""Who may ask for answers to requirements, answer, and read what was answered."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.compliance.models import Call, Reply, Status
from govtech.core.policy import Actor, Role, rule
from govtech.core.words import lazy
from govtech.drafting.models import Specification
from govtech.drafting.policy import leads, takes_part
from govtech.drafting.policy import taking_part as taking_part_in
from govtech.drafting.policy import visible_to as specification_visible_to


def asks(actor: Actor, specification: Specification) -> bool:
    """Whether the actor is of those whom companies answer: who takes part, and the coordinators."""
    return actor.is_coordinator or (actor.is_municipal and takes_part(actor, specification))


@rule("compliance:call", lazy("要件への企業の回答を募り、締め切る"))
def _call(actor: Actor, specification: Specification) -> bool:
    return leads(actor, specification)


@rule("compliance:compare", lazy("企業の回答を読み、比べる（参加する市町村と事務局）"))
def _compare(actor: Actor, specification: Specification) -> bool:
    return asks(actor, specification)


@rule("compliance:record", lazy("メールなどで届いた企業の回答を代わりに記録する"))
def _record(actor: Actor, specification: Specification) -> bool:
    return asks(actor, specification)


@rule("compliance:answer", lazy("共同仕様書の要件に回答する（確認済みの企業・市民団体）"))
def _answer(actor: Actor, _specification: Specification) -> bool:
    return actor.is_supplier and actor.verified and actor.at_least(Role.EDITOR)


@rule("compliance:write", lazy("自社の回答を書き、提出し、取り下げる"))
def _write(actor: Actor, reply: Reply) -> bool:
    if actor.acts_for(reply.organisation_id):
        return actor.at_least(Role.EDITOR) and actor.verified
    return reply.recorded_by_id is not None and asks(actor, reply.specification)


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """One's own answers; to those who asked, what was submitted and what they recorded themselves."""
    conditions: list[sa.ColumnElement[bool]] = [sa.false()]
    if actor.organisation_id and actor.is_supplier:
        conditions.append(Reply.organisation_id == actor.organisation_id)
    known = sa.or_(Reply.status == Status.SUBMITTED, Reply.recorded_by_id.is_not(None))
    if actor.is_coordinator:
        conditions.append(known)
    elif actor.is_municipal:
        mine = sa.select(Specification.id).where(taking_part_in(actor))
        conditions.append(sa.and_(known, Reply.specification_id.in_(mine)))
    return sa.or_(*conditions)


def requirements_open_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Specifications whose requirements the actor may read: those it reads anyway, and those a call opened."""
    if not actor.is_supplier:
        return specification_visible_to(actor)
    called = Specification.id.in_(sa.select(Call.specification_id))
    return sa.or_(specification_visible_to(actor), called)
