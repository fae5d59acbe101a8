"""Who may open a draft to outsiders, read it, remark on it, answer."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.core.policy import Actor, Role, rule
from govtech.core.words import gettext as _
from govtech.core.words import lazy
from govtech.drafting.models import Specification
from govtech.drafting.policy import PUBLIC as FIXED
from govtech.drafting.policy import leads, takes_part, taking_part
from govtech.soundings.models import SHOWN, Audience, Remark, Sounding, Status


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Its audience while it is on show; those who draft always; those who remarked, whatever became of it.

    Once the specification is fixed, the published remarks and answers are everybody's as its text is.
    """
    if actor.is_coordinator:
        return sa.true()
    shown = Sounding.status.in_(SHOWN)
    fixed = sa.select(Specification.id).where(Specification.status.in_(FIXED))
    ways = [
        sa.and_(shown, Sounding.audience == Audience.PUBLIC),
        sa.and_(Sounding.status == Status.PUBLISHED, Sounding.specification_id.in_(fixed)),
    ]
    if actor.is_supplier and actor.verified:
        ways.append(sa.and_(shown, Sounding.audience == Audience.VENDORS))
    if actor.is_municipal:
        drafted = sa.select(Specification.id).where(taking_part(actor))
        ways.append(Sounding.specification_id.in_(drafted))
    if actor.organisation_id:
        remarked = sa.select(Remark.sounding_id).where(Remark.organisation_id == actor.organisation_id)
        ways.append(Sounding.id.in_(remarked))
    return sa.or_(*ways)


def inside(actor: Actor, sounding: Sounding) -> bool:
    """Whether the actor is of those who draft: they read every remark and whose it is."""
    return actor.is_coordinator or (actor.is_municipal and takes_part(actor, sounding.specification))


def obstacle(actor: Actor, sounding: Sounding) -> str | None:
    """Why this actor cannot remark whatever the deadline, in words; None when nothing is in the way."""
    if not actor.signed_in:
        return _("意見を出すには、サインインしてください。")
    if inside(actor, sounding):
        return _("仕様書を作る団体は、意見募集ではなく、要件ごとの立場で意見を示します。")
    supplier = actor.is_supplier
    if not (supplier or (actor.is_municipal and sounding.audience is Audience.PUBLIC)):
        return _("意見を出せるのは、企業、市民団体、市町村の担当者です。")
    if not actor.at_least(Role.EDITOR):
        return _("意見を出せるのは、企業、市民団体、市町村の担当者です。")
    if not actor.verified:
        return _("事務局による団体の確認が済むと意見を出せます。確認には数日かかることがあります。")
    return None


def _decides(actor: Actor, specification: Specification) -> bool:
    """What is shown to outsiders is decided by the lead's approvers, and by the coordinators."""
    return actor.is_coordinator or (leads(actor, specification) and actor.at_least(Role.APPROVER))


@rule("sounding:open", lazy("仕様書案への意見募集を始める"))
def _open(actor: Actor, specification: Specification) -> bool:
    return _decides(actor, specification)


@rule("sounding:decide", lazy("意見募集の期限を変える・取りやめる・結果を公開する"))
def _decide(actor: Actor, sounding: Sounding) -> bool:
    return _decides(actor, sounding.specification)


@rule("sounding:answer", lazy("意見募集に届いた意見に回答する"))
def _answer(actor: Actor, sounding: Sounding) -> bool:
    return leads(actor, sounding.specification)


@rule("sounding:read", lazy("意見募集に届いた意見を、公開の前に読む"))
def _read(actor: Actor, sounding: Sounding) -> bool:
    return inside(actor, sounding)


@rule("sounding:remark", lazy("仕様書案に意見を出す（確認済みの団体）"))
def _remark(actor: Actor, sounding: Sounding) -> bool:
    return obstacle(actor, sounding) is None


@rule("sounding:change", lazy("自団体の意見を、期限まで直す・取り下げる"))
def _change(actor: Actor, remark: Remark) -> bool:
    return actor.at_least(Role.EDITOR) and actor.acts_for(remark.organisation_id)


@rule("sounding:close", lazy("意見募集を期限で締め切る（自動）"))
def _close(_actor: Actor, _thing: object) -> bool:
    return False
