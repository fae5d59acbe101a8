"""What fits a need, which needs fit an organisation: ranked by the matcher, moved by feedback, seen by this reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.policy import Actor
from govtech.matching import queries
from govtech.matching.engine import Match, Matcher, Profile, current, seen_by
from govtech.matching.feedback import Hide, Sinking, Traits, lowered, sinkings, weighed
from govtech.matching.profiles import (
    CASE,
    NEED,
    SOLUTION,
    SUBSIDY,
    TEMPLATE,
    id_of,
    key_of,
    of_need,
)
from govtech.needs.models import Need
from govtech.organisations.models import Organisation

FROM: Final = 0.12
"""What texts must have in common for a suggestion: of 48 real needs 94 % of the chosen solutions, 2.9 shown each."""
SHARED: Final = 0.07
"""The same for needs and subsidies of the same initiative: subsidies are put in few and general words."""
ALIKE: Final = 0.16
"""The same for needs beside a need: all are long and speak of counters, telephones and hours."""
WELL: Final = 0.16
"""From here on, among the first three, a supplier is told: 81 % of the chosen solutions, 1.7 told each."""
BEST: Final = 0.4
"""What is further behind the best of its kind than this is not suggested."""
TEXT: Final = frozenset({"words", "ideas", "writing"})
LOOKED_AT: Final = {SOLUTION: 12, CASE: 6, SUBSIDY: 8, TEMPLATE: 3, NEED: 8}
SHOWN: Final = {SOLUTION: 5, CASE: 3, SUBSIDY: 3, TEMPLATE: 2, NEED: 4}


@dataclass(frozen=True)
class Found:
    """What fits a need, by kind and the best first; the opinions of the reader's municipality by solution."""

    matches: Mapping[str, list[Match]]
    opinions: Mapping[str, bool] = field(default_factory=dict)
    rejected: tuple[str, ...] = ()
    """Solutions that the municipality found wrong for this need and would be here otherwise."""


@dataclass(frozen=True)
class ForUs:
    """A need that fits an organisation, by which of its solutions (None: by what it says of itself), and what sinks it."""

    need_id: str
    match: Match
    solution_id: str | None
    sinkings: tuple[Sinking, ...] = ()

    @property
    def score(self) -> float:
        """What it is ranked by."""
        return lowered(self.match.score, self.sinkings)


def text_of(match: Match) -> float:
    """How much the texts have in common."""
    return sum(reason.value for reason in match.reasons if reason.name in TEXT)


def fitting(matches: Iterable[Match], least: float = FROM, shared: float = SHARED) -> list[Match]:
    """The matches worth showing: enough in common, and not far behind the best."""
    found = [match for match in matches if text_of(match) >= (shared if _same_initiative(match) else least)]
    best = max((match.score for match in found), default=0.0)
    return [match for match in found if match.score >= BEST * best]


def _same_initiative(match: Match) -> bool:
    return any(reason.name == "initiative" for reason in match.reasons)


def for_need(actor: Actor, need: Need) -> Found | None:
    """What fits a need that the actor may see; None while the matcher is being filled."""
    matcher = current()
    if matcher is None:
        return None
    found = matcher.match_each(of_need(need), LOOKED_AT, actor.tokens)
    matches = {kind: _of_kind(kind, seen_by(actor, of_kind)) for kind, of_kind in found.items()}
    judged = queries.opinions(actor) if actor.acts_for(need.organisation_id) else {}
    ranked = _by_opinion(matches[SOLUTION], need.id, judged)
    matches[SOLUTION] = _not_rejected(ranked, need.id, judged)
    rejected = [match for match in ranked if match not in matches[SOLUTION]]
    here = {solution: useful for (need_id, solution), useful in judged.items() if need_id == need.id}
    return Found(matches, here, tuple(id_of(match.key) for match in rejected))


def solutions_for(actor: Actor, needs: Sequence[Need]) -> dict[str, list[Match]] | None:
    """Solutions that fit each of the actor's own needs, by need, in as many queries for many as for one.

    None while the matcher is being filled.
    """
    matcher = current()
    if matcher is None:
        return None
    judged = queries.opinions(actor)
    found = {
        need.id: matcher.match(
            of_need(need), kinds=(SOLUTION,), tokens=actor.tokens, limit=LOOKED_AT[SOLUTION]
        )
        for need in needs
    }
    seen = {match.key for match in seen_by(actor, (match for of in found.values() for match in of))}
    fits = {
        need_id: _of_kind(SOLUTION, [match for match in of if match.key in seen])
        for need_id, of in found.items()
    }
    return {
        need_id: _not_rejected(_by_opinion(of, need_id, judged), need_id, judged)
        for need_id, of in fits.items()
    }


def _not_rejected(matches: list[Match], need_id: str, judged: Mapping[tuple[str, str], bool]) -> list[Match]:
    return [match for match in matches if judged.get((need_id, id_of(match.key)), True)]


def _of_kind(kind: str, matches: list[Match]) -> list[Match]:
    least, shared = (ALIKE, ALIKE) if kind == NEED else (FROM, SHARED if kind == SUBSIDY else FROM)
    return fitting(matches, least, shared)


def _by_opinion(matches: list[Match], need_id: str, judged: Mapping[tuple[str, str], bool]) -> list[Match]:
    """First what was found useful for this need; what was judged for other needs moves up or down."""

    def rank(match: Match) -> tuple[bool, float]:
        solution = id_of(match.key)
        others = [useful for (need, one), useful in judged.items() if one == solution and need != need_id]
        score = weighed(match.score, others.count(True), others.count(False))
        return judged.get((need_id, solution)) is True, score

    return sorted(matches, key=rank, reverse=True)


def ids_alike(actor: Actor, text: str) -> list[str]:
    """Published needs like a text that is being written, the nearest first; none while the matcher is being filled."""
    matcher = current()
    if matcher is None:
        return []
    asking = Profile(key=key_of(NEED, ""), kind=NEED, title="", text=text)
    found = matcher.match(asking, kinds=(NEED,), tokens=actor.tokens, limit=LOOKED_AT[NEED])
    return [id_of(match.key) for match in fitting(seen_by(actor, found))]


def traits_of(profile: Profile) -> Traits:
    """What of a need feedback can be about."""
    return Traits(profile.networks, frozenset(profile.initiatives), profile.population)


def hides_of(actor: Actor) -> list[Hide]:
    """What the actor's organisation has hidden, as the rule reads it."""
    return [Hide(row.reason, traits_of(of_need(need))) for row, need in queries.hidden(actor)]


def for_organisation(actor: Actor, limit: int = 20) -> list[ForUs] | None:
    """Open needs that fit the actor's organisation, the best first; None while the matcher is being filled."""
    matcher = current()
    if matcher is None:
        return None
    keys = [key_of(NEED, need_id) for need_id in queries.open_needs(actor)]
    names = queries.own_solutions(actor.organisation_id)
    best: dict[str, ForUs] = {}
    for solution_id, profile in _asking(matcher, actor, names):
        found = matcher.match(profile, among=keys, tokens=actor.tokens, limit=2 * limit)
        for match in fitting(found):
            known = best.get(match.key)
            if known is None or known.match.score < match.score:
                best[match.key] = ForUs(id_of(match.key), match, solution_id)
    return _ranked(actor, matcher, best, frozenset(queries.own_initiatives(names)))[:limit]


def _ranked(actor: Actor, matcher: Matcher, best: Mapping[str, ForUs], own: frozenset[int]) -> list[ForUs]:
    hides = hides_of(actor)
    seen = seen_by(actor, [one.match for one in best.values()])
    rows = []
    for match in seen:
        one, profile = best[match.key], matcher.profile(match.key)
        found = sinkings(traits_of(profile), hides, own) if profile else ()
        rows.append(ForUs(one.need_id, match, one.solution_id, found))
    return sorted(rows, key=lambda one: (-one.score, one.need_id))


def _asking(matcher: Matcher, actor: Actor, names: Mapping[str, str]) -> list[tuple[str | None, Profile]]:
    """The organisation's published solutions; without any, what it says of itself."""
    profiles = [(one, matcher.profile(key_of(SOLUTION, one))) for one in names]
    found: list[tuple[str | None, Profile]] = [(one, profile) for one, profile in profiles if profile]
    return found or _itself(actor)


def _itself(actor: Actor) -> list[tuple[str | None, Profile]]:
    statement = sa.select(Organisation.description, Organisation.capabilities)
    row = session.execute(statement.where(Organisation.id == actor.organisation_id)).one_or_none()
    if row is None or not (row.description or row.capabilities):
        return []
    text = "\n".join((*row.capabilities, row.description))
    return [(None, Profile(key="organisation:self", kind=SOLUTION, title="", text=text))]
