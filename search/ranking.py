"""How much a word in a document counts: BM25F with field weights, exact titles, recency; and why."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Final

from search.preparing import Prepared

FIELD_WEIGHTS: Final = {"title": 3.0, "names": 2.0, "summary": 1.5, "body": 1.0}
SATURATION: Final = 1.2
LENGTH_SHARE: Final = 0.75
USUAL_LENGTH: Final = 120.0
"""Weighted words of a usual document; fixed, so that a document's weights do not depend on the others."""
STEPS: Final = 255
"""Weights are kept as one byte: 255 stands for the most a word can count in a document."""
EXACT_TITLE: Final = 3.0
RECENT: Final = 0.15
RECENT_HALF_LIFE: Final = 365 * 86_400.0


def impacts(prepared: Prepared) -> dict[str, int]:
    """For each term of a document, how much it counts there, from 1 to STEPS."""
    counted: defaultdict[str, float] = defaultdict(float)
    length = 0.0
    for field, weight in FIELD_WEIGHTS.items():
        terms: list[str] = getattr(prepared, field)
        length += weight * len(terms)
        for term in terms:
            counted[term] += weight
    room = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / USUAL_LENGTH)
    return {term: max(1, round(STEPS * count / (count + room))) for term, count in counted.items()}


def rarity(documents: int, frequency: int) -> float:
    """The inverse document frequency of a term, as BM25 has it; never negative."""
    return math.log1p((documents - frequency + 0.5) / (frequency + 0.5))


def recency(moment: int, now: int) -> float:
    """A factor of at most 1 + RECENT for what is new, falling by half every year; 1 without a date."""
    if not moment:
        return 1.0
    age = max(0, now - moment)
    return 1.0 + RECENT * 0.5 ** (age / RECENT_HALF_LIFE)
