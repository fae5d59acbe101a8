"""Reading the threads of a joint specification; callers have made sure that the reader takes part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import sqlalchemy as sa

from govtech.core.db import Rows, session
from govtech.core.errors import NotFound
from govtech.core.policy import Actor
from govtech.discussions.models import Comment, Discussion, FormerText, Mention, Status, Turn
from govtech.discussions.policy import inside
from govtech.drafting.models import Specification
from govtech.drafting.places import Place


class Written(NamedTuple):
    """A comment with the names of those it speaks to and what it said before."""

    comment: Comment
    spoken_to: tuple[str, ...]
    former: tuple[FormerText, ...]


@dataclass
class Thread:
    """A thread with everything that was written in it, and when it was resolved and opened again."""

    discussion: Discussion
    written: list[Written] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)


def get(actor: Actor, specification: Specification, discussion_id: str) -> Discussion:
    """A thread of the specification, or NotFound when it is absent or not this actor's to see."""
    inside(actor, specification)
    found = session.get(Discussion, discussion_id)
    if found is None or found.specification_id != specification.id:
        raise NotFound
    return found


def comment(discussion: Discussion, comment_id: str) -> Comment:
    """A comment of the thread, or NotFound."""
    found = session.get(Comment, comment_id)
    if found is None or found.discussion_id != discussion.id:
        raise NotFound
    return found


def thread(discussion: Discussion) -> Thread:
    """One thread in full."""
    return _filled([discussion])[0]


def on_place(place: Place, status: Status, limit: int = 50) -> list[Thread]:
    """The threads on a place, the earliest first, in full; in five queries."""
    found = session.scalars(
        sa.select(Discussion)
        .where(
            Discussion.specification_id == place.specification.id,
            Discussion.thing == place.thing,
            Discussion.key == place.key,
            Discussion.status == status,
        )
        .order_by(Discussion.opened_at, Discussion.id)
        .limit(limit)
    ).all()
    return _filled(found) if found else []


def resolved_on(place: Place, limit: int = 50) -> Rows:
    """id, last_at, author_name, organisation_name and the first text of resolved threads on a place, the latest first."""
    return session.execute(
        sa.select(
            Discussion.id, Discussion.last_at, Comment.author_name, Comment.organisation_name, Comment.text
        )
        .join(Comment, sa.and_(Comment.discussion_id == Discussion.id, Comment.number == 1))
        .where(
            Discussion.specification_id == place.specification.id,
            Discussion.thing == place.thing,
            Discussion.key == place.key,
            Discussion.status == Status.RESOLVED,
        )
        .order_by(Discussion.last_at.desc(), Discussion.id)
        .limit(limit)
    ).all()


def _filled(discussions: Sequence[Discussion]) -> list[Thread]:
    threads = {one.id: Thread(one) for one in discussions}
    comments = session.scalars(
        sa.select(Comment)
        .where(Comment.discussion_id.in_(threads))
        .order_by(Comment.discussion_id, Comment.number)
    ).all()
    names, former = _names(threads), _former([one.id for one in comments if one.edited_at])
    for one in comments:
        threads[one.discussion_id].written.append(Written(one, tuple(names[one.id]), tuple(former[one.id])))
    turns = session.scalars(sa.select(Turn).where(Turn.discussion_id.in_(threads)).order_by(Turn.at, Turn.id))
    for turn in turns:
        threads[turn.discussion_id].turns.append(turn)
    return list(threads.values())


def _names(discussion_ids: dict[str, Thread]) -> dict[str, list[str]]:
    names: defaultdict[str, list[str]] = defaultdict(list)
    rows = session.execute(
        sa.select(Mention.comment_id, Mention.name)
        .join(Comment, Comment.id == Mention.comment_id)
        .where(Comment.discussion_id.in_(discussion_ids))
        .order_by(Mention.organisation_id.is_(None), Mention.name)
    )
    for comment_id, name in rows:
        names[comment_id].append(name)
    return names


def _former(comment_ids: Sequence[str]) -> dict[str, list[FormerText]]:
    found: defaultdict[str, list[FormerText]] = defaultdict(list)
    if comment_ids:
        for row in session.scalars(
            sa.select(FormerText)
            .where(FormerText.comment_id.in_(comment_ids))
            .order_by(FormerText.until, FormerText.id)
        ):
            found[row.comment_id].append(row)
    return found


def says_anything(discussion: Discussion) -> bool:
    """Whether a comment of the thread was not taken back."""
    there = sa.select(Comment.id).where(Comment.discussion_id == discussion.id, Comment.text != "")
    return session.scalar(there.limit(1)) is not None


def writers(discussion: Discussion) -> set[str]:
    """User ids of those who wrote in a thread."""
    found = session.scalars(
        sa.select(Comment.user_id)
        .where(Comment.discussion_id == discussion.id, Comment.user_id.is_not(None))
        .distinct()
    )
    return {one for one in found if one is not None}


def mentioned(comment: Comment) -> set[str]:
    """Tokens of those whom a comment already speaks to."""
    rows = session.execute(
        sa.select(Mention.user_id, Mention.organisation_id).where(Mention.comment_id == comment.id)
    )
    return {f"user:{row.user_id}" if row.user_id else f"org:{row.organisation_id}" for row in rows}
