"""What a person hands over in a discussion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from govtech.drafting.models import Specification, Thing
from govtech.drafting.places import Place

FIELDS: Mapping[Thing, tuple[str, ...]] = {
    Thing.SECTION: ("title", "body"),
    Thing.ITEM: ("text", "condition", "method", "remedy", "note"),
}
"""The wording of a place, for which other wording can be suggested."""


@dataclass(frozen=True)
class CommentData:
    """A comment in Markdown, and tokens of `people.Circle` of those who shall hear of it beside those it names."""

    text: str
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class SuggestionData:
    """Fields of a place as somebody would have them who began with revision `began_in`, and why."""

    wording: Mapping[str, str]
    reason: str
    began_in: int


def whole(specification: Specification) -> Place:
    """The specification as a place to speak about."""
    return Place(specification, Thing.WHOLE)
