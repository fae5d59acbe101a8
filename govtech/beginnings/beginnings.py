"""What a joint specification can be begun from: a template's version, a file, an older specification, a need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from govtech.beginnings import import_markdown
from govtech.beginnings.import_restoring import known, nearest, restored
from govtech.beginnings.importing import LONGEST_TITLE, Brought, Report, from_document
from govtech.core import files
from govtech.core.db import Rows, session
from govtech.core.errors import NotFound
from govtech.core.policy import Actor
from govtech.core.text import shorten
from govtech.core.words import Text
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.documents import docx_reader
from govtech.drafting import queries
from govtech.drafting.content import Beginning, from_template, values_of
from govtech.drafting.models import Specification, Status
from govtech.drafting.policy import PUBLIC, taking_part, visible_to
from govtech.needs import queries as needs
from govtech.organisations.models import Organisation
from govtech.specifications import queries as templates
from govtech.specifications.models import SpecTemplate

MOST_OLDER = 200
ENDINGS = (".docx", ".md")
COUNT_LABELS: Mapping[str, Text] = {
    "chapters": _l("章"),
    "sections": _l("節"),
    "items": _l("要件"),
    "parameters": _l("団体が決める値"),
    "tables": _l("そのほかの表"),
    "lists": _l("箇条書き"),
    "footnotes": _l("注"),
}
"""What a report counts, in the order in which it is told."""


@dataclass(frozen=True)
class File:
    """A file to begin from."""

    name: str
    data: bytes


def versions() -> Rows:
    """slug, title, version and latest of every version of every template, by reading and the newest first."""
    return session.execute(
        sa.select(
            SpecTemplate.slug, SpecTemplate.title, SpecTemplate.version, templates.LATEST.label("latest")
        ).order_by(SpecTemplate.kana, SpecTemplate.slug, SpecTemplate.rank.desc())
    ).all()


def of_template(slug: str, version: str | None = None) -> Beginning:
    """A version of a template, the latest when none is named; NotFound when there is none."""
    return from_template(templates.content(templates.find(slug, version)))


def older(actor: Actor) -> Rows:
    """id, title, number, status and organisation of those that may be begun from, the newest first.

    Frozen ones are everybody's; a draft is for those who take part in it: others may read a consultation, but its
    text is not theirs to go on with.
    """
    return session.execute(
        sa.select(
            Specification.id,
            Specification.title,
            Specification.number,
            Specification.status,
            Organisation.name.label("organisation"),
        )
        .join(Organisation, Organisation.id == Specification.organisation_id)
        .where(_open_to(actor))
        .order_by(Specification.listed_at.desc(), Specification.id)
        .limit(MOST_OLDER)
    ).all()


def _open_to(actor: Actor) -> sa.ColumnElement[bool]:
    if actor.is_coordinator:
        return Specification.status != Status.ABANDONED
    usable = sa.or_(Specification.status.in_(PUBLIC), taking_part(actor))
    return sa.and_(visible_to(actor), usable, Specification.status != Status.ABANDONED)


def of_older(actor: Actor, specification_id: str) -> Beginning:
    """The text and values of a specification; NotFound when it is not the actor's to go on with."""
    found = session.scalar(
        sa.select(Specification).where(Specification.id == specification_id, _open_to(actor))
    )
    if found is None:
        raise NotFound
    return Beginning(
        title=found.title,
        summary=found.summary,
        origin=f"specification:{found.id}",
        initiatives=tuple(map(int, found.initiatives)),
        need_id=found.need_id,
        content=queries.content(found),
    )


class ForNeed(NamedTuple):
    """What a need gives to the specification that is to meet it."""

    id: str
    title: str
    initiatives: tuple[int, ...]


def need(actor: Actor, need_id: str) -> ForNeed:
    """The need that is to be met; NotFound when the actor may not read it."""
    found = needs.get(actor, need_id)
    numbers = tuple(sorted(row.number for row in found.initiatives))
    return ForNeed(found.id, shorten(found.title, LONGEST_TITLE), numbers)


def meeting(beginning: Beginning, wanted: ForNeed | None) -> Beginning:
    """The beginning for a need: its initiatives come first, those of the origin behind them."""
    if wanted is None:
        return beginning
    numbers = tuple(dict.fromkeys((*wanted.initiatives, *beginning.initiatives)))
    return replace(beginning, need_id=wanted.id, initiatives=numbers)


def of_file(file: File) -> Brought:
    """The content of a Word or Markdown file and the report about it; Invalid with the reason when it is refused."""
    name = files.safe_name(file.name)
    files.check_kind(name, ENDINGS)
    files.check(file.data, name, only_read=True)
    lost: list[str] = []
    if Path(name).suffix.lower() == ".docx":
        imported = docx_reader.read(file.data, name)
        document = imported.document
        lost = [f"{note.where}：{note.what}" if note.where else note.what for note in imported.report]
    else:
        document = import_markdown.read(file.data)
        lost = import_markdown.dropped(file.data)
    stem = shorten(Path(name).stem, LONGEST_TITLE)
    brought = from_document(document, origin=f"docx:{name}"[:120], name=stem, known=known())
    return _restored(brought, lost)


def _restored(brought: Brought, lost: list[str]) -> Brought:
    """With placeholders put back where the text is a template's, and what the reader could not take said last."""
    beginning, report = brought
    notes = list(report.notes)
    template = nearest(beginning.content)
    if template is not None:
        content, count = restored(beginning.content, template)
        beginning = replace(beginning, content=content, initiatives=template.initiatives)
        notes.insert(
            0,
            _(
                "ひな形「%(title)s」と同じ文が%(n)sか所あり、値を変えると文も変わる形に戻しました。",
                title=template.title,
                n=count,
            ),
        )
    elif values_of(beginning.content):
        notes.append(_("付録の値を取り込みました。本文の中の同じ値は、文字のままです。"))
    return Brought(beginning, Report(Counter(report.counts), [*notes, *lost]))
