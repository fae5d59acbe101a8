"""Beginning joint specifications from files, and what the reports of these imports are good for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

import sqlalchemy as sa

from govtech.beginnings.beginnings import File, ForNeed, meeting, of_file
from govtech.beginnings.importing import Report
from govtech.beginnings.models import ImportReport
from govtech.core.clock import now
from govtech.core.db import attempt, session
from govtech.core.errors import Conflict, Invalid
from govtech.core.importing import Report as Counts
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.drafting import services
from govtech.drafting.content import Beginning
from govtech.drafting.models import Specification
from govtech.drafting.revising import hold
from govtech.drafting.shaping import reshape

LONGEST_NAME = 120


def begin_from_file(
    actor: Actor,
    file: File,
    *,
    title: str = "",
    wanted: ForNeed | None = None,
    parties: Sequence[str] = (),
) -> Specification:
    """Begin a draft with what a Word or Markdown file says, and keep the report beside it."""
    authorise(actor, "specification:create")
    try:
        beginning, report = of_file(file)
    except Invalid as error:
        raise Invalid(error.message, field="document") from None
    made = services.create(actor, meeting(_titled(beginning, title), wanted), parties)
    session.add(_report(actor, made, file, report))
    return made


def _titled(beginning: Beginning, title: str) -> Beginning:
    return replace(beginning, title=title or beginning.title or _("新しい共同仕様書"))


def _report(actor: Actor, made: Specification, file: File, report: Report) -> ImportReport:
    return ImportReport(
        specification_id=made.id,
        organisation_id=actor.organisation_id or "",
        file_name=file.name[-LONGEST_NAME:],
        file_hash=_hash(file),
        revision=made.revision,
        counts=dict(report.counts),
        notes=list(report.notes),
    )


def _hash(file: File) -> str:
    return hashlib.sha256(file.data).hexdigest()


def report_read(actor: Actor, specification: Specification) -> None:
    """Note that somebody has read the report of the import; it is no longer shown."""
    authorise(actor, "specification:edit", specification)
    report = session.get(ImportReport, specification.id)
    if report is not None and report.read_at is None:
        report.read_at = now()
        record(actor, "specification.report_read", specification, confidential=True)


def import_files(actor: Actor, given: Iterable[File], title: str = "") -> Counts:
    """Begin or renew a draft from each file of the actor's organisation; what is refused leaves the others.

    The same file is taken once. A file of a known name with other content renews the draft that came from it, as long
    as nobody has written in it.
    """
    authorise(actor, "specification:create")
    counts = Counts()
    for file in given:
        try:
            with attempt():
                _import(actor, file, title, counts)
        except (Invalid, Conflict) as error:
            counts.refuse(file.name, error.message)
    return counts


def _import(actor: Actor, file: File, title: str, counts: Counts) -> None:
    kept = session.scalars(
        sa.select(ImportReport)
        .where(
            ImportReport.organisation_id == (actor.organisation_id or ""),
            ImportReport.file_name == file.name[-LONGEST_NAME:],
        )
        .order_by(ImportReport.imported_at.desc(), ImportReport.specification_id)
    ).all()
    if any(row.file_hash == _hash(file) for row in kept):
        counts.unchanged += 1
    elif kept:
        _renew(actor, kept[0], file, title)
        counts.changed += 1
    else:
        begin_from_file(actor, file, title=title)
        session.flush()
        counts.new += 1


def _renew(actor: Actor, kept: ImportReport, file: File, title: str) -> None:
    """The draft's text as the newer file has it; Conflict when people have written in it since."""
    specification = session.get_one(Specification, kept.specification_id)
    hold(specification)
    if specification.revision != kept.revision:
        raise Conflict(
            _(
                "前の版から作った「%(title)s」は、取り込んだ後に書き換えられています。ファイルの名前を変えると、別の仕様書として取り込めます。",
                title=specification.title,
            )
        )
    beginning, report = of_file(file)
    reshape(actor, specification, beginning.content, _("ファイル「%(name)s」の新しい版", name=file.name))
    specification.title = title or beginning.title or specification.title
    kept.file_hash, kept.revision, kept.read_at = _hash(file), specification.revision, None
    kept.counts, kept.notes, kept.imported_at = dict(report.counts), list(report.notes), now()
