"""Whom a need fits so well that they are told, and in which words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from govtech.core.policy import ANONYMOUS
from govtech.core.show import show_datetime
from govtech.core.words import gettext as _
from govtech.matching import queries, wording
from govtech.matching.engine import Match
from govtech.matching.profiles import SOLUTION, id_of
from govtech.matching.suggesting import WELL, for_need, text_of
from govtech.needs.models import Need

FIRST: Final = 3
"""Only the so many best solutions are told of a need."""


@dataclass(frozen=True)
class Fit:
    """An organisation and its solution that fits a need well."""

    organisation_id: str
    solution: str
    match: Match


def fits(need: Need) -> list[Fit] | None:
    """The best solutions for a published need, one an organisation; None while the matcher is being filled."""
    found = for_need(ANONYMOUS, need)
    if found is None:
        return None
    well = [match for match in found.matches[SOLUTION][:FIRST] if text_of(match) >= WELL]
    rows = queries.solution_rows(id_of(match.key) for match in well)
    best: dict[str, Fit] = {}
    for match in well:
        row = rows[id_of(match.key)]
        best.setdefault(row.organisation_id, Fit(row.organisation_id, row.name, match))
    return list(best.values())


def words(need: Need, fit: Fit) -> Callable[[], tuple[str, str]]:
    """Title and text for the members of the organisation: which solution, why, until when."""

    def in_words() -> tuple[str, str]:
        title = _("合いそうなニーズが公開されました：%(title)s", title=need.title)
        lines = [
            _(
                "%(town)sのニーズに、「%(solution)s」が合いそうです。",
                town=need.organisation.name,
                solution=fit.solution,
            ),
            _("理由：%(reasons)s", reasons=_("、").join(wording.briefly(fit.match, NAMELESS))),
        ]
        if need.response_deadline:
            lines.append(_("提案の締切：%(at)s", at=show_datetime(need.response_deadline)))
        return title, "\n".join(lines)

    return in_words


NAMELESS: Final[dict[int, str]] = {}
"""In a notice initiatives are counted, not named."""
