"""Tables of requirements in an imported document, row by row as items with numbers that hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from govtech.core.words import gettext as _
from govtech.documents.blocks import Cell, Runs, Table, plain
from govtech.documents.markdown import spread
from govtech.drafting.content import Plain
from govtech.specifications.template_format import (
    KIND_WORDS,
    LAYER_WORDS,
    LEVEL_WORDS,
    Kind,
    Level,
)

HEADS: Mapping[str, frozenset[str]] = {
    "key": frozenset({"番号", "no", "no.", "項番", "要件番号", "項目番号", "要件id", "id", "#", "№"}),
    "level": frozenset({"水準", "区分", "必須・任意", "必須/任意", "重要度", "必要度", "必須区分"}),
    "text": frozenset({"要件", "項目", "要求事項", "要件の内容", "要件内容", "機能要件", "要求内容", "仕様"}),
    "condition": frozenset(
        {"確認の条件", "目標値", "確認方法", "確認の方法", "検収条件", "受入条件", "基準値"}
    ),
    "kind": frozenset({"種類", "分類", "要件の種類"}),
    "method": frozenset({"測定の方法", "測定方法"}),
    "remedy": frozenset({"達しなかったときの扱い", "達しない場合の措置", "未達時の措置"}),
    "layers": frozenset({"対象の網", "対象のネットワーク", "対象ネットワーク"}),
    "note": frozenset({"備考", "補足", "注記"}),
}
LEVELS: Mapping[str, Level] = {
    **{word: level for level, word in LEVEL_WORDS.items()},
    "必須要件": Level.MANDATORY,
    "高": Level.MANDATORY,
    "望ましい": Level.RECOMMENDED,
    "推奨要件": Level.RECOMMENDED,
    "中": Level.RECOMMENDED,
    "任意要件": Level.OPTIONAL,
    "低": Level.OPTIONAL,
}
_GRADES = (
    {"◎": Level.MANDATORY, "○": Level.RECOMMENDED, "〇": Level.RECOMMENDED, "△": Level.OPTIONAL},
    {"○": Level.MANDATORY, "〇": Level.MANDATORY, "△": Level.RECOMMENDED},
)
"""What marks mean in a table that has ◎, and in one that has not."""
KINDS: Mapping[str, Kind] = {word: kind for kind, word in KIND_WORDS.items()}
_KEY = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")
_LONGEST_KEY = 40
STEM = "RQ"
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
    marks: dict[str, Level] = field(default_factory=dict)

    def give(self, written: str) -> str:
        """A number that is free and has the form of numbers here, as close as can be to the one that was written."""
        flat = unicodedata.normalize("NFKC", written).upper()
        flat = re.sub(r"[-‐‑‒–—―ー_.・()\s]+", "-", flat).strip("-")
        plain_key = re.sub(r"[^A-Z0-9-]", "", flat).strip("-")
        if not plain_key:
            key = self._next()
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


def flat(text: str) -> str:
    """A head of a column as it is compared: no spaces, one width, small letters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def columns_of(table: Table) -> dict[str, int] | None:
    """Which column of a requirement table holds what; None when it is another kind of table.

    It is one when it names the requirement itself, with its level or the condition that it is checked by.
    """
    rows = spread(table)
    if len(rows) < 2:  # noqa: PLR2004
        return None
    heads = [flat(plain(cell.runs)) for cell in rows[0]]
    found: dict[str, int] = {}
    for name, words in HEADS.items():
        place = next((at for at, head in enumerate(heads) if head in words), None)
        if name == "text" and "要件" in heads:
            place = heads.index("要件")
        if place is not None:
            found[name] = place
    if "level" in found and not _holds_levels([row[found["level"]] for row in rows[1:]]):
        del found["level"]
    known = "text" in found and ("level" in found or ("condition" in found and "key" in found))
    return found if known else None


def _holds_levels(cells: Sequence[Cell]) -> bool:
    """Whether most of a column says how binding something is."""
    levels = _levels(cells)
    return 2 * sum(flat(plain(cell.runs)) in levels for cell in cells) >= len(cells)


def _levels(cells: Sequence[Cell]) -> Mapping[str, Level]:
    """What the words and marks of a column of levels mean."""
    graded = any("◎" in plain(cell.runs) for cell in cells)
    return {**LEVELS, **_GRADES[0 if graded else 1]}


@dataclass(frozen=True)
class Setting:
    """What rows are read with: the numbers given so far, what items are about here, what is known, the footnotes."""

    numbers: Numbers
    kind: Kind
    known: Mapping[str, Kind]
    notes: Mapping[str, Runs]


def items_of(table: Table, found: Mapping[str, int], setting: Setting) -> list[Plain]:
    """The rows of a requirement table as items; columns that have no place here go into the note with their heads."""
    rows = spread(table)
    heads = [in_line(cell.runs) for cell in rows[0]]
    levels = _levels([row[found["level"]] for row in rows[1:]] if "level" in found else [])
    items = []
    for row in rows[1:]:
        texts = {name: words(row[at].runs, setting.notes) for name, at in found.items()}
        rest = [
            f"{heads[at]}：{words(cell.runs, setting.notes)}"
            for at, cell in enumerate(row)
            if at not in found.values() and in_line(cell.runs)
        ]
        if texts.get("text") or texts.get("condition"):
            items.append(_item(texts, rest, levels, setting))
    return items


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


def in_line(runs: Runs) -> str:
    """Runs as one line of plain text."""
    return " ".join(plain(runs).split())


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
                keys=_some(numbers.missing),
            )
        )
    if numbers.doubled:
        pairs = [f"{old}→{new}" for old, new in numbers.doubled]
        lines.append(
            _("番号が重なる要件%(n)s件の番号を変えました：%(keys)s", n=len(pairs), keys=_some(pairs))
        )
    if numbers.reshaped:
        pairs = [f"{old}→{new}" for old, new in numbers.reshaped]
        lines.append(
            _(
                "番号の書き方を、この場の形にそろえました（%(n)s件）：%(keys)s",
                n=len(pairs),
                keys=_some(pairs),
            )
        )
    if numbers.marks:
        pairs = [f"{mark}＝{LEVEL_WORDS[level]}" for mark, level in sorted(numbers.marks.items())]
        lines.append(_("水準の印を、次のように読みました：%(marks)s", marks="、".join(pairs)))
    if numbers.levels:
        lines.append(
            _(
                "水準が読み取れない要件%(n)s件を「必須」としました：%(keys)s",
                n=len(numbers.levels),
                keys=_some(numbers.levels),
            )
        )
    return lines


def _some(words_: Sequence[str], most: int = 10) -> str:
    shown = "、".join(words_[:most])
    return _("%(some)sほか", some=shown) if len(words_) > most else shown
