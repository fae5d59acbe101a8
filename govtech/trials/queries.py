"""Reading trials; what the actor may not see is not found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from govtech.core.clock import today
from govtech.core.db import Rows, session
from govtech.core.errors import NotFound
from govtech.core.journal import Entry
from govtech.core.journal import history as told
from govtech.core.paging import Order, Page, page
from govtech.core.policy import Actor, OrganisationKind, Role
from govtech.organisations.models import Organisation
from govtech.organisations.models import Status as OrganisationStatus
from govtech.trials.models import (
    OPEN,
    Agreement,
    Measure,
    Note,
    NoteAttachment,
    Status,
    Terms,
    Trial,
    TrialInitiative,
)
from govtech.trials.policy import is_partner, notes_visible_to, visible_to

HISTORY = 50
_municipality = aliased(Organisation, name="municipality")
_partner = aliased(Organisation, name="partner")


@dataclass(frozen=True)
class Filters:
    """What a reader filters by; None: anything. `mine`: one's own organisation takes part."""

    state: str | None = None
    initiative: int | None = None
    municipality: str | None = None
    mine: bool = False


def get(actor: Actor, trial_id: str) -> Trial:
    """The trial, or NotFound when it is absent or not this actor's to see."""
    trial = session.scalar(sa.select(Trial).where(Trial.id == trial_id, visible_to(actor)))
    if trial is None:
        raise NotFound
    return trial


def _columns() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Trial.id,
            Trial.title,
            Trial.plan,
            Trial.status,
            Trial.starts_on,
            Trial.ends_on,
            Trial.published_at,
            Trial.sample,
            Trial.organisation_id,
            _municipality.name.label("municipality"),
            _partner.name.label("partner"),
        )
        .join(_municipality, _municipality.id == Trial.organisation_id)
        .join(_partner, _partner.id == Trial.partner_id)
    )


def listed(actor: Actor, filters: Filters, cursor: str | None = None) -> Page[Any]:
    """Rows of the list, what began or was published last first."""
    statement = _columns().where(*_conditions(actor, filters))
    order = [Order(Trial.listed_at, descending=True), Order(Trial.id, descending=True)]
    return page(statement, order, cursor, count=True)


def facets(actor: Actor, filters: Filters) -> dict[str, dict[Any, int]]:
    """For each filter, how many trials each value would show together with the other filters."""
    own = sa.case((_taking_part(actor), "1"), else_="")
    return {
        "state": _count(actor, replace(filters, state=None), Trial.status),
        "initiative": _count(actor, replace(filters, initiative=None), TrialInitiative.number),
        "municipality": _count(actor, replace(filters, municipality=None), Trial.organisation_id),
        "mine": _count(actor, replace(filters, mine=False), own) if actor.organisation_id else {},
    }


def _count(actor: Actor, filters: Filters, value: Any) -> dict[Any, int]:
    statement = sa.select(value, sa.func.count()).select_from(Trial).where(*_conditions(actor, filters))
    if value is TrialInitiative.number:
        statement = statement.join(TrialInitiative, TrialInitiative.trial_id == Trial.id)
    return {row[0]: row[1] for row in session.execute(statement.group_by(value))}


def _taking_part(actor: Actor) -> sa.ColumnElement[bool]:
    own = actor.organisation_id or ""
    return sa.or_(Trial.organisation_id == own, Trial.partner_id == own)


def _conditions(actor: Actor, filters: Filters) -> list[sa.ColumnElement[bool]]:
    conditions = [visible_to(actor)]
    if filters.state:
        conditions.append(Trial.status == Status(filters.state))
    if filters.initiative is not None:
        numbered = sa.select(TrialInitiative.trial_id).where(TrialInitiative.number == filters.initiative)
        conditions.append(Trial.id.in_(numbered))
    if filters.municipality:
        conditions.append(Trial.organisation_id == filters.municipality)
    if filters.mine:
        conditions.append(_taking_part(actor))
    return conditions


def related(actor: Actor, condition: sa.ColumnElement[bool], limit: int = 10) -> Rows:
    """Rows of the list for another thing's page, the latest first."""
    return session.execute(
        _columns()
        .where(condition, visible_to(actor))
        .order_by(Trial.listed_at.desc(), Trial.id.desc())
        .limit(limit)
    ).all()


def of_response(actor: Actor, response_id: str) -> Trial | None:
    """The trial that came of a response, when the actor may see it."""
    return session.scalar(sa.select(Trial).where(Trial.response_id == response_id, visible_to(actor)))


def terms(trial: Trial) -> list[Terms]:
    """Versions of the agreement, the latest first."""
    return list(
        session.scalars(sa.select(Terms).where(Terms.trial_id == trial.id).order_by(Terms.number.desc()))
    )


def version(trial: Trial, number: int) -> Terms:
    """One version of the agreement, or NotFound."""
    found = session.scalar(sa.select(Terms).where(Terms.trial_id == trial.id, Terms.number == number))
    if found is None:
        raise NotFound
    return found


def last_agreed(trial: Trial, organisation_id: str) -> int | None:
    """The latest version that a side has confirmed, the present one included."""
    return session.scalar(
        sa.select(sa.func.max(Agreement.number)).where(
            Agreement.trial_id == trial.id, Agreement.organisation_id == organisation_id
        )
    )


def in_force(trial: Trial) -> int | None:
    """The latest version that both sides have confirmed."""
    both = (
        sa.select(Agreement.number)
        .where(Agreement.trial_id == trial.id)
        .group_by(Agreement.number)
        .having(sa.func.count() == 2)  # noqa: PLR2004  (two sides)
    )
    found: int | None = session.scalar(sa.select(sa.func.max(both.subquery().c.number)))
    return found


def notes(actor: Actor, trial: Trial) -> list[Note]:
    """Progress notes that the actor may read, the latest day first."""
    return list(
        session.scalars(
            sa.select(Note)
            .where(Note.trial_id == trial.id, notes_visible_to(actor, trial))
            .options(sa.orm.joinedload(Note.organisation))
            .order_by(Note.on.desc(), Note.created_at.desc(), Note.id)
        )
    )


def note(actor: Actor, trial_id: str, note_id: str) -> Note:
    """A note of a trial that the actor may read, or NotFound."""
    trial = get(actor, trial_id)
    found = session.scalar(
        sa.select(Note).where(Note.id == note_id, Note.trial_id == trial.id, notes_visible_to(actor, trial))
    )
    if found is None:
        raise NotFound
    return found


def attachment(actor: Actor, trial_id: str, note_id: str, attachment_id: str) -> NoteAttachment:
    """A file of a note that the actor may read, or NotFound."""
    for found in note(actor, trial_id, note_id).attachments:
        if found.id == attachment_id:
            return found
    raise NotFound


def history(actor: Actor, trial: Trial) -> Rows:
    """What happened, the latest first; each side also reads what the other did in confidence."""
    if not is_partner(actor, trial):
        return told(actor, trial, HISTORY)
    return session.execute(
        sa.select(Entry.id, Entry.at, Entry.verb, Entry.actor_name, Entry.organisation_name, Entry.changes)
        .where(Entry.subject_type == Trial.__tablename__, Entry.subject_id == trial.id)
        .order_by(Entry.id.desc())
        .limit(HISTORY)
    ).all()


def suppliers() -> Rows:
    """Id and name of the verified companies and civic groups, by reading."""
    kinds = (OrganisationKind.COMPANY, OrganisationKind.CIVIC_GROUP)
    return session.execute(
        sa.select(Organisation.id, Organisation.name)
        .where(Organisation.kind.in_(kinds), Organisation.status == OrganisationStatus.VERIFIED)
        .order_by(Organisation.kana, Organisation.id)
    ).all()


def waiting_for(actor: Actor) -> Rows:
    """Rows of task, id, title, deadline (a day): what this actor is asked to do about trials, the most urgent first.

    Tasks: `agree` (a version waits for this side), `start` (agreed, and the day has come), `measure` (the period is
    over and results are missing), `evaluate` (the period is over), `decide` (evaluated), `case` (no case drafted).
    """
    if not actor.organisation_id or not actor.at_least(Role.EDITOR):
        return []
    wanted = [*_shared_tasks(actor), *(_municipal_tasks(actor) if actor.is_municipal else ())]
    if not wanted:
        return []
    union = sa.union_all(*wanted).subquery()
    return session.execute(sa.select(union).order_by(union.c.deadline, union.c.id).limit(20)).all()


def _task(name: str, day: Any, *conditions: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    task = sa.literal(name).label("task")
    return sa.select(task, Trial.id, Trial.title, day.label("deadline")).where(*conditions)


def _confirmed(organisation_id: Any) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        Agreement.trial_id == Trial.id,
        Agreement.number == Trial.terms,
        Agreement.organisation_id == organisation_id,
    )


def _shared_tasks(actor: Actor) -> Iterable[sa.Select[*tuple[Any, ...]]]:
    """What either side is asked; a municipality's word is an approver's."""
    own = _taking_part(actor)
    other_first = sa.or_(
        Trial.organisation_id == actor.organisation_id, _confirmed(Trial.organisation_id)
    )  # the partner is asked once the municipality has confirmed what it wrote
    if not actor.is_municipal or actor.at_least(Role.APPROVER):
        written = sa.and_(Trial.starts_on.is_not(None), Trial.plan != "", Trial.publication != "")
        open_ones = (own, Trial.status.in_(OPEN), written)
        yield _task("agree", Trial.starts_on, *open_ones, ~_confirmed(actor.organisation_id), other_first)
    lacking = sa.exists().where(Measure.trial_id == Trial.id, Measure.actual.is_(None), Measure.note == "")
    yield _task(
        "measure", Trial.ends_on, own, Trial.status == Status.RUNNING, Trial.ends_on < today(), lacking
    )


def _municipal_tasks(actor: Actor) -> Iterable[sa.Select[*tuple[Any, ...]]]:
    own = Trial.organisation_id == actor.organisation_id
    no_day = sa.cast(sa.null(), sa.Date)
    both = (_confirmed(Trial.organisation_id), _confirmed(Trial.partner_id))
    yield _task(
        "start", Trial.starts_on, own, Trial.status == Status.PLANNED, Trial.starts_on <= today(), *both
    )
    yield _task("evaluate", Trial.ends_on, own, Trial.status == Status.RUNNING, Trial.ends_on < today())
    ended = Trial.status.in_((Status.ADOPTED, Status.NOT_ADOPTED))
    yield _task("case", no_day, own, ended, Trial.case_id.is_(None))
    if actor.at_least(Role.APPROVER):
        yield _task("decide", no_day, own, Trial.status == Status.EVALUATED)
