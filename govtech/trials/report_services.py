"""What was measured and what is told at the end, and the notes along the way. Callers own the transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from govtech.core import journal
from govtech.core.clock import now
from govtech.core.db import lock, session
from govtech.core.errors import Conflict, Invalid
from govtech.core.files import StoredFile
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.trials import announcing
from govtech.trials.content import ReportData, ResultData, reported
from govtech.trials.keeping import keep, unchanged
from govtech.trials.models import Note, NoteAttachment, NoteReaders, Trial

MOST_FILES = 10


@dataclass(frozen=True)
class NoteData:
    """A progress note: its day, its Markdown text, and who reads it."""

    on: date
    body: str
    readers: str = NoteReaders.PARTNERS


def record_results(
    actor: Actor, trial: Trial, results: Mapping[str, ResultData], expected_version: int
) -> None:
    """Put in what was measured, by the measures' ids. Conflict on a stale version."""
    lock(trial)
    authorise(actor, "trial:record", trial)
    unchanged(trial, expected_version)
    changes: dict[str, object] = {}
    for measure in trial.measures:
        result = results.get(measure.id)
        if result and (measure.actual, measure.note) != (result.actual, result.note):
            changes[measure.name] = [measure.actual, result.actual]
            measure.actual, measure.note = result.actual, result.note
    if changes:
        keep(actor, "trial.measured", trial, {"measures": sorted(changes)}, secret=True)


def write_report(actor: Actor, trial: Trial, data: ReportData, expected_version: int) -> None:
    """Write what worked, what did not, and what it cost. Conflict on a stale version."""
    lock(trial)
    authorise(actor, "trial:record", trial)
    unchanged(trial, expected_version)
    changed = journal.compared(asdict(reported(trial)), asdict(data))
    if not changed:
        return
    for name, value in asdict(data).items():
        setattr(trial, name, value)
    keep(actor, "trial.reported", trial, {"fields": sorted(changed)}, secret=True)


def add_note(actor: Actor, trial: Trial, data: NoteData, files: Sequence[StoredFile] = ()) -> Note:
    """Note what happened on a day; the other side is told."""
    lock(trial)
    authorise(actor, "trial:note", trial)
    note = Note(trial_id=trial.id, organisation_id=actor.organisation_id, author_name=actor.name)
    _state(note, data)
    session.add(note)
    _attach(note, files)
    secret = note.readers is NoteReaders.PARTNERS
    keep(actor, "trial.noted", trial, notices=announcing.noted(actor, trial, secret=secret), secret=secret)
    return note


def edit_note(
    actor: Actor,
    trial: Trial,
    note: Note,
    data: NoteData,
    *,
    expected_version: int,
    files: Sequence[StoredFile] = (),
) -> None:
    """Put right a note of one's own organisation, and add files to it. Conflict on a stale version."""
    lock(trial)
    authorise(actor, "trial_note:edit", note)
    session.refresh(note)
    if note.version != expected_version:
        raise Conflict
    _state(note, data)
    note.edited_at = now()
    _attach(note, files)
    keep(actor, "trial.note_edited", trial, secret=True)


def detach(actor: Actor, trial: Trial, note: Note, attachment: NoteAttachment) -> None:
    """Take a file away from a note of one's own organisation."""
    authorise(actor, "trial_note:edit", note)
    note.attachments.remove(attachment)
    note.edited_at = now()
    keep(actor, "trial.note_edited", trial, secret=True)


def _state(note: Note, data: NoteData) -> None:
    note.on, note.body, note.readers = data.on, data.body, NoteReaders(data.readers)


def _attach(note: Note, files: Sequence[StoredFile]) -> None:
    held = {(row.sha256, row.name) for row in note.attachments}
    fresh = [one for one in files if (one.sha256, one.name) not in held]
    if len(held) + len(fresh) > MOST_FILES:
        raise Invalid(_("添付できるのは%(n)s件までです。", n=MOST_FILES), field="files")
    note.attachments.extend(NoteAttachment(**asdict(one)) for one in fresh)
