"""Where the cells of a table lie when some take several columns or rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from govtech.documents.blocks import Cell, Table

Spot = tuple[Cell, int, str]
"""A cell with its spans cut to the table, the columns it takes, and how it goes on downwards ("", "restart" or "continue")."""


def spots(table: Table) -> Iterator[list[Spot]]:
    """Each row from the first column to the last, places that cells from above reach down to included."""
    hanging: dict[int, tuple[int, Cell, int]] = {}
    width = table.columns  # counted once: asked for in each row, a table of 2,000 would take a minute
    for place, cells in enumerate(table.rows):
        row: list[Spot] = []
        waiting, column, left = list(cells), 0, len(table.rows) - place
        while column < width:
            if column in hanging:
                rows, cell, columns = hanging.pop(column)
                down = "continue"
            else:
                cell = waiting.pop(0) if waiting else Cell(())
                columns = _free(column, min(cell.columns, width - column), hanging)
                rows = min(cell.rows, left)
                down = "restart" if rows > 1 else ""
                cell = replace(cell, columns=columns, rows=rows)
            if rows > 1:
                hanging[column] = (rows - 1, cell, columns)
            row.append((cell, columns, down))
            column += columns
        yield row


def _free(column: int, wanted: int, hanging: dict[int, tuple[int, Cell, int]]) -> int:
    """How many columns a cell may take before one from above is in its way."""
    return next((place for place in range(1, wanted) if column + place in hanging), max(wanted, 1))
