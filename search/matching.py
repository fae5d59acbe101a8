"""Who could answer a need, and whose needs an offer could answer: ranked, each with its reasons and their shares."""

from __future__ import annotations

import heapq
import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from threading import RLock
from typing import Final, NamedTuple

from search.features import FAMILIES, IDEAS, PAIRS, WORDS, features
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
_NOTHING: Final = (array("I"), bytearray())


class _Asked(NamedTuple):
    """One feature of the asking profile: what a full occurrence of it adds to a score, and where it occurs."""

    value: float
    places: array[int]
    weights: bytearray
    reason: str
    shown: str


@dataclass(frozen=True)
class _Question:
    """A profile that asks, its features from the rarest on, and what the first `rare` add to the score of every place."""

    profile: Profile
    asked: list[_Asked]
    rare: int
    scores: list[float]

    @property
    def common(self) -> list[_Asked]:
        """Features that occur so often that they are looked up for the best places alone."""
        return self.asked[self.rare :]


class Matcher:
    """Profiles held in memory for comparison; safe for threads. Some 1.5 ms to add one, 20 kB to keep it."""

    def __init__(self, profiles: Iterable[Profile] = ()) -> None:
        self._lock = RLock()
        self._profiles: list[Profile | None] = []
        self._places: dict[str, int] = {}
        self._postings: dict[str, tuple[array[int], bytearray]] = {}
        self._groups: dict[tuple[str, frozenset[str]], dict[int, None]] = {}
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

    def _group(self, profile: Profile) -> dict[int, None]:
        """The places of a kind that the same readers may see."""
        return self._groups.setdefault((profile.kind, profile.tokens), {})

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
                if place is not None and (profile := self._profiles[place]):
                    self._group(profile).pop(place)
                    self._profiles[place] = None
            if len(self._profiles) > 2 * len(self._places) + 100:
                self._compact()

    def _compact(self) -> None:
        kept = [profile for profile in self._profiles if profile is not None]
        self._profiles, self._places, self._postings, self._groups = [], {}, {}, {}
        for profile in kept:
            self._add(profile)

    def _add(self, profile: Profile) -> None:
        place = len(self._profiles)
        self._profiles.append(profile)
        self._places[profile.key] = place
        self._group(profile)[place] = None
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
            return {
                kind: self._best(question, self._allowed(asking, (kind,), tokens, None), limit)
                for kind, limit in limits.items()
            }

    def _best(self, question: _Question, places: list[int], limit: int) -> list[Match]:
        """The best of some places: common features and conditions are compared for the best by rare ones."""
        scores, common = question.scores, question.common
        ranked = []
        for place in heapq.nlargest(CONSIDERED, places, key=scores.__getitem__):
            score = scores[place] + total(self._conditions(question.profile, place))
            for value, occurs, weights, _reason, _shown in common:
                at = bisect_left(occurs, place)
                if at < len(occurs) and occurs[at] == place:
                    score += value * weights[at]
            if score > 0:
                ranked.append((score, place))
        chosen = [(place, self._profiles[place]) for _, place in heapq.nlargest(limit, ranked)]
        return [self._match(question, place, profile) for place, profile in chosen if profile]

    def _question(self, asking: Profile) -> _Question:
        """The features in order of how often they occur; rare ones are added up for all places at once."""
        asked = sorted(self._asked(asking), key=lambda one: len(one.places))
        rare = bisect_right(list(accumulate(len(one.places) for one in asked)), WORK)
        scores = [0.0] * len(self._profiles)
        for value, places, weights, _reason, _shown in asked[:rare]:
            for place, weight in zip(places, weights, strict=True):
                scores[place] += value * weight
        return _Question(asking, asked, rare, scores)

    def _asked(self, asking: Profile) -> Iterator[_Asked]:
        found = features(asking.whole)
        for family in FAMILIES:
            rated = [
                (feature, min(count, MOST_COUNTED) * self._rarity(family.name + feature))
                for feature, count in found[family.name].items()
            ]
            whole = sum(value for _, value in rated) or 1.0
            reason = _REASONS.get(family.name, "writing")
            for feature, value in rated:
                places, weights = self._postings.get(family.name + feature, _NOTHING)
                shown = feature if family in (WORDS, IDEAS, PAIRS) else ""
                yield _Asked(family.weight * value / whole / STEPS, places, weights, reason, shown)

    def _rarity(self, name: str) -> float:
        posting = self._postings.get(name)
        frequency = len(posting[0]) if posting else 0
        return math.log1p(max(0.0, len(self._profiles) - frequency + 0.5) / (frequency + 0.5))

    def _allowed(
        self,
        asking: Profile,
        kinds: Collection[str],
        tokens: Collection[str] | None,
        among: Collection[str] | None,
    ) -> list[int]:
        """The places that may be ranked."""
        seen = None if tokens is None else frozenset(tokens)
        places: list[int] = []
        for (kind, shown_to), group in self._groups.items():
            if (not kinds or kind in kinds) and (seen is None or not seen.isdisjoint(shown_to)):
                places += group
        if among is not None:
            named = {self._places.get(key) for key in among}
            places = [place for place in places if place in named]
        itself = self._places.get(asking.key)
        return places if itself is None else [place for place in places if place != itself]

    # -- reasons

    def _match(self, question: _Question, place: int, profile: Profile) -> Match:
        reasons = [*self._of_text(question.asked, place), *self._conditions(question.profile, place)]
        size = sum(abs(reason.value) for reason in reasons) or 1.0
        shared = tuple(reason._replace(share=reason.value / size) for reason in reasons)
        return Match(key=profile.key, kind=profile.kind, score=total(reasons), reasons=shared)

    def _of_text(self, asked: list[_Asked], place: int) -> list[Reason]:
        """What the texts have in common: words, ideas of the field, and how it is written."""
        found: dict[str, list[tuple[float, str]]] = {}
        for value, occurs, weights, reason, shown in asked:
            at = bisect_left(occurs, place)
            if at < len(occurs) and occurs[at] == place:
                found.setdefault(reason, []).append((value * weights[at], shown))
        return [_reason(name, values) for name, values in found.items()]

    def _conditions(self, asking: Profile, place: int) -> list[Reason]:
        offered = self._profiles[place]
        return [] if offered is None else conditions(asking, offered)


_REASONS: Final = {WORDS.name: "words", IDEAS.name: "ideas"}


def _reason(name: str, values: list[tuple[float, str]]) -> Reason:
    shown = [feature for _, feature in heapq.nlargest(_SHOWN, values) if feature]
    return Reason(name, "、".join(dict.fromkeys(shown)), sum(value for value, _ in values), 0.0)


__all__ = ["Match", "Matcher", "Profile", "conditions"]
