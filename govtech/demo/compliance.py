"""Answers of the demonstration: three companies answered the agreed specification of ビジネスチャット."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from govtech.compliance import queries, services
from govtech.compliance.content import Answer, Requirement
from govtech.compliance.models import Call, Mark, Named, Way
from govtech.compliance.reading import Read
from govtech.compliance.services import CallData
from govtech.core.clock import end_of_day_jst, today
from govtech.core.db import session
from govtech.core.policy import Actor, OrganisationKind, Role
from govtech.drafting.models import Specification, Status
from govtech.organisations.models import Organisation

NOTE: Final = "回答は、要件の見直しと予算の見積りに使います。契約の相手を決める手続きではありません。"
DAYS: Final = 20
OTHERWISE: Final = "別の画面から同じことができます。設定の手順書をお渡しします。"
UNMET: Final = "今の版では対応していません。次の版（半年後）で対応する予定です。"
COMPANIES: Final[Mapping[str, tuple[str, int, int]]] = {
    "co-mihon": ("見本チャット（LGWAN版）", 11, 78),
    "co-kakuu": ("架空トーク for 自治体", 7, 26),
    "co-chizu": ("地図と連絡", 5, 13),
}
"""What each company answers with, and how often it says △ and ×: every n-th item."""


def load() -> None:
    """Put them in when there is no call yet."""
    if session.scalar(sa.select(Call.id).limit(1)) is not None:
        return
    specification = session.scalar(
        sa.select(Specification)
        .where(Specification.status == Status.AGREED, Specification.sample)
        .order_by(Specification.id)
        .limit(1)
    )
    if specification is None:
        return
    lead = _member(specification.organisation_id, OrganisationKind.MUNICIPALITY, Role.APPROVER)
    services.ask(lead, specification, CallData(end_of_day_jst(today() + timedelta(days=DAYS)), NOTE))
    asked = queries.requirements(specification)
    for code, (solution, otherwise, unmet) in COMPANIES.items():
        _answer(code, specification, asked, solution, (otherwise, unmet))


def _answer(
    code: str,
    specification: Specification,
    asked: list[Requirement],
    solution: str,
    often: tuple[int, int],
) -> None:
    member = _member(code, OrganisationKind.COMPANY, Role.ADMIN)
    company = session.get_one(Organisation, code)
    named = Named(company.name, company.corporate_number or "", "公共営業部 電話 06-0000-0000", solution)
    reply = services.begin(member, specification, named)
    reply.sample = True
    answers = {one.key: _say(place, one, *often) for place, one in enumerate(asked, 1)}
    services.take_in(member, reply, Read(named, answers, ()))
    services.submit(member, reply)


def _say(place: int, one: Requirement, otherwise: int, unmet: int) -> Answer:
    """A believable answer: most are met as they are, some otherwise at a price, few not at all."""
    seen = one.fingerprint
    if place % unmet == 0:
        return Answer(Mark.UNMET, UNMET, Way.OUTSIDE, None, seen)
    if place % otherwise == 0:
        return Answer(Mark.OTHERWISE, OTHERWISE, Way.SETTING, 55_000, seen)
    return Answer(Mark.MET, "", Way.STANDARD, None, seen)


def _member(code: str, kind: OrganisationKind, role: Role) -> Actor:
    organisation = session.get_one(Organisation, code)
    return Actor(
        name=f"{organisation.name} 担当",
        organisation_id=code,
        organisation_name=organisation.name,
        organisation_kind=kind,
        role=role,
        verified=True,
    )
