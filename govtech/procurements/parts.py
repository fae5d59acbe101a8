"""What plans show on the pages of the needs they come from, and of the specifications that are written for these."""

from __future__ import annotations

from govtech.core.parts import Part
from govtech.core.policy import Actor
from govtech.core.words import gettext as _
from govtech.drafting.models import Specification
from govtech.needs.models import Need
from govtech.procurements import queries
from govtech.procurements.models import (
    PROCUREMENT_STATUS_LABELS,
    PROCUREMENT_TONES,
    ParticipationStatus,
    Procurement,
)
from govtech.reading import link_parts


def of_need(actor: Actor, need: Need) -> Part | None:
    """The plans that are to meet the need."""
    plans = queries.of_need(actor, need.id)
    if not plans:
        return None
    values = {"plans": plans, "labels": PROCUREMENT_STATUS_LABELS, "tones": PROCUREMENT_TONES}
    return Part("procurements/need_part.html", values)


def of_procurement(actor: Actor, procurement: Procurement) -> Part | None:
    """The joint specifications of a plan's needs, and the way to begin one."""
    towns = [
        part.organisation_id
        for part in queries.participations(procurement)
        if part.status is ParticipationStatus.INTERESTED
    ]
    return link_parts.of_needs(actor, queries.need_ids(procurement.id), towns)


def of_specification(actor: Actor, specification: Specification) -> Part:
    """The strip from need to procurement, as far as this reader may see it."""
    plans = queries.of_need(actor, specification.need_id) if specification.need_id else ()
    links = [
        *link_parts.chain(actor, specification),
        *((_("共同調達の計画"), row.title, f"/procurements/{row.id}") for row in plans),
    ]
    return Part("procurements/specification_part.html", {"links": links})
