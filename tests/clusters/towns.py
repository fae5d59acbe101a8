"""Towns with needs, and others that join them, made through the services."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from govtech.accounts.models import Membership, User
from govtech.clusters import proposing, support_services
from govtech.clusters.content import SupportData
from govtech.clusters.models import Cluster, ClusterMember
from govtech.core import clock
from govtech.core.db import new_id, session, unit_of_work
from govtech.core.policy import SYSTEM, Actor, OrganisationKind, Role
from govtech.needs import services as needs
from govtech.needs.content import NeedData
from govtech.needs.models import Need
from govtech.organisations.models import Organisation

SUITA, IBARAKI, MINOH, IKEDA, YAO, SETTSU = "272051", "272116", "272205", "272043", "272124", "272248"
BOOKING = (
    (
        "体育館と集会所の予約を、窓口に並ばずに取りたい",
        "施設の予約は窓口と電話で受け、空き状況は紙の台帳で管理している。使用料は当日に現金で集めている。",
        "施設の空きを見て、抽選の申込みから予約、使用料の支払いまでを来庁せずに終えられる。",
    ),
    (
        "公民館と体育館の予約と支払いを、家からできるようにしたい",
        "施設の予約は申請書を窓口で受け、使用料は現金で集めている。抽選は職員が手作業でしている。",
        "どの施設も同じ画面で空きが分かり、抽選、予約、支払いまでが家で終わる。",
    ),
    (
        "公共施設の空きを夜でも確かめて、そのまま予約したい",
        "施設の予約は電話と窓口だけで受けている。紙の台帳のため、二重の予約が起きる。使用料は現金払い。",
        "施設の空きが見え、予約と使用料の支払いが来庁せずに終わる。",
    ),
)
ROADS = (
    "道路の穴や街路灯の故障を、場所を間違えずに受け付けたい",
    "通報は電話で、場所の聞き取りと台帳への転記に1件12分かかる。同じ穴への通報が重なる。",
    "写真と正しい位置が届き、担当でない道路は受け付けの時点で案内される。",
)


def town(code: str, role: Role = Role.APPROVER) -> Actor:
    """Somebody of a municipality, without an account of their own."""
    return Actor(
        name=f"職員 {code}",
        organisation_id=code,
        organisation_name=f"町 {code}",
        organisation_kind=OrganisationKind.MUNICIPALITY,
        role=role,
        verified=True,
    )


def person(code: str) -> Actor:
    """Somebody of a municipality with an account, which watching needs."""
    with unit_of_work():
        user = User(email=f"{new_id()}@town.example", name=f"職員 {code}", password_hash="-")
        session.add(Membership(user=user, organisation_id=code, role=Role.EDITOR))
        session.flush()
        return replace(town(code, Role.EDITOR), user_id=user.id)


def post(code: str, text: tuple[str, str, str] = BOOKING[0], **figures: object) -> str:
    """A published need of a town."""
    title, problem, outcome = text
    data = NeedData(
        title=title,
        persona="窓口に来られない人",
        scenario="窓口に並ぶ",
        problem=problem,
        outcome=outcome,
        measure="半分にする",
        initiatives=(16,),
        wanted=("proposal",),
        contact="担当",
        response_deadline=clock.now() + timedelta(days=20),
    )
    actor = town(code)
    with unit_of_work():
        need = needs.create(actor, replace(data, **figures))
        session.flush()
        needs.submit(actor, need)
        session.flush()
        needs.publish(actor, need)
        return need.id


def join(code: str, need_id: str, **figures: object) -> str:
    """A town joins a need."""
    actor = person(code)
    with unit_of_work():
        support = support_services.join(actor, session.get_one(Need, need_id), SupportData(**figures))
        session.flush()
        return support.id


def compute() -> int:
    """What the clock does when it has noticed a change."""
    with unit_of_work(writes=False):
        board = proposing.read()
    computed = proposing.think(board)
    with unit_of_work():
        return proposing.write(SYSTEM, computed)


def clusters() -> dict[str, tuple[str, frozenset[str]]]:
    """Every cluster: its state and its needs."""
    with unit_of_work(writes=False):
        found = session.scalars(sa.select(Cluster)).all()
        return {one.id: (one.status.value, frozenset(one.need_ids())) for one in found}


def cluster_of(need_id: str) -> str:
    """The one cluster that a need is a member of."""
    with unit_of_work(writes=False):
        return session.scalars(
            sa.select(ClusterMember.cluster_id).where(ClusterMember.need_id == need_id)
        ).one()


def loaded(cluster_id: str) -> Cluster:
    """The cluster as it is stored now, for reading."""
    with unit_of_work(writes=False):
        found = session.get_one(Cluster, cluster_id)
        session.expunge_all()
        return found


def bookings() -> list[str]:
    """Three towns with needs alike."""
    return [post(code, text) for code, text in zip((SUITA, IBARAKI, MINOH), BOOKING, strict=True)]


def more_towns(count: int) -> list[str]:
    """As many municipalities more than there are in Osaka."""
    codes = [f"99{number:04d}" for number in range(count)]
    with unit_of_work():
        for code in codes:
            session.add(
                Organisation(
                    id=code, kind=OrganisationKind.MUNICIPALITY, name=f"町 {code}", kana=f"マチ {code}"
                )
            )
    return codes
