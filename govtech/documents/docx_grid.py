"""Tables for Word: widths on columns and cells, head rows that repeat, rows that do not break where they are short."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Final
from xml.sax.saxutils import quoteattr

from govtech.core.text import clean
from govtech.documents.blocks import Cell, Runs, Table, plain
from govtech.documents.docx_xml import paragraph
from govtech.documents.placing import Spot, spots
from govtech.documents.widths import widths_of

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


def grid(table: Table, room: int, left: int, written: Callable[[Runs], str], title: str = "") -> str:
    """The table in `room` twentieths of a point; `written` makes the runs of a cell. "" without columns.

    The `title` is what is read out for it, and seen nowhere.
    """
    if not table.columns:
        return ""
    widths = _whole(widths_of(table, letters=room / _LETTER), room)
    rows = "".join(_row(table, place, spots, widths, written) for place, spots in enumerate(spots(table)))
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = 1 if table.heads else 0
    look = f'<w:tblLook w:val="06{head * 2}0" w:firstRow="{head}" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
    said = f"<w:tblCaption w:val={quoteattr(clean(title))}/>" if title else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblInd w:w="{left}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{_MARGINS}{look}{said}</w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def _whole(shares: tuple[float, ...], room: int) -> list[int]:
    """Widths that add up to the room."""
    edges = [round(sum(shares[:place]) * room) for place in range(len(shares) + 1)]
    return [max(right - left, 1) for left, right in pairwise(edges)]


def _row(
    table: Table, place: int, spots: list[Spot], widths: list[int], written: Callable[[Runs], str]
) -> str:
    head = place < table.heads
    cells, column, tallest = [], 0, 1
    for cell, columns, down in spots:
        width = sum(widths[column : column + columns])
        if down != "continue":
            tallest = max(tallest, _lines(cell, width))
        band = columns == len(widths) and not head
        cells.append(_cell(cell, columns, down, width, written, head=head, band=band))
        column += columns
    properties = ("<w:cantSplit/>" if head or tallest <= _MOST_LINES else "") + (
        "<w:tblHeader/>" if head else ""
    )
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def _cell(
    cell: Cell, columns: int, down: str, width: int, written: Callable[[Runs], str], *, head: bool, band: bool
) -> str:
    """A cell; a `band` over the whole row names the rows below, and stays with the first of them."""
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    properties += f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    properties += {"restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}.get(down, "")
    properties += _HEAD + '<w:vAlign w:val="center"/>' if head else ""
    align = f'<w:jc w:val="{cell.align}"/>' if cell.align in ("left", "center", "right") else ""
    content = written(cell.runs) if down != "continue" else ""
    kept = "<w:keepNext/>" if band else ""
    inner = paragraph("TableHead" if head else "TableText", content, kept + align)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def _lines(cell: Cell, width: int) -> int:
    """About how many lines a cell takes."""
    letters = max((width - _PADDING) // _LETTER, 1)
    return sum(len(line) // letters + 1 for line in plain(cell.runs).split("\n"))
