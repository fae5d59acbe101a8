"""Where single municipalities differ from their common texts, side by side: own values, own wordings, what does not apply."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from govtech.agreeing.position_queries import Difference
from govtech.comparing.aligning import SectionPair


class Own(NamedTuple):
    """What holds for one municipality at one place of each text ("": what is common holds, or it takes no part)."""

    organisation: str
    place: str
    left: str
    right: str

    @property
    def same(self) -> bool:
        """Whether it is the same on both sides."""
        return self.left == self.right


def compared(
    left: Sequence[Difference], right: Sequence[Difference], pairs: Sequence[SectionPair]
) -> list[Own]:
    """Both annexes by municipality and place; an item that has another number on the right stands beside its partner."""
    renamed = {
        item.right["key"]: item.left["key"]
        for pair in pairs
        for item in pair.items
        if item.left and item.right
    }
    one = {(row.organisation, row.place): row.text for row in left}
    other = {(row.organisation, renamed.get(row.place, row.place)): row.text for row in right}
    return [Own(*key, one.get(key, ""), other.get(key, "")) for key in dict.fromkeys([*one, *other])]
