"""Deliver what the outbox owes: the only writer of the index, the only sender of mail, and the clock's own acts."""

from __future__ import annotations

import logging
import os
import smtplib
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.errors import MessageError
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from govtech.alerting import begin, note_arrivals, search_again
from govtech.config import Settings
from govtech.core.clock import now
from govtech.core.db import session, unit_of_work
from govtech.core.journal import Consumer, Entry, Outbox
from govtech.core.mail import Mailer
from govtech.core.policy import SYSTEM, Actor
from govtech.core.tasks import Considered
from govtech.index import open_index
from govtech.notifying import deliver_notices, mail_due, quiet_until
from govtech.rooms import BY_TABLE, CLOCK_TASKS, SEARCHABLE
from govtech.vocabulary import search as vocabulary
from search.documents import Document
from search.interface import Engine

log = logging.getLogger(__name__)
BATCH = 200
MAILS = 20
LEASE = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=6)
PAUSE = 0.2
CLOCK_PAUSE = 1.0
GIVE_UP_AFTER = 20

UNSENT = (OSError, smtplib.SMTPException, ValueError, MessageError)

ClockTask = Callable[[Actor], int]


@dataclass(frozen=True)
class Owed:
    """One row of the outbox, read without locking."""

    id: int
    subject_type: str
    subject_id: str


def deliver_search(engine: Engine, batch: int = BATCH) -> int:
    """Bring the index up to date with the oldest owed entries; safe to repeat after a crash.

    Reads, indexes and then removes the rows in three steps, so that the analysis of text holds no lock.
    A change in between leaves a newer row behind and is delivered with it.
    """
    with unit_of_work(writes=False):
        owed = [
            Owed(*row)
            for row in session.execute(
                sa.select(Outbox.id, Entry.subject_type, Entry.subject_id)
                .join(Entry)
                .where(Outbox.consumer == Consumer.SEARCH)
                .order_by(Outbox.id)
                .limit(batch)
            )
        ]
        put, drop = _documents({(row.subject_type, row.subject_id) for row in owed})
    if (put or drop) and not ensure_index(engine):
        engine.apply(put, drop)
    if owed:
        with unit_of_work():
            note_arrivals(put)
            session.execute(sa.delete(Outbox).where(Outbox.id.in_([row.id for row in owed])))
    return len(owed)


def ensure_index(engine: Engine) -> bool:
    """Build the index when it is missing, of another version or damaged; whether it was built."""
    if not engine.status().rebuild_needed:
        return False
    engine.rebuild(all_documents())
    return True


def _documents(subjects: Iterable[tuple[str, str]]) -> tuple[list[Document], list[str]]:
    """Documents to put and keys to drop for the things named."""
    put: list[Document] = []
    drop: list[str] = []
    wanted: dict[str, set[str]] = {}
    for table, subject_id in subjects:
        if table in BY_TABLE:
            wanted.setdefault(table, set()).add(subject_id)
    for kind in SEARCHABLE:
        for table, belonging in kind.follows.items():
            if table in wanted:
                wanted.setdefault(kind.table, set()).update(belonging(wanted[table]))
    for table, ids in wanted.items():
        kind = BY_TABLE[table]
        found = session.scalars(sa.select(kind.model).where(kind.model.id.in_(ids))).all()
        documents = [document for thing in found if (document := kind.to_document(thing))]
        put.extend(documents)
        drop.extend(
            {f"{kind.kind}:{subject_id}" for subject_id in ids} - {document.key for document in documents}
        )
    return put, drop


def owed_count() -> int:
    """How many entries the index has still to hear of."""
    return session.scalar(sa.select(sa.func.count()).where(Outbox.consumer == Consumer.SEARCH)) or 0


def all_documents() -> Iterator[Document]:
    """Every document that may be found, for a rebuild; reads in batches."""
    with unit_of_work(writes=False):
        for kind in SEARCHABLE:
            for thing in session.scalars(sa.select(kind.model).execution_options(yield_per=500)):
                if document := kind.to_document(thing):
                    yield document


def deliver_mail(mailer: Mailer, batch: int = MAILS) -> int:
    """Send mail that is due: claimed first, so that two processes do not send the same letter."""
    sent = 0
    for outbox_id, payload, attempts in _claim(batch):
        if held := quiet_until(payload.get("user_id")):
            _put_off(outbox_id, held, attempts - 1)
            continue
        try:
            mailer.send(
                f"letter-{payload['key']}",
                payload["to"],
                payload["subject"],
                payload["body"],
                payload.get("headers"),
            )
        except UNSENT as error:  # this letter waits, the others go on
            log.warning("mail %s: attempt %s failed: %s", outbox_id, attempts, error)
            wait = min(timedelta(seconds=30) * 2**attempts, LONGEST_WAIT)
            _put_off(outbox_id, now() + wait, attempts)
        else:
            with unit_of_work():
                session.execute(sa.delete(Outbox).where(Outbox.id == outbox_id))
            sent += 1
    return sent


def _claim(batch: int) -> Sequence[tuple[int, Any, int]]:
    due = (Outbox.consumer == Consumer.MAIL, Outbox.not_before <= now(), Outbox.attempts < GIVE_UP_AFTER)
    with unit_of_work(writes=False):
        if session.scalar(sa.select(Outbox.id).where(*due).limit(1)) is None:
            return []
    with unit_of_work():
        rows = session.scalars(
            sa.select(Outbox).where(*due).order_by(Outbox.id).limit(batch).with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            row.not_before, row.attempts = now() + LEASE, row.attempts + 1
        return [(row.id, row.payload, row.attempts) for row in rows]


def _put_off(outbox_id: int, until: datetime, attempts: int) -> None:
    with unit_of_work():
        session.execute(
            sa.update(Outbox).where(Outbox.id == outbox_id).values(not_before=until, attempts=attempts)
        )


def run_clock(tasks: Sequence[ClockTask]) -> int:
    """Let the clock act: each task in a transaction of its own, so that one failure does not stop the others."""
    done = 0
    for task in tasks:
        try:
            done += _act(task)
        except sa.exc.SQLAlchemyError:
            log.exception("clock task %s failed", task)
    return done


def _act(task: ClockTask) -> int:
    if isinstance(task, Considered):  # which opens its own: nothing is locked while it thinks
        return task(SYSTEM)
    with unit_of_work():
        return task(SYSTEM)


class Delivery:
    """The delivery process: goes round until told to stop, or until its parent has died."""

    def __init__(
        self, engine: Engine, mailer: Mailer, tasks: Sequence[ClockTask], synonyms: Path | None = None
    ) -> None:
        self.engine, self.mailer, self.tasks, self.synonyms = engine, mailer, tasks, synonyms
        self._begun = False

    def tick(self) -> int:
        """What the clock does, and the files that search reads, brought up to date."""
        if not self._begun:
            begin(all_documents())
            self._begun = True
        done = run_clock(self.tasks) + mail_due() + search_again(self.engine)
        ensure_index(self.engine)
        if self.synonyms:
            with unit_of_work(writes=False):
                vocabulary.write_file(self.synonyms)
        return done

    def once(self) -> int:
        """Everything due now."""
        done = self.tick()
        while count := deliver_search(self.engine) or search_again(self.engine):
            done += count
        while count := deliver_notices():
            done += count
        while count := mail_due() + deliver_mail(self.mailer):
            done += count
        return done

    def follow(self, stop: threading.Event, parent: int | None = None) -> None:
        """Go round until stopped. A failure is logged and tried again: nothing owed is dropped."""
        clock_at = 0.0
        while not stop.is_set() and (parent is None or os.getppid() == parent):
            busy = 0
            try:
                if time.monotonic() - clock_at >= CLOCK_PAUSE:
                    clock_at = time.monotonic()
                    self.tick()
                busy = deliver_search(self.engine) + deliver_notices() + deliver_mail(self.mailer)
            except Exception:
                log.exception("delivery stumbled; trying again")
                stop.wait(CLOCK_PAUSE)
            if not busy:
                stop.wait(PAUSE)


def open_delivery(settings: Settings) -> Delivery:
    """Delivery for these settings."""
    mailer = Mailer(settings.mail_url, settings.mail_from, settings.base_url, settings.mail_dir)
    return Delivery(open_index(settings), mailer, CLOCK_TASKS, settings.synonyms_file)
