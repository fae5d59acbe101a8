"""Needs and responses of the demonstration, in every state, with deadlines counted from the moment of loading."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from govtech.core.clock import end_of_day_jst, to_jst
from govtech.core.db import session
from govtech.core.journal import record
from govtech.core.policy import SYSTEM, Actor
from govtech.demo.moments import acting_for, at_work
from govtech.demo.responses import respond
from govtech.needs.content import MATERIAL
from govtech.needs.models import Need, NeedInitiative, NeedRevision, Respondents, Status
from govtech.solutions.models import Network

FILE = Path(__file__).parent / "needs.toml"
TEXTS = ("id", "title", "persona", "scenario", "problem", "outcome", "measure", "contact")
FACTS = ("population", "volume", "budget_min", "budget_max", "fiscal_year")
WRITING_DAYS = 6
Act = tuple[Actor, str, dict[str, object], bool, datetime]


def load() -> None:
    """Put in the needs that are not there yet; what is there stays as it is."""
    known = set(session.scalars(sa.select(Need.id)))
    for item in _stated():
        if item["id"] not in known:
            add(item)


@cache
def _stated() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["need"]
    return rows


def _day(item: dict[str, Any], name: str) -> datetime | None:
    """The day of that name, None when the file gives none."""
    return at_work(item[name]) if name in item else None


def _deadline(item: dict[str, Any], name: str) -> datetime | None:
    """The end of that day in Japan."""
    moment = _day(item, name)
    return end_of_day_jst(to_jst(moment).date()) if moment else None


def add(item: dict[str, Any]) -> None:
    """Put in one need with all that happened to it, as a row of the files here states it."""
    published, deadline, status = _day(item, "published"), _deadline(item, "deadline"), Status(item["status"])
    created = (published or at_work(0)) - timedelta(days=WRITING_DAYS)
    closed = deadline if status not in {Status.PUBLISHED, Status.WITHDRAWN} and published else None
    need = Need(
        **{name: item.get(name, "").strip() for name in TEXTS},
        **{name: item.get(name) for name in FACTS},
        organisation_id=item["organisation"],
        volume_unit=item.get("volume_unit", ""),
        security=item.get("security", ""),
        network=Network(item["network"]) if "network" in item else None,
        wanted=item["wanted"],
        origin=item.get("origin", ""),
        respondents=Respondents(item["respondents"]),
        question_deadline=_deadline(item, "questions"),
        response_deadline=deadline,
        status=status,
        withdrawn_reason=item.get("reason", ""),
        result=item.get("result", ""),
        result_due=to_jst(due).date() if (due := _day(item, "result_due")) else None,
        selected_named=item.get("selected_named", False),
        sample=True,
        created_at=created,
        listed_at=published or created,
        published_at=published,
        closed_at=closed,
        initiatives=[NeedInitiative(number=number) for number in item["initiatives"]],
    )
    session.add(need)
    session.flush()
    for actor, verb, changes, confidential, at in _acts(need, item):
        record(actor, verb, need, changes, confidential=confidential).at = at
    if "revision" in item:
        _revise(need, item["revision"])
    for answer in item.get("response", ()):
        respond(need, answer, decided=_day(item, "decided"))


def _acts(need: Need, item: dict[str, Any]) -> Iterator[Act]:
    """What the journal keeps of a need that came to its state by the usual steps."""
    writer, approver = (
        acting_for(need.organisation_id, "担当者（見本）"),
        acting_for(need.organisation_id, "承認者（見本）"),
    )
    yield writer, "need.created", {}, True, need.created_at
    if need.status is Status.DRAFT:
        return
    yield (
        writer,
        "need.submitted",
        {"status": ["draft", "in_review"]},
        True,
        need.created_at + timedelta(days=2),
    )
    if need.published_at:
        yield approver, "need.published", {"status": ["in_review", "published"]}, False, need.published_at
    if need.closed_at:
        yield SYSTEM, "need.closed", {"status": ["published", "closed"]}, False, need.closed_at
    for key, before, after in (
        ("withdrawn", "published", "withdrawn"),
        ("decided", "closed", "unmatched" if need.status is Status.UNMATCHED else "matched"),
        ("concluded", "matched", "concluded"),
    ):
        if at := _day(item, key):
            yield approver, f"need.{after}", {"status": [before, after]}, False, at


def _revise(need: Need, change: dict[str, Any]) -> None:
    at, approver = at_work(change["days"]), acting_for(need.organisation_id, "承認者（見本）")
    changes: dict[str, object] = {
        name: [f"{value:,}" if isinstance(value, int) else value for value in pair]
        for name, pair in change.items()
        if name not in {"days", "reason"}
    }
    revision = NeedRevision(
        need_id=need.id, number=1, at=at, actor_name=approver.name, reason=change["reason"], changes=changes
    )
    session.add(revision)
    if MATERIAL & set(changes):
        need.material_revision = revision.number
    record(approver, "need.revised", need, {"reason": ["", change["reason"]], **changes}).at = at
