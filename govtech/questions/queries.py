"""Reading questions; what the actor may not see is not found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from govtech.accounts.models import Membership, User
from govtech.core.db import Rows, session
from govtech.core.errors import NotFound
from govtech.core.paging import Order, Page, page
from govtech.core.policy import Actor, OrganisationKind, Role
from govtech.knowledge.models import CaseStudy, Visibility
from govtech.needs.models import Need
from govtech.needs.models import Status as NeedStatus
from govtech.needs.response_models import DECIDABLE, Response, ResponseStatus
from govtech.organisations.models import Organisation
from govtech.questions.models import OPEN, Question, Status, Subject
from govtech.questions.policy import asked_by, owns, private_to, public_to, visible_to

COMPARED = 200
"""So many of the latest questions are compared with a new one."""
_SETTLED = (NeedStatus.CONCLUDED, NeedStatus.WITHDRAWN)
_TITLE: Any = sa.func.coalesce(Need.title, CaseStudy.title).label("title")
_DEADLINE: Any = Need.response_deadline.label("deadline")


def about(subject: Subject) -> sa.ColumnElement[bool]:
    """Questions about this need or case."""
    return (Question.need_id if isinstance(subject, Need) else Question.case_id) == subject.id


def get(actor: Actor, question_id: str) -> Question:
    """The question, or NotFound when it is absent or not this actor's to see."""
    found = session.scalar(sa.select(Question).where(Question.id == question_id, visible_to(actor)))
    if found is None:
        raise NotFound
    return found


def published(actor: Actor, subject: Subject, limit: int | None = None) -> Rows:
    """Rows of id, wording, answer, answered_at, corrected_at, sample that everybody may read, the latest first."""
    return session.execute(
        sa.select(
            Question.id,
            Question.wording,
            Question.answer,
            Question.answered_at,
            Question.corrected_at,
            Question.sample,
        )
        .where(about(subject), public_to(actor))
        .order_by(Question.answered_at.desc(), Question.id)
        .limit(limit)
    ).all()


def count_published(actor: Actor, subject: Subject) -> int:
    """How many published answers there are."""
    counted = sa.select(sa.func.count()).select_from(Question).where(about(subject), public_to(actor))
    return session.scalar(counted) or 0


def between(actor: Actor, subject: Subject) -> Rows:
    """Rows of id, text, status, merged_status, asked_at, organisation: what is not public, for its two sides."""
    target = sa.orm.aliased(Question)
    return session.execute(
        sa.select(
            Question.id,
            Question.text,
            Question.status,
            Question.asked_at,
            target.status.label("merged_status"),
            Organisation.name.label("organisation"),
        )
        .join(Organisation, Organisation.id == Question.organisation_id)
        .outerjoin(target, target.id == Question.merged_into_id)
        .where(about(subject), Question.status != Status.PUBLISHED, private_to(actor))
        .order_by(Question.asked_at, Question.id)
    ).all()


def _with_subject(*columns: Any) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Question.id,
            Question.text,
            Question.status,
            Question.asked_at,
            Question.answered_at,
            Question.need_id,
            Question.case_id,
            Question.merged_into_id,
            Question.sample,
            _TITLE,
            _DEADLINE,
            *columns,
        )
        .outerjoin(Need, Need.id == Question.need_id)
        .outerjoin(CaseStudy, CaseStudy.id == Question.case_id)
    )


def asked(actor: Actor, cursor: str | None = None) -> Page[Any]:
    """What the actor's organisation asked, the latest first: id, text, status, asked_at, title, answered_at, owner."""
    target = sa.orm.aliased(Question)
    statement = (
        _with_subject(Organisation.name.label("owner"), target.status.label("merged_status"))
        .join(Organisation, Organisation.id == Question.owner_id)
        .outerjoin(target, target.id == Question.merged_into_id)
        .where(asked_by(actor))
    )
    order = (Order(Question.asked_at, descending=True), Order(Question.id, descending=True))
    return page(statement, order, cursor, count=True)


def unanswered(actor: Actor, cursor: str | None = None) -> Page[Any]:
    """What came to the actor's organisation and waits for an answer, the oldest first; as `asked`, with organisation."""
    statement = (
        _with_subject(Organisation.name.label("organisation"))
        .join(Organisation, Organisation.id == Question.organisation_id)
        .where(Question.status.in_(OPEN), _to_answer(actor))
    )
    return page(statement, (Order(Question.asked_at), Order(Question.id)), cursor, count=True)


def _to_answer(actor: Actor) -> sa.ColumnElement[bool]:
    """Questions to the actor's organisation about what has not come to its end."""
    if not actor.organisation_id or not owns(actor, actor.organisation_id):
        return sa.false()
    alive = sa.or_(Need.id.is_(None), Need.status.not_in(_SETTLED))
    return sa.and_(Question.owner_id == actor.organisation_id, alive)


def waiting_for(actor: Actor) -> Rows:
    """Rows of need_id, case_id, title, deadline, task, count: what this actor is asked to do, by need or case.

    Tasks: `answer` (questions without a draft), `confirm` (drafts that this actor may publish).
    """
    if not actor.organisation_id or not owns(actor, actor.organisation_id):
        return []
    may_confirm = actor.at_least(Role.APPROVER) or actor.is_coordinator
    states = OPEN if may_confirm else (Status.ASKED,)
    return session.execute(
        sa.select(
            Question.need_id,
            Question.case_id,
            Question.status,
            _TITLE,
            _DEADLINE,
            sa.func.count().label("count"),
            sa.case((Question.status == Status.DRAFTED, "confirm"), else_="answer").label("task"),
        )
        .outerjoin(Need, Need.id == Question.need_id)
        .outerjoin(CaseStudy, CaseStudy.id == Question.case_id)
        .where(Question.status.in_(states), _to_answer(actor))
        .group_by(
            Question.need_id,
            Question.case_id,
            Question.status,
            Need.title,
            CaseStudy.title,
            Need.response_deadline,
        )
        .order_by(Need.response_deadline, Question.need_id, Question.case_id, Question.status)
        .limit(20)
    ).all()


def comparable(actor: Actor, subject: Subject) -> Rows:
    """Rows of id, wording, answer: published questions that a new one may repeat."""
    return published(actor, subject, COMPARED)


def open_beside(question: Question) -> Rows:
    """Rows of id, text, status: other questions about the same thing that still wait, for its owners."""
    return session.execute(
        sa.select(Question.id, Question.text, Question.status)
        .where(about(question.subject), Question.status.in_(OPEN), Question.id != question.id)
        .order_by(Question.asked_at.desc(), Question.id)
        .limit(COMPARED)
    ).all()


def merged_into(question: Question) -> Sequence[Question]:
    """The questions that are answered together with this one, for its owners."""
    return session.scalars(
        sa.select(Question).where(Question.merged_into_id == question.id).order_by(Question.asked_at)
    ).all()


def count_asked(organisation_id: str, subject: Subject) -> int:
    """How many questions an organisation has asked about a thing, whatever became of them."""
    counted = sa.select(sa.func.count()).select_from(Question)
    return session.scalar(counted.where(about(subject), Question.organisation_id == organisation_id)) or 0


def names_of(questions: Sequence[Question]) -> list[str]:
    """Names of organisations and people that must not stand in what is published of these questions."""
    organisations = session.scalars(
        sa.select(Organisation.name).where(Organisation.id.in_([item.organisation_id for item in questions]))
    ).all()
    people = session.scalars(
        sa.select(User.name).where(User.id.in_([item.user_id for item in questions if item.user_id]))
    ).all()
    return [*organisations, *people]


def at_work_on(subject: Subject) -> Sequence[str]:
    """Organisations that asked about it, or are at work on a response to it; never shown to anybody."""
    asked_ids = sa.select(Question.organisation_id).where(about(subject), Question.status != Status.WITHDRAWN)
    if not isinstance(subject, Need):
        return session.scalars(asked_ids.distinct()).all()
    answering = sa.select(Response.organisation_id).where(
        Response.need_id == subject.id, Response.status.in_((ResponseStatus.DRAFT, *DECIDABLE))
    )
    return session.scalars(asked_ids.union(answering)).all()


def reading(case: CaseStudy, user_ids: Sequence[str]) -> set[str]:
    """Those of the people who may read the case through one of their organisations."""
    if case.visibility is Visibility.ALL:
        return set(user_ids)
    ways = [Membership.organisation_id == case.organisation_id]
    if case.visibility is Visibility.MUNICIPALITIES:
        ways += [
            Organisation.kind == OrganisationKind.MUNICIPALITY,
            Membership.role == Role.COORDINATOR,
        ]
    statement = (
        sa.select(Membership.user_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.user_id.in_(user_ids), sa.or_(*ways))
    )
    return set(session.scalars(statement))
