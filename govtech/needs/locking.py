"""Holding a need while something is decided about it."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.core.db import session
from govtech.needs.models import Need


def lock(need: Need, *, shared: bool = False) -> None:
    """Read the row again and hold it until the end of the transaction.

    Submissions hold it shared, closing and decisions alone, so that a response is either in before
    the close or judged after it. SQLite's writers already wait for each other.
    """
    session.flush()
    session.scalars(
        sa.select(Need)
        .where(Need.id == need.id)
        .with_for_update(of=Need, read=shared)
        .execution_options(populate_existing=True)
    ).one()
