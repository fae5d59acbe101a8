"""Watches, notifications and saved searches of the demonstration; loading it sends no mail."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from govtech.accounts.models import User
from govtech.accounts.queries import acting_for
from govtech.alerts import services as alerts
from govtech.core.clock import now
from govtech.core.db import insert_ignoring, new_id, session
from govtech.core.journal import Consumer, Entry, Outbox
from govtech.demo.moments import at_work
from govtech.notices import delivering, services
from govtech.notices.models import ADDRESSES, Kind, MailState, Notification
from govtech.things import readable

AFTER_LOADING = timedelta(minutes=2)
"""What arrives in the index until then is the demonstration itself, of which nobody is told."""
FILE = Path(__file__).parent / "notices.toml"


def load() -> None:
    """Put in what is not there yet; whoever has kept or read something since finds it as it was."""
    people = dict(session.execute(sa.select(User.email, User.id)).all())
    known = set(session.scalars(sa.select(Notification.key).where(Notification.key.like("sample%"))))
    if known:
        return
    for item in _stated()["watch"]:
        (actor, *_others) = acting_for([people[item["who"]]])[people[item["who"]]]
        for table, thing_id in item["things"]:
            services.watch(actor, table, thing_id)
    for item in _stated()["search"]:
        (actor, *_others) = acting_for([people[item["who"]]])[people[item["who"]]]
        data = alerts.SearchData(item["name"], item["cadence"])
        saved = alerts.save(actor, item["text"], item.get("kind"), None, data)
        saved.told_from = saved.seen_until = now() + AFTER_LOADING
    told = [_told(number, item, people[item["who"]]) for number, item in enumerate(_stated()["told"])]
    insert_ignoring(Notification, told)


@cache
def _stated() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _told(number: int, item: dict[str, Any], user_id: str) -> dict[str, object]:
    """The notification, caused by the latest entry about its thing."""
    table, thing_id = item["thing"]
    entry = session.scalar(
        sa.select(sa.func.max(Entry.id)).where(Entry.subject_type == table, Entry.subject_id == thing_id)
    )
    moment = at_work(-item["days"])
    return {
        "id": new_id(),
        "key": f"sample{number}",
        "entry_id": entry,
        "user_id": user_id,
        "kind": Kind(item["kind"]),
        "title": item["title"],
        "text": item["text"],
        "path": ADDRESSES[table] + thing_id,
        "subject_type": table,
        "subject_id": thing_id,
        "created_at": moment,
        "read_at": moment + timedelta(hours=2) if item.get("read") else None,
        "mail": MailState.NONE,
        "mail_at": None,
    }


def latest_entry() -> int:
    """The journal's last entry before a part is loaded."""
    return session.scalar(sa.select(sa.func.max(Entry.id))) or 0


def without_mail(since: int) -> None:
    """Let what the entries after `since` owe to people stand in the app only: nobody is written to."""
    owed = Outbox.entry_id > since
    rows = session.scalars(sa.select(Outbox).where(owed, Outbox.consumer == Consumer.NOTICE)).all()
    delivering.take_in(rows, readable)
    session.execute(
        sa.update(Notification).where(Notification.entry_id > since).values(mail=MailState.NONE, mail_at=None)
    )
    session.execute(sa.delete(Outbox).where(owed, Outbox.consumer.in_((Consumer.NOTICE, Consumer.MAIL))))
