"""Remarking on a draft that is open to it: until the deadline a remark may be made, changed and taken back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import lock, session
from govtech.core.errors import Conflict, Invalid
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.core.show import show_datetime
from govtech.core.words import gettext as _
from govtech.organisations.models import Organisation
from govtech.soundings import places, queries
from govtech.soundings.content import RemarkData
from govtech.soundings.models import Remark, Sounding, Status

MOST = 300
"""So many remarks an organisation may make in one sounding."""


def submit(actor: Actor, sounding: Sounding, data: RemarkData) -> Remark:
    """Make a remark; whether it is in time is judged here, inside the transaction, by the server's clock."""
    authorise(actor, "sounding:remark", sounding)
    _check_place(sounding, data)
    moment = _in_time(sounding)
    _check_flood(actor, sounding, data)
    remark = Remark(
        sounding_id=sounding.id,
        organisation_id=actor.organisation_id,
        user_id=actor.user_id,
        thing=data.thing,
        thing_key=data.key,
        kind=data.kind,
        text=data.text,
        wanted=data.wanted,
        submitted_at=moment,
    )
    session.add(remark)
    session.flush()
    record(actor, "sounding_remark.submitted", remark, confidential=True)
    return remark


def change(actor: Actor, remark: Remark, data: RemarkData, expected_version: int) -> None:
    """Say it otherwise, until the deadline; Conflict when a colleague changed it meanwhile."""
    authorise(actor, "sounding:change", remark)
    _check_place(remark.sounding, data)
    moment = _in_time(remark.sounding)
    lock(remark)
    if remark.version != expected_version:
        raise Conflict(_("この意見は、同じ団体のほかの人が先に変えました。"))
    if remark.withdrawn_at is not None:
        raise Conflict(_("この意見は取り下げられています。"))
    remark.thing, remark.thing_key, remark.kind = data.thing, data.key, data.kind
    remark.text, remark.wanted, remark.edited_at = data.text, data.wanted, moment
    record(actor, "sounding_remark.changed", remark, confidential=True)


def withdraw(actor: Actor, remark: Remark) -> None:
    """Take it back, until the deadline; it is answered and published no more."""
    authorise(actor, "sounding:change", remark)
    moment = _in_time(remark.sounding)
    lock(remark)
    if remark.withdrawn_at is None:
        remark.withdrawn_at = moment
        record(actor, "sounding_remark.withdrawn", remark, confidential=True)


def _in_time(sounding: Sounding) -> datetime:
    """This moment, while the sounding is kept from closing; Conflict when it is over."""
    lock(sounding, shared=True)
    moment = now()
    if sounding.status is not Status.OPEN or moment >= sounding.until:
        raise Conflict(
            _(
                "意見の期限（%(until)s）を過ぎたか、募集が終わったため、受け付けできません。",
                until=show_datetime(sounding.until),
            )
        )
    return moment


def _check_place(sounding: Sounding, data: RemarkData) -> None:
    if (data.thing, data.key) not in places.keys(queries.content(sounding)):
        raise Invalid(_("意見を出す場所を、一覧から選んでください。"), field="place")


def _check_flood(actor: Actor, sounding: Sounding, data: RemarkData) -> None:
    """At most so many by one organisation, counted while it cannot make another one; and none twice."""
    holding = sa.select(Organisation.id).where(Organisation.id == actor.organisation_id)
    session.execute(holding.with_for_update(key_share=True))
    mine = sa.and_(Remark.sounding_id == sounding.id, Remark.organisation_id == actor.organisation_id)
    if (session.scalar(sa.select(sa.func.count()).select_from(Remark).where(mine)) or 0) >= MOST:
        raise Conflict(_("1つの意見募集に出せる意見は、%(n)s件までです。", n=MOST))
    same = sa.select(Remark.id).where(
        mine,
        Remark.thing == data.thing,
        Remark.thing_key == data.key,
        Remark.text == data.text,
        Remark.withdrawn_at.is_(None),
    )
    if session.scalar(same.limit(1)) is not None:
        raise Conflict(_("同じ場所への同じ意見を、すでに出しています。"))
