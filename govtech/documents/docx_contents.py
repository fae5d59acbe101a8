"""Tables of contents of a Word file: made anew from the headings; what stands in them and nowhere else is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from govtech.core.text import nfkc
from govtech.documents.docx_report import Loss, Report

TITLES: Final = frozenset({"目次", "もくじ", "contents", "tableofcontents"})
_MOST: Final = 500
_PAGE: Final = re.compile(r"[.・…‥\-]*[0-9ivx]*$")
_NUMBER: Final = re.compile(r"(?:第?[0-9一二三四五六七八九十.\-()]+[編章節条.、]?)?")


class Contents:
    """The lines of the tables of contents that were left out."""

    def __init__(self, report: Report, *, own: bool) -> None:
        self.report = report
        self._own = own
        self._lines: dict[str, None] = {}

    def take(self, line: str) -> None:
        """A line is left out; it may be empty."""
        self._lines[" ".join(line.split())] = None

    def tell(self, texts: Sequence[str]) -> None:
        """Tell of the contents, with those of their lines that none of the texts of the document holds."""
        if self._own or not self._lines:
            return
        held = "\n".join(map(_flat, texts))
        self.report.add(Loss.CONTENTS, whole=True)
        for line in list(self._lines)[:_MOST]:
            flat = _PAGE.sub("", _flat(line))
            bare = _NUMBER.sub("", flat, count=1)
            if flat not in held and bare not in held and flat not in TITLES and _flat(line) not in held:
                self.report.add(Loss.CONTENTS, line, whole=True)


def _flat(text: str) -> str:
    return nfkc(text).replace(" ", "")
