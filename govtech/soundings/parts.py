"""What the pages of a specification show of its soundings."""

from __future__ import annotations

from govtech.core.parts import Part
from govtech.core.policy import Actor, can
from govtech.drafting.models import Specification, Status, Thing
from govtech.drafting.places import Place
from govtech.drafting.policy import takes_part
from govtech.soundings import queries
from govtech.soundings.models import KIND_LABELS, OUTCOME_LABELS
from govtech.soundings.models import Status as SoundingStatus
from govtech.soundings.presenting import TONES


def ahead(actor: Actor, specification: Specification) -> Part | None:
    """For those who draft: soundings under way with what waits for an answer, and the way to open one."""
    if not (actor.is_coordinator or (actor.is_municipal and takes_part(actor, specification))):
        return None
    rows = queries.of_specification(actor, specification)
    taking = any(row.status is SoundingStatus.OPEN for row in rows)
    unanswered = taking or any(row.status is SoundingStatus.CLOSED for row in rows)
    may_open = specification.changeable and not taking and can(actor, "sounding:open", specification)
    if not rows and not may_open:
        return None
    values = {
        "specification": specification,
        "soundings": rows,
        "counts": queries.counts([row.id for row in rows]),
        "may_open": may_open,
        "under_way": specification.changeable and unanswered,
        "tones": TONES,
    }
    return Part("soundings/part_ahead.html", values)


def below(actor: Actor, specification: Specification) -> Part | None:
    """For everybody, once the text is fixed: the remarks it drew, and the answers."""
    if specification.status not in {Status.AGREED, Status.SUPERSEDED}:
        return None
    rows = [
        row
        for row in queries.of_specification(actor, specification)
        if row.status is SoundingStatus.PUBLISHED
    ]
    if not rows:
        return None
    return Part(
        "soundings/part.html", {"soundings": rows, "counts": queries.counts([row.id for row in rows])}
    )


def at_place(actor: Actor, place: Place) -> Part | None:
    """Remarks on one section or item: for those who draft all of them, for everybody else once published."""
    if place.thing is Thing.WHOLE:
        return None
    within = actor.is_coordinator or (actor.is_municipal and takes_part(actor, place.specification))
    fixed = place.specification.status in {Status.AGREED, Status.SUPERSEDED}
    if not (within or fixed):
        return None
    rows = queries.at_place(place.specification, place.thing, place.key, published=not within)
    if not rows:
        return None
    values = {"rows": rows, "kinds": KIND_LABELS, "outcomes": OUTCOME_LABELS, "inside": within}
    return Part("soundings/part_place.html", values)
