"""Days of the demonstration counted from the moment of loading, and the people it speaks of."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import sqlalchemy as sa

from govtech.core.clock import from_jst, now, to_jst
from govtech.core.db import session
from govtech.core.policy import Actor
from govtech.organisations.models import Organisation

OFFICE_HOURS = time(10, 0)


def at_work(days: int) -> datetime:
    """The moment that many days from now at ten in the morning in Japan; never later than now for a day that is past."""
    moment = from_jst(to_jst(now() + timedelta(days=days)).date(), OFFICE_HOURS)
    return min(moment, now()) if days <= 0 else moment


def acting_for(organisation_id: str, name: str) -> Actor:
    """Somebody of an organisation, for the journal."""
    organisation = session.scalars(
        sa.select(Organisation.name).where(Organisation.id == organisation_id)
    ).one()
    return Actor(name=name, organisation_id=organisation_id, organisation_name=organisation)
