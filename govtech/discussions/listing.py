"""Everything that is talked about in one specification: threads and suggestions in one list, counted and filtered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa

from govtech.core.db import Rows, session
from govtech.core.paging import Order, Page, page
from govtech.core.policy import Actor
from govtech.discussions.models import Comment, Discussion, Mention, Status
from govtech.discussions.policy import readable_by
from govtech.discussions.suggestion_models import Outcome, Suggestion
from govtech.drafting.models import Specification, Thing

THREAD, WORDING = "discussion", "suggestion"


@dataclass(frozen=True)
class Filters:
    """What a reader filters by: `whose` is mine or told (spoken to), `place` a thing and a key."""

    state: str = "open"
    whose: str = ""
    place: tuple[Thing, str] | None = None


class Counts(NamedTuple):
    """How many there are, how many of them are open, one's own, and speak to one."""

    total: int = 0
    open: int = 0
    mine: int = 0
    told: int = 0
    suggestions: int = 0


def _flag(condition: sa.ColumnElement[bool], name: str) -> sa.Label[int]:
    return sa.case((condition, 1), else_=0).label(name)


def _everything(actor: Actor, specification: Specification) -> sa.Subquery:
    """Threads and suggestions with the same columns; flags are 0 or 1."""
    return sa.union_all(_threads(actor, specification), _suggestions(actor, specification)).subquery()


def _threads(actor: Actor, specification: Specification) -> sa.Select[*tuple[Any, ...]]:
    of_thread = sa.select(Comment.id).where(Comment.discussion_id == Discussion.id)
    told = of_thread.join(Mention, Mention.comment_id == Comment.id).where(
        sa.or_(Mention.user_id == actor.user_id, Mention.organisation_id == actor.organisation_id)
    )
    return (
        sa.select(
            sa.literal(THREAD).label("kind"),
            Discussion.id,
            Discussion.thing,
            Discussion.key,
            sa.type_coerce(Discussion.status, sa.String(32)).label("status"),
            Discussion.last_at.label("at"),
            Discussion.comments,
            Discussion.sample,
            Comment.text,
            Comment.author_name,
            Comment.organisation_name,
            _flag(Discussion.status == Status.OPEN, "is_open"),
            _flag(
                of_thread.where(Comment.user_id == actor.user_id).correlate(Discussion).exists(), "is_mine"
            ),
            _flag(told.correlate(Discussion).exists(), "is_told"),
        )
        .join(Comment, sa.and_(Comment.discussion_id == Discussion.id, Comment.number == 1))
        .where(Discussion.specification_id == specification.id)
    )


def _suggestions(actor: Actor, specification: Specification) -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        sa.literal(WORDING).label("kind"),
        Suggestion.id,
        Suggestion.thing,
        Suggestion.key,
        sa.type_coerce(Suggestion.status, sa.String(32)).label("status"),
        sa.func.coalesce(Suggestion.decided_at, Suggestion.made_at).label("at"),
        sa.literal(0).label("comments"),
        Suggestion.sample,
        Suggestion.reason.label("text"),
        Suggestion.author_name,
        Suggestion.organisation_name,
        _flag(Suggestion.status == Outcome.OPEN, "is_open"),
        _flag(Suggestion.user_id == actor.user_id, "is_mine"),
        sa.literal(0).label("is_told"),
    ).where(Suggestion.specification_id == specification.id)


def listed(
    actor: Actor, specification: Specification, filters: Filters, cursor: str | None = None
) -> Page[Any]:
    """Rows of kind, id, thing, key, status, at, comments, text, author and organisation, the latest first."""
    rows = _everything(actor, specification)
    statement = sa.select(rows)
    if filters.state:
        statement = statement.where(rows.c.is_open == (1 if filters.state == "open" else 0))
    if filters.whose:
        statement = statement.where((rows.c.is_mine if filters.whose == "mine" else rows.c.is_told) == 1)
    if filters.place:
        statement = statement.where(rows.c.thing == filters.place[0], rows.c.key == filters.place[1])
    return page(statement, [Order(rows.c.at, descending=True), Order(rows.c.id)], cursor, count=True)


def counts(actor: Actor, specification: Specification, *, only_open: bool = False) -> Counts:
    """All figures in one query; of what is open alone when asked."""
    rows = _everything(actor, specification)
    statement = sa.select(
        sa.func.count(),
        *(sa.func.coalesce(sa.func.sum(rows.c[name]), 0) for name in ("is_open", "is_mine", "is_told")),
        sa.func.coalesce(sa.func.sum(sa.case((rows.c.kind == WORDING, 1), else_=0)), 0),
    )
    if only_open:
        statement = statement.where(rows.c.is_open == 1)
    return Counts(*map(int, session.execute(statement).one()))


def by_place(actor: Actor, specification: Specification) -> Rows:
    """thing, key and the number of open ones, by key."""
    rows = _everything(actor, specification)
    return session.execute(
        sa.select(rows.c.thing, rows.c.key, sa.func.sum(rows.c.is_open).label("open"))
        .group_by(rows.c.thing, rows.c.key)
        .order_by(rows.c.thing.desc(), rows.c.key)
    ).all()


def marks(actor: Actor, specification: Specification) -> Mapping[str, int]:
    """How much is open at each section or item key (drafting.places.Counter); nothing is asked for outsiders."""
    if not (actor.is_municipal or actor.is_coordinator):
        return {}
    both = sa.union_all(
        *(
            sa.select(table.key.label("key"))
            .join(Specification, Specification.id == table.specification_id)
            .where(
                table.specification_id == specification.id,
                table.thing != Thing.WHOLE,
                table.status == state,
                readable_by(actor),
            )
            for table, state in ((Discussion, Status.OPEN), (Suggestion, Outcome.OPEN))
        )
    ).subquery()
    rows = session.execute(sa.select(both.c.key, sa.func.count()).group_by(both.c.key))
    return {row[0]: row[1] for row in rows}
