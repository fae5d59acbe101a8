"""Compute which needs resemble each other, from their texts and conditions and from who joined them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from threading import Lock
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from govtech.clusters.grouping import Group, grouped
from govtech.clusters.naming import common_words, telling, title_of
from govtech.clusters.support_models import JOINABLE
from govtech.core.db import session
from govtech.matching.profiles import id_of, of_need
from govtech.needs.models import Need
from govtech.organisations.models import Organisation
from search.alike import Likeness, Pair
from search.profiles import Profile

LEAST: Final = 0.22
"""How alike two needs, and on average two groups, must be. Of 48 real needs, whose chosen solutions tell which
belong together, six pairs of the same kind reach it and two of different kinds do; needs written out in full lie
further apart: those of the demonstration that belong together at 0.35 and more, the others below 0.2."""
LEAST_MUNICIPALITIES: Final = 2
"""Buying together begins with two."""
_likeness = Likeness()
_lock = Lock()


@dataclass(frozen=True)
class Neighbour:
    """What a need resembles most within its group."""

    nearest_id: str | None
    likeness: float
    reasons: Mapping[str, object]


@dataclass(frozen=True)
class Proposal:
    """A group as it was computed."""

    need_ids: Group
    municipalities: frozenset[str]
    title: str
    words: tuple[str, ...]
    neighbours: Mapping[str, Neighbour]


def profiles() -> list[Profile]:
    """Every need that others can join, as it is compared."""
    needs = session.scalars(
        sa.select(Need)
        .options(joinedload(Need.organisation).joinedload(Organisation.government))
        .where(Need.status.in_(JOINABLE))
        .order_by(Need.id)
    )
    return [of_need(need) for need in needs.unique()]


def proposals(
    given: Sequence[Profile],
    municipalities: Mapping[str, frozenset[str]],
    initiatives: Mapping[int, str],
    apart: Sequence[Group] = (),
) -> list[Proposal]:
    """Groups of needs that cover at least two municipalities, the same whatever the order of what is given.

    A need that resembles no other makes a group of its own when others joined it. `apart` are groups that stand
    already: what is in one of them is compared, but grouped only with needs that stand nowhere.
    """
    with _lock:  # one of these at a time in a process: what was analysed is kept for the next
        _likeness.keep(given)
        by_key = {profile.key: profile for profile in given}
        taken = set(chain.from_iterable(apart))
        pairs = [pair for pair in _likeness.pairs(LEAST) if not {id_of(pair.one), id_of(pair.other)} & taken]
        groups = grouped(pairs, LEAST)
        alone = sorted(by_key.keys() - set(chain.from_iterable(groups)))
        groups += [frozenset([key]) for key in alone if id_of(key) not in taken]
        return [
            _proposal(group, codes, by_key, initiatives)
            for group in groups
            if len(codes := _covered(group, municipalities)) >= LEAST_MUNICIPALITIES
        ]


def newcomers(given: Sequence[Profile], standing: Mapping[str, Group]) -> dict[str, dict[str, Neighbour]]:
    """For each group that stands (by its key), the needs that stand nowhere and belong to it by likeness.

    A need belongs to the group that it resembles most on average, when that is at least LEAST.
    """
    with _lock:
        _likeness.keep(given)
        held = {id_of(profile.key): profile.key for profile in given}
        taken = set(chain.from_iterable(standing.values()))
        alike = _by_need(_likeness.pairs(LEAST))
        found: dict[str, dict[str, Neighbour]] = {}
        for need_id in sorted(held.keys() - taken):
            near = alike.get(need_id, {})
            averages = [
                (-sum(near.get(member, 0.0) for member in group) / len(group), key)
                for key, group in standing.items()
                if group
            ]
            value, key = min(averages, default=(0.0, ""))
            if -value >= LEAST:
                found.setdefault(key, {})[need_id] = _neighbour(
                    held[need_id], [held[one] for one in standing[key] if one in held]
                )
        return found


def _by_need(pairs: Sequence[Pair]) -> dict[str, dict[str, float]]:
    alike: dict[str, dict[str, float]] = {}
    for pair in pairs:
        one, other = id_of(pair.one), id_of(pair.other)
        alike.setdefault(one, {})[other] = pair.likeness
        alike.setdefault(other, {})[one] = pair.likeness
    return alike


def _covered(group: Group, municipalities: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset(chain.from_iterable(municipalities.get(id_of(key), ()) for key in group))


def _proposal(
    group: Group, codes: frozenset[str], by_key: Mapping[str, Profile], initiatives: Mapping[int, str]
) -> Proposal:
    keys = sorted(group)
    words = common_words(_likeness, keys)
    return Proposal(
        frozenset(map(id_of, keys)),
        codes,
        title_of([by_key[key] for key in keys], words, initiatives),
        tuple(words if len(keys) > 1 else ()),
        {id_of(key): _neighbour(key, [other for other in keys if other != key]) for key in keys},
    )


def _neighbour(key: str, others: Sequence[str]) -> Neighbour:
    """The most alike of the others, the first of equals."""
    best = min(((-_likeness.likeness(key, other), other) for other in others), default=None)
    if best is None:
        return Neighbour(None, 0.0, {})
    reasons: dict[str, Any] = {reason.name: reason.detail for reason in _likeness.reasons(key, best[1])}
    reasons["words"] = telling(reasons.get("words", ""))
    return Neighbour(id_of(best[1]), round(-best[0], 2), reasons)
