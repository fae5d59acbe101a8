"""Who may see, change, verify and suspend organisations."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.core.policy import Actor, Role, rule
from govtech.core.words import lazy
from govtech.organisations.models import Organisation, Status


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Verified organisations for everybody; the others for themselves and those who look after them."""
    if actor.is_coordinator or actor.is_auditor or actor.is_operator:
        return sa.true()
    own = sa.literal(actor.organisation_id) == Organisation.id if actor.organisation_id else sa.false()
    return sa.or_(Organisation.status == Status.VERIFIED, own)


@rule("organisation:edit", lazy("自団体の情報を変更する"))
def _edit(actor: Actor, organisation: Organisation | None) -> bool:
    if organisation is None:
        return actor.at_least(Role.ADMIN)
    return actor.acts_for(organisation.id) and (actor.at_least(Role.ADMIN) or actor.is_coordinator)


@rule("organisation:verify", lazy("団体を確認する・利用を停止する・再開する"))
def _verify(actor: Actor, organisation: Organisation | None) -> bool:
    return actor.is_coordinator and (organisation is None or not actor.acts_for(organisation.id))


@rule("local_government:import", lazy("地方公共団体の一覧を取り込む"))
def _import(actor: Actor, _subject: object) -> bool:
    return actor.is_coordinator or actor.is_operator


@rule("organisation:import", lazy("企業の公開情報をgBizINFOのファイルから取り込む"))
def _import_facts(actor: Actor, _subject: object) -> bool:
    return actor.is_coordinator or actor.is_operator
