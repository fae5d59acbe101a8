"""Reading subsidies: lists by their window of the moment, counts beside the filters. Open to everybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import session
from govtech.core.errors import NotFound
from govtech.core.paging import Order, Page, page
from govtech.core.text import nfkc
from govtech.subsidies.areas import covering
from govtech.subsidies.models import (
    RECEIVING,
    Status,
    Subsidy,
    SubsidyInitiative,
    Window,
    WindowArea,
    closes_column,
    opens_column,
    precedence_columns,
    status_column,
)

OPEN_NOW = "open"
AHEAD = "ahead"
ANY = "all"
CHOICES: dict[str, tuple[Status, ...]] = {
    OPEN_NOW: RECEIVING,
    "closing_soon": (Status.CLOSING_SOON,),
    "upcoming": (Status.UPCOMING,),
    "closed": (Status.CLOSED,),
    AHEAD: (*RECEIVING, Status.UPCOMING),
    ANY: tuple(Status),
}
"""What a reader may ask for, and the statuses it covers."""
FEED_LIMIT = 500


@dataclass(frozen=True)
class Wanted:
    """What a reader filters by; empty: anything. `ceiling`: at least so many yen."""

    status: str = OPEN_NOW
    area: str = ""
    ceiling: int | None = None
    text: str = ""
    initiative: int | None = None
    municipal: bool = False


def get(subsidy_id: str) -> Subsidy:
    """The subsidy, or NotFound."""
    found = session.get(Subsidy, subsidy_id)
    if found is None:
        raise NotFound
    return found


def _current(wanted: Wanted) -> sa.Subquery:
    """For each subsidy the window that speaks for it now, among those of the wanted area."""
    status = status_column(now())
    places = sa.func.row_number().over(partition_by=Window.subsidy_id, order_by=precedence_columns(status))
    statement = sa.select(
        Window.subsidy_id,
        Window.id.label("window_id"),
        Window.source_id.label("window_key"),
        Window.round,
        Window.opens_at,
        Window.closes_at,
        opens_column().label("opens"),
        closes_column().label("closes"),
        status.label("status"),
        places.label("place"),
    )
    if wanted.area:
        covered = sa.select(WindowArea.window_id).where(WindowArea.area.in_(covering(wanted.area)))
        statement = statement.where(Window.id.in_(covered))
    return statement.subquery()


def _conditions(wanted: Wanted, current: sa.Subquery) -> list[Any]:
    conditions: list[Any] = [current.c.place == 1]
    if wanted.status != ANY:
        conditions.append(current.c.status.in_([status.value for status in CHOICES[wanted.status]]))
    if wanted.ceiling is not None:
        conditions.append(Subsidy.ceiling >= wanted.ceiling)
    if wanted.municipal:
        conditions.append(Subsidy.municipal)
    if wanted.initiative is not None:
        linked = sa.select(SubsidyInitiative.subsidy_id).where(SubsidyInitiative.number == wanted.initiative)
        conditions.append(Subsidy.id.in_(linked))
    conditions.extend(
        Subsidy.search_text.contains(word, autoescape=True) for word in nfkc(wanted.text).split()[:8]
    )
    return conditions


def _rows(wanted: Wanted, current: sa.Subquery) -> Any:
    return (
        sa.select(
            Subsidy.id,
            Subsidy.title,
            Subsidy.catch_phrase,
            Subsidy.source,
            Subsidy.provider,
            Subsidy.ceiling,
            Subsidy.rate,
            Subsidy.municipal,
            Subsidy.sample,
            Subsidy.url,
            Subsidy.updated_at,
            Subsidy.version,
            current.c.window_id,
            current.c.window_key,
            current.c.round,
            current.c.opens_at,
            current.c.closes_at,
            current.c.status,
        )
        .join(current, current.c.subsidy_id == Subsidy.id)
        .where(*_conditions(wanted, current))
    )


def every(wanted: Wanted) -> Any:
    """The statement of the list's rows, in no order."""
    return _rows(wanted, _current(wanted))


def listed(wanted: Wanted, cursor: str | None = None) -> Page[Any]:
    """Rows of the list: open ones by what closes first, coming ones by what opens first, others newest first."""
    current = _current(wanted)
    orders = {
        "upcoming": Order(current.c.opens),
        "closed": Order(current.c.closes, descending=True),
        ANY: Order(current.c.closes, descending=True),
    }
    order = orders.get(wanted.status, Order(current.c.closes))
    return page(_rows(wanted, current), [order, Order(Subsidy.id)], cursor, count=True)


def areas(window_ids: Sequence[str]) -> dict[str, list[str]]:
    """The areas of several windows, in one query."""
    found: dict[str, list[str]] = {}
    statement = sa.select(WindowArea.window_id, WindowArea.area).where(WindowArea.window_id.in_(window_ids))
    for window_id, area in session.execute(statement.order_by(WindowArea.window_id, WindowArea.position)):
        found.setdefault(window_id, []).append(area)
    return found


def deadlines(wanted: Wanted) -> Sequence[sa.Row[Any]]:
    """Windows with a closing for the calendar, the next first, at most `FEED_LIMIT`."""
    current = _current(wanted)
    statement = _rows(wanted, current).where(current.c.closes_at.is_not(None))
    return session.execute(statement.order_by(current.c.closes, Subsidy.id).limit(FEED_LIMIT)).all()


def counts(wanted: Wanted, places: Iterable[str]) -> tuple[dict[str, int], dict[str, int]]:
    """How many subsidies each status, and each of the areas, would show together with the other filters."""
    current = _current(wanted)
    statement = (
        sa.select(current.c.status, sa.func.count())
        .select_from(Subsidy)
        .join(current, current.c.subsidy_id == Subsidy.id)
        .where(*_conditions(replace(wanted, status=ANY), current))
        .group_by(current.c.status)
    )
    found: dict[str, int] = {row[0]: row[1] for row in session.execute(statement)}
    statuses = {name: sum(found.get(status, 0) for status in covered) for name, covered in CHOICES.items()}
    return statuses, {area: _count(replace(wanted, area=area)) for area in places}


def _count(wanted: Wanted) -> int:
    current = _current(wanted)
    statement = (
        sa.select(sa.func.count()).select_from(Subsidy).join(current, current.c.subsidy_id == Subsidy.id)
    )
    return session.scalar(statement.where(*_conditions(wanted, current))) or 0


def closing(limit: int = 5) -> Sequence[sa.Row[Any]]:
    """What closes next, for the home page: id, title, closes_at."""
    current = _current(Wanted())
    statement = _rows(Wanted(), current).where(current.c.closes_at.is_not(None))
    return session.execute(statement.order_by(current.c.closes, Subsidy.id).limit(limit)).all()


def visible(_actor: object, ids: Iterable[str]) -> set[str]:
    """Those of the ids that are there: everybody may see every subsidy."""
    return set(session.scalars(sa.select(Subsidy.id).where(Subsidy.id.in_(list(ids)))))
