"""Places of a text that can be remarked on: what they are called, and in which order they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol, TypeVar

from govtech.core.words import gettext as _
from govtech.drafting.content import Plain
from govtech.drafting.models import Thing
from govtech.drafting.presenting import Reading


class Spot(NamedTuple):
    """A place: its code in forms and addresses, what it is called, and its words."""

    thing: Thing
    key: str
    label: str
    text: str

    @property
    def code(self) -> str:
        """section:purpose, item:EA-101, whole:."""
        return f"{self.thing.value}:{self.key}"


class Placed(Protocol):
    """Something that is about a place."""

    thing: Thing
    thing_key: str


Kept = TypeVar("Kept", bound=Placed)


def keys(plain: Plain) -> set[tuple[Thing, str]]:
    """Every place of a text, without the labour of numbering it."""
    found = {(Thing.WHOLE, "")}
    for section in plain["sections"]:
        found.add((Thing.SECTION, section["key"]))
        found.update((Thing.ITEM, item["key"]) for item in section["items"])
    return found


def spots(reading: Reading) -> list[Spot]:
    """Every place in reading order, the whole first."""
    return list(_spots(reading))


def _spots(reading: Reading) -> Iterator[Spot]:
    yield Spot(Thing.WHOLE, "", _("全体"), "")
    for part in reading.texts:
        yield Spot(Thing.SECTION, part.id, part.heading, part.text)
        for item in part.items:
            words = "\n\n".join(filter(None, (item.text, item.condition)))
            yield Spot(Thing.ITEM, item.id, item.id, words)


def find(all_spots: Iterable[Spot], code: str) -> Spot | None:
    """The place of a code, or None when the text has no such place."""
    return next((spot for spot in all_spots if spot.code == code), None)


def labels(reading: Reading) -> dict[tuple[Thing, str], str]:
    """What each place is called."""
    return {(spot.thing, spot.key): spot.label for spot in _spots(reading)}


def in_order(reading: Reading, rows: Sequence[Kept]) -> list[Kept]:
    """The rows as their places stand in the text; those about one place in the order they have."""
    order = {(spot.thing, spot.key): place for place, spot in enumerate(_spots(reading))}
    return sorted(rows, key=lambda row: order.get((row.thing, row.thing_key), len(order)))
