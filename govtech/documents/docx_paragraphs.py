"""Paragraphs of a Word file as headings, entries of lists, captions, quotations, code or plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from govtech.documents.blocks import Code, Heading, Paragraph, Quote, Rule, Run, Runs, joined, plain, trimmed
from govtech.documents.docx_contents import Contents
from govtech.documents.docx_headings import unbold
from govtech.documents.docx_inline import Inline
from govtech.documents.docx_lists import Item, More, Piece
from govtech.documents.docx_numbering import Numbering
from govtech.documents.docx_package import W
from govtech.documents.docx_report import Loss
from govtech.documents.docx_styles import Style, Styles, level_of, number_of

_LOOK_OF_THEIR_OWN: Final = frozenset({"title", "subtitle", "caption", "head", "contents", "quote"})
_LINES: Final = frozenset({"single", "double", "thick", "dotted", "dashed", "wave", "triple"})
_CHAPTER: Final = re.compile(r"第[^第]{1,4}[編章節]")


class Paragraphs:
    """Reads paragraphs in order; titles and facts of the front page are kept aside."""

    def __init__(
        self, styles: Styles, numbering: Numbering, inline: Inline, contents: Contents, *, own: bool
    ) -> None:
        self.styles, self.numbering, self.inline, self.contents = styles, numbering, inline, contents
        self.report = contents.report
        self.own = own
        self.title = self.subtitle = ""
        self.facts: list[tuple[str, str]] = []
        self.quoting = self.flat = False
        """Whether quotations, or cells, are being read."""
        self._shapes: set[tuple[str, int]] = set()
        self._begun: list[Run] = []

    def read(self, element: Any) -> Iterator[Piece]:
        """What a paragraph is; nothing when it is empty or belongs to a table of contents."""
        properties = element.find(f"{W}pPr")
        style = self.styles.of(properties, "pStyle")
        level = level_of(properties, style.level) if properties is not None else style.level
        contents = self.inline.fields.in_contents
        plainly = level or style.kind in _LOOK_OF_THEIR_OWN
        runs = self.inline.runs(element, None if plainly else style)
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            self._begun += runs  # its end was deleted: it goes on in the next
            return
        if self._begun:
            runs, self._begun = joined((*self._begun, *runs)), []
        if self._is_contents(style, level, begun=contents):
            self.contents.take(plain(runs))
        else:
            yield from self._shaped(properties, style, level, runs)

    def rest(self) -> Iterator[Piece]:
        """What was begun and never ended."""
        runs, self._begun = trimmed(joined(self._begun)), []
        if runs:
            yield Paragraph(runs)

    def _is_contents(self, style: Style, level: int, *, begun: bool) -> bool:
        """Whether a paragraph belongs to a table of contents, which is made anew from the headings."""
        if level and begun:
            self.inline.fields.close()  # a heading ends contents that a broken file left open
            return False
        return begun or style.kind == "contents" or self.inline.fields.in_contents

    def _shaped(self, properties: Any, style: Style, level: int, runs: Runs) -> Iterator[Piece]:
        number, depth = self._numbered(properties, style)
        drawn = self.inline.drawings.take_rule() or style.kind == "rule" or _is_line(properties)
        kept = trimmed(runs)
        if drawn and not kept:
            yield Rule()
        elif level:
            yield from self._heading(level, kept, self._counted_label(number, depth) if number else "")
        elif style.kind in ("title", "subtitle", "fact") and not number:
            yield from self._front(style.kind, kept)
        elif style.kind == "code":
            yield Code(plain(runs))
        elif number and (kept or properties is None or properties.find(f"{W}sectPr") is None):
            yield from self._item(number, depth, kept)
        elif kept:
            yield from self._plain(style, kept)

    def _plain(self, style: Style, runs: Runs) -> Iterator[Piece]:
        block = Paragraph(runs, caption=style.kind == "caption")
        if style.kind == "quote" and not self.quoting:
            yield Quote((block,))
        elif style.kind == "continued":
            yield More(style.depth, (block,))
        else:
            yield block

    def _counted_label(self, number: str, depth: int) -> str:
        """The number of a heading where it says more than a chapter's, which is counted anew: 別紙1, 第3条."""
        self.numbering.counted(number, depth)
        level = self.numbering.level(number, depth)
        label = self.numbering.label(number, depth) if level is not None and level.literal else ""
        if self.own or not label or _CHAPTER.fullmatch(label):
            return ""
        return label

    def _heading(self, level: int, runs: Runs, label: str = "") -> Iterator[Piece]:
        if plain(runs):
            runs = joined((Run(f"{label}　"), *runs)) if label else runs
            line = tuple(replace(run, text=run.text.replace("\n", " ")) for run in runs)
            self.report.heading(plain(line))
            if label:
                self.report.add(Loss.NUMBER, label)
            yield Heading(level, line if self.own else unbold(line))
        elif runs:
            yield Paragraph(runs)

    def _front(self, kind: str, runs: Runs) -> Iterator[Piece]:
        """The first title and subtitle are the document's; others stay in the text."""
        text = plain(runs).replace("\n", " ")
        bare = text and not any(run.note for run in runs)
        if kind == "title" and not self.title and bare:
            self.title = text
        elif kind == "subtitle" and not self.subtitle and bare:
            self.subtitle = text
        elif kind == "fact" and bare:
            label, _space, value = text.partition("　")
            self.facts.append((label, value))
        elif kind == "title":
            yield from self._heading(1, runs)
        elif runs:
            yield Paragraph(runs)

    def _numbered(self, properties: Any, style: Style) -> tuple[str, int]:
        """The list of a paragraph and its level in it; "" for none."""
        number, depth = number_of(properties) if properties is not None else (None, None)
        if number is None:
            number = style.number
            depth = style.number_level if depth is None else depth
            if number and depth is None:
                depth = self.numbering.depth_of(number, style)
        return number or "", depth or 0

    def _item(self, number: str, depth: int, runs: Runs) -> Iterator[Piece]:
        level = self.numbering.level(number, depth)
        value = self.numbering.counted(number, depth)
        if not runs and not self.own:
            return  # it is counted all the same
        if level is not None and level.literal:
            label = self.numbering.label(number, depth)
            self.report.add(Loss.NUMBER, label)
            yield Paragraph(joined((Run(f"{label}　"), *runs)))
        elif level is not None and level.shape == "none":
            yield Paragraph(runs)
        elif level is not None and level.ordered and self.flat:
            yield Paragraph(joined((Run(f"{self.numbering.label(number, depth)} "), *runs)))
        else:
            ordered = level is None or level.ordered
            key = number if ordered or self.own else ""
            self._tell_of_shape(number, depth)
            yield Item(depth, ordered, key, value, runs, exact=self.own)

    def _tell_of_shape(self, number: str, depth: int) -> None:
        """Tell once of numbers that look other than those that lists have here."""
        level = self.numbering.level(number, depth)
        if self.own or level is None or not level.ordered or (number, depth) in self._shapes:
            return
        self._shapes.add((number, depth))
        if not level.looks_usual(depth):
            self.report.add(Loss.RESHAPED, self.numbering.label(number, depth), whole=True)


def _is_line(properties: Any) -> bool:
    """Whether a paragraph has a line above or below, which is all there is of it when it is empty."""
    borders = properties.find(f"{W}pBdr") if properties is not None else None
    found = [borders.find(f"{W}{side}") for side in ("top", "bottom")] if borders is not None else []
    return any(one is not None and one.get(f"{W}val") in _LINES for one in found)
