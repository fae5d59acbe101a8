"""What plans show on the pages of the needs they come from."""

from __future__ import annotations

from govtech.core.parts import Part
from govtech.core.policy import Actor
from govtech.needs.models import Need
from govtech.procurements import queries
from govtech.procurements.models import PROCUREMENT_STATUS_LABELS, PROCUREMENT_TONES


def of_need(actor: Actor, need: Need) -> Part | None:
    """The plans that are to meet the need."""
    plans = queries.of_need(actor, need.id)
    if not plans:
        return None
    values = {"plans": plans, "labels": PROCUREMENT_STATUS_LABELS, "tones": PROCUREMENT_TONES}
    return Part("procurements/need_part.html", values)
