"""Tables for Word: widths on columns and cells, head rows that repeat, rows that do not break where they are short."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final

from govtech.documents.blocks import Cell, Runs, Table, plain, widths_of
from govtech.documents.docx_xml import paragraph

_LETTER: Final = 180
"""The width of a full-width letter in a cell, in twentieths of a point: 9 points."""
_PADDING: Final = 216
_MOST_LINES: Final = 14
"""A row of more lines may go over the end of a page: kept whole it would leave a hole."""
_HEAD: Final = '<w:shd w:val="clear" w:color="auto" w:fill="E8F1FE"/>'
_MARGINS: Final = (
    '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
    '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar>'
)

_Spot = tuple[Cell, int, str]
"""A cell, the columns it takes, and how it goes on downwards ("", "restart" or "continue")."""


def grid(table: Table, room: int, left: int, written: Callable[[Runs], str]) -> str:
    """The table in `room` twentieths of a point; `written` makes the runs of a cell. "" without columns."""
    if not table.columns:
        return ""
    widths = _whole(widths_of(table), room)
    rows = "".join(_row(table, place, spots, widths, written) for place, spots in enumerate(_spots(table)))
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = 1 if table.heads else 0
    look = f'<w:tblLook w:val="06{head * 2}0" w:firstRow="{head}" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblInd w:w="{left}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{_MARGINS}{look}</w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def _whole(shares: tuple[float, ...], room: int) -> list[int]:
    """Widths that add up to the room."""
    edges = [round(sum(shares[:place]) * room) for place in range(len(shares) + 1)]
    return [max(right - left, 1) for left, right in pairwise(edges)]


def _row(
    table: Table, place: int, spots: list[_Spot], widths: list[int], written: Callable[[Runs], str]
) -> str:
    head = place < table.heads
    cells, column, tallest = [], 0, 1
    for cell, columns, down in spots:
        width = sum(widths[column : column + columns])
        if down != "continue":
            tallest = max(tallest, _lines(cell, width))
        cells.append(_cell(cell, columns, down, width, written, head=head))
        column += columns
    properties = ("<w:cantSplit/>" if head or tallest <= _MOST_LINES else "") + (
        "<w:tblHeader/>" if head else ""
    )
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def _cell(
    cell: Cell, columns: int, down: str, width: int, written: Callable[[Runs], str], *, head: bool
) -> str:
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    properties += f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    properties += {"restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}.get(down, "")
    properties += _HEAD + '<w:vAlign w:val="center"/>' if head else ""
    align = f'<w:jc w:val="{cell.align}"/>' if cell.align in ("left", "center", "right") else ""
    content = written(cell.runs) if down != "continue" else ""
    inner = paragraph("TableHead" if head else "TableText", content, align)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def _lines(cell: Cell, width: int) -> int:
    """About how many lines a cell takes."""
    letters = max((width - _PADDING) // _LETTER, 1)
    return sum(len(line) // letters + 1 for line in plain(cell.runs).split("\n"))


def _spots(table: Table) -> Iterator[list[_Spot]]:
    """Each row from the first column to the last, places that cells from above reach down to included."""
    hanging: dict[int, tuple[int, Cell, int]] = {}
    for place, cells in enumerate(table.rows):
        spots: list[_Spot] = []
        waiting, column, left = list(cells), 0, len(table.rows) - place
        while column < table.columns:
            if column in hanging:
                rows, cell, columns = hanging.pop(column)
                down = "continue"
            else:
                cell = waiting.pop(0) if waiting else Cell(())
                columns = _free(column, min(cell.columns, table.columns - column), hanging)
                rows = min(cell.rows, left)
                down = "restart" if rows > 1 else ""
            if rows > 1:
                hanging[column] = (rows - 1, cell, columns)
            spots.append((cell, columns, down))
            column += columns
        yield spots


def _free(column: int, wanted: int, hanging: dict[int, tuple[int, Cell, int]]) -> int:
    """How many columns a cell may take before one from above is in its way."""
    return next((place for place in range(1, wanted) if column + place in hanging), max(wanted, 1))
