"""What a person is asked to do on the matching board, for the home page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from govtech.core.clock import end_of_day_jst, now, today
from govtech.core.db import session
from govtech.core.policy import Actor, Role
from govtech.needs.interview_models import Interview, InterviewStatus
from govtech.needs.models import Need, Status
from govtech.needs.response_models import DECIDABLE, Response, ResponseStatus

MOST = 20


def waiting_for(actor: Actor) -> Sequence[Any]:
    """Rows of task, id, title, deadline, result_due, response_id: what this actor is asked to do, the most urgent first.

    Tasks: `approve` (an approver reads and publishes), `choose` (responses wait for a result), `overdue` (the day
    promised for the result has passed), `revise` (sent back), `reschedule` (a responder wishes for other days),
    `finish` (a draft response before the deadline), `confirm` (the need has changed in what matters since the response
    was handed in), `pick` (a day to talk is to be chosen).
    """
    wanted = [*_of_owner(actor), *_of_responder(actor)]
    if not wanted:
        return []
    union = sa.union_all(*wanted).subquery()
    rows = session.execute(sa.select(union).order_by(union.c.deadline, union.c.id).limit(MOST)).all()
    return sorted(rows, key=lambda row: row.task != "overdue")


def due(row: Any) -> Any:
    """By when a task is to be done: the day promised for the result, else the deadline of the need."""
    return end_of_day_jst(row.result_due) if row.result_due else row.deadline


def _task(name: str, response_id: Any = None) -> sa.Select[Any]:
    return sa.select(
        sa.literal(name).label("task"),
        Need.id,
        Need.title,
        Need.response_deadline.label("deadline"),
        (Need.result_due if name in {"choose", "overdue"} else sa.cast(sa.null(), sa.Date)).label(
            "result_due"
        ),
        (sa.cast(sa.null(), sa.String) if response_id is None else response_id).label("response_id"),
    )


def _of_owner(actor: Actor) -> Iterator[sa.Select[Any]]:
    if not actor.is_municipal:
        return
    own = Need.organisation_id == actor.organisation_id
    late = sa.and_(Need.result_due.is_not(None), Need.result_due < today())
    if actor.at_least(Role.APPROVER):
        yield _task("approve").where(own, Need.status == Status.IN_REVIEW)
    yield _task("choose").where(
        own, Need.status == Status.CLOSED, sa.not_(sa.func.coalesce(late, sa.false()))
    )
    yield _task("overdue").where(own, Need.status == Status.CLOSED, late)
    yield _task("revise").where(own, Need.status == Status.DRAFT, Need.sent_back_reason != "")
    yield (
        _task("reschedule", Response.id)
        .join(Response, Response.need_id == Need.id)
        .join(Interview, Interview.response_id == Response.id)
        .where(
            own,
            Need.status == Status.CLOSED,
            Response.status.in_(DECIDABLE),
            Interview.status == InterviewStatus.ASKED,
        )
    )


def _of_responder(actor: Actor) -> Iterator[sa.Select[Any]]:
    if not actor.is_supplier:
        return
    own = Response.organisation_id == actor.organisation_id
    yield (
        _task("finish")
        .join(Response, Response.need_id == Need.id)
        .where(
            own,
            Response.status == ResponseStatus.DRAFT,
            Need.status == Status.PUBLISHED,
            Need.response_deadline > now(),
        )
    )
    yield (
        _task("confirm")
        .join(Response, Response.need_id == Need.id)
        .where(
            own,
            Response.status == ResponseStatus.SUBMITTED,
            Response.confirmed_revision < Need.material_revision,
            Need.status == Status.PUBLISHED,
            Need.response_deadline > now(),
        )
    )
    yield (
        _task("pick", Response.id)
        .join(Response, Response.need_id == Need.id)
        .join(Interview, Interview.response_id == Response.id)
        .where(
            own,
            Need.status == Status.CLOSED,
            Response.status.in_(DECIDABLE),
            Interview.status == InterviewStatus.PROPOSED,
        )
    )
