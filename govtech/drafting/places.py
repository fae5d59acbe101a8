"""A place in a joint specification that other rooms speak about: the whole, a section or an item."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from govtech.core.policy import Actor
from govtech.drafting.models import Specification, Thing


class Place(NamedTuple):
    """A section or an item of a specification by its key; the whole has none."""

    specification: Specification
    thing: Thing
    key: str = ""


Counter = Callable[[Actor, Specification], Mapping[str, int]]
"""How much is open at each section or item key for this reader, in one query."""
EXTENSION: Final = "specification_marks"
"""Where the application keeps its Counter; the pages show its numbers beside the places."""
