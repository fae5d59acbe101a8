"""What an organisation's page shows of this room: the cases it shares."""

from __future__ import annotations

from flask import url_for

from govtech.core.policy import Actor
from govtech.core.show import show_fiscal_year
from govtech.core.words import lazy
from govtech.knowledge import queries
from govtech.organisations.blocks import Block, BlockRow

LIMIT = 10


def of_organisation(actor: Actor, organisation_id: str) -> Block:
    """Its published cases that the actor may read, the latest first."""
    rows = queries.of_organisation(actor, organisation_id, LIMIT)
    return Block(
        lazy("事例"),
        [
            BlockRow(
                row.title,
                url_for("cases.show", case_id=row.id),
                (show_fiscal_year(row.year),) if row.year else (),
                row.sample,
            )
            for row in rows
        ],
    )
