"""Holding a row while something is decided about it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from govtech.core.db import session


def lock(thing: Any) -> None:
    """Read a thing's row again and hold it until the end of the transaction."""
    kind = type(thing)
    session.flush()
    session.scalars(
        sa.select(kind)
        .where(kind.id == thing.id)
        .with_for_update(of=kind)
        .execution_options(populate_existing=True)
    ).one()
