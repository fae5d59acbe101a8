"""What fits a need, on the need's own page and on the home page of suppliers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from govtech.core.parts import Part
from govtech.core.policy import Actor, can
from govtech.matching import presenting, suggesting
from govtech.matching.presenting import Item
from govtech.matching.profiles import CASE, NEED, SOLUTION, SUBSIDY, TEMPLATE
from govtech.needs.models import Need, Status

LOOKING = (Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED, Status.CLOSED)
"""States in which it matters who could solve the need, and with whose money."""


def of_need(actor: Actor, need: Need) -> Part | None:
    """Solutions, subsidies, templates, cases and needs that fit; nothing beside a need that was withdrawn."""
    if need.status is Status.WITHDRAWN:
        return None
    found = suggesting.for_need(actor, need)
    looking = need.status in LOOKING
    values: dict[str, Any] = {
        "need_id": need.id,
        "waiting": found is None,
        "looking": looking,
        "judges": can(actor, "match:judge", need),
        "draft": need.published_at is None,
        "solutions": (),
        "others": (),
        "rejected": (),
    }
    if found is not None:
        items = presenting.shown_for_need(found)
        values["solutions"] = items[SOLUTION] if looking else ()
        values["rejected"] = presenting.rejected(found) if looking else ()
        values["others"] = _others(items, looking=looking)
    return Part("matching/of_need.html", values)


def _others(items: Mapping[str, Sequence[Item]], *, looking: bool) -> list[tuple[str, Sequence[Item]]]:
    kinds = (SUBSIDY, TEMPLATE, CASE, NEED) if looking else (CASE, NEED)
    return [(kind, items[kind]) for kind in kinds if items[kind]]


def for_us(actor: Actor, limit: int = 3) -> list[Item]:
    """The needs that fit a supplier best, for its home page; nothing for anybody else."""
    if not actor.is_supplier:
        return []
    return presenting.shown_for_us(actor, suggesting.for_organisation(actor, limit) or [])
