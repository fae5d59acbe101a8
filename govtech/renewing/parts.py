"""What the page of a joint specification says above and below its text."""

from __future__ import annotations

from govtech.core.parts import Part
from govtech.core.policy import Actor, can
from govtech.drafting.models import Specification
from govtech.renewing import evolving, offering


def template_moved_on(actor: Actor, specification: Specification) -> Part | None:
    """To those who write: the template that the draft began from has a newer version."""
    if not specification.changeable or not can(actor, "specification:edit", specification):
        return None
    newer = evolving.newer(specification)
    if newer is None:
        return None
    return Part("renewing/template_moved_on.html", {"newer": newer, "specification": specification})


def offered_as_template(actor: Actor, specification: Specification) -> Part | None:
    """To those who lead a fixed text: the way to offer it as a template version, and what became of it."""
    if specification.number is None or not can(actor, "specification:offer", specification):
        return None
    offers = offering.of_specification(specification)
    return Part("renewing/offered.html", {"offers": offers, "specification": specification})
