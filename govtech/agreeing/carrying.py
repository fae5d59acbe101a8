"""What holds for single municipalities comes along into the next draft, to be looked at again."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.agreeing.position_models import Position, Stance
from govtech.core.db import session
from govtech.drafting.models import Item, LocalValue, Parameter, Specification


def carry_annex(old: Specification, new: Specification) -> None:
    """Own values, own wordings and what does not apply, by the names and numbers that both texts share.

    The positions count as stated on an older text: each municipality is asked whether they still hold.
    """
    _carry_values(old, new)
    _carry_positions(old, new)


def _carry_values(old: Specification, new: Specification) -> None:
    after = sa.orm.aliased(Parameter)
    rows = session.execute(
        sa.select(after.id, LocalValue.organisation_id, LocalValue.value)
        .join(Parameter, Parameter.id == LocalValue.parameter_id)
        .join(after, (after.name == Parameter.name) & (after.specification_id == new.id))
        .where(Parameter.specification_id == old.id, ~Parameter.removed)
    )
    session.add_all(LocalValue(parameter_id=row[0], organisation_id=row[1], value=row[2]) for row in rows)


def _carry_positions(old: Specification, new: Specification) -> None:
    after = sa.orm.aliased(Item)
    rows = session.execute(
        sa.select(after.id, Position)
        .join(Item, Item.id == Position.item_id)
        .join(after, (after.key == Item.key) & (after.specification_id == new.id))
        .where(
            Position.specification_id == old.id,
            ~Item.removed,
            Position.stance.in_((Stance.LOCAL, Stance.UNNEEDED)),
        )
    )
    session.add_all(
        Position(
            specification_id=new.id,
            item_id=item_id,
            organisation_id=kept.organisation_id,
            stance=kept.stance,
            wording=kept.wording,
            reason=kept.reason,
            seen_in=0,
            stated_by=kept.stated_by,
            stated_at=kept.stated_at,
        )
        for item_id, kept in rows
    )
