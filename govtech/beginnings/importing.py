"""A document that somebody wrote elsewhere, as the content of a joint specification, with a report of what became of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from govtech.beginnings.import_grid import grid_of, wants_level
from govtech.beginnings.import_numbers import is_same
from govtech.beginnings.import_outline import HEADING_MARK, Chunk, Outline, outline
from govtech.beginnings.import_tables import Numbers, Setting, items_of, kind_of, remarks, some
from govtech.beginnings.import_text import bodies, caption_of
from govtech.beginnings.import_values import VALUES_TITLE, is_values, values_of
from govtech.core.errors import Invalid
from govtech.core.text import shorten
from govtech.core.words import gettext as _
from govtech.documents.blocks import Block, Document, ListBlock, Paragraph, Quote, Runs, Table, plain
from govtech.drafting.content import Beginning, Plain
from govtech.specifications.template_format import Kind, Parameter

LONGEST_TITLE = 80
LONGEST_ITEM = 1_000
MOST_LINES = 20
"""Lines that look like headings are quoted up to so many."""
MOST_SECTIONS, MOST_ITEMS = 400, 2_000
SOURCES_TITLE = "参考にした資料"
_APPENDIX = re.compile(rf"付録[0-9]*[ \u3000]*(?={VALUES_TITLE}|{SOURCES_TITLE})")
_ABOUT = re.compile(r"仕様書|システム|業務|事業|要件")
_NAMELESS = frozenset({"", "word document", "document", "文書", "無題"})


@dataclass(frozen=True)
class Known:
    """What templates know about things by their names: parameters by label, kinds of items by number."""

    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)


@dataclass
class Report:
    """What was taken, counted, and what was not or had to be decided, in sentences."""

    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


class Brought(NamedTuple):
    """The beginning that a document gives, and the report about it."""

    beginning: Beginning
    report: Report


def from_document(
    document: Document, *, origin: str = "", name: str = "", known: Known | None = None
) -> Brought:
    """The content of a document; `name` is its title where it has none of its own.

    Chapters and sections come from its two highest levels of headings, items from tables of requirements, parameters
    from the table of values at the end; everything else stays as Markdown where it stood. Invalid when there is
    nothing to read, or more than a specification can hold.
    """
    found = outline(document)
    reader = _Reader(document.notes, known or Known())
    for chunk in found.chunks:
        chunk.title = _APPENDIX.sub("", chunk.title)
        reader.take(chunk)
    content: Plain = {"sections": reader.sections, "parameters": reader.parameters}
    report = reader.report
    if not content["sections"]:
        raise Invalid(_("文書に、章や要件として読める内容がありません。"))
    if len(content["sections"]) > MOST_SECTIONS or report.counts["items"] > MOST_ITEMS:
        raise Invalid(
            _(
                "文書が大きすぎます。章と節は%(sections)s、要件は%(items)s件までです。分けて取り込んでください。",
                sections=MOST_SECTIONS,
                items=MOST_ITEMS,
            )
        )
    report.notes[:0] = _decided(found)
    report.notes += [*_changed(reader.renumbered), *remarks(reader.numbers)]
    report.counts["footnotes"] = sum(_footnotes(content["sections"]))
    title = found.title.strip()
    if title.casefold() in _NAMELESS:
        chapters = [one["title"] for one in content["sections"] if one["parent"] is None]
        title = chapters[0] if len(chapters) == 1 and not found.front else _on_cover(found) or name
    if len(title) > LONGEST_TITLE:
        report.notes.insert(0, _("長い題名を縮めて件名にしました。もとの題名：%(title)s", title=title))
    return Brought(Beginning(shorten(title, LONGEST_TITLE), origin=origin, content=content), report)


def _changed(renumbered: Sequence[str]) -> list[str]:
    if not renumbered:
        return []
    pairs = some(renumbered, MOST_LINES)
    return [
        _(
            "見出しの番号%(n)s件が変わりました。本文で引用しているところを確かめてください：%(pairs)s",
            n=len(renumbered),
            pairs=pairs,
        )
    ]


def _on_cover(found: Outline) -> str:
    """The line on the cover that says what the document is about."""
    lines = (plain(one.runs).strip() for one in found.chunks[0].blocks if isinstance(one, Paragraph))
    wanted = (line for line in lines if len(line) <= LONGEST_TITLE and _ABOUT.search(line))
    return next(wanted, "") if found.front else ""


def _footnotes(sections: Sequence[Plain]) -> list[int]:
    return [sum(line.startswith("[^") for line in one["body"].splitlines()) for one in sections]


def _decided(found: Outline) -> list[str]:
    lines = []
    if found.guessed:
        lines.append(_("見出しの様式がないため、番号で始まる短い行を見出しとして読みました。"))
    if found.replaced.strip().casefold() not in _NAMELESS:
        lines.append(
            _(
                "いちばん上の見出しを件名にしました。ファイルの題名は取り込んでいません：%(title)s",
                title=found.replaced,
            )
        )
    if found.front:
        lines.append(
            _("最初の見出しより前の文は、「%(title)s」の章に入れました。", title=found.chunks[0].title)
        )
    if marks := sum(_is_mark(one) for chunk in found.chunks for one in chunk.blocks):
        lines.append(_("見出しに付いていた注%(n)s件は、その見出しの下の「※」に付け替えました。", n=marks))
    if found.unstyled:
        lines.append(
            _(
                "見出しの様式がない見出しと思われる行%(n)s件は、本文に入れました。章や節にするときは、元のファイルで見出しの様式を付けて取り込み直してください：%(lines)s",
                n=len(found.unstyled),
                lines=some(found.unstyled, MOST_LINES),
            )
        )
    return lines


def _is_mark(block: Block) -> bool:
    return isinstance(block, Paragraph) and plain(block.runs) == HEADING_MARK


class _Reader:
    """One document on its way into content."""

    def __init__(self, notes: Mapping[str, Runs], known: Known) -> None:
        self.notes, self.known = notes, known
        self.sections: list[Plain] = []
        self.parameters: list[Plain] = []
        self.numbers = Numbers()
        self.renumbered: list[str] = []
        self.report = Report()
        self._chapter: Plain | None = None
        self._chapters = 0

    def take(self, chunk: Chunk) -> None:
        """A chapter or section, with what has to become more than one."""
        blocks, items = self._sorted(chunk)
        if not blocks and not items and chunk.level == 1 and chunk.title in (VALUES_TITLE, SOURCES_TITLE):
            return
        texts, lost = bodies(blocks, self.notes)
        section = self._begin(chunk.level, chunk.title, texts[0] if texts else "")
        self._compare(chunk.number, section)
        section["items"] += items
        for number, text in enumerate(texts[1:], 2):
            title = f"{section['title'][: LONGEST_TITLE - 10]}（続き{number}）"
            self._begin(2, title, text)
        if len(texts) > 1:
            self._note(
                _("「%(title)s」は長いため、%(n)sつに分けました。", title=section["title"], n=len(texts))
            )
        if lost:
            self._note(
                _(
                    "「%(title)s」の%(n)sか所は、長すぎるか記号が続きすぎるため取り込めませんでした。",
                    title=section["title"],
                    n=lost,
                )
            )

    def _compare(self, typed: str, section: Plain) -> None:
        """Keep in mind a number that comes out other than it was typed: sentences may refer to it."""
        chapter, _dash, place = section["key"].removeprefix("c").partition("-")
        if typed and not is_same(typed, int(chapter), int(place or 0)):
            new = f"{chapter}.{place}" if place else f"第{chapter}章"
            self.renumbered.append(f"{typed}→{new}")

    def _begin(self, level: int, title: str, body: str) -> Plain:
        """A new chapter, or a section of the last one."""
        if level == 1 or self._chapter is None:
            self._chapters += 1
            key, parent = f"c{self._chapters}", None
        else:
            parent = self._chapter["key"]
            inside = sum(one["parent"] == parent for one in self.sections)
            key = f"{parent}-{inside + 1}"
        if len(title) > LONGEST_TITLE:
            self._note(
                _("長い見出しを縮め、全文を本文の先頭に置きました：%(title)s", title=shorten(title, 30))
            )
            title, body = shorten(title, LONGEST_TITLE), f"{title}\n\n{body}".strip()
        section: Plain = {
            "key": key,
            "parent": parent,
            "title": title or "見出しなし",
            "body": body,
            "items": [],
        }
        self.sections.append(section)
        if parent is None:
            self._chapter = section
        self.report.counts["sections" if parent else "chapters"] += 1
        return section

    def _sorted(self, chunk: Chunk) -> tuple[list[Block], list[Plain]]:
        """The blocks that stay text, and the items of those that are tables of requirements."""
        above = self._chapter["title"] if self._chapter and chunk.level > 1 else ""
        kind = kind_of(chunk.title, above)
        left: list[Block] = []
        items: list[Plain] = []
        late = False
        for block in chunk.blocks:
            if isinstance(block, Table) and self._is_parameters(block, chunk):
                self.parameters += values_of(block, self.known.parameters)
                self.report.counts["parameters"] = len(self.parameters)
            elif isinstance(block, Table) and (grid := grid_of(block)):
                if left and caption_of(left[-1]) in {chunk.title, ""}:
                    left.pop()
                items += items_of(grid, Setting(self.numbers, kind, self.known.kinds, self.notes))
            else:
                late = late or bool(items)
                left.append(block)
                self._count(block)
                if isinstance(block, Table) and wants_level(block):
                    self._note(
                        _(
                            "「%(title)s」の表：「水準」の列を加えると、要件として取り込めます。",
                            title=chunk.title,
                        )
                    )
        self.report.counts["items"] += len(items)
        if late:
            self._note(_("「%(title)s」では、表の後の文を要件の前に移しました。", title=chunk.title))
        for item in items:
            if max(len(item["text"]), len(item["condition"])) > LONGEST_ITEM:
                self._note(_("要件%(key)sは長すぎます。分けてください。", key=item["key"]))
        return left, items

    def _is_parameters(self, block: Table, chunk: Chunk) -> bool:
        return is_values(block) and (VALUES_TITLE in chunk.title or chunk.title.startswith("付録"))

    def _count(self, block: Block) -> None:
        match block:
            case Table():
                self.report.counts["tables"] += 1
            case ListBlock():
                self.report.counts["lists"] += 1
            case Quote(blocks):
                for inner in blocks:
                    self._count(inner)
            case Paragraph(caption=False):
                self.report.counts["paragraphs"] += 1

    def _note(self, text: str) -> None:
        self.report.notes.append(text)
