"""How much a word in a document counts: BM25F with field weights, words side by side, exact titles, recency."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

FIELD_WEIGHTS: Final = (3.0, 2.0, 1.5, 1.0)
"""Title, names (keywords, organisation, municipalities), summary, body."""
FIELD_NAMES: Final = ("title", "names", "summary", "body")
SATURATION: Final = 0.9
LENGTH_SHARE: Final = 0.75
USUAL_LENGTH: Final = 120.0
"""Weighted words of a usual document; fixed, so that a document's weights do not depend on the others."""
LONGEST_LENGTH: Final = 6 * USUAL_LENGTH
"""From here on a document counts as no longer: a whole specification must not lose to a note for being complete."""
EXTRA: Final = 0.7
"""What a reading or a part of a word counts beside the word itself."""
STEPS: Final = 255
"""Weights are kept as one byte: 255 stands for the most a word can count in a document."""
SIDE_BY_SIDE: Final = 0.2
"""What two words of a question that follow each other in the document add, as a share of their rarity."""
EXACT_TITLE: Final = 3.0
RECENT: Final = 0.08
RECENT_HALF_LIFE: Final = 365 * 86_400.0


def impacts(fields: Sequence[Sequence[str]], extra: Mapping[str, float]) -> dict[str, int]:
    """For each term of a document, given by field in order, how much it counts there, from 1 to STEPS."""
    counted: defaultdict[str, float] = defaultdict(float)
    length = 0.0
    for weight, terms in zip(FIELD_WEIGHTS, fields, strict=True):
        length += weight * len(terms)
        for term in terms:
            counted[term] += weight
    room = saturation_room(length)
    found = {term: max(1, round(STEPS * count / (count + room))) for term, count in counted.items()}
    found.update(
        (term, max(1, round(EXTRA * STEPS * count / (count + room)))) for term, count in extra.items()
    )
    return found


def saturation_room(length: float) -> float:
    """The constant that BM25 adds to a count below the line, for a document of so many weighted words."""
    return SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * min(length, LONGEST_LENGTH) / USUAL_LENGTH)


def rarity(documents: int, frequency: int) -> float:
    """The inverse document frequency of a term, as BM25 has it; never negative."""
    return math.log1p(max(0.0, documents - frequency + 0.5) / (frequency + 0.5))


def recency(moment: int, now: int) -> float:
    """A factor of at most 1 + RECENT for what is new, falling by half every year; 1 without a date."""
    if not moment:
        return 1.0
    age = max(0, now - moment)
    return 1.0 + RECENT * math.exp2(-age / RECENT_HALF_LIFE)
