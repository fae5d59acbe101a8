"""Who could answer a need, and whose needs an offer could answer: ranked, each with its reasons and their shares."""

from __future__ import annotations

import heapq
import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import accumulate
from threading import RLock
from typing import Final

from search.features import FAMILIES, IDEAS, PAIRS, WORDS, Family, features
from search.results import Reason

SATURATION: Final = 1.2
LENGTH_SHARE: Final = 0.75
MOST_COUNTED: Final = 2
"""How often a word of the need counts at most."""
STEPS: Final = 255
WORK: Final = 60_000
"""Occurrences of features, from the rarest on, that are added up over all profiles."""
CONSIDERED: Final = 200
"""Profiles, best by their rare features, for which common ones and conditions are compared."""
INITIATIVE: Final = 0.05
NETWORK: Final = 0.02
SCALE: Final = 0.02
BUDGET: Final = 0.02
REFERENCES: Final = 0.01
_SHOWN: Final = 5
_Entry = tuple[float, "array[int]", bytearray]
_NOTHING: Final = (array("I"), bytearray())


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


@dataclass(frozen=True)
class _Asked:
    """One feature of the asking profile with what a full occurrence of it adds to a score."""

    family: Family
    feature: str
    value: float


class Matcher:
    """Profiles held in memory for comparison; safe for threads. Some 1.5 ms to add one, 20 kB to keep it."""

    def __init__(self, profiles: Iterable[Profile] = ()) -> None:
        self._lock = RLock()
        self._profiles: list[Profile | None] = []
        self._places: dict[str, int] = {}
        self._postings: dict[str, tuple[array[int], bytearray]] = {}
        self.put(profiles)

    def __len__(self) -> int:
        return len(self._places)

    def put(self, profiles: Iterable[Profile]) -> None:
        """Adds profiles and replaces those with the same key."""
        for profile in profiles:
            with self._lock:
                self.drop((profile.key,))
                self._add(profile)

    def drop(self, keys: Iterable[str]) -> None:
        """Takes profiles out; unknown keys are passed over."""
        with self._lock:
            for key in keys:
                place = self._places.pop(key, None)
                if place is not None:
                    self._profiles[place] = None
            if len(self._profiles) > 2 * len(self._places) + 100:
                self._compact()

    def _compact(self) -> None:
        kept = [profile for profile in self._profiles if profile is not None]
        self._profiles, self._places, self._postings = [], {}, {}
        for profile in kept:
            self._add(profile)

    def _add(self, profile: Profile) -> None:
        place = len(self._profiles)
        self._profiles.append(profile)
        self._places[profile.key] = place
        found = features(profile.whole)
        for family in FAMILIES:
            counted = found[family.name]
            room = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * counted.total() / family.usual)
            for feature, count in counted.items():
                weight = max(1, round(STEPS * count / (count + room)))
                self._post(family.name + feature, place, weight)

    def _post(self, name: str, place: int, weight: int) -> None:
        posting = self._postings.get(name)
        if posting is None:
            posting = self._postings[name] = (array("I"), bytearray())
        posting[0].append(place)
        posting[1].append(weight)

    def match(
        self,
        asking: Profile,
        *,
        limit: int = 10,
        kinds: Collection[str] = (),
        tokens: Collection[str] | None = None,
    ) -> list[Match]:
        """The profiles that fit best, best first, without the asking one itself.

        `kinds` narrows to some kinds; `tokens` to what their holder may see (None: everything).
        """
        with self._lock:
            asked = self._asked(asking)
            scores = self._scores(asked, self._allowed(asking, kinds, tokens))
            ranked = [
                (score + _total(self._conditions(asking, place)), place) for place, score in scores.items()
            ]
            ranked = [row for row in heapq.nlargest(limit, ranked) if row[0] > 0]
            chosen = [(place, self._profiles[place]) for _, place in ranked]
            return [self._match(asking, asked, place, profile) for place, profile in chosen if profile]

    def _asked(self, asking: Profile) -> list[_Asked]:
        found = features(asking.whole)
        asked: list[_Asked] = []
        for family in FAMILIES:
            counted = [
                (feature, min(count, MOST_COUNTED) * self._rarity(family.name + feature))
                for feature, count in found[family.name].items()
            ]
            whole = sum(value for _, value in counted) or 1.0
            asked += [
                _Asked(family, feature, family.weight * value / whole / STEPS) for feature, value in counted
            ]
        return asked

    def _rarity(self, name: str) -> float:
        posting = self._postings.get(name)
        frequency = len(posting[0]) if posting else 0
        return math.log1p(max(0.0, len(self._profiles) - frequency + 0.5) / (frequency + 0.5))

    def _scores(self, asked: list[_Asked], allowed: list[int]) -> dict[int, float]:
        """The best profiles by text: rare features are looked up for all, common ones for the best so far."""
        scores = [0.0] * len(self._profiles)
        found = [(one.value, *self._postings.get(one.family.name + one.feature, _NOTHING)) for one in asked]
        found.sort(key=lambda entry: len(entry[1]))
        works = list(accumulate(len(places) for _, places, _ in found))
        rare = bisect_right(works, WORK)
        for value, places, weights in found[:rare]:
            for profile, weight in zip(places, weights, strict=True):
                scores[profile] += value * weight
        best = heapq.nlargest(CONSIDERED, allowed, key=scores.__getitem__)
        rest = found[rare:]
        return {profile: scores[profile] + _looked_up(profile, rest) for profile in best}

    def _allowed(self, asking: Profile, kinds: Collection[str], tokens: Collection[str] | None) -> list[int]:
        seen = None if tokens is None else frozenset(tokens)
        return [
            place
            for place, profile in enumerate(self._profiles)
            if profile is not None
            and (not kinds or profile.kind in kinds)
            and (seen is None or not seen.isdisjoint(profile.tokens))
            and profile.key != asking.key
        ]

    # -- reasons

    def _match(self, asking: Profile, asked: list[_Asked], place: int, profile: Profile) -> Match:
        reasons = [*self._of_text(asked, place), *self._conditions(asking, place)]
        size = sum(abs(reason.value) for reason in reasons) or 1.0
        shared = tuple(reason._replace(share=reason.value / size) for reason in reasons)
        return Match(key=profile.key, kind=profile.kind, score=_total(reasons), reasons=shared)

    def _of_text(self, asked: list[_Asked], place: int) -> list[Reason]:
        """What the texts have in common: words, ideas of the field, and how it is written."""
        found: dict[str, list[tuple[float, str]]] = {}
        for one in asked:
            posting = self._postings.get(one.family.name + one.feature, _NOTHING)
            if value := _looked_up(place, [(one.value, *posting)]):
                shown = one.feature if one.family in (WORDS, IDEAS, PAIRS) else ""
                found.setdefault(_REASONS.get(one.family.name, "writing"), []).append((value, shown))
        return [_reason(name, values) for name, values in found.items()]

    def _conditions(self, asking: Profile, place: int) -> list[Reason]:
        offered = self._profiles[place]
        return [] if offered is None else conditions(asking, offered)


def _looked_up(place: int, found: list[_Entry]) -> float:
    """What some features add to the score of one profile."""
    score = 0.0
    for value, places, weights in found:
        at = bisect_left(places, place)
        if at < len(places) and places[at] == place:
            score += value * weights[at]
    return score


_REASONS: Final = {WORDS.name: "words", IDEAS.name: "ideas"}


def _reason(name: str, values: list[tuple[float, str]]) -> Reason:
    shown = [feature for _, feature in heapq.nlargest(_SHOWN, values) if feature]
    return Reason(name, "、".join(dict.fromkeys(shown)), sum(value for value, _ in values), 0.0)


def _total(reasons: Iterable[Reason]) -> float:
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
