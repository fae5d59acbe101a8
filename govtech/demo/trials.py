"""Trials of the demonstration: running, adopted with its case, and waiting for the partner's word."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from govtech.core.clock import from_jst, now, to_jst, today
from govtech.core.db import session
from govtech.core.journal import record
from govtech.core.policy import Actor, OrganisationKind, Role
from govtech.knowledge.models import CaseStudy
from govtech.needs.response_models import Response
from govtech.organisations.models import Organisation
from govtech.solutions.queries import initiative_names
from govtech.trials import following
from govtech.trials.content import PLAIN, REPORT_LABELS, TermsData, in_source, stated
from govtech.trials.models import (
    Agreement,
    Direction,
    Measure,
    Note,
    NoteReaders,
    PersonalData,
    Status,
    Terms,
    Trial,
    TrialInitiative,
)

FILE = Path(__file__).parent / "trials.toml"
OFFICE_HOURS = time(10, 0)
Act = tuple[Actor, str, bool, datetime]


def load() -> None:
    """Put in the trials that are not there yet; what is there stays as it is."""
    known = set(session.scalars(sa.select(Trial.id)))
    for item in _stated():
        if item["id"] not in known:
            _add(item, _days(item))


@cache
def _stated() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["trial"]
    return rows


def _day(given: int | date) -> date:
    """A date as it stands, or so many days from today."""
    return given if isinstance(given, date) else today() + timedelta(days=given)


def _at_work(given: int | date) -> datetime:
    """Ten in the morning in Japan of that day; never later than now."""
    return min(from_jst(_day(given), OFFICE_HOURS), now())


def _days(item: dict[str, Any]) -> dict[str, Any]:
    """When what happened: from `dates`, or the fields of the trial itself."""
    days: dict[str, Any] = item.get("dates", item)
    return days


def _add(item: dict[str, Any], days: dict[str, Any]) -> None:
    trial = _trial(item, days)
    session.add(trial)
    session.flush()
    session.refresh(trial, ["organisation", "partner"])
    _agree(trial, item, days)
    acts = [*_acts(trial, days), *(_note(trial, note) for note in item.get("note", ()))]
    for actor, verb, secret, at in sorted(acts, key=lambda act: act[3]):
        record(actor, verb, trial, confidential=secret or trial.published_at is None).at = at
    if trial.case_id:
        session.get_one(CaseStudy, trial.case_id).source_trial_id = trial.id
    if trial.published_at is not None:
        following.follow(_actor(trial.organisation), trial)


def _trial(item: dict[str, Any], days: dict[str, Any]) -> Trial:
    response = session.get(Response, item["response"]) if "response" in item else None
    return Trial(
        **_told(item),
        **_moments(item, days),
        id=item["id"],
        organisation_id=item["organisation"],
        partner_id=item["partner"],
        need_id=response.need_id if response else None,
        response_id=response.id if response else None,
        solution_id=response.solution_id if response else item.get("solution"),
        case_id=item.get("case"),
        status=Status(item["status"]),
        personal_data=PersonalData(item["personal_data"]),
        reason=item.get("reason", ""),
        terms=2 if "changed" in item else 1,
        sample=True,
        initiatives=[TrialInitiative(number=number) for number in item["initiatives"]],
        measures=[
            Measure(position=place, **{**row, "direction": Direction(row["direction"])})
            for place, row in enumerate(item["measures"])
        ],
    )


def _told(item: dict[str, Any]) -> dict[str, Any]:
    """Texts and amounts of the agreement and the report."""
    values = {name: item[name] for name in (*PLAIN, *REPORT_LABELS) if name in item}
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def _moments(item: dict[str, Any], days: dict[str, Any]) -> dict[str, Any]:
    """Its period, and when it came to its states."""
    keys = {"evaluated_at": "evaluated", "ended_at": "decided", "published_at": "published"}
    if item["status"] != Status.PLANNED:
        keys["started_at"] = "starts"
    return {
        **{name: _at_work(days[key]) for name, key in keys.items() if key in days},
        "starts_on": _day(days["starts"]),
        "ends_on": _day(days["ends"]),
        "created_at": _at_work(days["planned"]),
        "listed_at": _at_work(days.get("published", days["planned"])),
    }


def _agree(trial: Trial, item: dict[str, Any], days: dict[str, Any]) -> None:
    """The first version that both sides confirmed, and the later one that waits for the partner."""
    names, now_says = initiative_names(), stated(trial)
    first = now_says
    if change := item.get("changed"):
        first = TermsData(**{**vars(now_says), "ends_on": _day(change["ends_on_before"])})
        session.add(_terms(trial, 2, change["day"], in_source(now_says, names), change["reason"]))
        _confirm(trial, 2, trial.organisation, change["day"])
    session.add(_terms(trial, 1, days["planned"], in_source(first, names)))
    for side, day in zip((trial.organisation, trial.partner), days["agreed"], strict=True):
        _confirm(trial, 1, side, day)


def _terms(trial: Trial, number: int, day: int | date, content: dict[str, str], reason: str = "") -> Terms:
    return Terms(
        trial_id=trial.id,
        number=number,
        at=_at_work(day),
        author_name="担当者（見本）",
        organisation_name=trial.organisation.name,
        reason=reason,
        content=dict(content),
    )


def _confirm(trial: Trial, number: int, side: Organisation, day: int | date) -> None:
    session.add(
        Agreement(
            trial_id=trial.id,
            number=number,
            organisation_id=side.id,
            person_name="承認者（見本）" if side is trial.organisation else "担当者（見本）",
            at=_at_work(day),
        )
    )


def _acts(trial: Trial, days: dict[str, Any]) -> Iterator[Act]:
    """What the journal keeps of a trial that came to its state by the usual steps."""
    owner, partner = _actor(trial.organisation), _actor(trial.partner)
    yield owner, "trial.planned", True, trial.created_at
    for actor, day in zip((owner, partner), days["agreed"], strict=True):
        yield actor, "trial.agreed", True, _at_work(day)
    for verb, at in (
        ("trial.started", trial.started_at),
        ("trial.evaluated", trial.evaluated_at),
        (f"trial.{trial.status}", trial.ended_at),
        ("trial.published", trial.published_at),
    ):
        if at is not None:
            yield owner, verb, False, at


def _note(trial: Trial, note: dict[str, Any]) -> Act:
    """Put it in; what the journal keeps of it."""
    side = trial.organisation if note["by"] == trial.organisation_id else trial.partner
    at = _at_work(note["day"])
    session.add(
        Note(
            trial_id=trial.id,
            organisation_id=side.id,
            author_name="担当者（見本）",
            on=to_jst(at).date(),
            body=note["body"].strip(),
            readers=NoteReaders(note["readers"]),
            created_at=at,
            edited_at=at,
        )
    )
    return _actor(side), "trial.noted", note["readers"] == NoteReaders.PARTNERS, at


def _actor(organisation: Organisation) -> Actor:
    """Somebody of the organisation who may do what was done."""
    return Actor(
        name="担当者（見本）",
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        organisation_kind=OrganisationKind(organisation.kind),
        role=Role.ADMIN,
        verified=True,
    )
