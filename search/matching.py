"""Who could answer a need, and whose needs an offer could answer: ranked, each with its reasons and their shares."""

from __future__ import annotations

import heapq
import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from threading import RLock
from typing import Final

from search.features import FAMILIES, IDEAS, PAIRS, WORDS, Family, features
from search.profiles import Match, Profile, conditions, total
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
_SHOWN: Final = 5
_Entry = tuple[float, "array[int]", bytearray]
_NOTHING: Final = (array("I"), bytearray())


@dataclass(frozen=True)
class _Asked:
    """One feature of the asking profile with what a full occurrence of it adds to a score."""

    family: Family
    feature: str
    value: float


@dataclass(frozen=True)
class _Question:
    """A profile that asks, its features, what rare ones add to the score of every place, and the common ones."""

    profile: Profile
    asked: list[_Asked]
    scores: list[float]
    common: list[_Entry]


class Matcher:
    """Profiles held in memory for comparison; safe for threads. Some 1.5 ms to add one, 20 kB to keep it."""

    def __init__(self, profiles: Iterable[Profile] = ()) -> None:
        self._lock = RLock()
        self._profiles: list[Profile | None] = []
        self._places: dict[str, int] = {}
        self._postings: dict[str, tuple[array[int], bytearray]] = {}
        self.put(profiles)

    def profile(self, key: str) -> Profile | None:
        """The profile with this key, or None."""
        with self._lock:
            place = self._places.get(key)
            return None if place is None else self._profiles[place]

    def keys(self, kind: str) -> list[str]:
        """The keys of all profiles of a kind."""
        with self._lock:
            return [one.key for one in self._profiles if one is not None and one.kind == kind]

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
        among: Collection[str] | None = None,
    ) -> list[Match]:
        """The profiles that fit best, best first, without the asking one itself.

        `kinds` narrows to some kinds, `among` to some keys, `tokens` to what their holder may see
        (None: everything).
        """
        with self._lock:
            places = self._allowed(asking, kinds, tokens, among)
            return self._best(self._question(asking), places, limit)

    def match_each(
        self, asking: Profile, limits: Mapping[str, int], tokens: Collection[str] | None = None
    ) -> dict[str, list[Match]]:
        """For each kind of `limits` the so many best, in little more time than for one kind."""
        with self._lock:
            question = self._question(asking)
            places: dict[str, list[int]] = {kind: [] for kind in limits}
            for place in self._allowed(asking, tuple(limits), tokens, None):
                if profile := self._profiles[place]:
                    places[profile.kind].append(place)
            return {kind: self._best(question, places[kind], limit) for kind, limit in limits.items()}

    def _best(self, question: _Question, places: list[int], limit: int) -> list[Match]:
        """The best of some places: common features and conditions are compared for the best by rare ones."""
        scores = question.scores
        ranked = []
        for place in heapq.nlargest(CONSIDERED, places, key=scores.__getitem__):
            score = scores[place] + _looked_up(place, question.common)
            score += total(self._conditions(question.profile, place))
            if score > 0:
                ranked.append((score, place))
        chosen = [(place, self._profiles[place]) for _, place in heapq.nlargest(limit, ranked)]
        return [self._match(question, place, profile) for place, profile in chosen if profile]

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

    def _question(self, asking: Profile) -> _Question:
        asked = self._asked(asking)
        scores = [0.0] * len(self._profiles)
        found = [(one.value, *self._postings.get(one.family.name + one.feature, _NOTHING)) for one in asked]
        found.sort(key=lambda entry: len(entry[1]))
        works = list(accumulate(len(places) for _, places, _ in found))
        rare = bisect_right(works, WORK)
        for value, places, weights in found[:rare]:
            for profile, weight in zip(places, weights, strict=True):
                scores[profile] += value * weight
        return _Question(asking, asked, scores, found[rare:])

    def _allowed(
        self,
        asking: Profile,
        kinds: Collection[str],
        tokens: Collection[str] | None,
        among: Collection[str] | None,
    ) -> list[int]:
        seen = None if tokens is None else frozenset(tokens)
        places: Iterable[int] = range(len(self._profiles))
        if among is not None:
            places = [self._places[key] for key in among if key in self._places]
        return [
            place
            for place in places
            if (profile := self._profiles[place]) is not None
            and (not kinds or profile.kind in kinds)
            and (seen is None or not seen.isdisjoint(profile.tokens))
            and profile.key != asking.key
        ]

    # -- reasons

    def _match(self, question: _Question, place: int, profile: Profile) -> Match:
        reasons = [*self._of_text(question.asked, place), *self._conditions(question.profile, place)]
        size = sum(abs(reason.value) for reason in reasons) or 1.0
        shared = tuple(reason._replace(share=reason.value / size) for reason in reasons)
        return Match(key=profile.key, kind=profile.kind, score=total(reasons), reasons=shared)

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


__all__ = ["Match", "Matcher", "Profile", "conditions"]
