"""The contents of a text that is read on one page, with what its own headings begin, and the way to a place by its number."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from govtech.core.show import show_markdown
from govtech.core.text import nfkc
from govtech.specifications.template_text import Part

_HEADING = re.compile(r"<h([3-6])>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_SECTION = 3
"""The rank that headings of a chapter's own text share with its sections: 1.1."""
LONGEST_ASKED = 80


class Heading(NamedTuple):
    """A heading within a text: its rank as in HTML, its anchor, its words."""

    rank: int
    id: str
    words: str


class Body(NamedTuple):
    """The text of a chapter or section as HTML, its headings with anchors."""

    html: str
    headings: Sequence[Heading]


class Entry(NamedTuple):
    """A line of the contents, and the lines below it."""

    id: str
    words: str
    below: Sequence[Entry] = ()


def bodies(texts: Iterable[Part]) -> dict[str, Body]:
    """The texts by the key of their chapter or section."""
    return {part.id: _body(part) for part in texts if part.text}


def _body(part: Part) -> Body:
    found: list[Heading] = []

    def anchored(match: re.Match[str]) -> str:
        here = Heading(
            int(match[1]), f"{part.id}--{len(found) + 1}", html.unescape(_TAG.sub("", match[2])).strip()
        )
        found.append(here)
        return f'<h{match[1]} id="{html.escape(here.id)}">{match[2]}</h{match[1]}>'

    return Body(_HEADING.sub(anchored, str(show_markdown(part.text))), found)


def contents(chapters: Iterable[tuple[Part, Sequence[Part]]], texts: Mapping[str, Body]) -> list[Entry]:
    """Chapters, in each the sections of its own text and those that follow it."""
    return [
        Entry(chapter.id, chapter.heading, [*_within(texts.get(chapter.id)), *map(_line, sections)])
        for chapter, sections in chapters
    ]


def _line(part: Part) -> Entry:
    return Entry(part.id, part.heading)


def _within(body: Body | None) -> Iterator[Entry]:
    for one in body.headings if body else ():
        if one.rank == _SECTION:
            yield Entry(one.id, one.words)


def find(texts: Sequence[Part], read: Mapping[str, Body], asked: str) -> str | None:
    """The anchor of what somebody asks for: an item's number, a chapter's (第8章, 8), a section's or a table's, or a title."""
    wanted = _plain(asked[:LONGEST_ASKED])
    if not wanted:
        return None
    places = list(_places(texts, read))
    for fits in (str.__eq__, str.startswith, str.__contains__):
        for words, anchor in places:
            if fits(words, wanted):
                return anchor
    return None


def _places(texts: Sequence[Part], read: Mapping[str, Body]) -> Iterator[tuple[str, str]]:
    """Words by which a place can be asked for, with its anchor: numbers first, then titles."""
    for part in texts:
        yield from ((_plain(item.id), item.id) for item in part.items)
    for part in texts:
        yield _plain(part.label), part.id
        yield _plain(part.label.removeprefix("第").removesuffix("章")), part.id
        if part.table:
            yield _plain(part.table), f"table-{part.id}"
    for part in texts:
        yield _plain(part.title), part.id
        for one in read[part.id].headings if part.id in read else ():
            number, _gap, title = one.words.partition("　")
            yield _plain(number), one.id
            yield _plain(title), one.id
    for part in texts:
        yield from ((_plain(item.text), item.id) for item in part.items)


def _plain(text: str) -> str:
    """As it is compared: widths, case, spaces and the kinds of hyphens do not count."""
    return re.sub(r"[‐‑‒–—―−ー]", "-", nfkc(text)).replace(" ", "")
