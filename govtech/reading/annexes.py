"""The annexes of a specification on paper: forms that the house can fill are filled, others stay to be written in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import repeat

from govtech.agreeing.position_queries import Difference
from govtech.documents.blocks import Block, Cell, Heading, Paragraph, Run, Table, plain

_TOWN = "団体名"
_NUMBER = "番号"
_FORM = "（記入の様式）"
_WHO = re.compile(r"別紙1　")
_OWN = re.compile(r"別紙2　")
_TITLE = "市町村ごとの条件"
_HEADS = ("市町村", "項目", "この市町村での条件")
_WIDTHS = (1.0, 1.2, 3.0)


def filled(blocks: Iterable[Block], parties: Sequence[str], own: Sequence[Difference]) -> tuple[Block, ...]:
    """Blocks with the empty forms of annex 1 (who takes part) and 2 (what holds for one only) filled.

    What holds for single municipalities stands at the end when the text has no such form.
    """
    made: list[Block] = []
    title, left = "", own
    for block in blocks:
        title = plain(block.runs) if isinstance(block, Heading) else title
        table = None
        if isinstance(block, Table) and _is_form(block):
            if parties and _WHO.search(title):
                table = _named(block, parties)
            elif left and _OWN.search(title):
                table, left = _differences(left), ()
        if table:
            _without_form(made)
        made.append(table or block)
    if left:
        made += (Heading(1, (Run(f"別紙　{_TITLE}"),)), _differences(left))
    return tuple(made)


def _is_form(table: Table) -> bool:
    """Whether a table has a column for municipalities with nothing in it."""
    heads = _heads(table)
    if _TOWN not in heads or any(len(row) != len(heads) for row in table.rows):
        return False
    return not any(plain(row[heads.index(_TOWN)].runs).strip() for row in table.rows[1:])


def _heads(table: Table) -> list[str]:
    return [plain(cell.runs).strip() for cell in table.rows[0]] if table.rows else []


def _named(table: Table, parties: Sequence[str]) -> Table:
    """As many rows as take part, each with its number and name; the other cells as the form has them."""
    heads = _heads(table)
    form = table.rows[1] if len(table.rows) > 1 else tuple(repeat(Cell(()), len(heads)))
    rows = []
    for number, name in enumerate(parties, 1):
        known = {_NUMBER: str(number), _TOWN: name}
        rows.append(
            tuple(
                replace(cell, runs=(Run(known[head]),)) if head in known else cell
                for head, cell in zip(heads, form, strict=True)
            )
        )
    return replace(table, rows=(table.rows[0], *rows))


def _differences(own: Sequence[Difference]) -> Table:
    rows: Iterator[tuple[str, ...]] = iter((_HEADS, *own))
    return Table(tuple(tuple(Cell((Run(text),)) for text in row) for row in rows), 1, _WIDTHS)


def _without_form(made: list[Block]) -> None:
    """The caption above a form that is filled says no longer that it is one."""
    if made and isinstance(made[-1], Paragraph) and made[-1].caption:
        runs = tuple(replace(run, text=run.text.replace(_FORM, "")) for run in made[-1].runs)
        made[-1] = replace(made[-1], runs=runs)
