"""Reading responses: one's own at any time, those to one's municipality once the need has closed, no others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from govtech.core.db import session
from govtech.core.errors import NotFound
from govtech.core.policy import Actor
from govtech.needs.interview_models import Interview
from govtech.needs.models import Need, Status
from govtech.needs.policy import response_visible_to
from govtech.needs.response_models import DECIDABLE, HANDED_IN, Response, ResponseAttachment, ResponseStatus
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


def handed_in(actor: Actor, need: Need) -> Sequence[Response]:
    """What was handed in, for the owner of a closed need, in the order in which it came."""
    return session.scalars(
        sa.select(Response)
        .join(Need, Need.id == Response.need_id)
        .where(Response.need_id == need.id, Response.status.in_(HANDED_IN), response_visible_to(actor))
        .options(selectinload(Response.marks))
        .order_by(Response.submitted_at, Response.id)
    ).all()


def interview(actor: Actor, response: Response) -> Interview | None:
    """The talk about a response that this actor may read."""
    return session.scalar(
        sa.select(Interview)
        .join(Response, Response.id == Interview.response_id)
        .join(Need, Need.id == Response.need_id)
        .where(Interview.response_id == response.id, response_visible_to(actor))
    )


def interviews(actor: Actor, need: Need) -> dict[str, Interview]:
    """The talks of a closed need by response, for its owner."""
    rows = session.scalars(
        sa.select(Interview)
        .join(Response, Response.id == Interview.response_id)
        .join(Need, Need.id == Response.need_id)
        .where(Response.need_id == need.id, response_visible_to(actor))
    )
    return {row.response_id: row for row in rows}


def all_own(actor: Actor) -> Sequence[Any]:
    """Rows of what one's organisation answered: the response, its need, the talk about it; what is open first."""
    if not actor.is_supplier:
        return []
    settled = sa.case((Response.decided_at.is_not(None), 2), (Need.status == Status.PUBLISHED, 0), else_=1)
    return session.execute(
        sa.select(
            Response.id,
            Response.need_id,
            Response.status,
            Response.submitted_at,
            Response.decided_at,
            Response.sample,
            Response.confirmed_revision,
            Need.material_revision,
            Need.title,
            Need.status.label("need_status"),
            Need.response_deadline,
            Need.closed_at,
            Need.result_due,
            Interview.status.label("interview"),
            Interview.agreed_at,
            Organisation.name.label("municipality"),
        )
        .join(Need, Need.id == Response.need_id)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .outerjoin(Interview, Interview.response_id == Response.id)
        .where(Response.organisation_id == actor.organisation_id)
        .order_by(settled, Need.response_deadline.desc(), Response.id)
        .limit(100)
    ).all()


def how_it_ended(need: Need) -> tuple[int, list[str]]:
    """How many handed in, and the names of those selected: for whoever may be told."""
    rows = session.execute(
        sa.select(Response.status, Organisation.name)
        .join(Organisation, Organisation.id == Response.organisation_id)
        .where(Response.need_id == need.id, Response.status.in_(HANDED_IN))
        .order_by(Organisation.kana)
    ).all()
    return len(rows), [row.name for row in rows if row.status is ResponseStatus.SELECTED]


def answering(need: Need) -> list[str]:
    """Organisations at work on a response, to be told of changes; never shown."""
    statuses = (ResponseStatus.DRAFT, *DECIDABLE)
    return list(
        session.scalars(
            sa.select(Response.organisation_id).where(
                Response.need_id == need.id, Response.status.in_(statuses)
            )
        )
    )
