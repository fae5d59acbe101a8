"""Which tables of an imported document list requirements: their head, what each column holds, rows under headings."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from govtech.documents.blocks import Cell, Runs, Table, plain
from govtech.documents.markdown import spread
from govtech.specifications.template_format import LEVEL_WORDS, Level

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
_PLAINLY = HEADS["text"] - {"項目", "仕様"}
"""Heads that name requirements and nothing else."""
_DEEPEST_HEAD = 3
Row = Sequence[Cell]


@dataclass(frozen=True)
class Grid:
    """A table of requirements.

    `places` says which column holds what; `rows` are (heading, cells): a row that only names the ones below it, as
    「予約の機能」 across all columns, is their heading.
    """

    heads: tuple[str, ...]
    places: Mapping[str, int]
    levels: Mapping[str, Level]
    rows: tuple[tuple[str, Row], ...]
    rest: str = ""
    """A heading with nothing below it."""
    blank: tuple[str, ...] = ()
    """Rows with a number and a level, and no requirement."""


def flat(text: str) -> str:
    """A head of a column as it is compared: no spaces, one width, small letters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def in_line(runs: Runs) -> str:
    """Runs as one line of plain text."""
    return " ".join(plain(runs).split())


def grid_of(table: Table) -> Grid | None:
    """The table as requirements; None when it is another kind of table.

    It lists requirements when a head names the requirement itself, with its level or the condition that it is checked
    by. The head is one of the first rows: a title may stand above it, and a head may take two rows.
    """
    rows = spread(table)
    for at, row in enumerate(rows[:_DEEPEST_HEAD]):
        heads = [flat(plain(cell.runs)) for cell in row]
        body = [one for one in rows[max(at + 1, table.heads) :] if _heads(one) != heads]
        places = _places(heads, body)
        if "text" in places and ("level" in places or {"condition", "key"} <= places.keys()):
            levels = _levels([one[places["level"]] for one in body] if "level" in places else [])
            blank = [one for one in body if _is_blank(one, places, levels)]
            grouped = list(_grouped([one for one in body if one not in blank], places))
            above = [in_line(one[0].runs) for one in rows[:at] if _is_whole(one)]
            found = [(heading or "　".join(above), cells) for heading, cells in grouped if cells]
            rest = grouped[-1][0] if grouped and not grouped[-1][1] else ""
            named = tuple(in_line(cell.runs) for cell in row)
            made = Grid(named, places, levels, tuple(found), rest, tuple(map(_joined, blank)))
            return made if found else None
    return None


def wants_level(table: Table) -> bool:
    """Whether a table would list requirements if it had a column of levels: it has their numbers and their text."""
    rows = spread(table)
    heads = set(_heads(rows[0])) if len(rows) > 1 else set()
    return bool(heads & HEADS["key"] and heads & _PLAINLY) and not heads & HEADS["level"]


def _is_blank(row: Row, places: Mapping[str, int], levels: Mapping[str, Level]) -> bool:
    """Whether a row has a number and a level, but says nothing that could be required."""
    if not {"key", "level"} <= places.keys() or _is_whole(row):
        return False
    said = any(in_line(row[places[name]].runs) for name in ("text", "condition") if name in places)
    level = flat(plain(row[places["level"]].runs))
    return not said and level in levels and bool(in_line(row[places["key"]].runs))


def _joined(row: Row) -> str:
    return "　".join(dict.fromkeys(filter(None, (in_line(cell.runs) for cell in row))))


def _heads(row: Row) -> list[str]:
    return [flat(plain(cell.runs)) for cell in row]


def _places(heads: Sequence[str], body: Sequence[Row]) -> dict[str, int]:
    found = {}
    for name, words in HEADS.items():
        place = next((at for at, head in enumerate(heads) if head in words), None)
        if name == "text" and "要件" in heads:
            place = heads.index("要件")
        if place is not None:
            found[name] = place
    if "level" in found and not _holds_levels([row[found["level"]] for row in body if not _is_whole(row)]):
        del found["level"]
    return found


def _holds_levels(cells: Sequence[Cell]) -> bool:
    """Whether most of a column says how binding something is."""
    levels = _levels(cells)
    return bool(cells) and 2 * sum(flat(plain(cell.runs)) in levels for cell in cells) >= len(cells)


def _levels(cells: Sequence[Cell]) -> Mapping[str, Level]:
    """What the words and marks of a column of levels mean."""
    graded = any("◎" in plain(cell.runs) for cell in cells)
    return {**LEVELS, **_GRADES[0 if graded else 1]}


def _is_whole(row: Row) -> bool:
    """Whether one cell takes the whole row."""
    return len(row) > 1 and all(cell is row[0] for cell in row)


def _grouped(body: Sequence[Row], places: Mapping[str, int]) -> Iterator[tuple[str, Row]]:
    """The rows with the heading that they stand under; at the end a heading without rows, if there is one."""
    heading, used = "", True
    for row in body:
        wanted = [places[name] for name in ("text", "condition") if name in places]
        if not _is_whole(row) and any(in_line(row[at].runs) for at in wanted):
            yield heading, row
            used = True
        elif text := _joined(row):
            heading = text if used else f"{heading}　{text}"
            used = False
    if not used:
        yield heading, ()
