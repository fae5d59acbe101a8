"""What is compared: profiles of needs and of what may answer them, and the conditions that speak for or against two."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from search.results import Reason

INITIATIVE: Final = 0.05
NETWORK: Final = 0.02
SCALE: Final = 0.02
BUDGET: Final = 0.02
REFERENCES: Final = 0.01


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A need or something that may answer one: a solution, case, subsidy, template or another need.

    `networks` are the places it works in or asks for (`lgwan`, `internet`, …). A need has its `population`
    and `budget` (yen a year); an offer the `populations` it is made for, its lowest `price` (yen a year) and
    the number of its `references`. What is None or empty is not compared. `tokens` say who may see it.
    """

    key: str
    kind: str
    title: str
    text: str = ""
    keywords: tuple[str, ...] = ()
    initiatives: tuple[int, ...] = ()
    networks: frozenset[str] = frozenset()
    population: int | None = None
    populations: tuple[int, int] | None = None
    budget: int | None = None
    price: int | None = None
    references: int = 0
    tokens: frozenset[str] = frozenset()

    @property
    def whole(self) -> str:
        """The text that is compared."""
        return "\n".join((self.title, *self.keywords, self.text))


@dataclass(frozen=True, kw_only=True)
class Match:
    """A profile that fits, with the reasons; their shares add up to 1, those against it are below 0."""

    key: str
    kind: str
    score: float
    reasons: tuple[Reason, ...]


def total(reasons: Iterable[Reason]) -> float:
    """The score that reasons add up to."""
    return sum(reason.value for reason in reasons)


def conditions(one: Profile, other: Profile) -> list[Reason]:
    """What speaks for or against two profiles besides their texts, whichever of them is the need."""
    found = [_initiatives(one, other), _networks(one, other), _scale(one, other), _budget(one, other)]
    references = max(one.references, other.references)
    if references:
        value = REFERENCES * min(1.0, math.log1p(references) / math.log1p(20))
        found.append(Reason("references", str(references), value, 0.0))
    return [reason for reason in found if reason is not None]


def _initiatives(one: Profile, other: Profile) -> Reason | None:
    shared = sorted(set(one.initiatives) & set(other.initiatives))
    if not shared:
        return None
    value = INITIATIVE * len(shared) / min(len(one.initiatives), len(other.initiatives))
    return Reason("initiative", "、".join(map(str, shared)), value, 0.0)


def _networks(one: Profile, other: Profile) -> Reason | None:
    if not (one.networks and other.networks):
        return None
    shared = sorted(one.networks & other.networks)
    return Reason("network", "、".join(shared), NETWORK if shared else -NETWORK, 0.0)


def _scale(one: Profile, other: Profile) -> Reason | None:
    population = one.population or other.population
    populations = one.populations or other.populations
    if population is None or populations is None:
        return None
    fits = populations[0] <= population <= populations[1]
    return Reason("scale", f"{population:,}", SCALE if fits else -SCALE, 0.0)


def _budget(one: Profile, other: Profile) -> Reason | None:
    budget = one.budget or other.budget
    price = one.price or other.price
    if budget is None or price is None:
        return None
    return Reason("budget", f"{price:,}", BUDGET if price <= budget else -BUDGET, 0.0)
