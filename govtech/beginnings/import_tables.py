"""Tables of requirements in an imported document, row by row as items with numbers that hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from govtech.beginnings.import_grid import LEVELS, Grid, flat, in_line
from govtech.core.words import gettext as _
from govtech.documents.blocks import Runs
from govtech.drafting.content import Plain
from govtech.specifications.template_format import (
    KIND_WORDS,
    LAYER_WORDS,
    LEVEL_WORDS,
    Kind,
    Level,
)

KINDS: Mapping[str, Kind] = {word: kind for kind, word in KIND_WORDS.items()}
_KEY = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")
_LONGEST_KEY = 40
STEM = "RQ"
_GROUP = "区分"
"""In the note of an item: the heading that its row stands under in the table."""
_SECTION_KINDS: tuple[tuple[str, Kind], ...] = (
    ("可用性|継続性|サービスレベル|稼働", Kind.AVAILABILITY),
    ("性能|拡張性", Kind.PERFORMANCE),
    ("移行", Kind.MIGRATION),
    ("運用|保守", Kind.OPERATION),
    ("セキュリティ|安全管理|個人情報|接続系|利用事務系", Kind.SECURITY),
    ("システム環境|アクセシビリティ|動作環境", Kind.ENVIRONMENT),
)


@dataclass
class Numbers:
    """The numbers given so far, and what had to be changed about those that were written."""

    used: set[str] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)
    reshaped: list[tuple[str, str]] = field(default_factory=list)
    doubled: list[tuple[str, str]] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)
    blank: list[str] = field(default_factory=list)
    marks: dict[str, Level] = field(default_factory=dict)

    def give(self, written: str) -> str:
        """A number that is free and has the form of numbers here, as close as can be to the one that was written."""
        flat = unicodedata.normalize("NFKC", written).upper()
        flat = re.sub(r"[-‐‑‒–—―ー_.・()\s]+", "-", flat).strip("-")
        plain_key = re.sub(r"[^A-Z0-9-]", "", flat).strip("-")
        if not plain_key:
            key = self._next()
            if written.strip():
                self.reshaped.append((written.strip(), key))
            else:
                self.missing.append(key)
            return key
        key = plain_key if _KEY.fullmatch(plain_key) else f"{STEM}-{plain_key}"
        key = re.sub("-{2,}", "-", key)[:_LONGEST_KEY].strip("-")
        free = self._free(key)
        if free != key:
            self.doubled.append((written, free))
        elif key != written.strip():
            self.reshaped.append((written.strip(), key))
        self.used.add(free)
        return free

    def _next(self) -> str:
        number = len(self.used) + 1
        while (key := f"{STEM}-{number:03d}") in self.used:
            number += 1
        self.used.add(key)
        return key

    def _free(self, key: str) -> str:
        number, free = 2, key
        while free in self.used:
            free, number = f"{key[: _LONGEST_KEY - 4]}-{number}", number + 1
        return free


@dataclass(frozen=True)
class Setting:
    """What rows are read with: the numbers given so far, what items are about here, what is known, the footnotes."""

    numbers: Numbers
    kind: Kind
    known: Mapping[str, Kind]
    notes: Mapping[str, Runs]


def items_of(grid: Grid, setting: Setting) -> list[Plain]:
    """The rows of a requirement table as items.

    What has no place in an item goes into its note: other columns with their heads, and the heading of the row. A cell
    that spans several columns is taken once, as the requirement where it is one.
    """
    items = []
    setting.numbers.blank += grid.blank
    for heading, row in grid.rows:
        taken: dict[int, str] = {}
        for name in sorted(grid.places, key=lambda name: name != "text"):
            taken.setdefault(id(row[grid.places[name]]), name)
        texts = {
            name: words(row[at].runs, setting.notes)
            for name, at in grid.places.items()
            if taken[id(row[at])] == name
        }
        rest = []
        for at, cell in enumerate(row):
            if at not in grid.places.values() and in_line(cell.runs) and id(cell) not in taken:
                taken[id(cell)] = ""
                rest.append(f"{grid.heads[at]}：{words(cell.runs, setting.notes)}")
        rest += _unknown(texts, grid)
        rest += [f"{_GROUP}：{heading}"] if heading else []
        items.append(_item(texts, rest, grid.levels, setting))
    if grid.rest and items:
        items[-1]["note"] = "\n".join(filter(None, [items[-1]["note"], grid.rest]))
    return items


def _unknown(texts: Mapping[str, str], grid: Grid) -> Iterator[str]:
    """What columns of fixed words say in words of their own, with the heads of the columns."""
    read = {
        "level": flat(texts.get("level", "")) in grid.levels,
        "kind": texts.get("kind", "") in KINDS,
        "layers": bool(_layers(texts.get("layers", ""))),
    }
    for name, is_read in read.items():
        if texts.get(name) and not is_read:
            yield f"{grid.heads[grid.places[name]]}：{texts[name]}"


def _item(
    texts: Mapping[str, str], rest: Sequence[str], levels: Mapping[str, Level], setting: Setting
) -> Plain:
    key = setting.numbers.give(texts.get("key", ""))
    written = flat(texts.get("level", ""))
    level = levels.get(written)
    if level is None:
        setting.numbers.levels.append(key)
    elif written not in LEVELS:
        setting.numbers.marks[written] = level
    return {
        "key": key,
        "kind": (KINDS.get(texts.get("kind", "")) or setting.known.get(key) or setting.kind).value,
        "level": (level or Level.MANDATORY).value,
        "text": texts.get("text", ""),
        "condition": texts.get("condition", ""),
        "note": "\n".join(filter(None, [texts.get("note", ""), *rest])),
        "method": texts.get("method", ""),
        "remedy": texts.get("remedy", ""),
        "layers": _layers(texts.get("layers", "")),
    }


def _layers(text: str) -> list[str]:
    """The networks that a cell names, in its order."""
    named = flat(text)
    places = {layer.value: named.find(flat(word)) for layer, word in LAYER_WORDS.items()}
    return sorted((name for name, place in places.items() if place >= 0), key=places.__getitem__)


def words(runs: Runs, notes: Mapping[str, Runs]) -> str:
    """Runs as the plain text of an item: its footnotes in brackets, addresses of links behind their words."""
    parts = []
    for run in runs:
        if run.note:
            parts.append(f"（注：{in_line(notes.get(run.note, ()))}）")
        elif run.href and run.href != run.text:
            parts.append(f"{run.text}（{run.href}）")
        else:
            parts.append(run.text)
    return "\n".join(line.strip() for line in "".join(parts).strip().split("\n")).replace("|", "｜")


def kind_of(*titles: str) -> Kind:
    """What the requirements of a section are about, by its title and that of its chapter."""
    for title in titles:
        for pattern, kind in _SECTION_KINDS:
            if re.search(pattern, title):
                return kind
    return Kind.FUNCTIONAL


def remarks(numbers: Numbers) -> list[str]:
    """What was put right about the numbers and levels of items, a line for each sort of thing."""
    lines = []
    if numbers.missing:
        lines.append(
            _(
                "番号のない要件%(n)s件に、番号を付けました：%(keys)s",
                n=len(numbers.missing),
                keys=some(numbers.missing),
            )
        )
    if numbers.doubled:
        pairs = [f"{old}→{new}" for old, new in numbers.doubled]
        lines.append(_("番号が重なる要件%(n)s件の番号を変えました：%(keys)s", n=len(pairs), keys=some(pairs)))
    if numbers.reshaped:
        pairs = [f"{old}→{new}" for old, new in numbers.reshaped]
        lines.append(
            _(
                "番号の書き方を、この場の形にそろえました（%(n)s件）：%(keys)s",
                n=len(pairs),
                keys=some(pairs),
            )
        )
    if numbers.marks:
        pairs = [f"{mark}＝{LEVEL_WORDS[level]}" for mark, level in sorted(numbers.marks.items())]
        lines.append(_("水準の印を、次のように読みました：%(marks)s", marks="、".join(pairs)))
    return lines + _unread(numbers)


def _unread(numbers: Numbers) -> list[str]:
    """What could not be read of rows: the requirement, or how binding it is."""
    lines = []
    if numbers.blank:
        lines.append(
            _(
                "番号と水準だけで要件の文がない行%(n)s件は、取り込んでいません：%(rows)s",
                n=len(numbers.blank),
                rows=some(numbers.blank, 50),
            )
        )
    if numbers.levels:
        lines.append(
            _(
                "水準が読み取れない要件%(n)s件を「必須」としました：%(keys)s",
                n=len(numbers.levels),
                keys=some(numbers.levels),
            )
        )
    return lines


def some(words_: Sequence[str], most: int = 10) -> str:
    """The first of them in a line, and whether there are more."""
    shown = "、".join(words_[:most])
    return _("%(some)sほか", some=shown) if len(words_) > most else shown
