"""Whether the parts that the pages need are well."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import session
from govtech.core.journal import Consumer, Entry, Outbox
from search.interface import Engine

LATE = timedelta(minutes=5)


def check(engine: Engine) -> dict[str, Any]:
    """{status, database, index, outbox}; outbox is "late" when the index has waited five minutes."""
    state: dict[str, Any] = {}
    try:
        oldest = session.scalar(
            sa.select(sa.func.min(Entry.at))
            .join(Outbox, Outbox.entry_id == Entry.id)
            .where(Outbox.consumer == Consumer.SEARCH)
        )
        state["database"] = "ok"
        state["outbox"] = "late" if oldest is not None and oldest < now() - LATE else "ok"
    except sa.exc.SQLAlchemyError:
        state["database"], state["outbox"] = "unavailable", "unknown"
    state["index"] = "unavailable" if engine.status().rebuild_needed else "ok"
    return {"status": "ok" if set(state.values()) == {"ok"} else "degraded", **state}
