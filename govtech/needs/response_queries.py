"""Reading responses: one's own at any time, those to one's municipality once the need has closed, no others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.errors import NotFound
from govtech.core.policy import Actor
from govtech.needs.models import Need
from govtech.needs.policy import response_visible_to
from govtech.needs.response_models import HANDED_IN, Response, ResponseAttachment
from govtech.organisations.models import Organisation


def get(actor: Actor, response_id: str) -> Response:
    """The response, or NotFound when it is absent or not this actor's to read now."""
    response = session.scalar(
        sa.select(Response)
        .join(Need, Need.id == Response.need_id)
        .where(Response.id == response_id, response_visible_to(actor))
    )
    if response is None:
        raise NotFound
    return response


def own(actor: Actor, need: Need) -> Response | None:
    """The response of the actor's organisation to a need, in whatever state."""
    if not actor.is_supplier:
        return None
    return session.scalar(
        sa.select(Response).where(
            Response.need_id == need.id, Response.organisation_id == actor.organisation_id
        )
    )


def attachment(actor: Actor, response_id: str, attachment_id: str) -> ResponseAttachment:
    """A file of a response that the actor may read, or NotFound."""
    response = get(actor, response_id)
    found = next((item for item in response.attachments if item.id == attachment_id), None)
    if found is None:
        raise NotFound
    return found


def handed_in(actor: Actor, need: Need) -> Sequence[Any]:
    """Rows of id, status, organisation, kind, submitted_at, reason for the owner of a closed need."""
    return session.execute(
        sa.select(
            Response.id,
            Response.status,
            Response.submitted_at,
            Response.reason,
            Organisation.id.label("organisation_id"),
            Organisation.name.label("organisation"),
            Organisation.kind,
        )
        .join(Need, Need.id == Response.need_id)
        .join(Organisation, Organisation.id == Response.organisation_id)
        .where(Response.need_id == need.id, Response.status.in_(HANDED_IN), response_visible_to(actor))
        .order_by(Response.submitted_at, Response.id)
    ).all()


def all_own(actor: Actor) -> Sequence[Any]:
    """Rows of id, need_id, title, municipality, deadline, status, closed_at: what one's organisation answered."""
    if not actor.is_supplier:
        return []
    return session.execute(
        sa.select(
            Response.id,
            Response.need_id,
            Response.status,
            Response.submitted_at,
            Need.title,
            Need.response_deadline,
            Need.closed_at,
            Organisation.name.label("municipality"),
        )
        .join(Need, Need.id == Response.need_id)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(Response.organisation_id == actor.organisation_id)
        .order_by(Need.response_deadline.desc(), Response.id)
        .limit(100)
    ).all()
