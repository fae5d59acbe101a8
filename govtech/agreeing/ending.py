"""What ends a consultation before its deadline: nobody is asked any more."""

from __future__ import annotations

from govtech.agreeing import consulting_queries
from govtech.core.clock import now
from govtech.drafting.models import Specification


def end(specification: Specification) -> None:
    """End the round that is under way, if there is one; what was said in it stays. The caller holds the specification."""
    specification.consult_until = None
    asked = consulting_queries.current(specification)
    if asked is not None and asked.ended_at is None:
        asked.ended_at = now()
