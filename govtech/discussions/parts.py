"""What the pages of a joint specification show of its discussions, to those who take part."""

from __future__ import annotations

from govtech.core.parts import Part
from govtech.core.policy import Actor, can
from govtech.discussions import carrying, listing, presenting, queries, suggestion_queries
from govtech.discussions.forms import comment_form
from govtech.discussions.models import Status
from govtech.discussions.people import circle
from govtech.drafting.models import Specification, Thing
from govtech.drafting.places import Place


def ahead(actor: Actor, specification: Specification) -> Part | None:
    """Above the text: what speaks to the reader, and how much is open."""
    if not can(actor, "discussion:join", specification):
        return None
    counts = listing.counts(actor, specification, only_open=True)
    return Part(
        "discussions/ahead.html",
        {"specification": specification, "counts": counts, "left": carrying.waiting(specification)},
    )


def of_place(actor: Actor, place: Place) -> Part | None:
    """Below a section or an item: its threads and suggestions, and the ways to add to them."""
    specification = place.specification
    if not can(actor, "discussion:join", specification):
        return None
    texts, known = presenting.texts_now(*place), circle(specification)
    threads = queries.on_place(place, Status.OPEN)
    values = {
        "specification": specification,
        "place": place,
        "kind": "section" if place.thing is Thing.SECTION else "item",
        "threads": threads,
        "replies": {one.discussion.id: comment_form(known, mark=one.discussion.id) for one in threads},
        "resolved": queries.resolved_on(place),
        "suggestions": presenting.shown(suggestion_queries.open_on(place), texts),
        "decided": suggestion_queries.decided_on(place),
        "wishes": presenting.wishes(place, texts),
        "tones": presenting.TONES,
        "known": known,
        "form": comment_form(known, mark="new"),
    }
    return Part("discussions/place.html", values)
