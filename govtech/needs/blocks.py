"""A municipality's needs, for its page."""

from __future__ import annotations

from flask import url_for

from govtech.core.policy import Actor
from govtech.core.show import show_datetime
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.needs import queries
from govtech.needs.models import STATUS_LABELS, Status
from govtech.organisations.blocks import Block, BlockRow


def of_organisation(actor: Actor, organisation_id: str) -> Block:
    """What the actor may see of an organisation's needs."""
    rows = []
    for row in queries.of_organisation(actor, organisation_id):
        meta = [str(STATUS_LABELS[row.status])]
        if row.status is Status.PUBLISHED and row.response_deadline:
            meta.append(_("締切：%(deadline)s", deadline=show_datetime(row.response_deadline)))
        rows.append(BlockRow(row.title, url_for("needs.show", need_id=row.id), tuple(meta), row.sample))
    return Block(_l("ニーズ"), rows)
