"""What an organisation's page shows of this room: the trials it takes part in."""

from __future__ import annotations

import sqlalchemy as sa
from flask import url_for

from govtech.core.policy import Actor
from govtech.core.words import lazy
from govtech.organisations.blocks import Block, BlockRow
from govtech.trials import queries
from govtech.trials.models import STATUS_LABELS, Trial


def of_organisation(actor: Actor, organisation_id: str) -> Block:
    """Its trials that the actor may see, on either side, the latest first."""
    taking_part = sa.or_(Trial.organisation_id == organisation_id, Trial.partner_id == organisation_id)
    rows = [
        BlockRow(
            row.title,
            url_for("trials.show", trial_id=row.id),
            (str(STATUS_LABELS[row.status]), row.municipality, row.partner),
            row.sample,
        )
        for row in queries.related(actor, taking_part)
    ]
    return Block(lazy("実証実験"), rows)
