"""What differs between two contents, place by place: redlines with some context, tables as tables, moves said as moves."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from govtech.core.diff import Change, folded, redline
from govtech.core.words import Text
from govtech.core.words import gettext as _
from govtech.drafting.content import Plain
from govtech.drafting.models import Thing
from govtech.drafting.naming import Names
from govtech.drafting.presenting import FIELDS
from govtech.specifications.template_format import KIND_LABELS, LAYER_LABELS, LEVEL_LABELS

_LABELS: Mapping[str, Mapping[Any, Text]] = {
    "kind": KIND_LABELS,
    "level": LEVEL_LABELS,
    "layers": LAYER_LABELS,
}
_BAR = "|"


class Row(NamedTuple):
    """A row of a table: `same`, `added`, `removed` or `changed`, or `skipped` rows; cells as changes."""

    kind: str
    cells: list[list[Change]]
    many: int = 1


class Block(NamedTuple):
    """A stretch of a redline: running text, or the rows of a table."""

    changes: list[Change]
    rows: list[Row]


class Field(NamedTuple):
    """A field that differs, as a redline."""

    label: str
    blocks: list[Block]


class Difference(NamedTuple):
    """One place that differs: what it is called, in which section, what happened to it, its fields."""

    thing: Thing
    key: str
    place: str
    what: str
    fields: list[Field]
    where: str = ""
    moved: str = ""


class _Seen(NamedTuple):
    """A thing of a content: its values, what it is called, the section it is in."""

    values: Plain
    called: str
    home: str | None
    where: str


def differences(before: Plain, after: Plain) -> list[Difference]:
    """What differs between two contents, in the order of the newer one, what was removed last."""
    old, new = _things(before), _things(after)
    names = Names(before), Names(after)
    moved = _moved(before, after)
    found = []
    for place in [*new, *(place for place in old if place not in new)]:
        one, other = old.get(place), new.get(place)
        said = moved.get(place, "")
        if one and other and one.values == other.values and not said:
            continue
        shown = other or one or _Seen({}, "", None, "")
        fields = fields_between(one.values if one else {}, other.values if other else {}, names)
        what = _what(one is None, other is None, bool(fields), said)
        if fields or said:
            found.append(Difference(*place, shown.called, what, fields, shown.where, said))
    return found


def _what(is_new: bool, is_gone: bool, has_changed: bool, said: str) -> str:  # noqa: FBT001
    if is_new:
        return _("追加")
    if is_gone:
        return _("削除")
    if not said:
        return _("変更")
    return _("移動と変更") if has_changed else _("移動")


def fields_between(before: Plain, after: Plain, names: tuple[Names, Names]) -> list[Field]:
    """The fields of one thing that differ, as redlines; {}: it was not there, then short fields stand in one line."""
    if not before or not after:
        before, after = _shortened(before), _shortened(after)
    pairs = [
        (name, names[0].text(words(name, before.get(name))), names[1].text(words(name, after.get(name))))
        for name in {**after, **before}
        if name in FIELDS
    ]
    return [Field(str(FIELDS[name]), blocks(redline(old, new))) for name, old, new in pairs if old != new]


def _shortened(values: Plain) -> Plain:
    """An item's kind, level and networks as one: 機能・必須."""
    if "level" not in values:
        return values
    short = "・".join(filter(None, (words(name, values[name]) for name in _LABELS)))
    return {"facts": short} | {name: value for name, value in values.items() if name not in _LABELS}


def words(name: str, value: Any) -> str:
    """A field's value as it is read."""
    labels = _LABELS.get(name)
    if isinstance(value, list):
        return "、".join(str(labels[one]) if labels else str(one) for one in value)
    return str(labels[value]) if labels and value else str(value or "")


def _things(plain: Plain) -> dict[tuple[Thing, str], _Seen]:
    things: dict[tuple[Thing, str], _Seen] = {}
    titles = {section["key"]: section["title"] for section in plain["sections"]}
    for section in plain["sections"]:
        values = {"title": section["title"], "body": section["body"]}
        chapter = titles.get(section["parent"] or "", "")
        things[Thing.SECTION, section["key"]] = _Seen(values, section["title"], section["parent"], chapter)
        for item in section["items"]:
            values = {name: value for name, value in item.items() if name != "key"}
            things[Thing.ITEM, item["key"]] = _Seen(values, item["key"], section["key"], section["title"])
    for parameter in plain["parameters"]:
        values = {name: value for name, value in parameter.items() if name in FIELDS}
        things[Thing.PARAMETER, parameter["name"]] = _Seen(values, parameter["label"], None, "")
    return things


# -- moves


def _moved(before: Plain, after: Plain) -> dict[tuple[Thing, str], str]:
    """What stands elsewhere than before, in words: in another section, or in another order in its own."""
    old, new = _homes(before), _homes(after)
    titles = {section["key"]: section["title"] for plain in (before, after) for section in plain["sections"]}
    said: dict[tuple[Thing, str], str] = {}
    for place, home in new.items():
        if place in old and old[place] != home:
            said[place] = _(
                "「%(old)s」から「%(new)s」へ移動",
                old=titles.get(old[place] or "", _("章の並び")),
                new=titles.get(home or "", _("章の並び")),
            )
    for home in dict.fromkeys(new.values()):
        rows = [place for place in new if new[place] == home and old.get(place, place) == home]
        kept = _in_order(rows, [place for place in old if old[place] == home])
        said |= {place: _("順番を変更") for place in rows if place not in kept}
    return said


def _homes(plain: Plain) -> dict[tuple[Thing, str], str | None]:
    """The section or chapter each section and item stands in, in reading order."""
    homes: dict[tuple[Thing, str], str | None] = {}
    for section in plain["sections"]:
        homes[Thing.SECTION, section["key"]] = section["parent"]
        for item in section["items"]:
            homes[Thing.ITEM, item["key"]] = section["key"]
    return homes


def _in_order(rows: Sequence[tuple[Thing, str]], before: Sequence[tuple[Thing, str]]) -> set[Any]:
    """The most of the rows that still follow each other as before (longest increasing subsequence)."""
    places = {place: at for at, place in enumerate(before)}
    ends: list[int] = []
    links: list[tuple[tuple[Thing, str], int | None]] = []
    tails: list[int] = []
    for at, place in enumerate(rows):
        length = bisect_left(ends, places[place])
        links.append((place, tails[length - 1] if length else None))
        ends[length : length + 1] = [places[place]]
        tails[length : length + 1] = [at]
    kept, here = set(), tails[-1] if tails else None
    while here is not None:
        place, here = links[here]
        kept.add(place)
    return kept


# -- redlines to read


def blocks(changes: Sequence[Change]) -> list[Block]:
    """A redline as text and tables, with what is unchanged folded away."""
    found = []
    for table, lines in groupby(_lines(changes), key=_is_row):
        if table:
            found.append(Block([], _folded_rows([_row(line) for line in lines if not _is_rule(line)])))
        else:
            found.append(Block(folded(_joined([change for line in lines for change in line])), []))
    return found


def _lines(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """The changes line by line; a line ends where either text has an end of line."""
    line: list[Change] = []
    for change in changes:
        for piece in change.text.splitlines(keepends=True):
            line.append(Change(change.kind, piece))
            if piece.endswith("\n"):
                yield line
                line = []
    if line:
        yield line


def _is_row(line: list[Change]) -> bool:
    return "".join(change.text for change in line).lstrip().startswith(_BAR)


def _is_rule(line: list[Change]) -> bool:
    """The line between head and rows of a Markdown table."""
    return not "".join(change.text for change in line).strip(" |:-\n")


def _row(line: list[Change]) -> Row:
    cells: list[list[Change]] = [[]]
    for change in line:
        first, *more = change.text.rstrip("\n").split(_BAR)
        cells[-1].append(Change(change.kind, first))
        cells += [[Change(change.kind, piece)] for piece in more]
    kinds = {change.kind for change in line if change.text.strip()}
    kind = kinds.pop() if len(kinds) == 1 else "changed"
    stripped = [[change for change in cell if change.text.strip()] for cell in cells[1:]]
    return Row(kind, stripped[:-1] if stripped and not stripped[-1] else stripped)


def _folded_rows(rows: list[Row]) -> list[Row]:
    """The head, rows that differ and their neighbours; the others only as a number."""
    near = {at + by for at, row in enumerate(rows) if row.kind != "same" for by in (-1, 0, 1)} | {0}
    shown: list[Row] = []
    for keep, group in groupby(enumerate(rows), key=lambda pair: pair[0] in near):
        stretch = [row for _at, row in group]
        shown += stretch if keep or len(stretch) < 3 else [Row("skipped", [], len(stretch))]  # noqa: PLR2004
    return shown


def _joined(changes: Sequence[Change]) -> list[Change]:
    return [
        Change(kind, "".join(change.text for change in group))
        for kind, group in groupby(changes, key=lambda change: change.kind)
    ]
