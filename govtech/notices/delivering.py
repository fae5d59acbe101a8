"""From what is owed to notifications, and from notifications to mail: each step once, as the person wishes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import sqlalchemy as sa

from govtech.accounts.models import User
from govtech.accounts.queries import acting_for
from govtech.core.clock import now, past_quiet
from govtech.core.db import insert_ignoring, new_id, session
from govtech.core.journal import Consumer, Outbox
from govtech.core.policy import ANONYMOUS, Actor
from govtech.notices import letters
from govtech.notices.models import (
    ADDRESSES,
    Cadence,
    Kind,
    KindMute,
    MailState,
    Notification,
    ThingMute,
    Wishes,
)
from govtech.notices.schedule import mail_time, new_token, unsaid

Readable = Callable[[Actor, str, Iterable[str]], set[str]]
"""Those of the things of a table (ids) that somebody may open now."""
Thing = tuple[str, str]
"""Table and id."""


def wishes_of(user_ids: Iterable[str]) -> dict[str, Wishes]:
    """The wishes of each person; the defaults where nothing was said."""
    ids = set(user_ids)
    said = {row.user_id: row for row in session.scalars(sa.select(Wishes).where(Wishes.user_id.in_(ids)))}
    return {user_id: said.get(user_id) or unsaid(user_id) for user_id in ids}


class Silence:
    """What people do not want to hear of, read once for many of them."""

    def __init__(self, user_ids: Iterable[str]) -> None:
        ids = list(set(user_ids))
        kinds = sa.select(KindMute.user_id, KindMute.kind).where(KindMute.user_id.in_(ids))
        things = sa.select(ThingMute.user_id, ThingMute.subject_type, ThingMute.subject_id)
        self._kinds = {tuple(row) for row in session.execute(kinds)}
        self._things = {tuple(row) for row in session.execute(things.where(ThingMute.user_id.in_(ids)))}

    def of_thing(self, user_id: str, thing: Thing) -> bool:
        """Whether the person wants to hear nothing of the thing."""
        return (user_id, *thing) in self._things

    def of_mail(self, user_id: str, kind: str, thing: Thing) -> bool:
        """Whether the person wants no mail of that kind or about the thing."""
        return (user_id, kind) in self._kinds or self.of_thing(user_id, thing)


def about(path: str, otherwise: Thing) -> Thing:
    """The thing whose page a notice leads to; the one the entry is about when the address is none of those we know."""
    for table, start in ADDRESSES.items():
        if path.startswith(start):
            return table, path.removeprefix(start).partition("/")[0].partition("#")[0].partition("?")[0]
    return otherwise


def seeing(wanted: Iterable[tuple[str, Thing]], readable: Readable) -> set[tuple[str, Thing]]:
    """Those of the pairs (person, thing) in which the active person may open the thing now."""
    people: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    ids: dict[str, set[str]] = defaultdict(set)
    for user_id, (table, thing_id) in wanted:
        people[user_id][table].add(thing_id)
        ids[table].add(thing_id)
    public = {table: readable(ANONYMOUS, table, of_table) for table, of_table in ids.items()}
    seen: set[tuple[str, Thing]] = set()
    for user_id, actors in acting_for(people).items():
        for table, of_person in people[user_id].items():
            found = of_person & public[table]
            for actor in actors if of_person - found else ():
                found |= readable(actor, table, of_person - found)
            seen |= {(user_id, (table, thing_id)) for thing_id in found}
    return seen


def take_in(owed: Sequence[Outbox], readable: Readable) -> int:
    """Make owed notices into notifications; the caller removes the rows in the same transaction. How many were told.

    Nothing is told to whoever has left or may no longer see the thing.
    """
    rows = [(row, about(str(row.payload["path"]), _subject(row))) for row in owed]
    readers = {str(row.payload["user_id"]) for row, _thing in rows}
    seen = seeing([(str(row.payload["user_id"]), thing) for row, thing in rows], readable)
    wishes, silence = wishes_of(readers), Silence(readers)
    told = [
        _told(row, thing, wishes, silence)
        for row, thing in rows
        if (str(row.payload["user_id"]), thing) in seen
    ]
    insert_ignoring(Notification, told)
    return len(told)


def _subject(row: Outbox) -> Thing:
    return row.entry.subject_type, row.entry.subject_id


def _told(row: Outbox, thing: Thing, wishes: dict[str, Wishes], silence: Silence) -> dict[str, object]:
    notice, moment = row.payload, now()
    user_id, kind = str(notice["user_id"]), str(notice["kind"])
    muted = silence.of_mail(user_id, kind, thing)
    mail_at = None if muted else mail_time(wishes[user_id], kind, moment)
    return {
        "id": new_id(),
        "key": notice["key"],
        "entry_id": row.entry_id,
        "user_id": user_id,
        "kind": Kind(kind),
        "title": str(notice["title"])[: Notification.title.type.length],
        "text": notice["text"],
        "path": notice["path"],
        "subject_type": thing[0],
        "subject_id": thing[1],
        "created_at": moment,
        "read_at": moment if silence.of_thing(user_id, thing) else None,
        "mail": MailState.WAITING if mail_at else MailState.NONE,
        "mail_at": mail_at,
    }


def waiting_people(limit: int) -> Sequence[str]:
    """People for whom a mail is due, those who have waited longest first."""
    return session.scalars(
        sa.select(Notification.user_id)
        .where(Notification.mail == MailState.WAITING, Notification.mail_at <= now())
        .group_by(Notification.user_id)
        .order_by(sa.func.min(Notification.mail_at))
        .limit(limit)
    ).all()


def mail_to(user_id: str, readable: Readable) -> int:
    """Put the mail that is due to a person into the outbox; how many letters.

    The notifications leave `waiting` in the same transaction, so that each is in one mail at most. What was read,
    muted or withdrawn from the person's sight since is left out.
    """
    wishes = _hold(user_id)
    if wishes is None:  # another process is at it
        return 0
    due = session.scalars(
        sa.select(Notification)
        .where(
            Notification.user_id == user_id,
            Notification.mail == MailState.WAITING,
            Notification.mail_at <= now(),
        )
        .order_by(Notification.entry_id, Notification.id)
        .with_for_update()
    ).all()
    open_at = past_quiet(now(), wishes.quiet_from, wishes.quiet_to)
    if open_at > now():
        for one in due:
            one.mail_at = open_at
        return 0
    wanted = _still_wanted(wishes, due, readable)
    for one in due:
        one.mail = MailState.MAILED if one in wanted else MailState.NONE
    reader = session.get_one(User, user_id)
    return sum(_post(reader, wishes, group) for group in _letters(wishes, wanted))


def _hold(user_id: str) -> Wishes | None:
    """The person's wishes, locked, so that one process at a time writes to a person."""
    first = unsaid(user_id)
    row = {
        "user_id": user_id,
        "mail": first.mail,
        "digest_hour": first.digest_hour,
        "quiet_from": first.quiet_from,
        "quiet_to": first.quiet_to,
        "token": new_token(),
    }
    insert_ignoring(Wishes, [row])
    return session.scalar(
        sa.select(Wishes).where(Wishes.user_id == user_id).with_for_update(skip_locked=True)
    )


def _still_wanted(wishes: Wishes, due: Sequence[Notification], readable: Readable) -> list[Notification]:
    if wishes.mail is Cadence.NEVER:
        return []
    silence = Silence([wishes.user_id])
    unread = [
        one
        for one in due
        if one.read_at is None
        and not silence.of_mail(one.user_id, one.kind, (one.subject_type, one.subject_id))
    ]
    seen = seeing([(one.user_id, (one.subject_type, one.subject_id)) for one in unread], readable)
    return [one for one in unread if (one.user_id, (one.subject_type, one.subject_id)) in seen]


def _letters(wishes: Wishes, wanted: Sequence[Notification]) -> list[list[Notification]]:
    """What goes into one mail: at once each by itself; what waited for the morning or the digest together."""
    fresh = [
        one
        for one in wanted
        if one.mail_at == one.created_at and (one.kind is Kind.SEARCH or wishes.mail is Cadence.AT_ONCE)
    ]
    waited = [one for one in wanted if one not in fresh]
    return [[one] for one in fresh] + ([waited] if waited else [])


def _post(reader: User, wishes: Wishes, group: Sequence[Notification]) -> int:
    key = new_id()
    for one in group:
        one.mail_key = key
    alone = len(group) == 1 and (wishes.mail is Cadence.AT_ONCE or group[0].kind is Kind.SEARCH)
    letter = letters.single if alone else letters.digest
    payload = {**letter(reader, wishes, group), "key": key, "user_id": reader.id}
    session.add(Outbox(entry_id=group[-1].entry_id, consumer=Consumer.MAIL, payload=payload))
    return 1
