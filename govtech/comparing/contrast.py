"""Two versions as the table of new and old (新旧対照表) that officials hand in: changed words underlined, what happened beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from govtech.comparing import showing
from govtech.comparing.aligning import ItemPair, SectionPair, aligned
from govtech.comparing.sides import Side
from govtech.core.clock import wareki
from govtech.core.diff import Change, folded, redline
from govtech.core.words import SOURCE, use_locale
from govtech.documents.blocks import (
    Block,
    Cell,
    Document,
    Heading,
    Paragraph,
    Run,
    Runs,
    Table,
    flat,
    plain,
)
from govtech.documents.markdown import to_blocks
from govtech.drafting.content import Plain, to_template, values_of
from govtech.drafting.naming import Names
from govtech.drafting.presenting import FIELDS
from govtech.drafting.redlining import words
from govtech.specifications.template_text import parts

_WIDTHS: Final = (1.3, 5.0, 5.0, 1.6)
_LEFT_OUT: Final = "（略）"
_NEW, _GONE = "（新設）", "（削除）"
_ASKED: Final = ("text", "condition", "level", "kind", "layers", "note", "method", "remedy")

Marked = tuple[list[Change], list[Change]]
"""The old and the new text as stretches."""


def document(old: Side, new: Side, day: date) -> Document:
    """The table of new and old as a document on pages turned sideways, in Japanese whoever takes it."""
    with use_locale(SOURCE):
        rows = list(_rows(old.plain, new.plain, day))
        values = showing.values(old.plain, new.plain)
    facts = (
        ("新", f"{new.title}　{new.label}"),
        ("旧", f"{old.title}　{old.label}"),
        ("作成日", wareki(day)),
    )
    blocks: list[Block] = [Paragraph((Run("下線を引いた部分が、違うところです。"),))]
    if rows:
        blocks.append(_table(("箇所", f"新　{new.label}", f"旧　{old.label}", "備考"), rows))
    if values:
        blocks.append(Heading(2, (Run("この仕様書で定めた値"),)))
        cells = [tuple(_cell(text) for text in (one.label, one.right, one.left)) for one in values]
        blocks.append(Table((_head("項目", "新", "旧"), *cells), 1, (2.0, 2.0, 2.0)))
    if not rows and not values:
        blocks = [Paragraph((Run("違いはありません。"),))]
    title = f"{new.title}　新旧対照表"
    return Document(title, day, facts=facts, blocks=tuple(blocks), begins_with_text=True, turned=True)


def file_name(old: Side, new: Side) -> str:
    """What its files are called, without the ending: 新旧対照表_施設予約システム_第1版から作成中（変更3）."""
    return f"新旧対照表_{new.title}_{old.label}から{new.label}"


def _table(heads: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> Table:
    return Table((_head(*heads), *rows), 1, _WIDTHS)


def _head(*texts: str) -> tuple[Cell, ...]:
    return tuple(map(_cell, texts))


def _cell(text: str) -> Cell:
    return Cell((Run(text),) if text else ())


# -- rows


def _rows(old: Plain, new: Plain, day: date) -> Iterator[tuple[Cell, ...]]:
    """A band for each section that differs, and below it a row for its text and for each item."""
    names = Names(old), Names(new)
    labels = _labels(old, day), _labels(new, day)
    for pair in aligned(old, new):
        rows = [*_section(pair, names), *(_item(one, names) for one in pair.items if one.status != "same")]
        if rows:
            place, other = labels[1].get(pair.right.get("key", "")), labels[0].get(pair.left.get("key", ""))
            yield (Cell((Run(place or other or "", bold=True),), columns=len(_WIDTHS)),)
            yield from rows


def _labels(content: Plain, day: date) -> Mapping[str, str]:
    """What each section is called with its number: 6.1　申請する."""
    template = to_template(content, title="-", updated=day)
    return {part.id: part.heading for part in parts(template, values_of(content))}


def _section(pair: SectionPair, names: tuple[Names, Names]) -> Iterator[tuple[Cell, ...]]:
    for place, name, read in (("題名", "title", str), ("本文", "body", _text)):
        one, other = (
            read(called.text(side.get(name, "")))
            for called, side in zip(names, (pair.left, pair.right), strict=True)
        )
        if one != other:
            yield _row(place, _marked(one, other, fold=True), _note(pair.left, pair.right))


def _item(pair: ItemPair, names: tuple[Names, Names]) -> tuple[Cell, ...]:
    kept = [name for name in _ASKED if name == "text" or pair.left.get(name) != pair.right.get(name)]
    one, other = (
        "\n".join(
            f"{FIELDS[name]}：{called.text(words(name, side[name]))}" for name in kept if side.get(name)
        )
        for called, side in zip(names, (pair.left, pair.right), strict=True)
    )
    said = [_note(pair.left, pair.right)]
    said += [f"「{pair.moved_to}」へ移動"] if pair.moved_to else []
    said += [f"旧番号 {pair.left['key']}"] if pair.renumbered else []
    key = pair.right.get("key") or pair.left.get("key", "")
    return _row(str(key), _marked(one, other), "\n".join(filter(None, said)))


def _note(left: Plain, right: Plain) -> str:
    return "新設" if not left else "削除" if not right else ""


def _row(place: str, marked: Marked, note: str) -> tuple[Cell, ...]:
    old, new = marked
    return _cell(place), Cell(_runs(new, _GONE)), Cell(_runs(old, _NEW)), _cell(note)


def _runs(changes: Sequence[Change], absent: str) -> Runs:
    """Stretches with what changed underlined; what says that the other side has none of it, for none."""
    made = [Run(_shown(one), underline=one.kind in ("added", "removed")) for one in changes]
    return tuple(made) or (Run(absent),)


def _shown(change: Change) -> str:
    if change.kind != "skipped":
        return change.text
    return f"{_LEFT_OUT}\n" if change.text.endswith("\n") else _LEFT_OUT


def _marked(old: str, new: str, *, fold: bool = False) -> Marked:
    if not old or not new:
        return _whole("removed", old), _whole("added", new)
    changes = redline(old, new)
    changes = folded(changes) if fold else changes
    return (
        [one for one in changes if one.kind != "added"],
        [one for one in changes if one.kind != "removed"],
    )


def _whole(kind: str, text: str) -> list[Change]:
    return [Change(kind, text)] if text else []


def _text(body: str) -> str:
    """A section's Markdown as it is read: tables as rows, lists with their marks, notes at the end."""
    read = to_blocks(body)
    notes = [f"（注{number}）{plain(runs)}" for number, runs in read.notes.items()]
    return "\n".join([*(plain(flat(block)) for block in read.blocks), *notes])
