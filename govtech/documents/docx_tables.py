"""Tables of a Word file: cells that span, head rows, widths and alignment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from govtech.core.errors import Invalid
from govtech.core.words import gettext as _
from govtech.documents.blocks import Cell, Run, Runs, Table, joined, plain
from govtech.documents.docx_inline import alternative
from govtech.documents.docx_package import MC, W
from govtech.documents.docx_styles import is_on, whole

MOST_COLUMNS: Final = 250
_MOST_SPAN: Final = 100
MOST_CELLS: Final = 200_000
_WRAPPERS: Final = frozenset(
    f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag", "bookmarkStart")
)
_ALIGNED: Final = {"center": "center", "right": "right", "end": "right"}
_LABEL_LENGTH: Final = 20
_LABELS: Final = re.compile(
    r"項目|内容|区分|番号|No\.?|№|名称|備考|要件|水準|数量|単位|単価|金額|説明|種別|種類|用語|定義|対象|条件|指標|目標値?"
    r"|期間|時期|日付|担当|役割|機能|回数|方法|理由|分類|略称|意味|現状|成果物|様式|団体|市町村|提出物|評価|配点",
    re.IGNORECASE,
)
"""Words that head columns in Japanese documents."""
_FEW_COLUMNS: Final = 2


@dataclass(slots=True)
class _Slot:
    """A cell while rows are still read: it grows when the cells below are merged into it."""

    runs: list[Run]
    align: str = ""
    columns: int = 1
    rows: int = 1
    shaded: bool = False

    def take(self, runs: Runs) -> None:
        """Take what a cell held that is merged into this one."""
        self.runs += [Run("\n"), *runs] if self.runs and runs else runs

    def cell(self) -> Cell:
        return Cell(joined(self.runs), self.align, self.columns, self.rows)


class TableReader:
    """Reads tables; `content` gives the runs of a cell, `own` says that our writer made the file."""

    def __init__(self, content: Callable[[Any], Runs], *, own: bool) -> None:
        self._content = content
        self._own = own
        self._aligned = _ALIGNED | ({"left": "left", "start": "left"} if own else {})

    def read(self, element: Any) -> Table:
        """The table that an element holds; one without cells has no rows."""
        rows = list(within(element, "tr"))
        slots = self._slots(rows)
        heads = self._heads(rows, slots)
        cells = [tuple(slot.cell() for slot in row) for row in slots]
        if not self._own:
            cells[:heads] = [tuple(_unbold(cell) for cell in row) for row in cells[:heads]]
        table = Table(tuple(cells), heads)
        if table.columns > MOST_COLUMNS or table.columns * len(rows) > MOST_CELLS:
            raise Invalid(
                _("表が大きすぎます。%(n)s列までの、いくつかの表に分けてください。", n=MOST_COLUMNS)
            )
        return replace(table, widths=_widths(element, table.columns))

    def _slots(self, rows: Sequence[Any]) -> list[list[_Slot]]:
        made: list[list[_Slot]] = []
        hanging: dict[int, _Slot] = {}
        for row in rows:
            cells: list[_Slot] = []
            column = _skipped(row, "gridBefore")
            if column:
                cells.append(_Slot([], columns=column))
            held: dict[int, _Slot] = {}
            beside: _Slot | None = None
            for cell in within(row, "tc"):
                slot, vertical, beside = self._slot(cell, beside)
                if slot is None:
                    continue
                above = hanging.get(column)
                if vertical == "continue" and above is not None and above.columns == slot.columns:
                    above.rows += 1
                    above.take(tuple(slot.runs))
                    held[column] = above
                else:
                    cells.append(slot)
                    if vertical:
                        held[column] = slot
                column += slot.columns
            if after := _skipped(row, "gridAfter"):
                cells.append(_Slot([], columns=after))
            hanging = held
            made.append(cells)
        return made

    def _slot(self, cell: Any, beside: _Slot | None) -> tuple[_Slot | None, str, _Slot | None]:
        """A cell, how it is merged downwards, and the cell that the next may be merged into sideways."""
        properties = cell.find(f"{W}tcPr")
        runs = self._content(cell)
        slot = _Slot(list(runs), self._align(cell))
        if properties is None:
            return slot, "", None
        slot.columns = _counted(properties, "gridSpan")
        slot.shaded = _is_shaded(properties)
        across, down = properties.find(f"{W}hMerge"), properties.find(f"{W}vMerge")
        if across is not None and across.get(f"{W}val", "continue") == "continue" and beside is not None:
            beside.columns = min(beside.columns + slot.columns, MOST_COLUMNS)
            beside.take(runs)
            return None, "", beside
        vertical = down.get(f"{W}val", "continue") if down is not None else ""
        return slot, vertical, slot if across is not None else None

    def _align(self, cell: Any) -> str:
        found = cell.find(f"{W}p/{W}pPr/{W}jc")
        return self._aligned.get(found.get(f"{W}val", ""), "") if found is not None else ""

    def _heads(self, rows: Sequence[Any], slots: Sequence[Sequence[_Slot]]) -> int:
        """How many rows are the head: those that say so, else a first row that looks like one."""
        heads = 0
        while heads < len(rows) and _is_head(rows[heads]):
            heads += 1
        if heads or self._own or len(rows) < _FEW_COLUMNS or not slots[0]:
            return heads
        if len(slots[0]) == 1 and slots[0][0].columns > 1 and len(slots) > _FEW_COLUMNS:
            return 2 if _labels(slots[1], slots[2]) else 0  # a title over the whole table, then the labels
        return max((slot.rows for slot in slots[0]), default=1) if _labels(slots[0], slots[1]) else 0


def within(element: Any, name: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, those in content controls and insertions too, deleted ones not."""
    for child in element:
        if child.tag == f"{W}{name}":
            if name == "tc" or child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif child.tag in _WRAPPERS:
            yield from within(child, name)
        elif child.tag == f"{MC}AlternateContent" and (chosen := alternative(child)) is not None:
            yield from within(chosen, name)


def _labels(first: Sequence[_Slot], second: Sequence[_Slot]) -> bool:
    """Whether a first row reads like the labels of columns."""
    texts = [plain(slot.runs).strip() for slot in first]
    if not all(texts) and len([text for text in texts if text]) < _FEW_COLUMNS:
        return False
    bold = all(run.bold for slot in first for run in slot.runs if run.text.strip())
    shaded = all(slot.shaded for slot in first) and not all(slot.shaded for slot in second)
    if bold or shaded:
        return True
    short = all(0 < len(text) <= _LABEL_LENGTH and "。" not in text for text in texts)
    known = sum(1 for text in texts if _LABELS.fullmatch(re.sub(r"[（(].*|[\s　]", "", text)))
    return short and len(set(texts)) == len(texts) and (len(texts) > _FEW_COLUMNS or known == len(texts))


def _is_head(row: Any) -> bool:
    found = row.find(f"{W}trPr/{W}tblHeader")
    return found is not None and is_on(found.get(f"{W}val", "1"))


def _is_shaded(properties: Any) -> bool:
    found = properties.find(f"{W}shd")
    return found is not None and found.get(f"{W}fill", "auto").lower() not in ("auto", "ffffff", "")


def _counted(properties: Any, name: str) -> int:
    found = properties.find(f"{W}{name}")
    return min(max(whole(found.get(f"{W}val"), 1), 1), _MOST_SPAN) if found is not None else 1


def _skipped(row: Any, name: str) -> int:
    """Columns left empty before or after the cells of a row."""
    properties = row.find(f"{W}trPr")
    found = properties.find(f"{W}{name}") if properties is not None else None
    return min(max(whole(found.get(f"{W}val"), 0), 0), _MOST_SPAN) if found is not None else 0


def _unbold(cell: Cell) -> Cell:
    """A cell of a head, which is bold as such."""
    if all(run.bold for run in cell.runs if run.text.strip()):
        return replace(cell, runs=tuple(replace(run, bold=False) for run in cell.runs))
    return cell


def _widths(element: Any, columns: int) -> tuple[float, ...]:
    """Shares of the columns by the table's grid; () when that does not fit the cells."""
    grid = [max(whole(one.get(f"{W}w"), 0), 0) for one in element.iterfind(f"{W}tblGrid/{W}gridCol")]
    total = sum(grid)
    if len(grid) != columns or not total or min(grid) <= 0:
        return ()
    return tuple(round(width / total, 4) for width in grid)
