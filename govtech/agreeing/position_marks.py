"""Positions as marks on a page: cells, and rows under the numbered headings of their sections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from govtech.agreeing.own_positions import OwnRow, by_section
from govtech.agreeing.position_matrix import Cell, Matrix
from govtech.agreeing.position_models import STANCE_LABELS, STANCE_MARKS
from govtech.core.words import gettext as _
from govtech.drafting import presenting
from govtech.drafting.content import Plain
from govtech.drafting.models import Specification

EXCERPT = 60


class Line(NamedTuple):
    """An item of the matrix: its key, the beginning of its text, its cells as they stand in the page."""

    key: str
    text: str
    cells: Markup


class Group(NamedTuple):
    """The items of one section under its numbered heading."""

    key: str
    heading: str
    lines: list[Line]


def sections(specification: Specification, plain: Plain, matrix: Matrix) -> list[Group]:
    """The rows of a matrix by section; a cell is one of a dozen ready pieces, for there may be thousands."""
    ready: dict[Cell | None, Markup] = {}
    towns = [party.id for party in matrix.parties]
    fill = presenting.filler(specification, plain).text
    found: dict[str, list[Line]] = {}
    for row in matrix.rows:
        cells = []
        for town in towns:
            cell = row.cells.get(town)
            if cell not in ready:
                ready[cell] = _cell(cell)
            cells.append(ready[cell])
        line = Line(row.key, _excerpt(fill(row.text)), Markup("").join(cells))
        found.setdefault(row.section, []).append(line)
    return [
        Group(key, heading, found[key])
        for key, heading in presenting.headings(specification, plain)
        if key in found
    ]


def _excerpt(text: str) -> str:
    return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1]}…"


def _cell(cell: Cell | None) -> Markup:
    if cell is None:
        return Markup('<td aria-label="{}"></td>').format(_("未定"))
    words, mark = str(STANCE_LABELS[cell.stance]), STANCE_MARKS[cell.stance]
    if cell.stale:
        words, mark = words + _("（%(name)s）", name=_("示した後に要件が変わりました")), f"{mark}＊"
    if cell.open:
        return Markup('<td class="open" aria-label="{}">{}</td>').format(words, mark)
    return Markup('<td aria-label="{}">{}</td>').format(words, mark)


def own_sections(
    specification: Specification, plain: Plain, rows: Sequence[OwnRow]
) -> list[tuple[str, list[OwnRow]]]:
    """Numbered headings with the own rows below them, their texts filled."""
    fill = presenting.filler(specification, plain).text
    known = dict(presenting.headings(specification, plain))
    return [
        (known[key], [row.filled(fill) for row in inside]) for key, inside in by_section(rows) if key in known
    ]
