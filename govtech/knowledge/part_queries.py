"""Reading what belongs to a case: files, revisions, who followed it, and the names it is described by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from govtech.core.db import Rows, session
from govtech.core.errors import NotFound
from govtech.core.policy import Actor
from govtech.core.text import nfkc
from govtech.knowledge.adoption_models import Adoption, AdoptionStatus, CaseThanks
from govtech.knowledge.content import Names
from govtech.knowledge.models import CaseAttachment, CaseRevision, CaseStudy, Initiative, Technology
from govtech.knowledge.policy import adoption_visible_to, visible_to
from govtech.organisations.models import LocalGovernment, Organisation

OSAKA = "27"
_FURTHEST_FIRST = sa.case(
    {AdoptionStatus.ADOPTED: 0, AdoptionStatus.TRIAL: 1, AdoptionStatus.CONSIDERING: 2},
    value=Adoption.status,
    else_=3,
)


def attachment(actor: Actor, case_id: str, attachment_id: str) -> CaseAttachment:
    """A file of a case the actor may see, or NotFound."""
    found = session.scalar(
        sa.select(CaseAttachment)
        .join(CaseStudy, CaseStudy.id == CaseAttachment.case_id)
        .where(CaseAttachment.id == attachment_id, CaseStudy.id == case_id, visible_to(actor))
    )
    if found is None:
        raise NotFound
    return found


def revisions(case: CaseStudy) -> Rows:
    """number, at, author_name, organisation_name and reason, the latest first."""
    return session.execute(
        sa.select(
            CaseRevision.number,
            CaseRevision.at,
            CaseRevision.author_name,
            CaseRevision.organisation_name,
            CaseRevision.reason,
        )
        .where(CaseRevision.case_id == case.id)
        .order_by(CaseRevision.number.desc())
    ).all()


def revision(case: CaseStudy, number: int) -> CaseRevision:
    """One revision, or NotFound."""
    found = session.scalar(
        sa.select(CaseRevision).where(CaseRevision.case_id == case.id, CaseRevision.number == number)
    )
    if found is None:
        raise NotFound
    return found


def revision_at(case: CaseStudy, version: int) -> CaseRevision | None:
    """What the case said when it had that version; None when it never had."""
    return session.scalar(
        sa.select(CaseRevision)
        .where(CaseRevision.case_id == case.id, CaseRevision.case_version <= version)
        .order_by(CaseRevision.number.desc())
        .limit(1)
    )


def latest_revision(case: CaseStudy) -> CaseRevision | None:
    """The last save."""
    return session.scalar(
        sa.select(CaseRevision)
        .where(CaseRevision.case_id == case.id)
        .order_by(CaseRevision.number.desc())
        .limit(1)
    )


def names() -> Names:
    """Names for comparisons and choices."""
    return Names(
        dict(
            session.execute(sa.select(Initiative.number, Initiative.name).order_by(Initiative.number)).all()
        ),
        dict(session.execute(sa.select(Technology.id, Technology.name).order_by(Technology.position)).all()),
        dict(places()),
    )


def places() -> Sequence[tuple[str, str]]:
    """(code, name) of the municipalities of Osaka."""
    return session.execute(
        sa.select(LocalGovernment.code, LocalGovernment.name)
        .where(LocalGovernment.prefecture_code == OSAKA, LocalGovernment.name != LocalGovernment.prefecture)
        .order_by(LocalGovernment.code)
    ).all()


def place_called(text: str) -> str | None:
    """The code of the only local government of that name (with or without its prefecture), or None."""
    wanted = nfkc(text)
    full = LocalGovernment.prefecture + LocalGovernment.name
    codes = session.scalars(
        sa.select(LocalGovernment.code).where(sa.or_(LocalGovernment.name == wanted, full == wanted)).limit(2)
    ).all()
    return codes[0] if len(codes) == 1 else None


def followers(actor: Actor, case: CaseStudy) -> Rows:
    """Who followed a case: municipality, state, dates and note, the furthest first."""
    return adoptions(actor, Adoption.case_id == case.id)


def adoptions(actor: Actor, condition: sa.ColumnElement[bool]) -> Rows:
    """Adoption records by a condition, as columns."""
    return session.execute(
        sa.select(
            Adoption.id,
            Adoption.municipality_code,
            LocalGovernment.name.label("municipality"),
            Adoption.programme,
            Adoption.status,
            Adoption.considered_on,
            Adoption.tried_on,
            Adoption.adopted_on,
            Adoption.ended_on,
            Adoption.note,
            Adoption.source,
        )
        .join(LocalGovernment, LocalGovernment.code == Adoption.municipality_code)
        .where(condition, adoption_visible_to(actor))
        .order_by(_FURTHEST_FIRST, LocalGovernment.code)
    ).all()


def own_adoption(actor: Actor, case: CaseStudy) -> Adoption | None:
    """What the actor's municipality recorded about a case."""
    return session.scalar(
        sa.select(Adoption).where(
            Adoption.case_id == case.id, Adoption.municipality_code == (actor.organisation_id or "")
        )
    )


class Thanks(NamedTuple):
    """How many organisations found a case useful, whether one's own did, and for its owner who they are."""

    number: int
    mine: bool
    names: tuple[str, ...]


def thanks(actor: Actor, case: CaseStudy) -> Thanks:
    """Who found a case useful; the names are for its own organisation alone, the first to say so first."""
    rows = session.execute(
        sa.select(CaseThanks.organisation_id, Organisation.name)
        .join(Organisation, Organisation.id == CaseThanks.organisation_id)
        .where(CaseThanks.case_id == case.id)
        .order_by(CaseThanks.at, CaseThanks.organisation_id)
    ).all()
    owns = actor.acts_for(case.organisation_id)
    mine = any(actor.acts_for(row.organisation_id) for row in rows)
    return Thanks(len(rows), mine, tuple(row.name for row in rows) if owns else ())
