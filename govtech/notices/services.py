"""Watching, muting, reading what one was told, and the wishes for mail. Callers own the transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from govtech.core.clock import next_at, now, past_quiet
from govtech.core.db import insert_ignoring, new_id, session
from govtech.core.errors import Invalid, NotFound
from govtech.core.policy import SYSTEM, Actor, authorise
from govtech.core.words import gettext as _
from govtech.notices import queries
from govtech.notices.letters import EVERYTHING
from govtech.notices.models import (
    WATCHABLE,
    Cadence,
    Kind,
    KindMute,
    MailState,
    Notification,
    ThingMute,
    Watch,
    Wishes,
)
from govtech.notices.schedule import mail_time, new_token


@dataclass(frozen=True)
class WishesData:
    """How somebody wishes to be told: hours of the day as digits, `kinds` those that may come by mail."""

    mail: str
    digest_hour: str
    quiet_from: str
    quiet_to: str
    kinds: tuple[str, ...]


def watch(actor: Actor, subject_type: str, subject_id: str) -> None:
    """Tell the actor of what happens to a thing from now on. Harmless when repeated; a mute of it stays."""
    authorise(actor, "notice:watch")
    _remember(actor, Watch, subject_type, subject_id)


def unwatch(actor: Actor, subject_type: str, subject_id: str) -> None:
    """Stop watching; what concerns the actor directly is still told."""
    authorise(actor, "notice:watch")
    _forget(actor, Watch, subject_type, subject_id)


def mute(actor: Actor, subject_type: str, subject_id: str) -> None:
    """Tell the actor nothing more of a thing, watched or not."""
    authorise(actor, "notice:watch")
    _remember(actor, ThingMute, subject_type, subject_id)


def unmute(actor: Actor, subject_type: str, subject_id: str) -> None:
    """Tell the actor of a thing again."""
    authorise(actor, "notice:watch")
    _forget(actor, ThingMute, subject_type, subject_id)


def mark_read(actor: Actor, notification: Notification) -> None:
    """The actor has read it; a mail that was still waiting for it is not sent."""
    authorise(actor, "notice:read", notification)
    notification.read_at = notification.read_at or now()


def mark_all_read(actor: Actor) -> None:
    """The actor has read everything there is now."""
    authorise(actor, "notice:read")
    session.execute(
        sa.update(Notification)
        .where(Notification.user_id == actor.user_id, Notification.read_at.is_(None))
        .values(read_at=now())
    )


def state_wishes(actor: Actor, data: WishesData) -> None:
    """Tell the actor by mail in this way from now on, what is waiting included.

    Invalid when the digest would fall into the quiet hours.
    """
    authorise(actor, "notice:read")
    said = queries.wishes(actor)
    said.mail, said.digest_hour = Cadence(data.mail), int(data.digest_hour)
    said.quiet_from, said.quiet_to = int(data.quiet_from), int(data.quiet_to)
    digest = next_at(now(), said.digest_hour)
    quiet = past_quiet(digest, said.quiet_from, said.quiet_to) != digest
    if quiet and said.mail in {Cadence.DAILY, Cadence.WEEKLY}:
        raise Invalid(
            _("まとめて送る時刻が、メールを送らない時間に入っています。別の時刻を選んでください。"),
            field="digest_hour",
        )
    said.token = said.token or new_token()
    session.add(said)
    session.execute(sa.delete(KindMute).where(KindMute.user_id == actor.user_id))
    session.add_all(KindMute(user_id=said.user_id, kind=kind) for kind in Kind if kind not in data.kinds)
    session.flush()
    _reschedule(said)


def _reschedule(said: Wishes) -> None:
    """Move what waits to be mailed to where the wishes put it now."""
    waiting = session.scalars(
        sa.select(Notification)
        .where(Notification.user_id == said.user_id, Notification.mail == MailState.WAITING)
        .with_for_update()
    )
    for one in waiting:
        one.mail_at = mail_time(said, one.kind, now())
        if one.mail_at is None:
            one.mail = MailState.NONE


def stop_mail(actor: Actor, token: str, what: str) -> Wishes:
    """Stop mail of a kind, or all of it, for the person in whose mail the link stood, whoever follows it.

    Harmless when repeated. NotFound for a link that nobody was sent.
    """
    authorise(actor, "notice:unsubscribe")
    said = queries.of_token(token)
    if what == EVERYTHING:
        said.mail = Cadence.NEVER
        session.flush()
        _reschedule(said)
    elif what in set(Kind):
        insert_ignoring(KindMute, [{"user_id": said.user_id, "kind": Kind(what)}])
    else:
        raise NotFound
    return said


def _remember(actor: Actor, table: type[Watch | ThingMute], subject_type: str, subject_id: str) -> None:
    if subject_type not in WATCHABLE:
        raise NotFound
    if actor is SYSTEM or not actor.user_id:
        return  # nobody stands behind the clock
    row: dict[str, Any] = {
        "id": new_id(),
        "user_id": actor.user_id,
        "subject_type": subject_type,
        "subject_id": subject_id,
        "created_at": now(),
    }
    insert_ignoring(table, [row])


def _forget(actor: Actor, table: type[Watch | ThingMute], subject_type: str, subject_id: str) -> None:
    session.execute(
        sa.delete(table).where(
            table.user_id == actor.user_id,
            table.subject_type == subject_type,
            table.subject_id == subject_id,
        )
    )
