"""Reading watches, notifications and wishes; each person's own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from govtech.accounts.models import User
from govtech.core.db import Rows, session
from govtech.core.errors import NotFound
from govtech.core.paging import Order, Page, page
from govtech.core.policy import Actor
from govtech.notices.models import KindMute, Notification, ThingMute, Watch, Wishes
from govtech.notices.schedule import unsaid

MOST = 99
"""Unread notifications are counted up to here."""
MUTED = 200


def watchers_of(subject_type: str, subject_id: str) -> Rows:
    """User id and language of the active people who watch a thing and have not muted it."""
    muted = sa.exists().where(
        ThingMute.user_id == Watch.user_id,
        ThingMute.subject_type == Watch.subject_type,
        ThingMute.subject_id == Watch.subject_id,
    )
    return session.execute(
        sa.select(Watch.user_id, User.language)
        .join(User, User.id == Watch.user_id)
        .where(Watch.subject_type == subject_type, Watch.subject_id == subject_id, User.active, ~muted)
        .order_by(Watch.created_at, Watch.user_id)
    ).all()


def watched_ids(subject_type: str) -> set[str]:
    """Ids of the things of a table that somebody watches, for acts on many of them at once."""
    return set(
        session.scalars(sa.select(Watch.subject_id).where(Watch.subject_type == subject_type).distinct())
    )


def stance(actor: Actor, subject_type: str, subject_id: str) -> tuple[bool, bool]:
    """Whether the actor watches a thing, and whether the actor has muted it."""
    if actor.user_id is None:
        return False, False
    found = sa.union_all(
        *(
            sa.select(sa.literal(table.__tablename__)).where(
                table.user_id == actor.user_id,
                table.subject_type == subject_type,
                table.subject_id == subject_id,
            )
            for table in (Watch, ThingMute)
        )
    )
    tables = set(session.scalars(found))
    return Watch.__tablename__ in tables, ThingMute.__tablename__ in tables


def unread(actor: Actor) -> int:
    """How many notifications the actor has not read, up to one more than `MOST`."""
    if actor.user_id is None:
        return 0
    some = (
        sa.select(Notification.id)
        .where(Notification.user_id == actor.user_id, Notification.read_at.is_(None))
        .limit(MOST + 1)
    )
    return session.scalar(sa.select(sa.func.count()).select_from(some.subquery())) or 0


def listed(actor: Actor, kind: str | None = None, cursor: str | None = None) -> Page[Any]:
    """Rows of what the actor was told, the newest first: id, kind, title, text, path, created_at, read_at."""
    statement = sa.select(
        Notification.id,
        Notification.kind,
        Notification.title,
        Notification.text,
        Notification.path,
        Notification.created_at,
        Notification.read_at,
    ).where(Notification.user_id == actor.user_id)
    if kind:
        statement = statement.where(Notification.kind == kind)
    order = [Order(Notification.created_at, descending=True), Order(Notification.id, descending=True)]
    return page(statement, order, cursor)


def counts(actor: Actor) -> dict[str, int]:
    """How many notifications the actor has of each kind."""
    rows = session.execute(
        sa.select(Notification.kind, sa.func.count())
        .where(Notification.user_id == actor.user_id)
        .group_by(Notification.kind)
    )
    return {row[0]: row[1] for row in rows}


def get(actor: Actor, notification_id: str) -> Notification:
    """One of the actor's notifications, or NotFound."""
    found = session.get(Notification, notification_id)
    if found is None or found.user_id != actor.user_id:
        raise NotFound
    return found


def wishes(actor: Actor) -> Wishes:
    """How the actor wishes to be told."""
    if actor.user_id is None:
        raise NotFound
    return session.get(Wishes, actor.user_id) or unsaid(actor.user_id)


def unmailed_kinds(user_id: str | None) -> set[str]:
    """Kinds of which a person wants no mail."""
    return set(session.scalars(sa.select(KindMute.kind).where(KindMute.user_id == user_id)))


def of_token(token: str) -> Wishes:
    """The wishes of the person in whose mail the link stood, or NotFound."""
    found = session.scalar(sa.select(Wishes).where(Wishes.token == token))
    if found is None:
        raise NotFound
    return found


def watched(actor: Actor, cursor: str | None = None) -> Page[Any]:
    """Rows of id, subject_type, subject_id, created_at: what the actor watches, the latest first."""
    statement = sa.select(Watch.id, Watch.subject_type, Watch.subject_id, Watch.created_at).where(
        Watch.user_id == actor.user_id
    )
    return page(statement, [Order(Watch.created_at, descending=True), Order(Watch.id)], cursor, count=True)


def muted(actor: Actor) -> Rows:
    """Rows of subject_type, subject_id, created_at: what the actor hears nothing of, the latest first."""
    return session.execute(
        sa.select(ThingMute.subject_type, ThingMute.subject_id, ThingMute.created_at)
        .where(ThingMute.user_id == actor.user_id)
        .order_by(ThingMute.created_at.desc(), ThingMute.id)
        .limit(MUTED)
    ).all()
