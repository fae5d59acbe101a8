"""A confirmation is about one text and one set of positions: what changes afterwards takes it back."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.agreeing.position_models import Confirmation
from govtech.core.db import session
from govtech.drafting.models import Specification


def unconfirm(specification: Specification, organisation_id: str | None) -> None:
    """What an approver confirmed before is no longer what the municipality says, or it takes part no longer."""
    session.execute(
        sa.delete(Confirmation).where(
            Confirmation.specification_id == specification.id,
            Confirmation.organisation_id == organisation_id,
        )
    )
