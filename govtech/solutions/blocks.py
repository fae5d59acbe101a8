"""An organisation's offerings, for its page."""

from __future__ import annotations

from flask import url_for

from govtech.core.policy import Actor
from govtech.core.words import lazy as _l
from govtech.organisations.blocks import Block, BlockRow
from govtech.solutions import queries
from govtech.solutions.models import STATUS_LABELS, Status


def of_organisation(actor: Actor, organisation_id: str) -> Block:
    """What the actor may see of an organisation's offerings."""
    rows = [
        BlockRow(
            row.name,
            url_for("solutions.show", solution_id=row.id),
            (row.summary,)
            if row.status is Status.PUBLISHED
            else (str(STATUS_LABELS[row.status]), row.summary),
            row.sample,
        )
        for row in queries.of_organisation(actor, organisation_id)
    ]
    return Block(_l("ソリューション"), rows)
