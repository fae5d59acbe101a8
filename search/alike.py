"""Which texts of one kind resemble each other: a likeness that is the same in both directions, with its reasons.

The matcher ranks offers for one need; here every need is held against every other. The features are the
matcher's, compared by cosine within each family. On 48 real needs whose chosen solutions tell which belong
together the average precision of pairs was 0.63, against 0.58 for the matcher's scores taken both ways.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from search.features import FAMILIES, IDEAS, WORDS, Features, features
from search.matching import MOST_COUNTED, SATURATION
from search.profiles import Profile
from search.results import Reason

INITIATIVE: Final = 0.05
NETWORK: Final = 0.02
COMMON_TEXTS: Final = 30
"""As many texts without a feature are taken for granted, so that a small board does not call everything common."""
WORK: Final = 2_000
"""Occurrences of a text's features, from the rarest on, that are looked up over all texts."""
HINT: Final = 0.25
"""Two texts are compared in full when the features looked up make up that part of the likeness asked for."""
COMPARED: Final = 60
"""How many others a text is compared with in full, the most promising first: more than Osaka has municipalities."""
_WORDS: Final = 12
_IDEAS: Final = 1
"""How many of each a reason names; a word touches several ideas by chance, so only the strongest is told."""
Vector = Mapping[str, float]


@dataclass(frozen=True)
class Pair:
    """Two profiles, by their keys in order, and how alike they are: from 0 to a little over 1."""

    one: str
    other: str
    likeness: float


@dataclass(frozen=True)
class _Held:
    profile: Profile
    found: Features


class Likeness:
    """Profiles held for comparing all with all. One thread at a time; what is put twice is analysed once."""

    def __init__(self) -> None:
        self._held: dict[str, _Held] = {}
        self._vectors: dict[str, Vector] = {}
        self._pairs: dict[float, list[Pair]] = {}

    def keep(self, profiles: Iterable[Profile]) -> bool:
        """Hold exactly these; whether that changed anything. Analyses the new and the changed ones."""
        wanted = {profile.key: profile for profile in profiles}
        held = {key: one for key, one in self._held.items() if wanted.get(key) == one.profile}
        if len(held) == len(wanted) == len(self._held):
            return False
        for key in sorted(wanted.keys() - held.keys()):
            held[key] = _Held(wanted[key], features(wanted[key].whole))
        self._held = {key: held[key] for key in sorted(held)}
        self._vectors, self._pairs = _vectors(self._held), {}
        return True

    def pairs(self, least: float) -> list[Pair]:
        """Every two that are at least that alike, in the order of their keys; kept until what is held changes."""
        if least not in self._pairs:
            self._pairs[least] = self._compared(least)
        return self._pairs[least]

    def _compared(self, least: float) -> list[Pair]:
        near = _Candidates(self._vectors)
        asked = {
            (min(key, other), max(key, other))
            for key in self._vectors
            for other in near.of(key, least * HINT)
        }
        found = (Pair(one, other, self.likeness(one, other)) for one, other in sorted(asked))
        return [pair for pair in found if pair.likeness >= least]

    def likeness(self, one: str, other: str) -> float:
        """How alike two held profiles are."""
        text = _dot(self._vectors[one], self._vectors[other])
        return text + sum(reason.value for reason in _conditions(self._held[one], self._held[other]))

    def words(self, key: str) -> dict[str, float]:
        """The words of a held profile with how much each says about it."""
        vector = self._vectors[key]
        return {name: vector[WORDS.name + name] for name in self._held[key].found[WORDS.name]}

    def reasons(self, one: str, other: str) -> tuple[Reason, ...]:
        """What two held profiles have in common: words, ideas, initiatives, the network; largest share first."""
        mine, theirs = self._vectors[one], self._vectors[other]
        found = [
            Reason(
                name, "、".join(_shared(mine, theirs, family, most)), _family_dot(mine, theirs, family), 0.0
            )
            for name, family, most in (("words", WORDS.name, _WORDS), ("ideas", IDEAS.name, _IDEAS))
        ]
        found += _conditions(self._held[one], self._held[other])
        whole = self.likeness(one, other) or 1.0
        shared = [reason._replace(share=reason.value / whole) for reason in found if reason.value]
        return tuple(sorted(shared, key=lambda reason: (-reason.share, reason.name)))


def _vectors(held: Mapping[str, _Held]) -> dict[str, Vector]:
    """Each text as a vector of length 1; each family has its weight's part of it."""
    raw: dict[str, dict[str, float]] = {key: {} for key in held}
    for family in FAMILIES:
        frequency = Counter(name for one in held.values() for name in one.found[family.name])
        rarity = {name: math.log((len(held) + COMMON_TEXTS + 1) / (n + 0.5)) for name, n in frequency.items()}
        for key, one in held.items():
            part = {
                family.name + name: _weight(count) * rarity[name]
                for name, count in one.found[family.name].items()
            }
            raw[key].update(_scaled(part, math.sqrt(family.weight)))
    return {key: _scaled(vector, 1.0) for key, vector in raw.items()}


def _weight(count: int) -> float:
    counted = min(count, MOST_COUNTED)
    return counted / (counted + SATURATION)


def _scaled(vector: Vector, length: float) -> dict[str, float]:
    now = math.sqrt(math.fsum(value * value for value in vector.values())) or 1.0
    return {name: value * length / now for name, value in vector.items()}


def _dot(one: Vector, other: Vector) -> float:
    """The sum is exact, so the order of a set does not show in it."""
    return math.fsum([one[name] * other[name] for name in one.keys() & other.keys()])


def _family_dot(one: Vector, other: Vector, family: str) -> float:
    return math.fsum(
        value * other[name] for name, value in one.items() if name in other and name.startswith(family)
    )


def _shared(one: Vector, other: Vector, family: str, most: int) -> list[str]:
    """The features of a family that count most for both."""
    both = [
        (-value * other[name], name[len(family) :])
        for name, value in one.items()
        if name in other and name.startswith(family)
    ]
    return [name for _, name in sorted(both)[:most]]


def _conditions(one: _Held, other: _Held) -> list[Reason]:
    """What counts besides the text: the initiatives both are about, and the network both stand in."""
    mine, theirs = one.profile, other.profile
    found = []
    if shared := sorted(set(mine.initiatives) & set(theirs.initiatives)):
        value = INITIATIVE * len(shared) / min(len(mine.initiatives), len(theirs.initiatives))
        found.append(Reason("initiative", "、".join(map(str, shared)), value, 0.0))
    if same := sorted(mine.networks & theirs.networks):
        found.append(Reason("network", "、".join(same), NETWORK, 0.0))
    return found


class _Candidates:
    """Finds the few that are worth comparing in full: those that share a text's rarest features."""

    def __init__(self, vectors: Mapping[str, Vector]) -> None:
        self._vectors = vectors
        self._keys = sorted(vectors)
        postings: dict[str, list[tuple[int, float]]] = {}
        for place, key in enumerate(self._keys):
            for name, value in vectors[key].items():
                postings.setdefault(name, []).append((place, value))
        self._postings = {name: found for name, found in postings.items() if len(found) > 1}

    def of(self, key: str, least: float) -> list[str]:
        """Keys of others that are at least that alike by the text's rarest features alone, the best first."""
        scores = [0.0] * len(self._keys)
        for value, found in self._rarest(key):
            for place, theirs in found:
                scores[place] += value * theirs
        best = [
            (-score, place)
            for place, score in enumerate(scores)
            if score >= least and self._keys[place] != key
        ]
        return [self._keys[place] for _, place in heapq.nsmallest(COMPARED, best)]

    def _rarest(self, key: str) -> Iterator[tuple[float, list[tuple[int, float]]]]:
        """The text's features from the rarest on, with who else has them, as far as WORK reaches."""
        vector, work = self._vectors[key], 0
        for _, name in sorted((len(self._postings[name]), name) for name in vector if name in self._postings):
            work += len(self._postings[name])
            if work > WORK:
                return
            yield vector[name], self._postings[name]
