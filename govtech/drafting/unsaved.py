"""What a person has typed and not saved yet: kept for that person alone, until it is saved or thrown away."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from govtech.core.clock import now
from govtech.core.db import Base, Rows, forget, insert_ignoring, session
from govtech.core.policy import Actor, authorise
from govtech.drafting.models import Specification

KEPT = timedelta(days=90)
CLOSED = timedelta(days=1)
Typed = Mapping[str, Sequence[str]]
"""Everything that a form holds, as it was typed: name to values."""


class Sheet(enum.StrEnum):
    """What a page is about that people write on."""

    SECTION = "section"
    ITEM = "item"
    TABLE = "table"
    VALUES = "values"


class Spot(NamedTuple):
    """One page to write on: what it is about, and the key of the section or item."""

    sheet: Sheet
    key: str = ""

    @property
    def name(self) -> str:
        """The page in one word, as presence has it."""
        return f"{self.sheet}:{self.key}"


class Unsaved(Base):
    """One person's copy of one page. `page` names the page as it was opened: only that one goes on with its copy.

    Once saved or thrown away it is closed and empty for a day, so that what is still on its way does not reopen it.
    """

    __tablename__ = "specification_unsaved"

    specification_id: Mapped[str] = mapped_column(sa.ForeignKey(Specification.id), primary_key=True)
    user_id: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    sheet: Mapped[Sheet] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    page: Mapped[str] = mapped_column(sa.String(16))
    typed: Mapped[dict[str, object]] = mapped_column(default=dict)
    closed: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(default=now, index=True)


def keep(actor: Actor, specification: Specification, spot: Spot, page: str, typed: Typed) -> bool:
    """Keep what is typed on a page; False when that page was saved already or another one holds a copy."""
    authorise(actor, "specification:edit", specification)
    row = {"page": page, "typed": {name: list(values) for name, values in typed.items()}, "at": now()}
    insert_ignoring(Unsaved, [_key(actor, specification, spot) | row | {"closed": True, "page": ""}])
    going_on = sa.and_(Unsaved.page == page, ~Unsaved.closed)
    fresh = sa.and_(Unsaved.page != page, Unsaved.closed)
    return _changed(actor, specification, spot, sa.or_(going_on, fresh), row | {"closed": False})


def close(actor: Actor, specification: Specification, spot: Spot, page: str) -> None:
    """The page was saved, or its copy is thrown away: what it held is gone, and it is not kept again."""
    authorise(actor, "specification:edit", specification)
    row = {"page": page, "typed": {}, "closed": True, "at": now()}
    insert_ignoring(Unsaved, [_key(actor, specification, spot) | row])
    _changed(actor, specification, spot, sa.or_(Unsaved.page == page, Unsaved.closed), row)


def copy(actor: Actor, specification: Specification, spot: Spot) -> Unsaved | None:
    """The person's own copy of a page, or None."""
    return session.scalar(sa.select(Unsaved).where(*_mine(actor, specification, spot), ~Unsaved.closed))


def copies(actor: Actor, specification: Specification) -> Rows:
    """sheet, key and at of all pages that the person has not saved, the newest first."""
    return session.execute(
        sa.select(Unsaved.sheet, Unsaved.key, Unsaved.at)
        .where(
            Unsaved.specification_id == specification.id, Unsaved.user_id == actor.user_id, ~Unsaved.closed
        )
        .order_by(Unsaved.at.desc())
    ).all()


def sweep(_actor: Actor) -> int:
    """The clock's act: forget copies that nobody came back to, and pages closed long ago; how many."""
    old = sa.or_(Unsaved.at < now() - KEPT, sa.and_(Unsaved.closed, Unsaved.at < now() - CLOSED))
    return forget(Unsaved, old)


def _key(actor: Actor, specification: Specification, spot: Spot) -> dict[str, object]:
    return {
        "specification_id": specification.id,
        "user_id": actor.user_id,
        "sheet": spot.sheet,
        "key": spot.key,
    }


def _mine(actor: Actor, specification: Specification, spot: Spot) -> list[sa.ColumnElement[bool]]:
    return [getattr(Unsaved, name) == value for name, value in _key(actor, specification, spot).items()]


def _changed(
    actor: Actor,
    specification: Specification,
    spot: Spot,
    where: sa.ColumnElement[bool],
    row: Mapping[str, object],
) -> bool:
    statement = sa.update(Unsaved).where(*_mine(actor, specification, spot), where).values(**row)
    done = session.execute(statement, execution_options={"synchronize_session": False})
    return bool(done.rowcount)  # type: ignore[attr-defined]
