"""What the check says of one section or item, on its own page: to those who write it."""

from __future__ import annotations

from govtech.agreeing.reviewing import checked
from govtech.core.parts import Part
from govtech.core.policy import Actor, can
from govtech.drafting.places import Place
from govtech.quality import presenting


def findings_here(actor: Actor, place: Place) -> Part | None:
    """The findings of this place that nobody has explained; None when there are none."""
    specification = place.specification
    if not specification.changeable or not can(actor, "specification:edit", specification):
        return None
    review, template, lists = checked(specification)
    here = [one for one in review.left if (one.thing.value, one.place) == (place.thing.value, place.key)]
    if not here:
        return None
    groups = presenting.grouped(here, template, lists)
    return Part("agreeing/findings_here.html", {"groups": groups, "specification": specification})
