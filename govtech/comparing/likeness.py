"""How alike two texts are, quickly: which pairs of neighbouring characters they share, counted in whole numbers' bits."""

from __future__ import annotations

import re
from typing import NamedTuple

from govtech.core.text import nfkc

_SPACES = re.compile(r"\s+|\{\{[^}]*\}\}")


class Mark(NamedTuple):
    """A text's pairs of characters, one bit each, and how many there are."""

    bits: int
    size: int


class Marks:
    """Marks of texts that are to be compared with each other: they share the numbering of the pairs."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def of(self, text: str) -> Mark:
        """The mark of a text; values that are filled in do not count."""
        plain = _SPACES.sub("", nfkc(text))
        bits = 0
        for pair in {plain[at : at + 2] for at in range(max(len(plain) - 1, 1))}:
            bits |= 1 << self._numbers.setdefault(pair, len(self._numbers))
        return Mark(bits, bits.bit_count())


def likeness(one: Mark, other: Mark) -> float:
    """Dice's measure: 1 for texts with the same pairs, 0 for texts without one in common."""
    total = one.size + other.size
    return 2 * (one.bits & other.bits).bit_count() / total if total else 1.0
