"""Soundings in words and shapes for their pages and files."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import xlsxwriter

from govtech.core.clock import now
from govtech.core.open_data import BOM, cell
from govtech.core.show import show_datetime
from govtech.core.words import SOURCE, use_locale
from govtech.core.words import gettext as _
from govtech.documents.blocks import Document
from govtech.documents.sheets import BOX, HEAD, LINE, TITLE, height, page
from govtech.drafting import presenting as drafting_presenting
from govtech.drafting.content import values_of
from govtech.drafting.presenting import Reading
from govtech.reading import publishing
from govtech.soundings import places, queries
from govtech.soundings.corrections import Corrections
from govtech.soundings.models import KIND_LABELS, OUTCOME_LABELS, Outcome, Remark, Sounding, Status

TONES: Mapping[Status, str] = {
    Status.OPEN: "open",
    Status.CLOSED: "wait",
    Status.PUBLISHED: "done",
    Status.WITHDRAWN: "stop",
}
OUTCOME_TONES: Mapping[str, str] = {
    "taken": "done",
    "partly": "done",
    "not_taken": "closed",
    "clarified": "open",
}
WIDTHS = (6, 20, 12, 44, 30, 14, 44, 24)
"""Of the columns of the table as a workbook, in characters."""


class Line(NamedTuple):
    """A line of the published table."""

    number: int
    place: str
    kind: str
    text: str
    wanted: str
    outcome: str
    answer: str
    corrected: str


def reading(sounding: Sounding) -> Reading:
    """The numbered text that readers were given."""
    return drafting_presenting.reading(sounding.specification, queries.content(sounding))


def heads() -> tuple[str, ...]:
    """The heads of the published table, in the reader's language."""
    return (
        _("番号"),
        _("意見の対象"),
        _("種類"),
        _("意見"),
        _("希望する文案"),
        _("意見の扱い"),
        _("回答"),
        _("訂正・追記"),
    )


def lines(text: Reading, rows: Sequence[Remark], corrected: Corrections) -> list[Line]:
    """The published table: answered remarks by their number, or in the order of the text before they have one."""
    labels = places.labels(text)
    return [
        Line(
            row.number or count,
            labels.get((row.thing, row.thing_key), row.thing_key),
            str(KIND_LABELS[row.kind]),
            row.shown_text,
            row.shown_wanted,
            str(OUTCOME_LABELS[row.reply.outcome]) if row.reply else "",
            row.reply.answer if row.reply else "",
            "\n".join(one.words for one in corrected.get(row.reply_id or "", ())),
        )
        for count, row in enumerate(_numbered(text, rows), 1)
    ]


def tally(rows: Sequence[Remark]) -> list[tuple[str, int]]:
    """What became of the remarks: how many of each, in the order in which outcomes are offered."""
    counted = Counter(row.reply.outcome for row in rows if row.reply)
    return [
        (str(label), counted[Outcome(name)])
        for name, label in OUTCOME_LABELS.items()
        if counted[Outcome(name)]
    ]


def placed(text: Reading, rows: Sequence[Remark]) -> list[tuple[str, Remark]]:
    """Remarks with what their places are called, as these stand in the text."""
    labels = places.labels(text)
    return [
        (labels.get((row.thing, row.thing_key), row.thing_key), row) for row in places.in_order(text, rows)
    ]


def _numbered(text: Reading, rows: Sequence[Remark]) -> list[Remark]:
    """By the numbers that publishing gave; by place until then."""
    ordered = places.in_order(text, rows)
    return sorted(ordered, key=lambda row: row.number or 0)


def as_csv(table: Sequence[Line]) -> str:
    """The table as a file: BOM for Excel, and nothing that a spreadsheet would run."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(heads())
    writer.writerows([[cell(value) for value in line] for line in table])
    return BOM + written.getvalue()


def as_xlsx(sounding: Sounding, table: Sequence[Line]) -> bytes:
    """The table as a workbook that prints on A4 across, its head on each page; every text stays a text."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet(_("意見と回答"))
    head, body = book.add_format(HEAD), book.add_format(BOX)
    sheet.write_string(0, 0, sounding.title, book.add_format(TITLE))
    sheet.set_row(0, LINE + 7)
    for column, (title, width) in enumerate(zip(heads(), WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(1, column, title, head)
    for row, line in enumerate(table, 2):
        sheet.write_number(row, 0, line.number, body)
        for column, value in enumerate(line[1:], 1):
            sheet.write_string(row, column, str(value), body)
        sheet.set_row(row, height([str(value) for value in line], WIDTHS))
    sheet.freeze_panes(2, 1)
    sheet.repeat_rows(1)
    page(sheet, sounding.title)
    sheet.autofilter(1, 0, max(len(table) + 1, 1), len(WIDTHS) - 1)
    book.close()
    return made.getvalue()


def document(sounding: Sounding) -> Document:
    """The text that readers were given, to print and pass round: without positions, annex and who drafts with whom."""
    plain = queries.content(sounding)
    template = drafting_presenting.shaped(sounding.specification, plain)
    with use_locale(SOURCE):  # the text is Japanese, whoever takes the file
        until = show_datetime(sounding.until)
    facts = [("とりまとめ団体", sounding.organisation.name), ("意見の期限", until)]
    return publishing.document(
        template, values_of(plain), subtitle="共同調達仕様書（意見募集のための案）", facts=facts
    )


def takes_remarks(sounding: Sounding) -> bool:
    """Whether one can remark now."""
    return sounding.status is Status.OPEN and now() < sounding.until


def steps(sounding: Sounding) -> list[tuple[str, str]]:
    """The life as steps: done, now, next."""
    order = (Status.OPEN, Status.CLOSED, Status.PUBLISHED)
    if sounding.status not in order:
        return []
    here = order.index(Status(sounding.status))
    return [
        (str(Sounding.STATUS_LABELS[one]), "done" if at < here else "now" if at == here else "next")
        for at, one in enumerate(order)
    ]


def acts() -> dict[str, str]:
    """What the journal's verbs are called in the history."""
    return {
        "sounding.opened": _("意見募集を始めました"),
        "sounding.extended": _("意見の期限を変えました"),
        "sounding.withdrawn": _("意見募集を取りやめました"),
        "sounding.closed": _("意見の期限が来ました"),
        "sounding.answered": _("意見に回答しました"),
        "sounding.reworded": _("公開する文を整えました"),
        "sounding.published": _("意見と回答を公開しました"),
        "sounding.corrected": _("公開した回答を訂正・追記しました"),
    }
