"""Everything that is done in the threads of a joint specification. Callers own the transaction.

All entries are confidential, and everybody told takes part in the specification.
"""

from __future__ import annotations

import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import lock, session
from govtech.core.errors import Conflict
from govtech.core.journal import record
from govtech.core.markup import check_markdown
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.discussions import letters, queries
from govtech.discussions.content import CommentData
from govtech.discussions.models import Comment, Discussion, FormerText, Mention, Turn
from govtech.discussions.people import Circle, circle, spoken_to
from govtech.drafting.places import Place
from govtech.drafting.revising import hold


def begin(actor: Actor, place: Place, data: CommentData) -> Discussion:
    """Open a thread on a place; Conflict once the text is fixed."""
    authorise(actor, "discussion:join", place.specification)
    hold(place.specification)
    discussion = Discussion(specification=place.specification, thing=place.thing, key=place.key)
    session.add(discussion)
    session.flush()
    known = circle(place.specification)
    comment = _write(actor, discussion, data, known)
    told = letters.mentioned(actor, comment, known, queries.mentioned(comment))
    record(actor, "discussion.begun", discussion, confidential=True, notices=told)
    return discussion


def reply(actor: Actor, discussion: Discussion, data: CommentData) -> Comment:
    """Write in a thread; who wrote there before is told. A resolved one is open again with that."""
    authorise(actor, "discussion:join", discussion.specification)
    hold(discussion.specification)
    lock(discussion)
    known, before = circle(discussion.specification), queries.writers(discussion)
    if discussion.can_take("reopen"):
        _take(actor, discussion, "reopen")
    comment = _write(actor, discussion, data, known)
    told = letters.mentioned(actor, comment, known, queries.mentioned(comment))
    told += letters.replied(actor, comment, known, before, told)
    record(actor, "discussion.replied", discussion, confidential=True, notices=told)
    return comment


def _write(actor: Actor, discussion: Discussion, data: CommentData, known: Circle) -> Comment:
    check_markdown(data.text)
    discussion.comments += 1
    discussion.last_at = now()
    comment = Comment(
        discussion=discussion,
        number=discussion.comments,
        user_id=actor.user_id,
        author_name=actor.name,
        organisation_id=actor.organisation_id,
        organisation_name=actor.organisation_name,
        text=data.text,
    )
    session.add(comment)
    session.flush()
    _mention(comment, {*data.told, *spoken_to(data.text, known).tokens}, known)
    return comment


def _mention(comment: Comment, tokens: set[str], known: Circle) -> set[str]:
    """Keep whom the comment speaks to; those of them who are new. Whoever does not take part is left out."""
    names = known.names
    new = (tokens & set(names)) - queries.mentioned(comment)
    for token in new:
        kind, _colon, key = token.partition(":")
        column = {"user_id": key} if kind == "user" else {"organisation_id": key}
        session.add(Mention(comment_id=comment.id, name=names[token], **column))
    session.flush()
    return new


def edit(actor: Actor, comment: Comment, data: CommentData, expected_version: int) -> None:
    """Put one's own words right; what they were stays readable. Conflict when changed since it was opened."""
    authorise(actor, "discussion:edit", comment)
    discussion = comment.discussion
    hold(discussion.specification)
    lock(comment, as_of=expected_version)
    _check_there(comment)
    check_markdown(data.text)
    if comment.text != data.text:
        session.add(FormerText(comment_id=comment.id, text=comment.text))
        comment.text, comment.edited_at = data.text, now()
    known = circle(discussion.specification)
    new = _mention(comment, {*data.told, *spoken_to(data.text, known).tokens}, known)
    told = letters.mentioned(actor, comment, known, new)
    record(actor, "discussion.edited", discussion, confidential=True, notices=told)


def take_back(actor: Actor, comment: Comment) -> None:
    """Hide one's own words from everybody else; their place in the thread stays, and the writer can still read them.

    A thread of which nothing is left is resolved.
    """
    authorise(actor, "discussion:edit", comment)
    discussion = comment.discussion
    hold(discussion.specification)
    lock(discussion)
    lock(comment)
    _check_there(comment)
    session.add(FormerText(comment_id=comment.id, text=comment.text))
    comment.text, comment.edited_at = "", now()
    session.execute(sa.delete(Mention).where(Mention.comment_id == comment.id))
    session.flush()
    if discussion.can_take("resolve") and not queries.says_anything(discussion):
        _take(actor, discussion, "resolve")
    record(actor, "discussion.taken_back", discussion, confidential=True)


def _check_there(comment: Comment) -> None:
    if comment.taken_back:
        raise Conflict(_("このコメントは、すでに取り下げられています。"))


def resolve(actor: Actor, discussion: Discussion) -> None:
    """Nothing is left to talk about; it stays readable and can be opened again."""
    authorise(actor, "discussion:join", discussion.specification)
    _turn(actor, discussion, "resolve")


def reopen(actor: Actor, discussion: Discussion) -> None:
    """There is something left after all."""
    authorise(actor, "discussion:join", discussion.specification)
    _turn(actor, discussion, "reopen")


def _turn(actor: Actor, discussion: Discussion, step: str) -> None:
    hold(discussion.specification)
    lock(discussion)
    before = discussion.status
    _take(actor, discussion, step)
    told = letters.turned(actor, discussion, circle(discussion.specification), queries.writers(discussion))
    verb = "discussion.resolved" if step == "resolve" else "discussion.reopened"
    changes = {"status": [before, discussion.status]}
    record(actor, verb, discussion, changes, confidential=True, notices=told)


def _take(actor: Actor, discussion: Discussion, step: str) -> None:
    discussion.take(step)
    discussion.last_at = now()
    session.add(
        Turn(
            discussion_id=discussion.id,
            status=discussion.status,
            user_id=actor.user_id,
            actor_name=actor.name,
            organisation_name=actor.organisation_name,
        )
    )
