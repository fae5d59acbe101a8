"""Holding a need, or a response to one, while something is decided about it."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.core.db import session
from govtech.needs.models import Need
from govtech.needs.response_models import Response


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


def lock_response(response: Response) -> None:
    """The same for a response: two people who change it at once wait for each other, and the second reads the first."""
    session.flush()
    session.scalars(
        sa.select(Response)
        .where(Response.id == response.id)
        .with_for_update(of=Response)
        .execution_options(populate_existing=True)
    ).one()
