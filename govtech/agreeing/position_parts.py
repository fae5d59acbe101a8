"""What an item's page shows of positions: to those who take part, with a form for the own municipality."""

from __future__ import annotations

from govtech.agreeing import position_queries
from govtech.agreeing.position_forms import PositionForm
from govtech.agreeing.position_models import STANCE_LABELS
from govtech.core.parts import Part
from govtech.core.policy import Actor, can
from govtech.drafting import queries
from govtech.drafting.models import Thing
from govtech.drafting.places import Place
from govtech.drafting.policy import takes_part


def of_place(actor: Actor, place: Place) -> Part | None:
    """What each municipality says to an item, and the own position; nothing for outsiders and for sections."""
    specification = place.specification
    inside = takes_part(actor, specification) or actor.is_coordinator
    if place.thing is not Thing.ITEM or not inside:
        return None
    item = queries.item(specification, place.key)
    said = position_queries.of_item(item)
    mine = next((one.Position for one in said if one.organisation_id == actor.organisation_id), None)
    speaking = specification.changeable and can(actor, "specification:position", specification)
    typed = {"stance": mine.stance, "wording": mine.wording, "reason": mine.reason} if mine else None
    return Part(
        "agreeing/positions_part.html",
        {
            "specification": specification,
            "item": item,
            "said": said,
            "mine": mine,
            "form": PositionForm(data=typed) if speaking else None,
            "stances": STANCE_LABELS,
        },
    )
