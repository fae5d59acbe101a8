"""Suggestions as a page shows them: address, facts, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import url_for

from govtech.core.policy import KIND_LABELS, Actor
from govtech.core.show import show_yen
from govtech.core.words import gettext as _
from govtech.matching import queries, wording
from govtech.matching.engine import Match
from govtech.matching.profiles import CASE, NEED, SOLUTION, SUBSIDY, TEMPLATE, id_of
from govtech.matching.suggesting import SHOWN, ForUs, Found
from govtech.needs.models import STATUS_LABELS
from govtech.solutions.queries import initiative_names
from govtech.subsidies.models import STATUS_LABELS as SUBSIDY_LABELS
from govtech.subsidies.models import last_moment


@dataclass(frozen=True)
class Item:
    """One suggestion: what it is, how well it fits and why."""

    id: str
    title: str
    url: str
    facts: list[Any]
    strength: str
    reasons: list[wording.Shown]
    words: str
    sample: bool = False
    excerpt: str = ""
    deadline: datetime | None = None
    useful: bool | None = None
    effects: list[str] = field(default_factory=list)


def shown_for_need(found: Found) -> dict[str, list[Item]]:
    """What fits a need, by kind."""
    names = initiative_names()
    chosen = {kind: found.matches[kind] for kind in SHOWN}
    items = {kind: _items(kind, matches, names)[: SHOWN[kind]] for kind, matches in chosen.items()}
    items[SOLUTION] = [_with_opinion(item, found.opinions) for item in items[SOLUTION]]
    return items


def _with_opinion(item: Item, opinions: Mapping[str, bool]) -> Item:
    return Item(**{**vars(item), "useful": opinions.get(item.id)})


def shown_for_needs(found: Mapping[str, Sequence[Match]], most: int) -> dict[str, list[Item]]:
    """The best solutions for each of several needs."""
    best = {need_id: list(matches)[:most] for need_id, matches in found.items()}
    rows = queries.solution_rows({id_of(match.key) for matches in best.values() for match in matches})
    names = initiative_names()
    return {
        need_id: [_item(match, _solution(rows[id_of(match.key)]), names) for match in matches]
        for need_id, matches in best.items()
    }


def _items(kind: str, matches: Sequence[Match], names: Mapping[int, str]) -> list[Item]:
    read, facts = _ROWS[kind]
    rows = read([id_of(match.key) for match in matches])
    return [
        _item(match, facts(rows[id_of(match.key)]), names) for match in matches if id_of(match.key) in rows
    ]


def _item(match: Match, facts: Mapping[str, Any], names: Mapping[int, str]) -> Item:
    return Item(
        id=id_of(match.key),
        strength=wording.strength(match),
        reasons=wording.reasons(match, names),
        words=wording.common_words(match),
        **facts,
    )


def _solution(row: Any) -> dict[str, Any]:
    return {
        "title": row.name,
        "url": url_for("solutions.show", solution_id=row.id),
        "facts": [row.organisation, str(KIND_LABELS[row.kind])],
        "excerpt": row.summary,
        "sample": row.sample,
    }


def _need(row: Any) -> dict[str, Any]:
    return {
        "title": row.title,
        "url": url_for("needs.show", need_id=row.id),
        "facts": [row.organisation, str(STATUS_LABELS[row.status])],
        "sample": row.sample,
        "deadline": row.response_deadline if row.status == "published" else None,
    }


def _case(row: Any) -> dict[str, Any]:
    return {
        "title": row.title,
        "url": url_for("cases.show", case_id=row.id),
        "facts": [row.organisation],
        "excerpt": row.summary,
        "sample": row.sample,
    }


def _subsidy(row: Any) -> dict[str, Any]:
    ceiling = (_("上限"), show_yen(row.ceiling)) if row.ceiling else None
    return {
        "title": row.title,
        "url": url_for("subsidies.show", subsidy_id=row.id),
        "facts": [row.provider, str(SUBSIDY_LABELS[row.status]), ceiling],
        "sample": row.sample,
        "deadline": last_moment(row.window.closes_at) if row.window else None,
    }


def _template(row: Any) -> dict[str, Any]:
    return {
        "title": row.title,
        "url": url_for("templates.show", slug=row.slug),
        "facts": [_("第%(version)s版", version=row.version)],
        "excerpt": row.summary,
    }


_ROWS: dict[str, tuple[Callable[[Sequence[str]], Mapping[str, Any]], Callable[[Any], dict[str, Any]]]] = {
    SOLUTION: (queries.solution_rows, _solution),
    NEED: (queries.need_rows, _need),
    CASE: (queries.case_rows, _case),
    SUBSIDY: (queries.open_subsidies, _subsidy),
    TEMPLATE: (queries.template_rows, _template),
}


def shown_for_us(actor: Actor, found: Sequence[ForUs]) -> list[Item]:
    """Needs for an organisation: by which of its solutions, why, and what earlier feedback did."""
    names, own = initiative_names(), queries.own_solutions(actor.organisation_id)
    by_need = {one.need_id: one for one in found}
    items = _items(NEED, [one.match for one in found], names)
    return [_for_us(item, by_need[item.id], own) for item in items]


def _for_us(item: Item, one: ForUs, own: Mapping[str, str]) -> Item:
    solution = own.get(one.solution_id or "")
    facts = [item.facts[0], (_("合うソリューション"), solution) if solution else None]
    effects = [wording.effect(sinking) for sinking in one.sinkings]
    return Item(**{**vars(item), "facts": facts, "effects": effects})


def rejected(found: Found) -> list[tuple[str, str]]:
    """(id, name) of solutions that the municipality found wrong for this need, to take that back."""
    rows = queries.solution_rows(found.rejected)
    return [(one, rows[one].name) for one in found.rejected if one in rows]
