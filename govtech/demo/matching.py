"""Feedback of the demonstration: a company that hides a need, and a municipality that found a solution useful."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.policy import Actor, OrganisationKind, Role
from govtech.matching import services
from govtech.matching.models import HiddenNeed, HideReason, MatchOpinion
from govtech.needs.models import Need
from govtech.organisations.models import Organisation
from govtech.solutions.models import Solution

COMPANY, HIDDEN = "見本電算株式会社", "公民館と体育館の予約と支払いを、家からできるようにしたい"
TOWN_NEED, USEFUL = "保育所の入所申込みを、来庁しなくても終えられるようにしたい", "まちかど申請クラウド"


def load() -> None:
    """Put in what is not there yet; what is there stays as it is."""
    if session.scalar(sa.select(HiddenNeed.id).limit(1)) is None:
        company = session.scalars(sa.select(Organisation).where(Organisation.name == COMPANY)).one()
        need = session.scalars(sa.select(Need).where(Need.title == HIDDEN)).one()
        data = services.HideData(HideReason.TOO_LARGE, "職員を割けるのは人口20万人くらいまで")
        services.hide(_actor(company, "担当者（見本）", Role.EDITOR), need, data)
    if session.scalar(sa.select(MatchOpinion.id).limit(1)) is None:
        need = session.scalars(sa.select(Need).where(Need.title == TOWN_NEED)).one()
        solution = session.scalars(sa.select(Solution).where(Solution.name == USEFUL)).one()
        owner = session.get_one(Organisation, need.organisation_id)
        services.judge(_actor(owner, "承認者（見本）", Role.APPROVER), need, solution, useful=True)


def _actor(organisation: Organisation, name: str, role: Role) -> Actor:
    return Actor(
        name=name,
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        organisation_kind=OrganisationKind(organisation.kind),
        role=role,
        verified=True,
    )
