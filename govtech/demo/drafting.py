"""Joint specifications of the demonstration: one that five towns are writing, one that was fixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import sqlalchemy as sa

from govtech.agreeing import explaining, freezing, position_services, reviewing
from govtech.agreeing.position_models import Stance
from govtech.agreeing.position_statements import PositionData
from govtech.core.db import session
from govtech.core.policy import Actor, OrganisationKind, Role
from govtech.drafting import queries, services, shaping, writing
from govtech.drafting.content import from_template
from govtech.drafting.models import Specification, Thing
from govtech.drafting.writing import Edit
from govtech.needs.models import Need
from govtech.organisations.models import Organisation
from govtech.specifications import queries as templates

TOYONAKA, HIRAKATA, TAKATSUKI, SUITA, IBARAKI = "272035", "272108", "272078", "272051", "272116"


class Wish(NamedTuple):
    """What a town says to one item of the draft."""

    town: str
    item: str
    data: PositionData


WISHES = (
    Wish(
        HIRAKATA,
        "RD-103",
        PositionData(
            Stance.CHANGE,
            "損傷の種類を、道路、水路、公園の施設、カーブミラーから選べること。",
            "公園の遊具の通報が、道路の次に多いため。",
        ),
    ),
    Wish(
        TAKATSUKI,
        "RD-105",
        PositionData(
            Stance.LOCAL, "通報の位置は、市の管理する農道でも受け付けること。", "農道の管理が同じ課のため。"
        ),
    ),
)


class Written(NamedTuple):
    """A requirement that a town adds to the draft, and why what the check says of it stays."""

    town: str
    level: str
    text: str
    condition: str = ""
    why: str = ""


WRITTEN = (
    Written(HIRAKATA, "mandatory", "緊急の通報を受けたときは、担当課と夜間の当直に速やかに知らせること。"),
    Written(
        TAKATSUKI,
        "mandatory",
        "現場の写真を、iPadから登録できること。",
        "登録した写真が10秒以内に事案に表示される。",
    ),
    Written(
        IBARAKI,
        "recommended",
        "補修の実績を、Excelの表で出力できること。",
        "1,000件の実績が1分以内に出力される。",
        "国に報告する様式が、この形で配られているため。",
    ),
)
"""Believable faults: a word without a limit, a condition that is missing, names of products."""


def load() -> None:
    """Put them in when there is no joint specification yet."""
    if session.scalar(sa.select(Specification.id).limit(1)) is None:
        _drafting()
        _agreed()


def member(code: str) -> Actor:
    """An approver of a town, as the services see one."""
    town = session.get_one(Organisation, code)
    return Actor(
        name=f"{town.name} 担当",
        organisation_id=code,
        organisation_name=town.name,
        organisation_kind=OrganisationKind.MUNICIPALITY,
        role=Role.APPROVER,
        verified=True,
    )


def _begin(
    slug: str, title: str, lead: str, others: Sequence[str], need_id: str | None = None
) -> Specification:
    beginning = from_template(templates.content(templates.find(slug)))
    named = replace(beginning, title=title, need_id=need_id)
    made = services.create(member(lead), named, others)
    made.sample = True
    return made


def _drafting() -> None:
    """Five towns on 道路損傷通報: a changed sentence, a wanted change, a local variation, one town that is done."""
    made = _begin(
        "road-damage-report",
        "道路損傷通報システム（北摂・北河内5市）",
        TOYONAKA,
        [HIRAKATA, TAKATSUKI, SUITA, IBARAKI],
        "smpneed2" if session.get(Need, "smpneed2") else None,
    )
    body = queries.section(made, "purpose").body
    added = f"{body}\n\n本仕様書は、北摂と北河内の5市が共同で調達するために作成したものである。"
    why = "参加する5市を書き加えた"
    writing.write(member(TOYONAKA), made, Edit(Thing.SECTION, "purpose", {"body": added}, 1, why))
    for written in WRITTEN:
        _write_item(made, written)
    services.fill_locally(member(IBARAKI), made, queries.parameter(made, "photo_count"), "8")
    for wish in WISHES:
        position_services.state(member(wish.town), made, queries.item(made, wish.item), wish.data)
    for town in (SUITA, TAKATSUKI):
        position_services.agree_all(member(town), made)
    position_services.confirm(member(SUITA), made)


def _write_item(made: Specification, written: Written) -> None:
    data = shaping.ItemData("functional", written.level, written.text, written.condition)
    key = shaping.add_item(member(written.town), made, "handling", data)
    if written.why:
        left = reviewing.checked(made).review.left
        (finding,) = [one for one in left if one.place == key]
        explaining.explain(member(written.town), made, finding.key, written.why)


def _agreed() -> None:
    """Two towns agreed on ビジネスチャット: fixed as its first version."""
    made = _begin("business-chat", "ビジネスチャット（豊中市・枚方市）", TOYONAKA, [HIRAKATA])
    for town in (TOYONAKA, HIRAKATA):
        position_services.agree_all(member(town), made)
        position_services.confirm(member(town), made)
    freezing.freeze(member(TOYONAKA), made)
