"""Reading calls and answers; what the actor may not see is not found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from govtech.compliance import content
from govtech.compliance.content import Requirement
from govtech.compliance.models import Call, Reply, Status
from govtech.compliance.policy import requirements_open_to, visible_to
from govtech.compliance.reading import Asked
from govtech.compliance.sheets import Source, edition
from govtech.core.clock import now
from govtech.core.db import Rows, session
from govtech.core.errors import NotFound
from govtech.core.policy import Actor, Role
from govtech.drafting import presenting, queries
from govtech.drafting.content import values_of
from govtech.drafting.models import Specification
from govtech.organisations.models import Organisation
from govtech.specifications.template_text import parts

MOST = 100
EARLIER = 20
"""So many versions back a filled workbook is still read."""


def specification(actor: Actor, specification_id: str) -> Specification:
    """A specification whose requirements this actor may read, or NotFound."""
    found = session.scalar(
        sa.select(Specification).where(Specification.id == specification_id, requirements_open_to(actor))
    )
    if found is None:
        raise NotFound
    return found


def requirements(specification: Specification) -> list[Requirement]:
    """What companies answer, as the text stands now."""
    plain = queries.content(specification)
    return content.requirements(parts(presenting.shaped(specification, plain), values_of(plain)))


def source(specification: Specification) -> Source:
    """What a workbook of the specification is made of."""
    asked = requirements(specification)
    drafted = f"作成中（変更{specification.revision}）"
    return Source(
        specification.id,
        specification.title,
        edition(specification.number) if specification.number else drafted,
        specification.revision,
        specification.content_hash or content.fingerprint(*(one.fingerprint for one in asked)),
        asked,
    )


def asked_by(specification: Specification) -> Asked:
    """The requirements, and whose workbooks answer them: this text's, and those of the versions before it."""
    ids, previous = [specification.id], specification.previous_id
    while previous and previous not in ids and len(ids) <= EARLIER:
        ids.append(previous)
        previous = session.scalar(sa.select(Specification.previous_id).where(Specification.id == previous))
    return Asked(ids, requirements(specification))


def call_of(specification: Specification) -> Call | None:
    """The call for answers to a specification."""
    return session.scalar(sa.select(Call).where(Call.specification_id == specification.id))


def get(actor: Actor, reply_id: str) -> Reply:
    """A company's answers, or NotFound when they are absent or not this actor's to see."""
    found = session.scalar(sa.select(Reply).where(Reply.id == reply_id, visible_to(actor)))
    if found is None:
        raise NotFound
    return found


def own(actor: Actor, specification: Specification) -> Reply | None:
    """The answers of the actor's organisation."""
    if actor.organisation_id is None:
        return None
    return session.scalar(
        sa.select(Reply).where(
            Reply.specification_id == specification.id, Reply.organisation_id == actor.organisation_id
        )
    )


def with_number(specification: Specification, corporate_number: str) -> Reply | None:
    """The answers that an organisation of that number gave already."""
    return session.scalar(
        sa.select(Reply)
        .join(Organisation, Organisation.id == Reply.organisation_id)
        .where(Reply.specification_id == specification.id, Organisation.corporate_number == corporate_number)
    )


def organisation_of(corporate_number: str) -> Organisation | None:
    """The organisation that is known here by a corporate number."""
    return session.scalar(sa.select(Organisation).where(Organisation.corporate_number == corporate_number))


def submitted(specification: Specification) -> Sequence[Reply]:
    """What was handed in, in the order of the companies' names; for those who asked."""
    return session.scalars(
        sa.select(Reply)
        .where(Reply.specification_id == specification.id, Reply.status == Status.SUBMITTED)
        .order_by(Reply.company, Reply.id)
    ).all()


def recorded_drafts(specification: Specification) -> Rows:
    """id, company and saved_at of answers that a municipality began to record and has not handed in."""
    return session.execute(
        sa.select(Reply.id, Reply.company, Reply.saved_at)
        .where(
            Reply.specification_id == specification.id,
            Reply.status == Status.DRAFT,
            Reply.recorded_by_id.is_not(None),
        )
        .order_by(Reply.saved_at.desc())
    ).all()


def counted(specification: Specification) -> int:
    """How many companies handed in."""
    statement = sa.select(sa.func.count()).where(
        Reply.specification_id == specification.id, Reply.status == Status.SUBMITTED
    )
    return session.scalar(statement) or 0


def answering(specification: Specification) -> list[str]:
    """Organisations that have begun to answer, for telling them of a new deadline."""
    ids = session.scalars(sa.select(Reply.organisation_id).where(Reply.specification_id == specification.id))
    return [one for one in ids if one is not None]


def open_calls(actor: Actor) -> Rows:
    """id, title, organisation and closes_at of what companies are asked about now, the next to close first.

    Without those that the actor's organisation answers already.
    """
    answered = sa.select(Reply.specification_id).where(Reply.organisation_id == (actor.organisation_id or ""))
    return session.execute(
        sa.select(
            Specification.id, Specification.title, Organisation.name.label("organisation"), Call.closes_at
        )
        .join(Call, Call.specification_id == Specification.id)
        .join(Organisation, Organisation.id == Specification.organisation_id)
        .where(Call.closes_at > now(), requirements_open_to(actor), Specification.id.not_in(answered))
        .order_by(Call.closes_at, Specification.id)
        .limit(MOST)
    ).all()


def waiting_for(actor: Actor) -> Rows:
    """id, title and closes_at of the actor's answers that are drafts while they can still be handed in."""
    if not actor.is_supplier or not actor.at_least(Role.EDITOR):
        return []
    return session.execute(
        sa.select(Reply.id, Specification.title, Call.closes_at)
        .join(Specification, Specification.id == Reply.specification_id)
        .join(Call, Call.specification_id == Specification.id)
        .where(
            Reply.organisation_id == actor.organisation_id,
            Reply.status == Status.DRAFT,
            Call.closes_at > now(),
        )
        .order_by(Call.closes_at, Reply.id)
        .limit(20)
    ).all()


def own_listed(actor: Actor) -> Rows:
    """What the actor's organisation answers: id, title, status, submitted_at, saved_at, closes_at, the next to close first."""
    columns: tuple[Any, ...] = (
        Reply.id,
        Specification.title,
        Reply.status,
        Reply.submitted_at,
        Reply.saved_at,
        Reply.sample,
        Call.closes_at,
    )
    return session.execute(
        sa.select(*columns)
        .join(Specification, Specification.id == Reply.specification_id)
        .outerjoin(Call, Call.specification_id == Specification.id)
        .where(Reply.organisation_id == actor.organisation_id, Reply.organisation_id.is_not(None))
        .order_by(Call.closes_at.desc(), Reply.id)
        .limit(MOST)
    ).all()
