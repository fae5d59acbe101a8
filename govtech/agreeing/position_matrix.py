"""The matrix of municipalities and requirement items: one mark a cell, rows by section, in three queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa

from govtech.agreeing.position_models import Position, Stance
from govtech.agreeing.position_queries import takes_part
from govtech.core.db import Rows, session
from govtech.drafting import queries
from govtech.drafting.models import Item, Section, Specification
from govtech.specifications.template_format import Kind


class Cell(NamedTuple):
    """One position: `stale` when the item changed after it was stated, `open` while a wanted change is."""

    stance: str
    stale: bool
    open: bool


class Row(NamedTuple):
    """An item with the cells by municipality."""

    key: str
    text: str
    kind: Kind
    section: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Filters:
    """What a reader looks for; None: anything. `town` narrows the columns and what `only` is about."""

    kind: Kind | None = None
    section: str | None = None
    town: str | None = None
    only: str | None = None
    """open: a wanted change is not settled; undecided: somebody has not spoken, or spoke to an older text."""


class Matrix(NamedTuple):
    """Those who take part (id, name, kana, joined_at), and the items with what they say."""

    parties: Sequence[Any]
    rows: list[Row]


ONLY = ("open", "undecided")


def read(specification: Specification, filters: Filters | None = None) -> Matrix:
    """The matrix as the filters leave it."""
    filters = filters or Filters()
    parties = [one for one in queries.parties(specification) if filters.town in (None, one.id)]
    cells: dict[str, dict[str, Cell]] = {}
    known: dict[tuple[str, int, int], Cell] = {}
    for item_id, town, stance, stale, still_open in session.execute(_cells(specification, filters)):
        kind = (stance, stale, still_open)
        cell = known.get(kind) or known.setdefault(kind, Cell(stance, bool(stale), bool(still_open)))
        cells.setdefault(item_id, {})[town] = cell
    rows = [
        Row(row.key, row.text, row.kind, row.section, cells.get(row.id, {}))
        for row in _items(specification, filters)
    ]
    return Matrix(parties, [row for row in rows if _wanted(row, filters.only, len(parties))])


def _wanted(row: Row, only: str | None, parties: int) -> bool:
    said = row.cells.values()
    if only == "open":
        return any(cell.open for cell in said)
    if only == "undecided":
        return len(said) < parties or any(cell.stale for cell in said)
    return True


def _cells(specification: Specification, filters: Filters) -> sa.Select[str, str, str, int, int]:
    """Plain values: with 43 municipalities and 300 items there are 12,900 of them."""
    statement = (
        sa.select(
            Position.item_id,
            Position.organisation_id,
            sa.type_coerce(Position.stance, sa.String),
            sa.case((Position.seen_in < Item.changed_in, 1), else_=0),
            sa.case(((Position.stance == Stance.CHANGE) & Position.accepted_at.is_(None), 1), else_=0),
        )
        .join(Item, Item.id == Position.item_id)
        .where(
            Position.specification_id == specification.id,
            ~Item.removed,
            takes_part(Position.specification_id, Position.organisation_id),
        )
    )
    return statement.where(Position.organisation_id == filters.town) if filters.town else statement


def _items(specification: Specification, filters: Filters) -> Rows:
    statement = (
        sa.select(Item.id, Item.key, Item.text, Item.kind, Section.key.label("section"))
        .join(Section, Section.id == Item.section_id)
        .where(Item.specification_id == specification.id, ~Item.removed)
        .order_by(Item.place, Item.key)
    )
    if filters.kind:
        statement = statement.where(Item.kind == filters.kind)
    if filters.section:
        statement = statement.where(Section.key == filters.section)
    return session.execute(statement).all()
