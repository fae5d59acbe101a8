"""HTTP for the progress notes of a trial and their files."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint
from flask.typing import ResponseReturnValue

from govtech.core.download import file_store, hand_out
from govtech.core.errors import Invalid
from govtech.core.files import StoredFile
from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, public, render, say
from govtech.core.words import gettext as _
from govtech.trials import queries, report_services
from govtech.trials.forms import NoteForm
from govtech.trials.models import NOTE_READER_LABELS, Note, Trial

blueprint = Blueprint("trial_notes", __name__, url_prefix="/trials/<trial_id>/notes")


@blueprint.route("/new", methods=["GET", "POST"])
def create(trial_id: str) -> ResponseReturnValue:
    """Note what happened on a day."""
    trial = queries.get(actor(), trial_id)
    authorise(actor(), "trial:note", trial)
    form = NoteForm()
    if form.validate_on_submit():
        with form.catching():
            report_services.add_note(actor(), trial, form.statement(), _stored(form))
            say(_("経過を保存し、相手の団体に知らせました。"))
            return back("trials.show", trial_id=trial.id, _anchor="notes")
    return _page(form, trial, None, form_status(form))


@blueprint.route("/<note_id>/edit", methods=["GET", "POST"])
def edit(trial_id: str, note_id: str) -> ResponseReturnValue:
    """Put a note of one's own organisation right."""
    trial, note = queries.get(actor(), trial_id), queries.note(actor(), trial_id, note_id)
    authorise(actor(), "trial_note:edit", note)
    data = {"on": note.on, "body": note.body, "readers": note.readers, "version": note.version}
    form = NoteForm(data=data)
    if form.validate_on_submit():
        if form.version.data != note.version:
            return _stale(form, trial, note)
        with form.catching():
            report_services.edit_note(
                actor(), trial, note, form.statement(), expected_version=note.version, files=_stored(form)
            )
            say(_("経過を保存しました。"))
            return back("trials.show", trial_id=trial.id, _anchor="notes")
    return _page(form, trial, note, form_status(form))


def _stale(form: NoteForm, trial: Trial, note: Note) -> ResponseReturnValue:
    """A colleague changed it meanwhile: both texts, and nothing lost."""
    form.version.data = note.version
    rows = (
        (form.on.label.text, note.on.isoformat(), form.on.data.isoformat()),
        (form.body.label.text, note.body, form.body.data),
        (
            form.readers.label.text,
            str(NOTE_READER_LABELS[note.readers]),
            str(NOTE_READER_LABELS[form.readers.data]),
        ),
    )
    stale = [row for row in rows if row[1] != row[2]]
    return _page(form, trial, note, HTTPStatus.CONFLICT, stale)


def _page(
    form: NoteForm,
    trial: Trial,
    note: Note | None,
    status: int,
    stale: list[tuple[str, str, str]] | None = None,
) -> ResponseReturnValue:
    return render("trials/note.html", form=form, trial=trial, note=note, stale=stale or (), status=status)


def _stored(form: NoteForm) -> list[StoredFile]:
    """The files that came with the note, checked and kept."""
    try:
        return [
            file_store().store(one.stream, one.filename)
            for one in form.files.data or ()
            if one and one.filename
        ]
    except Invalid as error:
        raise Invalid(error.message, field="files") from None


@blueprint.get("/<note_id>/files/<attachment_id>")
@public
def download(trial_id: str, note_id: str, attachment_id: str) -> ResponseReturnValue:
    """A file of a note, to keep."""
    found = queries.attachment(actor(), trial_id, note_id, attachment_id)
    return hand_out(found.sha256, found.name, found.media_type)


@blueprint.post("/<note_id>/files/<attachment_id>/remove")
def detach(trial_id: str, note_id: str, attachment_id: str) -> ResponseReturnValue:
    """Take a file away."""
    trial, note = queries.get(actor(), trial_id), queries.note(actor(), trial_id, note_id)
    found = queries.attachment(actor(), trial_id, note_id, attachment_id)
    report_services.detach(actor(), trial, note, found)
    say(_("ファイルを外しました。"))
    return back(".edit", trial_id=trial.id, note_id=note.id)
