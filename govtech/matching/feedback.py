"""The rule by which feedback moves suggestions: a quarter each time, three quarters at most, always downwards for hides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from govtech.matching.models import HideReason

STEP: Final = 0.25
MOST: Final = 3
"""How many times the same reason counts."""


@dataclass(frozen=True)
class Traits:
    """What of a need a reason can be about."""

    networks: frozenset[str] = frozenset()
    initiatives: frozenset[int] = frozenset()
    population: int | None = None


@dataclass(frozen=True)
class Hide:
    """A need that was hidden, why, and what it is like."""

    reason: HideReason
    traits: Traits


@dataclass(frozen=True)
class Sinking:
    """A reason that was given `count` times about needs like this one, which is therefore ranked lower."""

    reason: HideReason
    count: int

    @property
    def factor(self) -> float:
        """What the score is multiplied by."""
        return 1 - STEP * min(self.count, MOST)


def sinkings(need: Traits, hides: Iterable[Hide], own: frozenset[int] = frozenset()) -> tuple[Sinking, ...]:
    """The reasons for which a need sinks; `own` are the initiatives the organisation has solutions for."""
    counts: dict[HideReason, int] = {}
    for hide in hides:
        if _applies(need, hide, own):
            counts[hide.reason] = counts.get(hide.reason, 0) + 1
    return tuple(Sinking(reason, counts[reason]) for reason in HideReason if reason in counts)


def _applies(need: Traits, hide: Hide, own: frozenset[int]) -> bool:
    hidden = hide.traits
    sizes = need.population is not None and hidden.population is not None
    match hide.reason:
        case HideReason.NETWORK:
            return bool(need.networks & hidden.networks)
        case HideReason.OTHER_FIELD:
            return bool(need.initiatives & (hidden.initiatives - own))
        case HideReason.TOO_SMALL:
            return sizes and (need.population or 0) <= (hidden.population or 0)
        case HideReason.TOO_LARGE:
            return sizes and (need.population or 0) >= (hidden.population or 0)
        case _:
            return False


def lowered(score: float, found: Iterable[Sinking]) -> float:
    """The score after all reasons; never more than it was."""
    for sinking in found:
        score *= sinking.factor
    return score


def weighed(score: float, useful: int, wrong: int) -> float:
    """A solution's score after a municipality found it useful, or wrong, for so many of its other needs."""
    return score * (1 + STEP * (min(useful, MOST) - min(wrong, MOST)))
