"""Pages of a list by cursor: the next page starts after the last row seen, whatever was added meanwhile."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from govtech.core.db import UtcDateTime, session
from govtech.core.text import clean

Item = TypeVar("Item")
SIZE = 20
LARGEST = 100
LARGEST_KEY = 2**63
"""Whole numbers from here on fit into no column."""


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Rows of one page, and the cursor of the next when there is one."""

    items: Sequence[Item]
    next_cursor: str | None = None
    total: int | None = None


@dataclass(frozen=True)
class Order:
    """A column of the order, and whether it runs downwards. It must not be null; the last one must be unique."""

    column: sa.ColumnElement[Any] | Any
    descending: bool = False


def page(
    statement: sa.Select[*tuple[Any, ...]],
    order: Sequence[Order],
    cursor: str | None = None,
    *,
    size: int = SIZE,
    count: bool = False,
) -> Page[Any]:
    """One page of the rows of a statement (columns, not entities) in the given order.

    A cursor that cannot be read counts as the first page. `count` adds the total in one query.
    """
    size = max(1, min(size, LARGEST))
    keys = [item.column.label(f"page_key_{place}") for place, item in enumerate(order)]
    ordered = statement.add_columns(*keys).order_by(
        *(item.column.desc() if item.descending else item.column.asc() for item in order)
    )
    after = _decode(cursor, order)
    if after is not None:
        ordered = ordered.where(_after(order, after))
    rows = session.execute(ordered.limit(size + 1)).all()
    more = len(rows) > size
    rows = rows[:size]
    total = (
        session.scalar(sa.select(sa.func.count()).select_from(statement.order_by(None).subquery()))
        if count
        else None
    )
    return Page(rows, _encode(rows[-1][-len(keys) :]) if more else None, total)


def _after(order: Sequence[Order], values: Sequence[Any]) -> sa.ColumnElement[bool]:
    """Rows behind the given keys, spelled out since directions may differ: a > x or (a = x and b > y) …"""
    ways = []
    for place, (item, value) in enumerate(zip(order, values, strict=True)):
        same = [earlier.column == values[index] for index, earlier in enumerate(order[:place])]
        ways.append(sa.and_(*same, item.column < value if item.descending else item.column > value))
    return sa.or_(*ways)


def _encode(values: Sequence[Any]) -> str:
    plain = [value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain, default=str).encode()).decode().rstrip("=")


def _decode(cursor: str | None, order: Sequence[Order]) -> list[Any] | None:
    if not cursor or len(cursor) > 1000:  # noqa: PLR2004
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return [_typed(value, item) for value, item in zip(values, order, strict=True)]
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def _typed(value: Any, item: Order) -> Any:
    kind = item.column.type
    if isinstance(kind, UtcDateTime | sa.DateTime):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError(value)
        return moment.astimezone(UTC)
    if isinstance(kind, sa.Date):
        return datetime.fromisoformat(value).date()
    if isinstance(kind, sa.Integer) and not (isinstance(value, int) and abs(value) < LARGEST_KEY):
        raise TypeError(value)
    if isinstance(kind, sa.String) and not (isinstance(value, str) and clean(value) == value):
        raise TypeError(value)
    return value
