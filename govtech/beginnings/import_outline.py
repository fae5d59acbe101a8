"""The chapters and sections of an imported document: levels put in order, typed numbers taken off headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from govtech.documents.blocks import Block, Document, Heading, Paragraph, Run, plain

_KANJI = "一二三四五六七八九十百"
_IROHA = "アイウエオカキクケコサシスセソタチツテトナニヌネノ"
_GAP = r"(?:[ \t\u3000]+|$)"
_NUMBER = re.compile(
    rf"""(?:
        第\s*[0-9{_KANJI}]{{1,4}}\s*(?:[章節款条項編部]{_GAP}?|{_GAP}|[.．、]\s*)
      | [0-9]{{1,2}}(?:[.．\-－―・][0-9]{{1,3}}){{1,4}}[.．]?{_GAP}
      | [0-9]{{1,2}}(?:\.[1-9][0-9]?){{1,4}}(?=[ぁ-んァ-ヶ一-龠])(?![版倍割年月日時円個件分秒])
      | [0-9]{{1,2}}(?:[.．、)](?![0-9])\s*|{_GAP})
      | \(\s*(?:[0-9]{{1,3}}|[{_KANJI}]{{1,3}}|[{_IROHA}]|[ivxIVX]{{1,4}}|[a-zA-Z])\s*\)\s*
      | [①-⑳]\s*
      | [{_IROHA}](?:[.．、)]\s*|{_GAP})
      | [{_KANJI}]{{1,3}}(?:[.．、]\s*|[\u3000\t]+)
      | [ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩIVX]{{1,4}}[.．、\u3000]\s*
    )""",
    re.VERBOSE,
)
_CHAPTER = re.compile(
    rf"第\s*[0-9{_KANJI}]{{1,4}}\s*(?:章|条|編|部)?{_GAP}|[0-9]{{1,2}}(?:[.．、][ \t\u3000]*|[\u3000\t]+)(?=\D)"
)
_SECTION = re.compile(
    rf"第\s*[0-9{_KANJI}]{{1,4}}\s*節{_GAP}?|[0-9]{{1,2}}[.．\-－][0-9]{{1,2}}(?:[.．]|[ \t\u3000]+)(?=\D)"
)
_SURE = re.compile(rf"第\s*[0-9{_KANJI}]{{1,4}}\s*[章節編部]")
_FRONT = re.compile(
    r"共同調達仕様書(?:（案）)?$|標準仕様書ひな形「.+から作成$|(?:参加団体|版|内容の照合値)[\u3000:：]|目\s*次$|contents$",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"（([^（）]+)）")
_LONGEST_HEADING = 40
_DEEPEST = 4
FRONT_TITLE = "表紙と前文"
"""What the chapter is called that holds the text before the first heading; the text of a specification is Japanese."""
HEADING_MARK = "※"
"""What stands below a heading for its footnotes to hang on."""
CONTENTS = frozenset({"目次", "contents", "tableofcontents"})


@dataclass
class Chunk:
    """A chapter (level 1) or section (level 2) as it was written: its title and everything until the next one."""

    level: int
    title: str
    blocks: list[Block] = field(default_factory=list)
    number: str = ""
    """The number that was typed before the title."""


@dataclass
class Outline:
    """The title that the document gives itself, its chunks in order, and what had to be decided."""

    title: str
    chunks: list[Chunk]
    guessed: bool = False
    front: bool = False
    replaced: str = ""
    """A title of the file that gave way to the heading above all others."""
    unstyled: tuple[str, ...] = ()
    """Lines that look like headings among those that are."""


def bare(text: str) -> str:
    """A heading without the number that somebody typed before it: 第1章, 1.1, (1), ア; these are counted anew."""
    flat = " ".join(text.replace("\u3000", "\u2003").split(" ")).replace("\u2003", "\u3000").strip()
    match = _NUMBER.match(_halved(flat))
    rest = flat[match.end() :].strip(" \t\u3000") if match else flat
    law = match is not None and ("条" in match[0] or not match[0][-1:].isspace())
    inside = _BRACKETED.fullmatch(rest) if law else None
    return (inside[1] if inside else rest) or flat


def _halved(text: str) -> str:
    """Full-width digits, brackets and full stops as half-width ones, character by character."""
    return "".join(
        unicodedata.normalize("NFKC", char) if "！" <= char <= "～" and char not in "．、" else char
        for char in text
    )


def outline(document: Document) -> Outline:
    """The document's chapters and sections; deeper headings stay among the blocks, from level 3 down."""
    blocks, guessed = list(document.blocks), False
    if not any(isinstance(block, Heading) for block in blocks):
        blocks = [_as_heading(block) for block in blocks]
        guessed = any(isinstance(block, Heading) for block in blocks)
    title, blocks = _own_title(document.title, blocks)
    ranks = _ranks(blocks)
    made = Outline(title, [], guessed, replaced=document.title if title != document.title else "")
    for block in blocks:
        if isinstance(block, Heading) and (ranks[block.level] <= 2 or not made.chunks):  # noqa: PLR2004
            level = min(ranks[block.level], 2)
            made.chunks.append(_chunk(level, block))
        elif isinstance(block, Heading):
            made.chunks[-1].blocks += _inner(block, ranks[block.level], made.chunks[-1].level)
        else:
            _hold(made, block)
    made.chunks = [chunk for chunk in made.chunks if _flat(chunk.title) not in CONTENTS]
    made.unstyled = () if guessed else tuple(_unstyled(made.chunks))
    return made


def _unstyled(chunks: Sequence[Chunk]) -> Iterator[str]:
    """Lines such as 第2章 … or, in bold, 2.1 … that stand as text; those that repeat a heading are a list of contents."""
    titles = {chunk.title for chunk in chunks}
    for block in (block for chunk in chunks for block in chunk.blocks):
        if not isinstance(block, Paragraph) or not isinstance(_as_heading(block), Heading):
            continue
        text = plain(block.runs).strip()
        bold = all(run.bold for run in block.runs if run.text.strip())
        if (bold or _SURE.match(_halved(text))) and bare(text) not in titles:
            yield text


def _chunk(level: int, heading: Heading) -> Chunk:
    text = plain(heading.runs).replace("\n", " ").strip()
    title = bare(text)
    number = text.partition(title)[0].rstrip(" \u3000（") if title else ""
    return Chunk(level, title, _marked(heading), number)


def _marked(heading: Heading) -> list[Block]:
    """The footnotes of a heading, which holds none here, at a mark of their own below it."""
    notes = tuple(run for run in heading.runs if run.note)
    return [Paragraph((Run(HEADING_MARK), *notes))] if notes else []


def _inner(heading: Heading, rank: int, depth: int) -> list[Block]:
    """A heading inside a text: ## begins below the section's own, ### below a chapter's (template_numbers)."""
    made = Heading(min(rank - (depth - 1), _DEEPEST), (Run(bare(plain(heading.runs))),))
    return [made, *_marked(heading)]


def _hold(made: Outline, block: Block) -> None:
    """A block into the last chunk; what stands before the first heading into a chapter of its own."""
    if not made.chunks:
        if _is_front_block(block, made.title):
            return
        made.front = True
        made.chunks.append(Chunk(1, FRONT_TITLE))
    elif made.front and len(made.chunks) == 1 and _is_front_block(block, made.title):
        return
    made.chunks[-1].blocks.append(block)


def _is_front_block(block: Block, title: str) -> bool:
    if not isinstance(block, Paragraph) or any(run.note for run in block.runs):
        return False
    return _is_front(plain(block.runs), title)


def _is_front(text: str, title: str) -> bool:
    """Whether a line is one that our own files put before the text: they write it anew."""
    return not text.strip() or text.strip() == title or bool(_FRONT.match(text.strip()))


def _own_title(title: str, blocks: list[Block]) -> tuple[str, list[Block]]:
    """A heading that stands alone above all others is the title, not a chapter."""
    headings = [block for block in blocks if isinstance(block, Heading)]
    if len(headings) < 2:  # noqa: PLR2004
        return title, blocks
    highest = min(heading.level for heading in headings)
    alone = sum(heading.level == highest for heading in headings) == 1
    text = plain(headings[0].runs).strip()
    if not alone or headings[0].level != highest or bare(text) != text:
        return title, blocks
    place = blocks.index(headings[0])
    return text or title, [*blocks[:place], *_marked(headings[0]), *blocks[place + 1 :]]


def _ranks(blocks: Sequence[Block]) -> dict[int, int]:
    """The levels that occur, as 1, 2, 3 … without gaps."""
    levels = sorted({block.level for block in blocks if isinstance(block, Heading)})
    return {level: rank for rank, level in enumerate(levels, 1)}


def _as_heading(block: Block) -> Block:
    """A short numbered line of a document without heading styles, as the heading that it is meant to be."""
    if not isinstance(block, Paragraph) or block.caption:
        return block
    text = plain(block.runs).strip()
    halved = _halved(text)
    if len(text) > _LONGEST_HEADING or text.endswith(("。", "．", "、", "，")) or "\n" in text:
        return block
    if _SECTION.match(halved):
        return Heading(2, (Run(text),))
    return Heading(1, (Run(text),)) if _CHAPTER.match(halved) else block


def _flat(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
