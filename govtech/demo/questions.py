"""Questions and answers of the demonstration, under needs and a case, with days counted from the moment of loading."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from govtech.accounts.models import Membership, User
from govtech.core.clock import now
from govtech.core.db import session
from govtech.core.journal import record
from govtech.core.policy import Actor
from govtech.knowledge.models import CaseStudy
from govtech.needs.models import Need
from govtech.organisations.models import Organisation
from govtech.questions.models import Question, Status

FILE = Path(__file__).parent / "questions.toml"


def load() -> None:
    """Put in the questions that are not there yet; what is there stays as it is."""
    known = set(session.scalars(sa.select(Question.id)))
    for item in tomllib.loads(FILE.read_text(encoding="utf-8"))["question"]:
        if item["id"] not in known:
            _add(item)


def _add(item: dict[str, Any]) -> None:
    need = session.get(Need, item["need"]) if "need" in item else None
    case = session.get(CaseStudy, item["case"]) if "case" in item else None
    subject = need or case
    if subject is None:
        return
    asker = session.execute(
        sa.select(User.id, User.name, Membership.organisation_id)
        .join(Membership)
        .where(User.email == item["asker"])
    ).one()
    answered = _days(item["answered"]) if "answered" in item else None
    target = session.get(Question, item["merged"]) if "merged" in item else None
    question = Question(
        id=item["id"],
        need_id=item.get("need"),
        case_id=item.get("case"),
        owner_id=subject.organisation_id,
        organisation_id=asker.organisation_id,
        user_id=asker.id,
        text=item["text"],
        wording=item.get("wording", ""),
        answer=item.get("answer", item.get("draft", "")).strip(),
        status=_status(item),
        merged_into_id=item.get("merged"),
        sample=True,
        asked_at=_days(item["asked"]),
        answered_at=target.answered_at if target else answered,
    )
    session.add(question)
    session.flush()
    _journal(question, _actor(asker.organisation_id, asker.name), answered)


def _days(days: int) -> datetime:
    return now() + timedelta(days=days)


def _status(item: dict[str, Any]) -> Status:
    for key, status in (
        ("merged", Status.MERGED),
        ("answered", Status.PUBLISHED),
        ("draft", Status.DRAFTED),
    ):
        if key in item:
            return status
    return Status.ASKED


def _journal(question: Question, asker: Actor, answered: datetime | None) -> None:
    """What the journal keeps of it: asking and drafting in confidence, publishing for everybody."""
    owner = _actor(question.owner_id, "承認者（見本）")
    record(asker, "question.asked", question, confidential=True).at = question.asked_at
    if answered:
        changes = {"status": ["drafted", "published"]}
        record(owner, "question.published", question, changes).at = answered


def _actor(organisation_id: str, name: str) -> Actor:
    found = session.scalars(sa.select(Organisation.name).where(Organisation.id == organisation_id)).one()
    return Actor(name=name, organisation_id=organisation_id, organisation_name=found)
