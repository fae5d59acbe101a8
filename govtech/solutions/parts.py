"""What offerings show on the pages of other rooms."""

from __future__ import annotations

from typing import Any

from govtech.core.parts import Part
from govtech.core.policy import Actor
from govtech.solutions import queries


def of_case(actor: Actor, case: Any) -> Part | None:
    """The offerings that name a case as one of their uses."""
    rows = queries.naming_case(actor, case.id)
    return Part("solutions/case_part.html", {"rows": rows}) if rows else None
