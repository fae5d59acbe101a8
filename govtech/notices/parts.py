"""What pages of other rooms show of notices: the button with which a thing is watched."""

from __future__ import annotations

from typing import Any

from govtech.core.parts import Part
from govtech.core.policy import Actor, can
from govtech.notices import queries
from govtech.notices.models import WATCHABLE


def watching(actor: Actor, thing: Any) -> Part | None:
    """For whoever is signed in: watch this thing, or stop."""
    table = thing.__tablename__
    if table not in WATCHABLE or not can(actor, "notice:watch"):
        return None
    watched, muted = queries.stance(actor, table, thing.id)
    values = {"table": table, "id": thing.id, "path": WATCHABLE[table] + thing.id}
    return Part("notices/watch_button.html", {**values, "watched": watched, "muted": muted})
