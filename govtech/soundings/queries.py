"""Reading soundings, their text and their remarks; what the actor may not see is not found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from govtech.accounts.models import User
from govtech.core.anonymity import recognised
from govtech.core.clock import now
from govtech.core.db import Rows, session
from govtech.core.errors import NotFound
from govtech.core.paging import Order, Page, page
from govtech.core.policy import Actor, Role
from govtech.drafting import queries as drafting
from govtech.drafting.content import Plain
from govtech.drafting.models import Specification, Thing
from govtech.organisations.models import Organisation
from govtech.soundings.models import Remark, Sounding, SoundingReply, Status
from govtech.soundings.policy import visible_to

_LIVE = Remark.withdrawn_at.is_(None)


def get(actor: Actor, sounding_id: str) -> Sounding:
    """The sounding, or NotFound when it is absent or not this actor's to see."""
    found = session.scalar(sa.select(Sounding).where(Sounding.id == sounding_id, visible_to(actor)))
    if found is None:
        raise NotFound
    return found


def content(sounding: Sounding) -> Plain:
    """The text at the revision that readers were given."""
    return drafting.content_at(sounding.specification, sounding.revision)


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Sounding.id,
            Sounding.audience,
            Sounding.status,
            Sounding.until,
            Sounding.opened_at,
            Sounding.published_at,
            Sounding.sample,
            Specification.title,
            Specification.summary,
            Organisation.name.label("organisation"),
        )
        .join(Specification, Specification.id == Sounding.specification_id)
        .join(Organisation, Organisation.id == Sounding.organisation_id)
    )


def open_now(actor: Actor) -> Rows:
    """Those that take remarks and the actor may read, the first to end first: the columns of the list."""
    taking = (Sounding.status == Status.OPEN, Sounding.until > now(), visible_to(actor))
    return session.execute(_rows().where(*taking).order_by(Sounding.until, Sounding.id).limit(100)).all()


def over(actor: Actor, cursor: str | None = None) -> Page[Any]:
    """The others that the actor may read, the latest first: the columns of the list."""
    past = sa.or_(Sounding.status != Status.OPEN, Sounding.until <= now())
    order = (Order(Sounding.opened_at, descending=True), Order(Sounding.id, descending=True))
    return page(_rows().where(past, visible_to(actor)), order, cursor, count=True)


def of_specification(actor: Actor, specification: Specification) -> Sequence[Sounding]:
    """Soundings of one specification that the actor may read, the latest first."""
    return session.scalars(
        sa.select(Sounding)
        .where(Sounding.specification_id == specification.id, visible_to(actor))
        .order_by(Sounding.opened_at.desc(), Sounding.id)
    ).all()


def open_of(specification: Specification) -> Sounding | None:
    """The one that is open, of which there is at most one."""
    return session.scalar(
        sa.select(Sounding)
        .where(Sounding.specification_id == specification.id, Sounding.status == Status.OPEN)
        .limit(1)
    )


def counts(sounding_ids: Iterable[str]) -> dict[str, tuple[int, int]]:
    """How many remarks each has, and how many of them wait for an answer."""
    waiting = sa.func.sum(sa.case((Remark.reply_id.is_(None), 1), else_=0))
    rows = session.execute(
        sa.select(Remark.sounding_id, sa.func.count(), waiting)
        .where(Remark.sounding_id.in_(list(sounding_ids)), _LIVE)
        .group_by(Remark.sounding_id)
    )
    return {row[0]: (row[1], int(row[2])) for row in rows}


# -- remarks


def remark(actor: Actor, sounding: Sounding, remark_id: str) -> Remark:
    """A remark of the actor's own organisation, or NotFound."""
    found = session.scalar(
        sa.select(Remark).where(
            Remark.id == remark_id,
            Remark.sounding_id == sounding.id,
            Remark.organisation_id == (actor.organisation_id or ""),
        )
    )
    if found is None:
        raise NotFound
    return found


def any_remark(sounding: Sounding, remark_id: str) -> Remark:
    """A remark of the sounding whoever made it, for those who answer, or NotFound."""
    found = session.get(Remark, remark_id)
    if found is None or found.sounding_id != sounding.id:
        raise NotFound
    return found


def own(actor: Actor, sounding: Sounding) -> Sequence[Remark]:
    """Remarks of the actor's organisation that it has not withdrawn, in the order in which they were made."""
    if actor.organisation_id is None:
        return ()
    mine = (Remark.sounding_id == sounding.id, Remark.organisation_id == actor.organisation_id, _LIVE)
    return session.scalars(
        sa.select(Remark)
        .options(sa.orm.joinedload(Remark.reply))
        .where(*mine)
        .order_by(Remark.submitted_at, Remark.id)
    ).all()


def remarks(sounding: Sounding) -> Sequence[Remark]:
    """All remarks that were not withdrawn, with their answers and authors' organisations, as they were made."""
    return session.scalars(
        sa.select(Remark)
        .options(sa.orm.joinedload(Remark.reply), sa.orm.joinedload(Remark.organisation))
        .where(Remark.sounding_id == sounding.id, _LIVE)
        .order_by(Remark.submitted_at, Remark.id)
    ).all()


def chosen(sounding: Sounding, ids: Iterable[str]) -> Sequence[Remark]:
    """Those of the remarks that are named; NotFound when one is not there."""
    wanted = set(ids)
    found = [row for row in remarks(sounding) if row.id in wanted]
    if not found or len(found) != len(wanted):
        raise NotFound
    return found


def reply(sounding: Sounding, reply_id: str) -> SoundingReply:
    """An answer of the sounding, or NotFound."""
    found = session.get(SoundingReply, reply_id)
    if found is None or found.sounding_id != sounding.id:
        raise NotFound
    return found


def answered_with(answer: SoundingReply) -> Sequence[Remark]:
    """The remarks that one answer is for."""
    return session.scalars(
        sa.select(Remark).where(Remark.reply_id == answer.id, _LIVE).order_by(Remark.submitted_at, Remark.id)
    ).all()


def at_place(specification: Specification, thing: Thing, key: str, *, published: bool) -> Rows:
    """Remarks on one place of a specification: kind, text, outcome, answer, sounding_id, number; the latest first."""
    state = Sounding.status == Status.PUBLISHED if published else Sounding.status != Status.WITHDRAWN
    return session.execute(
        sa.select(
            Remark.kind,
            sa.func.coalesce(sa.func.nullif(Remark.public_text, ""), Remark.text).label("text"),
            SoundingReply.outcome,
            SoundingReply.answer,
            Remark.sounding_id,
            Remark.number,
        )
        .join(Sounding, Sounding.id == Remark.sounding_id)
        .outerjoin(SoundingReply, SoundingReply.id == Remark.reply_id)
        .where(
            Sounding.specification_id == specification.id,
            Remark.thing == thing,
            Remark.thing_key == key,
            _LIVE,
            state,
        )
        .order_by(Sounding.opened_at.desc(), Remark.submitted_at, Remark.id)
        .limit(100)
    ).all()


def author_names(rows: Sequence[Remark]) -> list[str]:
    """What the authors of remarks are called: organisations and people."""
    authors = {row.organisation_id for row in rows}
    people = {row.user_id for row in rows if row.user_id}
    return [
        *session.scalars(sa.select(Organisation.name).where(Organisation.id.in_(authors))),
        *session.scalars(sa.select(User.name).where(User.id.in_(people))),
    ]


def named(rows: Sequence[Remark]) -> dict[str, list[str]]:
    """By remark the names of authors, of whichever remark, that stand in what would be published of it."""
    names = author_names(rows)
    found = {}
    for row in rows:
        shown = "\n".join([row.shown_text, row.shown_wanted, row.reply.answer if row.reply else ""])
        if hits := recognised(shown, names):
            found[row.id] = hits
    return found


def authors(sounding: Sounding) -> list[str]:
    """Organisations that remarked and did not withdraw it all; shown to nobody but those who draft."""
    mine = sa.select(Remark.organisation_id).where(Remark.sounding_id == sounding.id, _LIVE)
    return list(session.scalars(mine.distinct()))


# -- what to do


def waiting_for(actor: Actor) -> Rows:
    """Rows of id, title, until, task, count for the home page: `answer`, `publish` for the lead, `remark` for suppliers."""
    if actor.is_supplier and actor.verified and actor.at_least(Role.EDITOR):
        return _to_remark(actor)
    if (actor.is_municipal and actor.at_least(Role.EDITOR)) or actor.is_coordinator:
        return _to_answer(actor)
    return ()


def _to_remark(actor: Actor) -> Rows:
    remarked = sa.select(Remark.sounding_id).where(Remark.organisation_id == actor.organisation_id, _LIVE)
    return session.execute(
        sa.select(
            Sounding.id,
            Specification.title,
            Sounding.until,
            sa.literal("remark").label("task"),
            sa.literal(0).label("count"),
        )
        .join(Specification, Specification.id == Sounding.specification_id)
        .where(
            Sounding.status == Status.OPEN,
            Sounding.until > now(),
            Sounding.id.not_in(remarked),
            visible_to(actor),
        )
        .order_by(Sounding.until, Sounding.id)
        .limit(3)
    ).all()


def _to_answer(actor: Actor) -> Rows:
    decides = actor.is_coordinator or actor.at_least(Role.APPROVER)
    left = sa.select(sa.func.count()).where(
        Remark.sounding_id == Sounding.id, _LIVE, Remark.reply_id.is_(None)
    )
    unanswered = left.correlate(Sounding).scalar_subquery()
    led = Specification.organisation_id == actor.organisation_id
    rows = session.execute(
        sa.select(
            Sounding.id,
            Specification.title,
            sa.null().label("until"),
            sa.case((unanswered > 0, "answer"), else_="publish").label("task"),
            unanswered.label("count"),
        )
        .join(Specification, Specification.id == Sounding.specification_id)
        .where(Sounding.status == Status.CLOSED, led)
        .order_by(Sounding.closed_at, Sounding.id)
        .limit(20)
    ).all()
    return [row for row in rows if row.task == "answer" or decides]
