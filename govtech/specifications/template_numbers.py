"""Numbers as Japanese documents have them: 第1章, 1.1, (1), ア, (ア); tables by chapter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import count

_HEADING = re.compile(r"(#{2,4}) (.+)")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_CAPTION = "表："
_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_SECTION, _POINT, _KANA_POINT = 2, 3, 4
"""Ranks of headings: 1 is the chapter's, 2 is 1.1, 3 is (1), 4 is ア, 5 is (ア)."""


def kana(number: int) -> str:
    """1 is ア, 46 is ン, 47 is アア: as columns of a spreadsheet go on after Z."""
    letters = ""
    while number > 0:
        number, place = divmod(number - 1, len(_KANA))
        letters = _KANA[place] + letters
    return letters


def sections_within(body: str) -> int:
    """How many headings of a chapter's own text count as its sections: those that follow go on from there."""
    return sum(line.startswith("## ") for line, plain in _lines(body) if plain)


def numbered(body: str, depth: int, chapter: int, tables: Iterator[int]) -> str:
    """The Markdown of a chapter (depth 1) or section (2) with its headings numbered, one level below its own.

    In a chapter ## is 1.1, ### is (1) and #### is ア; in a section ## is (1), ### is ア and #### is (ア). Each
    begins anew under the heading above it. A line "表：title" becomes the caption of the table below it. What
    stands between fences stays as it is.
    """
    counted: dict[int, int] = {}
    lines = []
    for line, plain in _lines(body):
        heading = _HEADING.fullmatch(line) if plain else None
        if heading:
            rank = len(heading[1]) + depth - 1
            counted = _one_more(counted, rank)
            lines.append(f"{'#' * (rank + 1)} {_label(rank, counted[rank], chapter)}　{heading[2]}")
        elif plain and line.startswith(_CAPTION):
            lines.append(f"**表{chapter}-{next(tables)}　{line.removeprefix(_CAPTION).strip()}**")
        else:
            lines.append(line)
    return "\n".join(lines)


def table_numbers() -> Iterator[int]:
    """The numbers of one chapter's tables."""
    return count(1)


def _one_more(counted: Mapping[int, int], rank: int) -> dict[int, int]:
    """What is below a heading begins anew with it."""
    above = {other: number for other, number in counted.items() if other <= rank}
    return above | {rank: above.get(rank, 0) + 1}


def _label(rank: int, number: int, chapter: int) -> str:
    if rank == _SECTION:
        return f"{chapter}.{number}"
    if rank == _POINT:
        return f"({number})"
    return kana(number) if rank == _KANA_POINT else f"({kana(number)})"


def _lines(body: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it is text rather than code between fences."""
    fence = ""
    for line in body.splitlines():
        mark = _FENCE.match(line)
        if fence:
            yield line, False
            fence = "" if mark and mark[1] == fence else fence
        else:
            fence = mark[1] if mark else ""
            yield line, not mark
