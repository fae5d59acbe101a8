"""What the page of a joint specification says above its text."""

from __future__ import annotations

from govtech.core.parts import Part
from govtech.core.policy import Actor, can
from govtech.drafting import evolving
from govtech.drafting.models import Specification


def template_moved_on(actor: Actor, specification: Specification) -> Part | None:
    """To those who write: the template that the draft began from has a newer version."""
    if not specification.changeable or not can(actor, "specification:edit", specification):
        return None
    newer = evolving.newer(specification)
    if newer is None:
        return None
    return Part("drafting/template_moved_on.html", {"newer": newer, "specification": specification})
