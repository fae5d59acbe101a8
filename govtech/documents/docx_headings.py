"""Headings in files that know no heading styles: lines with numbers such as 第1章, １．, 1.1, and bold lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Final

from govtech.core.text import shorten
from govtech.documents.blocks import Block, Heading, Paragraph, Runs, plain
from govtech.documents.docx_lists import Item, Piece

_DIGITS: Final = r"[0-9０-９]{1,3}"
_COUNT: Final = rf"(?:{_DIGITS}|[一二三四五六七八九十百]{{1,4}})"
_KINDS: Final = (
    ("編", re.compile(rf"第{_COUNT}[編部]")),
    ("章", re.compile(rf"第{_COUNT}章")),
    ("節", re.compile(rf"第{_COUNT}節")),
    ("Ⅰ", re.compile(r"[Ⅰ-Ⅻ][.．、　 ]")),
    ("第", re.compile(rf"第{_COUNT}[　 ]")),
    ("別", re.compile(rf"(?:別紙|別添|別表|付録|附則|参考資料){_COUNT}?(?:[　 ]|$)")),
    ("1.1.1.1", re.compile(rf"{_DIGITS}(?:[.．\-－]{_DIGITS}){{3}}[.．]?[　 ]*(?![0-9０-９.．%％])")),
    ("1.1.1", re.compile(rf"{_DIGITS}(?:[.．\-－]{_DIGITS}){{2}}[.．]?[　 ]*(?![0-9０-９.．%％])")),
    ("1.1", re.compile(rf"{_DIGITS}[.．\-－]{_DIGITS}[.．]?[　 ]+(?![0-9０-９.．%％])")),
    ("1.", re.compile(rf"{_DIGITS}[.．][　 ]*(?![0-9０-９.．%％])|{_DIGITS}[　 ]+(?=\D)")),
)
_ORDER: Final = ("編", "Ⅰ", "章", "節", "第", "1.", "1.1", "1.1.1", "1.1.1.1", "太字")
_SURE: Final = frozenset({"編", "章", "節", "第"})
_LONGEST: Final = 60
_LONGEST_BOLD: Final = 40
_SENTENCE: Final = re.compile(r"[。、，]$|。.")
_DEEPEST: Final = 6
_NUMBERED: Final = frozenset({kind for kind, _pattern in _KINDS})
_VERB: Final = re.compile(r"(?:こと|する|した|ます|れる|ない)$|\n")
_DEEPEST_COUNTED: Final = 3
_FEWEST: Final = 3
"""So many entries of a numbering, two of three of them over text, are headings."""


def guessed(blocks: Sequence[Block], told: Callable[[str], None]) -> tuple[Block, ...]:
    """Blocks with lines that look like headings made so, when no block is one; `told` hears of each."""
    if any(isinstance(block, Heading) for block in blocks):
        return tuple(blocks)
    kinds = [_kind(block) for block in blocks]
    if len(set(kinds) - {"太字", ""}) and kinds[0] == "太字":
        kinds[0] = ""  # what stands in bold above the numbered ones is the title
    if set(kinds) <= {"太字", ""} and kinds.count("太字") == 1:
        return tuple(blocks)  # one bold line is no outline
    weak = {kind for kind in set(kinds) - _SURE - {""} if _is_listing(kind, kinds)}
    kinds = ["" if kind in weak else kind for kind in kinds]
    present = [kind for kind in _ORDER if kind in kinds]
    levels = {"別": 1} | {kind: level for level, kind in enumerate(present, 1)}
    made: list[Block] = []
    for kind, block in zip(kinds, blocks, strict=True):
        if kind and isinstance(block, Paragraph):
            told(shorten(plain(block.runs), _LONGEST_BOLD))
            made.append(Heading(min(levels[kind], _DEEPEST), unbold(block.runs)))
        else:
            made.append(block)
    return tuple(made)


def promoted(pieces: Sequence[Piece], told: Callable[[str], None]) -> list[Piece]:
    """Pieces with counted lines that stand over text made headings, when no line is one by its style or typing.

    Word counts them as it counts entries of lists: what makes them headings is that they are short and bold, or that
    other text stands below them.
    """
    plainly = any(
        isinstance(one, Heading) or (isinstance(one, Block) and _kind(one) in _NUMBERED) for one in pieces
    )
    levels: dict[tuple[str, int], int] = {}
    for depth in range(_DEEPEST_COUNTED) if not plainly else ():
        if keys := _heading_keys(pieces, depth):
            levels |= {(key, depth): len({at for _key, at in levels}) + 1 for key in keys}
        elif levels:
            break
    return [_raised(one, levels, told) if isinstance(one, Item) else one for one in pieces]


def _raised(item: Item, levels: Mapping[tuple[str, int], int], told: Callable[[str], None]) -> Piece:
    level = levels.get((item.key, item.depth))
    if level is None or not _is_short(item.runs):
        return item
    told(shorten(plain(item.runs), _LONGEST_BOLD))
    return Heading(level, unbold(item.runs))


def _heading_keys(pieces: Sequence[Piece], depth: int) -> list[str]:
    """The numberings whose entries at a level read as headings."""
    found: dict[str, list[bool]] = {}
    for one, after in zip_longest(pieces, pieces[1:]):
        if isinstance(one, Item) and one.ordered and one.depth == depth:
            over_text = after is not None and not isinstance(after, Item)
            bold = all(run.bold for run in one.runs if run.text.strip())
            found.setdefault(one.key, []).append(_is_short(one.runs) and (over_text or bold))
    return [key for key, marks in found.items() if len(marks) >= _FEWEST and 3 * sum(marks) >= 2 * len(marks)]


def _is_short(runs: Runs) -> bool:
    text = plain(runs).strip()
    return 0 < len(text) <= _LONGEST_BOLD and not _SENTENCE.search(text) and not _VERB.search(text)


def titled(blocks: tuple[Block, ...]) -> tuple[str, tuple[Block, ...]]:
    """A short bold line that everything stands below, as the title; "" when the text begins otherwise."""
    first = blocks[0] if len(blocks) > 1 else None
    if isinstance(first, Paragraph) and _kind(first) == "太字" and not any(run.note for run in first.runs):
        return plain(first.runs), blocks[1:]
    return "", blocks


def unbold(runs: Runs) -> Runs:
    """Runs of a heading: bold throughout is how it looks, in part it is meant."""
    if all(run.bold for run in runs if run.text.strip()):
        return tuple(replace(run, bold=False) for run in runs)
    return runs


def _kind(block: Block) -> str:
    """What kind of heading a paragraph looks like; "" for none."""
    if not isinstance(block, Paragraph) or block.caption:
        return ""
    text = plain(block.runs)
    if len(text) > _LONGEST or _SENTENCE.search(text) or "\n" in text:
        return ""
    for kind, pattern in _KINDS:
        if pattern.match(text):
            return kind
    bold = all(run.bold for run in block.runs if run.text.strip())
    return "太字" if bold and len(text) <= _LONGEST_BOLD else ""


def _is_listing(kind: str, kinds: Sequence[str]) -> bool:
    """Whether lines of a kind mostly follow one another, so that they are a list typed by hand."""
    places = [place for place, one in enumerate(kinds) if one == kind]
    close = sum(1 for place in places if place + 1 < len(kinds) and kinds[place + 1] == kind)
    return len(places) > 1 and close * 2 >= len(places)
