"""Lists of Markdown files set in by two or three spaces, as other programs write them, set in by four as here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from govtech.beginnings.import_fences import told_apart

_LINE: Final = re.compile(r"([ \t]*)((?:[-*+]|\d{1,9}[.)])[ \t]+)?(\S.*)?")
_LEAST: Final = 2
"""So much further in than the mark of an entry stands what belongs to it."""
_STEP: Final = 4


def evened(lines: Sequence[str]) -> Iterator[str]:
    """The lines with what belongs to entries of lists set in by four spaces a level; blocks of code as they are."""
    marks: list[int] = []
    blank = False
    for line, is_code in told_apart(lines):
        found = _LINE.fullmatch(line.expandtabs(_STEP))
        if is_code or found is None or not line.strip():
            yield line
        else:
            yield _set_in(found, marks, after_blank=blank) or line
        blank = not line.strip()


def _set_in(found: re.Match[str], marks: list[int], *, after_blank: bool) -> str:
    """A line at its level; "" when it is to stay. `marks` are the columns of the marks of the entries it may belong to."""
    indent, entry = len(found[1]), found[2] or ""
    depth = sum(mark + _LEAST <= indent for mark in marks)
    if entry and (marks or indent < _STEP):
        marks[depth:] = [indent]
    elif not depth:
        if after_blank:
            marks.clear()
        return ""
    further = max(indent - marks[depth - 1] - _STEP, 0) if depth and not entry else 0
    kept = further if further >= _STEP else 0
    return " " * (_STEP * depth + kept) + entry + (found[3] or "")
