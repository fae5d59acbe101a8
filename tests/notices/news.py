"""What people are told in these tests, and the mail that came of it."""

from __future__ import annotations

import email
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path

import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import session, unit_of_work
from govtech.core.journal import Notice, record
from govtech.core.policy import SYSTEM
from govtech.needs.models import Need, Status
from govtech.notices.models import Cadence, Kind, KindMute, Notification, ThingMute, Wishes
from govtech.notices.schedule import unsaid
from govtech.organisations.models import Organisation
from tests import people


def owe(
    who: str, title: str = "お知らせ", kind: Kind = Kind.TRIAL, path: str = "/roles", text: str = "本文"
) -> None:
    """Something that the person is to be told; what it is about is open to everybody unless the path says so."""
    user = people.user(who)
    with unit_of_work():
        town = session.get(Organisation, people.HOME_TOWN)
        record(SYSTEM, "organisation.noted", town, notices=[Notice(user.id, kind, title, text, path)])


def wish(who: str, mail: Cadence, hour: int = 8, quiet: tuple[int, int] = (20, 8)) -> None:
    """How the person wishes to be told from now on."""
    user = people.user(who)
    with unit_of_work():
        row = session.get(Wishes, user.id) or unsaid(user.id)
        row.mail, row.digest_hour, (row.quiet_from, row.quiet_to) = mail, hour, quiet
        row.token = row.token or f"token-of-{who}"
        session.add(row)


def no_mail_of(who: str, kind: Kind) -> None:
    """The person wants no mail of that kind."""
    user = people.user(who)
    with unit_of_work():
        session.add(KindMute(user_id=user.id, kind=kind))


def nothing_of(who: str, table: str, thing: str) -> None:
    """The person wants to hear nothing of the thing."""
    user = people.user(who)
    with unit_of_work():
        session.add(ThingMute(user_id=user.id, subject_type=table, subject_id=thing))


def notifications(who: str) -> list[Notification]:
    """What the person finds in the app, in order."""
    user = people.user(who)
    with unit_of_work(writes=False):
        found = session.scalars(
            sa.select(Notification)
            .where(Notification.user_id == user.id)
            .order_by(Notification.created_at, Notification.title)
        ).all()
        session.expunge_all()
    return list(found)


def posted(folder: Path) -> list[EmailMessage]:
    """Mail in the folder, by receiver and subject."""
    messages = [
        email.message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.glob("*.eml")
    ]
    return sorted(messages, key=lambda message: (str(message["To"]), str(message["Subject"])))


def need(title: str = "窓口の待ち時間を減らしたい", *, published: bool = True) -> str:
    """A need of the home town, and its id."""
    people.user("editor")
    with unit_of_work():
        made = Need(organisation_id=people.HOME_TOWN, title=title, outcome="待たない", wanted=["proposal"])
        if published:
            made.status, made.published_at = Status.PUBLISHED, now()
            made.response_deadline = now() + timedelta(days=30)
        session.add(made)
        record(SYSTEM, "need.published", made, confidential=not published)
        return made.id
