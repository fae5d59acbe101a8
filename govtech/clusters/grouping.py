"""Put into groups what resembles each other: average linkage, so that a chain of neighbours is no group."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping

from search.alike import Pair

Group = frozenset[str]
Links = dict[str, dict[str, float]]


def grouped(pairs: Iterable[Pair], least: float) -> list[Group]:
    """Groups of two and more in which any two parts were, on average, at least that alike when they were joined.

    Begins with everyone alone and joins the two groups whose members are most alike on average, until none are
    alike enough; a pair that is not given counts as not alike at all. So A like B and B like C makes no group of
    three when A is nothing like C. Equal averages are joined in the order of their keys: the result does not
    depend on the order of the pairs.
    """
    links = _links(pairs)
    groups = {key: [key] for key in links}
    age = dict.fromkeys(links, 0)
    waiting = [
        (-value, one, other, 0, 0) for one in links for other, value in links[one].items() if one < other
    ]
    heapq.heapify(waiting)
    while waiting:
        value, one, other, born, other_born = heapq.heappop(waiting)
        if -value < least:
            break
        if age.get(one) != born or age.get(other) != other_born:
            continue
        _join(groups, links, one, other)
        del age[other]
        age[one] += 1
        for neighbour, total in links[one].items():
            average = total / (len(groups[one]) * len(groups[neighbour]))
            first, second = sorted((one, neighbour))
            heapq.heappush(waiting, (-average, first, second, age[first], age[second]))
    return sorted((frozenset(keys) for keys in groups.values() if len(keys) > 1), key=min)


def _links(pairs: Iterable[Pair]) -> Links:
    links: Links = {}
    for pair in sorted(pairs, key=lambda pair: (pair.one, pair.other)):
        links.setdefault(pair.one, {})[pair.other] = pair.likeness
        links.setdefault(pair.other, {})[pair.one] = pair.likeness
    return links


def _join(groups: dict[str, list[str]], links: Links, one: str, other: str) -> None:
    """The other's members and sums of likeness go to the one; a group is named by its first member."""
    groups[one] = groups[one] + groups.pop(other)
    del links[one][other]
    for neighbour, total in links.pop(other).items():
        if neighbour != one:
            del links[neighbour][other]
            links[one][neighbour] = links[one].get(neighbour, 0.0) + total
            links[neighbour][one] = links[one][neighbour]


def largest_overlap(group: Group, others: Mapping[str, Group]) -> str | None:
    """The key of the set that has most in common with the group, the first of equals; None when none has anything."""
    best = min(((-len(group & held), key) for key, held in others.items()), default=(0, ""))
    return best[1] if best[0] else None
