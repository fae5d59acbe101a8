"""Soundings of the demonstration, with days counted from the moment of loading."""

from __future__ import annotations

import tomllib
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from govtech.accounts.models import Membership, User
from govtech.core.clock import end_of_day_jst, from_jst, now, to_jst
from govtech.core.db import session
from govtech.core.journal import record
from govtech.demo.moments import acting_for, at_work
from govtech.drafting.models import Specification, Thing
from govtech.soundings import places, presenting
from govtech.soundings.models import (
    Audience,
    Kind,
    Outcome,
    Remark,
    Sounding,
    SoundingReply,
    Status,
)

FILE = Path(__file__).parent / "soundings.toml"


def load() -> None:
    """Put in the soundings that are not there yet, of specifications that are."""
    known = set(session.scalars(sa.select(Sounding.id)))
    for item in tomllib.loads(FILE.read_text(encoding="utf-8"))["sounding"]:
        about = sa.select(Specification).where(
            Specification.title == item["specification"], Specification.sample
        )
        specification = session.scalars(about.limit(1)).first()
        if item["id"] not in known and specification is not None:
            _add(item, specification)


def _add(item: dict[str, Any], specification: Specification) -> None:
    published = at_work(item["published"]) if "published" in item else None
    until = end_of_day_jst(to_jst(now() + timedelta(days=item["until"])).date())
    sounding = Sounding(
        id=item["id"],
        specification=specification,
        organisation_id=specification.organisation_id,
        audience=Audience(item["audience"]),
        revision=specification.revision,
        note=item["note"].strip(),
        until=until,
        status=Status.PUBLISHED if published else Status.OPEN,
        sample=True,
        opened_at=at_work(item["opened"]),
        closed_at=until if published else None,
        published_at=published,
    )
    session.add(sounding)
    session.flush()
    session.refresh(sounding)
    rows = _remarks(item, sounding)
    if published:
        for number, row in enumerate(places.in_order(presenting.reading(sounding), rows), 1):
            row.number = number
    _journal(sounding, list(zip(item["remarks"], rows, strict=True)))


def _remarks(item: dict[str, Any], sounding: Sounding) -> list[Remark]:
    made: dict[str, Remark] = {}
    for stated in item["remarks"]:
        author = session.execute(
            sa.select(User.id, Membership.organisation_id).join(Membership).where(User.email == stated["who"])
        ).one()
        thing, _colon, key = stated["place"].partition(":")
        same = made.get(stated.get("with", ""))
        made[stated["id"]] = Remark(
            id=stated["id"],
            sounding_id=sounding.id,
            organisation_id=author.organisation_id,
            user_id=author.id,
            thing=Thing(thing),
            thing_key=key,
            kind=Kind(stated["kind"]),
            text=stated["text"],
            wanted=stated.get("wanted", ""),
            reply_id=same.reply_id if same else _reply(stated, sounding),
            submitted_at=_at_noon(stated["days"]),
        )
    session.add_all(made.values())
    session.flush()
    return list(made.values())


def _reply(stated: dict[str, Any], sounding: Sounding) -> str | None:
    if "answer" not in stated:
        return None
    reply = SoundingReply(
        sounding_id=sounding.id,
        outcome=Outcome(stated["outcome"]),
        answer=stated["answer"],
        answered_by="豊中市 担当（見本）",
        answered_at=sounding.until,
    )
    session.add(reply)
    session.flush()
    return reply.id


def _at_noon(days: int) -> datetime:
    return from_jst(to_jst(now() + timedelta(days=days)).date(), time(12))


def _journal(sounding: Sounding, remarks: list[tuple[dict[str, Any], Remark]]) -> None:
    """What the journal keeps of it: an answer that was corrected as well."""
    lead = acting_for(sounding.organisation_id, "承認者（見本）")
    record(lead, "sounding.opened", sounding).at = sounding.opened_at
    if sounding.published_at:
        changes = {"status": ["closed", "published"]}
        record(lead, "sounding.published", sounding, changes).at = sounding.published_at
    for stated, remark in remarks:
        if "corrected" in stated:
            corrected = {
                "reply": remark.reply_id,
                "outcome": [stated["once_outcome"], stated["outcome"]],
                "answer": [stated["once"], stated["answer"]],
                "why": stated["why"],
            }
            record(lead, "sounding.corrected", sounding, corrected).at = at_work(stated["corrected"])
