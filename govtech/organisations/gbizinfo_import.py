"""Facts of a gBizINFO record beside what an organisation states, and taken over by choice or by an operator."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa

from govtech.core.clock import today
from govtech.core.db import session
from govtech.core.errors import Conflict, Invalid
from govtech.core.importing import Report
from govtech.core.journal import record as journal
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.organisations.facts import LABELS, in_words, put
from govtech.organisations.gbizinfo import Record, documents, read
from govtech.organisations.models import Organisation

OFFICIAL = ("name", "kana")
"""What only the secretariat changes: a difference is shown, not taken over."""
OWN_WORDS = ("description",)
"""What an organisation says in words of its own: offered, but not chosen beforehand once there is something."""


class Difference(NamedTuple):
    """A fact that the record states otherwise: both in words, whether it can be taken over and is chosen at first."""

    name: str
    label: str
    before: str
    after: str
    open: bool
    chosen: bool


def record_for(organisation: Organisation, content: bytes) -> Record:
    """The record of this organisation in an uploaded file; Invalid says why there is none."""
    return checked(organisation, [read(one) for one in documents(content)])


def checked(organisation: Organisation, records: Iterable[Record]) -> Record:
    """The one that is about this organisation and not older than what was taken before; Invalid otherwise."""
    found = list(records)
    own = organisation.corporate_number
    if own is None:
        raise Invalid(
            _("法人番号が登録されていないため、取り込めません。事務局にご連絡ください。"), field="file"
        )
    mine = [one for one in found if one.corporate_number == own]
    if not mine:
        message = _(
            "ファイルは法人番号%(other)s（%(name)s）のものです。自団体の法人番号%(own)sのファイルを選んでください。",
            other=found[0].corporate_number,
            name=found[0].name or _("名称なし"),
            own=own,
        )
        raise Invalid(message, field="file")
    _check_age(organisation, mine[0])
    return mine[0]


def _check_age(organisation: Organisation, record: Record) -> None:
    before = organisation.gbizinfo_on
    if before and record.updated_on and record.updated_on < before:
        message = _(
            "すでに取り込んだ情報（%(before)s）より古いもの（%(now)s）です。新しいものを保存し直してください。",
            before=in_words("", before),
            now=in_words("", record.updated_on),
        )
        raise Invalid(message, field="file")


def differences(organisation: Organisation, record: Record) -> list[Difference]:
    """What the record states otherwise than the organisation, in the order of the facts."""
    stated = {"name": record.name, **record.values} if record.name else dict(record.values)
    found = []
    for name, label in LABELS.items():
        before, after = getattr(organisation, name), stated.get(name)
        if after is not None and before != after:
            may = name not in OFFICIAL
            chosen = may and not (name in OWN_WORDS and before)
            found.append(
                Difference(name, str(label), in_words(name, before), in_words(name, after), may, chosen)
            )
    return found


def apply_gbizinfo(
    actor: Actor, organisation: Organisation, record: Record, chosen: Collection[str], expected_version: int
) -> None:
    """Take over the chosen facts of a record of one's own organisation; Conflict when they changed meanwhile."""
    authorise(actor, "organisation:edit", organisation)
    if organisation.version != expected_version:
        raise Conflict(_("編集している間に、ほかの人が変更しました。違いを見直してください。"))
    record = checked(organisation, [record])
    offered = {item.name for item in differences(organisation, record) if item.open}
    if not offered & set(chosen):
        raise Invalid(_("取り込む項目を一つ以上選んでください。"), field="fields")
    _take(actor, organisation, record, offered & set(chosen))


def _take(actor: Actor, organisation: Organisation, record: Record, names: Collection[str]) -> bool:
    changes = put(organisation, {name: record.values[name] for name in record.values if name in names})
    fresh = organisation.gbizinfo_on is None
    if record.updated_on or fresh:
        organisation.gbizinfo_on = record.updated_on or today()
    if changes or fresh:
        journal(actor, "organisation.imported", organisation, changes)
    return bool(changes)


def import_gbizinfo(actor: Actor, files: Iterable[tuple[str, bytes]]) -> Report:
    """Take the records of files (name, content) for the organisations that registered with their numbers.

    New: the first facts of an organisation. Repeatable; what is refused leaves the others as they are.
    An organisation's own words are only filled in where there are none, its name is left to the secretariat.
    """
    authorise(actor, "organisation:import")
    report = Report()
    seen: set[str] = set()
    for name, content in files:
        try:
            records = documents(content)
        except Invalid as error:
            report.refuse(name, error.message)
            continue
        for place, raw in enumerate(records, start=1):
            try:
                _import_one(actor, raw, seen, report)
            except Invalid as error:
                report.refuse(_("%(name)sの%(n)s件目", name=name, n=place), error.message)
    return report


def _import_one(actor: Actor, raw: Any, seen: set[str], report: Report) -> None:
    record = read(raw)
    number = record.corporate_number
    if number in seen:
        raise Invalid(_("法人番号%(number)sは、前にもありました。", number=number))
    organisation = session.scalar(sa.select(Organisation).where(Organisation.corporate_number == number))
    if organisation is None:
        raise Invalid(
            _(
                "法人番号%(number)s（%(name)s）の団体は、ここに登録されていません。",
                number=number,
                name=record.name or _("名称なし"),
            )
        )
    _check_age(organisation, record)
    seen.add(number)
    fresh = organisation.gbizinfo_on is None
    changed = _take(
        actor, organisation, record, {d.name for d in differences(organisation, record) if d.chosen}
    )
    if fresh:
        report.new += 1
    elif changed:
        report.changed += 1
    else:
        report.unchanged += 1
