"""Paragraphs of a Word file as headings, entries of lists, captions, quotations, code or plain text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from govtech.documents.blocks import Code, Heading, Paragraph, Quote, Rule, Run, Runs, joined, plain, trimmed
from govtech.documents.docx_headings import unbold
from govtech.documents.docx_inline import Inline
from govtech.documents.docx_lists import Item, More, Piece
from govtech.documents.docx_numbering import Numbering
from govtech.documents.docx_package import W
from govtech.documents.docx_report import Loss, Report
from govtech.documents.docx_styles import Style, Styles, level_of, number_of

_LOOK_OF_THEIR_OWN: Final = frozenset({"title", "subtitle", "caption", "head", "contents", "quote"})
_LINES: Final = frozenset({"single", "double", "thick", "dotted", "dashed", "wave", "triple"})


class Paragraphs:
    """Reads paragraphs in order; titles and facts of the front page are kept aside."""

    def __init__(
        self, styles: Styles, numbering: Numbering, inline: Inline, report: Report, *, own: bool
    ) -> None:
        self.styles, self.numbering, self.inline, self.report = styles, numbering, inline, report
        self.own = own
        self.title = self.subtitle = ""
        self.facts: list[tuple[str, str]] = []
        self.quoting = False
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
        if not self._is_contents(style, level, begun=contents):
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
        if style.kind != "contents" and not begun and not self.inline.fields.in_contents:
            return False
        if not self.own:
            self.report.add(Loss.CONTENTS, whole=True)
        return True

    def _shaped(self, properties: Any, style: Style, level: int, runs: Runs) -> Iterator[Piece]:
        number, depth = self._numbered(properties, style)
        drawn = self.inline.drawings.take_rule() or style.kind == "rule" or _is_line(properties)
        kept = trimmed(runs)
        if drawn and not kept:
            yield Rule()
        elif level:
            if number:
                self.numbering.counted(number, depth)
            yield from self._heading(level, kept)
        elif style.kind in ("title", "subtitle", "fact") and not number:
            yield from self._front(style.kind, kept)
        elif style.kind == "code":
            yield Code(plain(runs))
        elif number:
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

    def _heading(self, level: int, runs: Runs) -> Iterator[Piece]:
        if plain(runs):
            line = tuple(replace(run, text=run.text.replace("\n", " ")) for run in runs)
            self.report.heading(plain(line))
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
        if not runs and not self.own:
            return
        level = self.numbering.level(number, depth)
        value = self.numbering.counted(number, depth)
        if level is not None and level.literal:
            label = self.numbering.label(number, depth)
            self.report.add(Loss.NUMBER, label)
            yield Paragraph(joined((Run(f"{label}　"), *runs)))
        elif level is not None and level.shape == "none":
            yield Paragraph(runs)
        else:
            ordered = level is None or level.ordered
            key = number if ordered or self.own else ""
            yield Item(depth, ordered, key, value, runs, exact=self.own)


def _is_line(properties: Any) -> bool:
    """Whether a paragraph has a line above or below, which is all there is of it when it is empty."""
    borders = properties.find(f"{W}pBdr") if properties is not None else None
    found = [borders.find(f"{W}{side}") for side in ("top", "bottom")] if borders is not None else []
    return any(one is not None and one.get(f"{W}val") in _LINES for one in found)
