"""Headings in files that know no heading styles: lines with numbers such as 第1章, １．, 1.1, and bold lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from govtech.core.text import shorten
from govtech.documents.blocks import Block, Heading, Paragraph, Runs, plain

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


def guessed(blocks: Sequence[Block], told: Callable[[str], None]) -> tuple[Block, ...]:
    """Blocks with lines that look like headings made so, when no block is one; `told` hears of each."""
    if any(isinstance(block, Heading) for block in blocks):
        return tuple(blocks)
    kinds = [_kind(block) for block in blocks]
    if len(set(kinds) - {"太字", ""}) and kinds[0] == "太字":
        kinds[0] = ""  # what stands in bold above the numbered ones is the title
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


def titled(blocks: tuple[Block, ...]) -> tuple[str, tuple[Block, ...]]:
    """A short bold line that everything stands below, as the title; "" when the text begins otherwise."""
    first = blocks[0] if blocks else None
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
