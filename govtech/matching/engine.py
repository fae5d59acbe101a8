"""One loaded matcher a process and database, filled at first use and kept up with the journal from then on."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable
from typing import Any, Final
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from govtech.core.db import session, unit_of_work
from govtech.core.journal import Entry
from govtech.core.policy import Actor
from govtech.matching.profiles import BY_TABLE, SOURCES, id_of
from search.matching import Match, Matcher, Profile

log = logging.getLogger(__name__)
AT_ONCE: Final = 300
"""Changes that are taken in while the reader waits, some 2 ms each; more are left to a thread."""
LATE: Final = 600.0
"""Seconds after which no transaction can still commit an entry below one that has been read."""
LOOKED_BACK: Final = 500
"""Entries before the newest that are watched from the start: their transactions may have been under way."""
BATCH: Final = 500
_Seen = dict[int, tuple[str, str]]


class Shared:
    """The matcher of one database, for all threads of a process.

    Entries of the journal can commit out of order, so those of the last minutes are compared with what was read
    before, and not a number kept. When one that was read is gone (a backup was restored), everything is read again.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._matcher: Matcher | None = None
        self._floor = 0
        self._seen: _Seen = {}
        self._first: dict[int, float] = {}
        self._thread: threading.Thread | None = None

    def current(self) -> Matcher | None:
        """The matcher with what is in the database now; None while a large one is being filled.

        Of more than AT_ONCE changes the reader gets what was known before, until a thread has taken them in.
        """
        if not self._lock.acquire(blocking=self._matcher is None and self._thread is None):
            return self._matcher
        try:
            if self._thread is None:
                self._catch_up()
            return self._matcher
        finally:
            self._lock.release()

    def _catch_up(self) -> None:
        rows = self._window()
        changed = self._changed(rows)
        if self._in_thread(_total() if changed is None else len(changed)):
            self._thread = threading.Thread(target=self._work, name="matching", daemon=True)
            self._thread.start()
        else:
            self._take(rows, changed)

    def _in_thread(self, count: int) -> bool:
        return count > AT_ONCE and isinstance(session.get_bind(), sa.Engine)

    def _work(self) -> None:
        """Take in what is new, with a transaction of its own."""
        try:
            with unit_of_work(writes=False):
                rows = self._window()
                self._take(rows, self._changed(rows))
        except Exception:
            log.exception("matching stumbled; the next reader tries again")
        finally:
            self._thread = None

    def _window(self) -> _Seen:
        """Entries about what is compared, by number, from the first on that is still watched."""
        if self._matcher is None:
            newest = session.scalar(sa.select(sa.func.max(Entry.id))) or 0
            self._floor = max(0, newest - LOOKED_BACK)
        statement = sa.select(Entry.id, Entry.subject_type, Entry.subject_id).where(
            Entry.id > self._floor, Entry.subject_type.in_(list(BY_TABLE))
        )
        return {number: (table, subject) for number, table, subject in session.execute(statement)}

    def _changed(self, rows: _Seen) -> set[tuple[str, str]] | None:
        """The things with news; None when all has to be read."""
        if self._matcher is None or not self._seen.items() <= rows.items():
            return None
        return {rows[number] for number in rows.keys() - self._seen.keys()}

    def _take(self, rows: _Seen, changed: set[tuple[str, str]] | None) -> None:
        if changed is None:
            self._matcher = Matcher(_all())
        elif changed and self._matcher:
            _put(self._matcher, changed)
        self._remember(rows)

    def _remember(self, rows: _Seen) -> None:
        """Watch the entries of the last minutes, and the newest in any case."""
        moment = time.monotonic()
        self._first = {number: self._first.get(number, moment) for number in rows}
        settled = [number for number, seen in self._first.items() if seen < moment - LATE]
        self._floor = max(settled, default=self._floor + 1) - 1
        self._seen = {number: row for number, row in rows.items() if number > self._floor}


def _total() -> int:
    """How many rows could be compared."""
    counts = [sa.select(sa.func.count()).select_from(one.model).scalar_subquery() for one in SOURCES.values()]
    return sum(session.execute(sa.select(*counts)).one())


def _all() -> Iterable[Profile]:
    for source in SOURCES.values():
        for thing in session.scalars(source.statement().execution_options(yield_per=BATCH)):
            if profile := source.profile(thing):
                yield profile


def _put(matcher: Matcher, changed: set[tuple[str, str]]) -> None:
    """Read the things again: those that are compared no more are taken out."""
    for table, source in BY_TABLE.items():
        ids = [subject for name, subject in changed if name == table]
        for start in range(0, len(ids), BATCH):
            part = ids[start : start + BATCH]
            things = session.scalars(source.statement().where(source.model.id.in_(part)))
            profiles = [profile for thing in things if (profile := source.profile(thing))]
            matcher.put(profiles)
            gone = {f"{source.kind}:{one}" for one in part} - {profile.key for profile in profiles}
            matcher.drop(gone)


_shared: WeakKeyDictionary[Any, Shared] = WeakKeyDictionary()
_shared_lock = threading.Lock()


def current() -> Matcher | None:
    """The matcher of this process for the database in use, up to date; None while it is being filled.

    Ask at the beginning of a transaction: what that transaction writes must not be taken for committed.
    """
    with _shared_lock:
        shared = _shared.setdefault(session.get_bind(), Shared())
    return shared.current()


def seen_by(actor: Actor, matches: Iterable[Match]) -> list[Match]:
    """Those matches whose things the database shows this reader now, in their order."""
    found = list(matches)
    shown: set[str] = set()
    for kind in {match.kind for match in found}:
        ids = [id_of(match.key) for match in found if match.kind == kind]
        shown |= {f"{kind}:{one}" for one in SOURCES[kind].visible(actor, ids)}
    return [match for match in found if match.key in shown]


__all__ = ["Match", "Matcher", "Profile", "Shared", "current", "seen_by"]
