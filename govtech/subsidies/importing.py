"""Taking jGrants records in: each checked by itself, written in bulk, repeatable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from govtech.core import journal
from govtech.core.clock import now
from govtech.core.db import new_id, session
from govtech.core.errors import Invalid
from govtech.core.importing import Report
from govtech.core.journal import compared, record_all
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.notices.queries import watched_ids
from govtech.notices.telling import updated
from govtech.subsidies import jgrants
from govtech.subsidies.jgrants import Record, WindowData
from govtech.subsidies.models import WINDOWS, Source, Subsidy, Window, WindowArea, search_text

BATCH = 400
EMPTY: dict[str, Any] = {
    "number": "",
    "title": "",
    "catch_phrase": "",
    "scheme": "",
    "provider": "",
    "body": "",
    "eligible": "",
    "rate": "",
    "ceiling": None,
    "employees": "",
    "industries": [],
    "purposes": [],
    "grant_type": "",
    "online": None,
    "repeatable": None,
    "url": "",
    "documents": [],
}
TEXTS = ("title", "rate", "ceiling", "employees", "url")
"""Changes the journal tells in full; of the long ones it says that they changed."""


@dataclass
class Held:
    """A subsidy as it is in the database, and as the records read so far make it."""

    id: str
    values: dict[str, Any]
    windows: dict[str, WindowData] = field(default_factory=dict)
    window_ids: dict[str, str] = field(default_factory=dict)
    corrected: frozenset[str] = frozenset()
    is_new: bool = False
    changes: dict[str, object] = field(default_factory=dict)

    def take(self, record: Record) -> bool:
        """Make it what the record says, except where somebody corrected it; whether anything changed."""
        given = {key: value for key, value in record.values.items() if key not in self.corrected}
        windows = self.windows if WINDOWS in self.corrected else _merged(self.windows, record)
        changes = compared(self.values, given)
        self.values.update(given)
        if windows != self.windows:
            changes[WINDOWS] = [_closings(self.windows), _closings(windows)]
            self.windows = windows
        self.changes.update(changes)
        return bool(changes)


def _merged(held: dict[str, WindowData], record: Record) -> dict[str, WindowData]:
    """Windows with numbers replace each other; the one without gives way to a numbered one of the same time."""
    merged = dict(held)
    numbered = {
        window["source_id"]: WindowData(**window) for window in record.windows if "source_id" in window
    }
    if numbered:
        merged = numbered | ({"": held[""]} if "" in held else {})
    elif record.windows:
        merged[""] = replace(held.get("", WindowData()), **record.windows[0])
    bare = merged.get("")
    times = {(window.opens_at, window.closes_at) for key, window in merged.items() if key}
    if bare and times and ((bare.opens_at, bare.closes_at) in times or bare.closes_at is None):
        del merged[""]
    if any(
        window.opens_at and window.closes_at and window.closes_at < window.opens_at
        for window in merged.values()
    ):
        raise Invalid(_("受付締切が受付開始より前になっています。"))
    return merged or {"": WindowData()}


def _closings(windows: dict[str, WindowData]) -> list[str]:
    return sorted(window.closes_at.isoformat() for window in windows.values() if window.closes_at)


def import_jgrants(actor: Actor, files: Iterable[tuple[str, bytes]]) -> Report:
    """Take (name, content) of list and detail answers of jGrants. Repeatable; what is refused is named."""
    authorise(actor, "subsidy:import")
    report = Report()
    rows = list(_records(files, report))
    held = _held([record.source_id for _row, record in rows])
    for row, record in rows:
        one = held.get(record.source_id) or Held(new_id(), dict(EMPTY), is_new=True)
        try:
            changed = one.take(record)
        except Invalid as error:
            report.refuse(row, error.message)
            continue
        if record.source_id not in held:
            report.new += 1
        elif changed:
            report.changed += 1
        else:
            report.unchanged += 1
        held[record.source_id] = one
    _write(actor, held)
    return report


def _records(files: Iterable[tuple[str, bytes]], report: Report) -> Iterable[tuple[str, Record]]:
    """Each good record with the place it stands at; the others go into the report."""
    for name, content in files:
        try:
            raws = jgrants.documents(content)
        except Invalid as error:
            report.refuse(name, error.message)
            continue
        for number, raw in enumerate(raws, 1):
            row = _("%(name)s %(n)s件目", name=name, n=number)
            if isinstance(raw, dict) and raw.get("id"):
                row = f"{row} ({jgrants.shown(raw['id'])})"
            try:
                yield row, jgrants.read(raw)
            except Invalid as error:
                report.refuse(row, error.message)


def _held(source_ids: Sequence[str]) -> dict[str, Held]:
    """What is in the database under these numbers, locked against others where the database can."""
    found: dict[str, Held] = {}
    by_id: dict[str, Held] = {}
    columns = [getattr(Subsidy, name) for name in EMPTY]
    for batch in _batches(list(dict.fromkeys(source_ids))):
        rows = session.execute(
            sa.select(Subsidy.id, Subsidy.source_id, Subsidy.corrected, *columns)
            .where(Subsidy.source == Source.JGRANTS, Subsidy.source_id.in_(batch))
            .with_for_update()
        )
        for row in rows:
            values = row._asdict()
            one = Held(values.pop("id"), values, corrected=frozenset(values.pop("corrected")))
            found[values.pop("source_id")] = by_id[one.id] = one
    _add_windows(by_id)
    return found


def _add_windows(by_id: dict[str, Held]) -> None:
    for batch in _batches(list(by_id)):
        areas: dict[str, list[str]] = {}
        for window_id, area in session.execute(
            sa.select(WindowArea.window_id, WindowArea.area)
            .join(Window, Window.id == WindowArea.window_id)
            .where(Window.subsidy_id.in_(batch))
            .order_by(WindowArea.position)
        ):
            areas.setdefault(window_id, []).append(area)
        for window in session.execute(
            sa.select(*Window.__table__.columns).where(Window.subsidy_id.in_(batch))
        ):
            values = window._asdict()
            window_id, one = values.pop("id"), by_id[values.pop("subsidy_id")]
            data = WindowData(**values, areas=tuple(areas.get(window_id, ())))
            one.windows[data.source_id] = data
            one.window_ids[data.source_id] = window_id


def _write(actor: Actor, held: dict[str, Held]) -> None:
    new = {key: one for key, one in held.items() if one.is_new}
    changed = [one for one in held.values() if one.changes and not one.is_new]
    moment = now()
    if new:
        common = {
            "source": Source.JGRANTS,
            "municipal": False,
            "sample": False,
            "corrected": [],
            "contact": "",
        }
        stamps = {"created_at": moment, "updated_at": moment, "version": 1}
        rows = [_row(one) | common | stamps | {"source_id": key} for key, one in new.items()]
        session.execute(sa.insert(Subsidy), rows)
    if changed:
        table: Any = Subsidy.__table__
        rows = [{**_row(one), "updated_at": moment, "key": one.id} for one in changed]
        places: dict[str, Any] = {name: sa.bindparam(name) for name in rows[0] if name not in {"id", "key"}}
        statement = sa.update(table).where(table.c.id == sa.bindparam("key"))
        session.connection().execute(statement.values(version=table.c.version + 1, **places), rows)
    _write_windows([one for one in held.values() if one.is_new or WINDOWS in one.changes])
    record_all(actor, "subsidy.imported", Subsidy, [(one.id, {}) for one in new.values()])
    _record_changes(actor, changed)


def _record_changes(actor: Actor, changed: Sequence[Held]) -> None:
    """One entry for each; the few that somebody watches one by one, since their watchers hear of it."""
    watched = watched_ids(Subsidy.__tablename__) if changed else set()
    quiet = [(one.id, _told(one.changes)) for one in changed if one.id not in watched]
    record_all(actor, "subsidy.updated", Subsidy, quiet)
    for one in changed:
        if one.id in watched:
            subsidy = session.get_one(Subsidy, one.id, populate_existing=True)
            told = updated(actor, subsidy, subsidy.title)
            journal.record(actor, "subsidy.updated", subsidy, _told(one.changes), notices=told)


def _row(one: Held) -> dict[str, Any]:
    areas = dict.fromkeys(area for window in one.windows.values() for area in window.areas)
    return {**one.values, "id": one.id, "search_text": search_text(one.values, areas)}


def _told(changes: dict[str, object]) -> dict[str, object]:
    return {key: change if key in {*TEXTS, WINDOWS} else [None, None] for key, change in changes.items()}


def _write_windows(subsidies: Sequence[Held]) -> None:
    """Replace the windows of these subsidies; a window that stays keeps its id, so calendars keep their entry."""
    windows: list[dict[str, Any]] = []
    areas: list[dict[str, Any]] = []
    for one in subsidies:
        for key, data in one.windows.items():
            window_id = one.window_ids.get(key) or new_id()
            row = {name: value for name, value in vars(data).items() if name != "areas"}
            windows.append({**row, "id": window_id, "subsidy_id": one.id})
            areas.extend(
                {"window_id": window_id, "area": area, "position": place}
                for place, area in enumerate(data.areas)
            )
    for batch in _batches([window_id for one in subsidies for window_id in one.window_ids.values()]):
        session.execute(sa.delete(WindowArea).where(WindowArea.window_id.in_(batch)))
        session.execute(sa.delete(Window).where(Window.id.in_(batch)))
    if windows:
        session.execute(sa.insert(Window), windows)
    if areas:
        session.execute(sa.insert(WindowArea), areas)


def _batches(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
