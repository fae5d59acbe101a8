"""Footnotes, endnotes and comments of a Word file: numbered in the order in which the text refers to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govtech.documents.blocks import Runs, joined, lines, trimmed
from govtech.documents.docx_inline import Inline, Source
from govtech.documents.docx_package import Package, W
from govtech.documents.docx_report import Loss, Report
from govtech.documents.docx_styles import Styles

_KINDS = ("footnote", "endnote")


class Notes:
    """The notes of a file; the text asks for their numbers while it is read."""

    def __init__(self, package: Package, styles: Styles, report: Report) -> None:
        self._package, self._styles, self._report = package, styles, report
        self._elements: dict[tuple[str, str], Any] = {}
        for kind in _KINDS:
            tree = package.part(f"{kind}s")
            for one in tree.iterfind(f"{W}{kind}") if tree is not None else ():
                if one.get(f"{W}type", "normal") == "normal":
                    self._elements[kind, one.get(f"{W}id", "")] = one
        self._numbers: dict[tuple[str, str], str] = {}
        self._comments, self._told = dict(_comments(package.part("comments"))), set[str]()

    def number(self, kind: str, key: str) -> str:
        """The number of a note, in the order of the text; "" when the file does not hold it."""
        if (kind, key) not in self._elements:
            return ""
        return self._numbers.setdefault((kind, key), str(len(self._numbers) + 1))

    def read(self) -> dict[str, Runs]:
        """The notes that the text refers to, by number; the others go to the report."""
        inline = {kind: Inline(self._source(f"{kind}s")) for kind in _KINDS}
        read = {
            key: trimmed(joined(lines(list(inline[key[0]].runs(one)) for one in element.iter(f"{W}p"))))
            for key, element in self._elements.items()
        }
        for key, runs in read.items():
            text = "".join(run.text for run in runs)
            if key not in self._numbers and text:
                self._report.add(Loss.NOTE, text, whole=True)
        self._rest()
        return {number: read[key] for key, number in self._numbers.items()}

    def comment(self, key: str) -> str:
        """The words of a comment."""
        self._told.add(key)
        return self._comments.get(key, "")

    def _rest(self) -> None:
        """Tell of the comments that stand nowhere in the text."""
        for key, words in self._comments.items():
            if key not in self._told and words:
                self._report.add(Loss.COMMENT, words, whole=True)

    def _source(self, kind: str) -> Source:
        links = self._package.links(kind)
        return Source(self._styles, self._report, links, _no_note, self.comment, _no_diagram)


def _comments(tree: Any) -> Iterator[tuple[str, str]]:
    """The words of the comments with their ids."""
    for one in tree.iterfind(f"{W}comment") if tree is not None else ():
        yield one.get(f"{W}id", ""), "".join(text.text or "" for text in one.iter(f"{W}t"))


def _no_note(_kind: str, _key: str) -> str:
    return ""


def _no_diagram(_relation: str) -> str:
    return ""
