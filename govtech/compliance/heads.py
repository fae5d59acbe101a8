"""Where the answers stand in a list that people sorted, widened, cut and renamed: by its heads, not by its places."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from govtech.compliance.content import Field
from govtech.compliance.opened import Beside, Cell, Grid, at, column_of
from govtech.compliance.sheets import ANSWERS, COLUMNS, NUMBER

LOOKED: Final = 60
"""The heads are looked for in so many rows."""
ENOUGH: Final = 4
"""So many of our heads in a row make it the row of heads."""
_OURS: Final = {
    "".join(unicodedata.normalize("NFKC", one.head).split()): at for at, one in enumerate(COLUMNS)
}


@dataclass(frozen=True)
class Table:
    """The row of heads (0: there is none), and where each of our columns stands, by its place in a new workbook."""

    head: int
    columns: dict[int, int]

    @property
    def found(self) -> bool:
        """Whether there is a row of heads."""
        return bool(self.head)

    @property
    def lost(self) -> list[str]:
        """Heads of the answers that are not there."""
        return [COLUMNS[place].head for place in ANSWERS.values() if place not in self.columns]

    def cell(self, grid: Grid, row: int, column: int) -> Cell:
        """A cell of one of our columns."""
        place = self.columns.get(column)
        return Cell() if place is None else at(grid, row, place)

    def letter(self, column: int) -> str:
        """What the column is called in this file: H."""
        return column_of(self.columns.get(column, column))

    def strangers(self, width: int) -> list[int]:
        """Places of the columns that are not ours, from 0."""
        return [place for place in range(width) if place not in self.columns.values()]

    def key_of(self, grid: Grid, row: int) -> str:
        """The number of the item in a row, in the form in which numbers are compared."""
        return plain_key(self.cell(grid, row, NUMBER).text)


def plain_key(text: str) -> str:
    """A number of an item, whatever its width, case, spaces and hyphens."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join("-" if letter in "‐‑‒–—―−ー" else letter for letter in folded if not letter.isspace())


def find(grid: Grid) -> Table:
    """The table of a sheet; without a row of heads its columns are taken to stand as in a new workbook."""
    for row, cells in enumerate(grid[:LOOKED], 1):
        columns: dict[int, int] = {}
        for place, cell in enumerate(cells):
            ours = _OURS.get("".join(unicodedata.normalize("NFKC", cell.text).split()))
            if ours is not None:
                columns.setdefault(ours, place)
        if NUMBER in columns and len(columns) >= ENOUGH:
            return Table(row, _with_renamed(columns, cells))
    return Table(0, {place: place for place in range(len(COLUMNS))})


def _with_renamed(columns: dict[int, int], cells: list[Cell]) -> dict[int, int]:
    """With columns of which only the head was renamed: nothing else moved, and something stands above them."""
    if any(ours != place for ours, place in columns.items()):
        return columns
    renamed = {
        place: place
        for place in range(len(COLUMNS))
        if place not in columns and place < len(cells) and cells[place].text
    }
    return columns | renamed


def spread(grid: Grid, beside: Beside, table: Table) -> Iterator[str]:
    """Give each row under a merged answer what the merged cell says; the ranges that were spread (H6:H9)."""
    places = {table.columns[place] for place in ANSWERS.values() if place in table.columns}
    for first_column, first_row, _last_column, last_row in beside.merged:
        place, last = first_column - 1, min(last_row, len(grid))
        if place not in places or first_row <= table.head or first_row >= last:
            continue
        said = at(grid, first_row, place)
        for row in range(first_row + 1, last + 1):
            if said.text and place < len(grid[row - 1]) and not grid[row - 1][place].text:
                grid[row - 1][place] = said
        if said.text:
            yield f"{column_of(place)}{first_row}:{column_of(place)}{last}"


def address(table: Table, field: Field, row: int) -> str:
    """The address of an answer in this file: H6."""
    return f"{table.letter(ANSWERS[field])}{row}"
