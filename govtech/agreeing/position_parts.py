"""What an item's page shows of positions: to those who take part, with a form for the own municipality."""

from __future__ import annotations

from govtech.agreeing import position_queries
from govtech.agreeing.position_forms import PositionForm
from govtech.agreeing.position_models import STANCE_LABELS, Position
from govtech.core.parts import Part
from govtech.core.policy import Actor, can
from govtech.drafting import queries
from govtech.drafting.models import Specification, Thing
from govtech.drafting.places import Place
from govtech.drafting.policy import takes_part


def begun(specification: Specification, mine: Position | None) -> PositionForm:
    """The form with what the municipality says now, and with what it is looking at."""
    said = {"stance": mine.stance, "wording": mine.wording, "reason": mine.reason} if mine else {}
    looked_at = {"revision": specification.revision, "version": mine.version if mine else 0}
    return PositionForm(data=said | looked_at)


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
    return Part(
        "agreeing/positions_part.html",
        {
            "specification": specification,
            "item": item,
            "said": said,
            "mine": mine,
            "form": begun(specification, mine) if speaking else None,
            "stances": STANCE_LABELS,
        },
    )
