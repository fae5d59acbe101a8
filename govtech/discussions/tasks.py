"""What a person is asked to do in discussions of joint specifications, for the home page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from govtech.core.db import Rows, session
from govtech.core.policy import Actor
from govtech.discussions.models import Comment, Discussion, Mention, Status
from govtech.discussions.policy import readable_by
from govtech.discussions.suggestion_models import Outcome, Suggestion
from govtech.drafting.models import OPEN, Specification

MOST = 20


def waiting_for(actor: Actor) -> Rows:
    """Rows of task, id, title and count in one query; nothing is asked for those who take part in nothing.

    Tasks: `told` (open threads that speak to the reader or the own organisation, which has not answered since) and
    `decide` (suggested wordings that wait for the lead).
    """
    if not actor.organisation_id or not (actor.is_municipal or actor.is_coordinator):
        return []
    union = sa.union_all(*_tasks(actor)).subquery()
    return session.execute(sa.select(union).order_by(union.c.at, union.c.id, union.c.task).limit(MOST)).all()


def _tasks(actor: Actor) -> Iterator[sa.Select[Any]]:
    later = aliased(Comment)
    answered = sa.exists().where(
        later.discussion_id == Comment.discussion_id,
        later.organisation_id == actor.organisation_id,
        later.number > Comment.number,
    )
    speaks = sa.or_(Mention.user_id == actor.user_id, Mention.organisation_id == actor.organisation_id)
    told = (
        _of(Discussion, "told", sa.func.min(Comment.written_at), Discussion.id)
        .join(Comment, Comment.discussion_id == Discussion.id)
        .join(Mention, Mention.comment_id == Comment.id)
        .where(Discussion.status == Status.OPEN, speaks, ~answered, readable_by(actor))
    )
    yield told
    yield _of(Suggestion, "decide", sa.func.min(Suggestion.made_at), Suggestion.id).where(
        Suggestion.status == Outcome.OPEN, Specification.organisation_id == actor.organisation_id
    )


def _of(table: type[Discussion | Suggestion], name: str, at: Any, counted: Any) -> sa.Select[Any]:
    return (
        sa.select(
            sa.literal(name).label("task"),
            Specification.id,
            Specification.title,
            sa.func.count(counted.distinct()).label("count"),
            at.label("at"),
        )
        .join(table, table.specification_id == Specification.id)
        .where(Specification.status.in_(OPEN))
        .group_by(Specification.id, Specification.title)
    )
