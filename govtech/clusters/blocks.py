"""The needs that a municipality joined, for its page."""

from __future__ import annotations

from flask import url_for

from govtech.clusters import support_queries
from govtech.core.policy import Actor
from govtech.core.words import lazy as _l
from govtech.needs.models import STATUS_LABELS
from govtech.organisations.blocks import Block, BlockRow


def of_organisation(_actor: Actor, organisation_id: str) -> Block:
    """Who stands beside whom is public."""
    rows = [
        BlockRow(
            row.title, url_for("needs.show", need_id=row.id), (str(STATUS_LABELS[row.status]),), row.sample
        )
        for row in support_queries.of_organisation(organisation_id)
    ]
    return Block(_l("うちの町も、と参加したニーズ"), rows)
