"""What a person is asked to do about joint specifications, for the home page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from govtech.agreeing.position_models import Confirmation, Position, Stance
from govtech.agreeing.position_queries import refilled, takes_part
from govtech.core.clock import now
from govtech.core.db import session
from govtech.core.policy import Actor, Role
from govtech.drafting.models import OPEN, Item, OpenClash, Party, Specification, Status
from govtech.drafting.policy import PUBLIC
from govtech.renewing.offer_models import OfferStatus, TemplateOffer
from govtech.specifications.models import SpecTemplate

MOST = 20


def waiting_for(actor: Actor) -> Sequence[Any]:
    """Rows of task, id, title, deadline and count in one query, those with the nearest deadline first.

    Tasks: `state` (items without a position of the own municipality, or changed since), `confirm` (an approver's word
    is missing), `accept` (answers to own objections), `settle` (clashes) and `answer` (objections) for the lead,
    `renew` (its template moved on) for the lead too, `offer` (offered as a template) for coordinators.
    """
    wanted = [*_of_party(actor), *_of_lead(actor), *_of_coordinator(actor)]
    if not wanted:
        return []
    union = sa.union_all(*wanted).subquery()
    rows = sa.select(union).where(union.c.count > 0)
    late = sa.case((union.c.deadline.is_(None), 1), else_=0)
    return session.execute(rows.order_by(late, union.c.deadline, union.c.id, union.c.task).limit(MOST)).all()


def _task(name: str, count: Any, states: Sequence[Status] = OPEN) -> sa.Select[Any]:
    return sa.select(
        sa.literal(name).label("task"),
        Specification.id,
        Specification.title,
        Specification.consult_until.label("deadline"),
        count.label("count"),
    ).where(Specification.status.in_(states))


def _of_party(actor: Actor) -> Iterator[sa.Select[Any]]:
    if not actor.is_municipal:
        return
    own = Specification.id.in_(
        sa.select(Party.specification_id).where(Party.organisation_id == actor.organisation_id)
    )
    confirmed = sa.exists().where(
        Confirmation.specification_id == Specification.id,
        Confirmation.organisation_id == actor.organisation_id,
    )
    as_it_is = confirmed.where(
        Confirmation.revision == Specification.revision,
        ~refilled(Confirmation.specification_id, Confirmation.organisation_id),
    )
    in_time = sa.or_(Specification.consult_until.is_(None), Specification.consult_until > now())
    left = _undecided(actor)
    yield _task("state", left).where(own, sa.or_(in_time, confirmed, _wishes(actor)))
    if actor.at_least(Role.APPROVER):
        items = _count(Item, ~Item.removed)
        yield _task("confirm", items).where(own, ~as_it_is, in_time, left == 0)
    answered = _count(
        Position,
        Position.organisation_id == actor.organisation_id,
        Position.stance == Stance.CHANGE,
        Position.answer != "",
        Position.accepted_at.is_(None),
        _alive(),
    )
    yield _task("accept", answered).where(own)


def _wishes(actor: Actor) -> sa.ColumnElement[bool]:
    """Whether the municipality still wants a change: that is open after the deadline too."""
    return sa.exists().where(
        Position.specification_id == Specification.id,
        Position.organisation_id == actor.organisation_id,
        Position.stance == Stance.CHANGE,
        Position.accepted_at.is_(None),
        _alive(),
    )


def _undecided(actor: Actor) -> Any:
    """Items that the municipality has not spoken to as they are now."""
    spoken = sa.exists().where(
        Position.item_id == Item.id,
        Position.organisation_id == actor.organisation_id,
        Position.seen_in >= Item.changed_in,
    )
    return _count(Item, ~Item.removed, ~spoken.correlate(Item))


def _of_lead(actor: Actor) -> Iterator[sa.Select[Any]]:
    if not (actor.is_municipal or actor.is_coordinator):
        return
    led = Specification.organisation_id == actor.organisation_id
    yield _task("settle", _count(OpenClash, OpenClash.settled_at.is_(None))).where(led)
    objections = _count(
        Position,
        Position.stance == Stance.CHANGE,
        Position.answer == "",
        Position.accepted_at.is_(None),
        takes_part(Position.specification_id, Position.organisation_id),
        _alive(Position.seen_in >= Item.changed_in),  # else its municipality looks at it again
    )
    yield _task("answer", objections).where(led)
    yield _task("renew", _newer_templates()).where(led)


def _newer_templates() -> Any:
    """Whether the template version that the text states has been followed by another."""
    old, new = orm.aliased(SpecTemplate), orm.aliased(SpecTemplate)
    stated = sa.literal("template:") + old.slug + ":" + old.version
    return (
        sa.select(sa.func.count(old.id.distinct()))
        .join(new, sa.and_(new.slug == old.slug, new.rank > old.rank))
        .where(stated == Specification.origin)
        .correlate(Specification)
        .scalar_subquery()
    )


def _of_coordinator(actor: Actor) -> Iterator[sa.Select[Any]]:
    if actor.is_coordinator:
        yield _task("offer", _count(TemplateOffer, TemplateOffer.status == OfferStatus.OFFERED), PUBLIC)


def _alive(*conditions: Any) -> sa.ColumnElement[bool]:
    return sa.exists().where(Item.id == Position.item_id, ~Item.removed, *conditions)


def _count(table: Any, *conditions: Any) -> Any:
    return (
        sa.select(sa.func.count())
        .select_from(table)
        .where(table.specification_id == Specification.id, *conditions)
        .correlate(Specification)
        .scalar_subquery()
    )
