"""A requirement as companies read it, an answer as they give it, and what is still missing from a set of answers."""

from __future__ import annotations

import enum
import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from govtech.compliance.models import MARK_SIGNS, Mark
from govtech.specifications.template_format import (
    KIND_WORDS,
    LAYER_WORDS,
    LEVEL_WORDS,
    Item,
    Kind,
    Level,
)
from govtech.specifications.template_text import Part

LONGEST_REMARK = 1000
HIGHEST_COST = 10**12


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row: what companies answer, its values filled in, in Japanese as all specifications are."""

    key: str
    chapter: str
    section: str
    level: Level
    kind: Kind
    text: str
    condition: str
    layers: str

    @property
    def level_words(self) -> str:
        """How binding it is, in the text's own words."""
        return LEVEL_WORDS[self.level]

    @property
    def kind_words(self) -> str:
        """What it is about, in the text's own words."""
        return KIND_WORDS[self.kind]

    @property
    def place(self) -> str:
        """Chapter and section."""
        return "\n".join(dict.fromkeys(one for one in (self.chapter, self.section) if one))

    @property
    def mandatory(self) -> bool:
        """Whether it has to be met."""
        return self.level is Level.MANDATORY

    @property
    def fingerprint(self) -> str:
        """Short hash of what is asked, whatever its spaces and line ends."""
        return fingerprint(self.level_words, self.text, self.condition)


def fingerprint(*texts: str) -> str:
    """Short hash of texts that stays when a spreadsheet changes their spaces, line ends or widths of letters."""
    plain = "\x1f".join("".join(unicodedata.normalize("NFKC", text).split()) for text in texts)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def requirements(parts: Iterable[Part]) -> list[Requirement]:
    """The items of a text in reading order, with the chapter and section they stand in."""
    found, chapter = [], ""
    for part in parts:
        chapter = part.heading if part.depth == 1 else chapter
        section = "" if part.depth == 1 else part.heading
        found += [_requirement(item, chapter, section) for item in part.items]
    return found


def _requirement(item: Item, chapter: str, section: str) -> Requirement:
    more = (("測定の方法", item.method), ("達しなかったときの扱い", item.remedy))
    condition = [item.condition, *(f"{label}：{text}" for label, text in more if text)]
    text = [item.text, f"（備考：{item.note}）" if item.note else ""]
    return Requirement(
        item.id,
        chapter,
        section,
        item.level,
        item.kind,
        "\n".join(filter(None, text)),
        "\n".join(filter(None, condition)),
        "、".join(LAYER_WORDS[layer] for layer in item.layers),
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What a company says to one requirement; `cost` in whole yen with tax, `seen` what it was said to."""

    mark: str = ""
    remark: str = ""
    way: str = ""
    cost: int | None = None
    seen: str = ""

    @property
    def sign(self) -> str:
        """○ △ ×, or nothing."""
        return MARK_SIGNS.get(self.mark, "")

    @property
    def wants_remark(self) -> bool:
        """Whether it says △ or × without saying why."""
        return self.mark in {Mark.OTHERWISE, Mark.UNMET} and not self.remark

    @property
    def said(self) -> tuple[str, str, str, int | None]:
        """What was said, whatever text it was said to."""
        return self.mark, self.remark, self.way, self.cost

    @property
    def given(self) -> bool:
        """Whether anything was said."""
        return self.said != ("", "", "", None)

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


Answers = Mapping[str, Answer]
"""Answers by the number of the item."""


def answers_of(plain: Mapping[str, Any]) -> dict[str, Answer]:
    """Answers as they are kept, by item."""
    return {key: Answer(**values) for key, values in plain.items()}


def kept(answers: Answers) -> dict[str, Any]:
    """Answers to keep: those in which something was said."""
    return {key: answer.plain() for key, answer in answers.items() if answer.given}


def digest(answers: Answers, keys: Iterable[str]) -> str:
    """Short hash of what is said to some items, to tell whether somebody changed it meanwhile."""
    return fingerprint(*(repr((key, answers.get(key, Answer()).said)) for key in keys))


def differing(saved: Answers, typed: Answers) -> list[str]:
    """Items about which two sets of answers say different things."""
    return [key for key, answer in typed.items() if saved.get(key, Answer()).said != answer.said]


class Field(enum.StrEnum):
    """What an answer is made of."""

    MARK = "mark"
    REMARK = "remark"
    WAY = "way"
    COST = "cost"


class Gaps(NamedTuple):
    """What keeps answers from being submitted: items by number."""

    unanswered: list[str]
    unexplained: list[str]


def gaps(asked: Sequence[Requirement], answers: Answers) -> Gaps:
    """Mandatory items without a mark, and △ or × without a remark."""
    return Gaps(
        [one.key for one in asked if one.mandatory and not answers.get(one.key, Answer()).mark],
        [one.key for one in asked if answers.get(one.key, Answer()).wants_remark],
    )


class Group(NamedTuple):
    """The requirements of one section, which are answered on one page."""

    number: int
    title: str
    rows: list[Requirement]


def groups(asked: Sequence[Requirement]) -> list[Group]:
    """Requirements by section, in order, numbered from 1."""

    def together() -> Iterator[list[Requirement]]:
        rows: list[Requirement] = []
        for one in asked:
            if rows and (one.chapter, one.section) != (rows[0].chapter, rows[0].section):
                yield rows
                rows = []
            rows.append(one)
        if rows:
            yield rows

    return [
        Group(number, rows[0].section or rows[0].chapter, rows) for number, rows in enumerate(together(), 1)
    ]
