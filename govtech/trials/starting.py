"""What a trial begins with: facts already told in the need, the selected response and the solution it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.errors import NotFound
from govtech.core.markup import plain_text
from govtech.core.policy import Actor
from govtech.core.show import show_yen
from govtech.core.words import SOURCE, use_locale
from govtech.core.words import gettext as _
from govtech.needs import queries as needs
from govtech.needs import response_queries as responses
from govtech.needs.models import Need
from govtech.needs.response_models import Response, ResponseStatus
from govtech.organisations.models import Organisation
from govtech.solutions import queries as solutions
from govtech.solutions.models import Solution
from govtech.trials.content import MeasureData, TermsData
from govtech.trials.models import MOST_MEASURES, Direction
from govtech.trials.services import Origin

TITLE, LONG, NAME = 120, 3000, 80
_WIDE = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")
_NUMBER = r"(\d[\d,]*(?:\.\d+)?)"
_UNIT = r"\s*((?:(?!から)[^\d\s、。へ→〜~以のを]){0,8})"
_FROM_TO = re.compile(rf"^(.*?){_NUMBER}{_UNIT}\s*(?:から|→|〜|~)\s*{_NUMBER}")
_BOUND = re.compile(rf"^(.*?){_NUMBER}{_UNIT}\s*(以上|以下|以内)")


class Start(NamedTuple):
    """The things a trial comes from, those that the actor may see, and what they already say."""

    origin: Origin
    partner: Organisation | None
    need: Need | None
    response: Response | None
    solution: Solution | None
    data: TermsData


def start(actor: Actor, origin: Origin) -> Start:
    """Read the origin; NotFound for what the actor may not see or cannot start from."""
    response = responses.get(actor, origin.response_id) if origin.response_id else None
    if response is not None and response.status is not ResponseStatus.SELECTED:
        raise NotFound
    need_id = response.need_id if response else origin.need_id
    need = needs.get(actor, need_id) if need_id else None
    solution = solutions.get(actor, origin.solution_id) if origin.solution_id else None
    partner: Organisation | None
    if response is not None:
        solution, partner = response.solution, response.organisation
        origin = Origin(partner.id, response.need_id, response.id, response.solution_id)
    else:
        partner = session.get(Organisation, solution.organisation_id) if solution else None
        origin = replace(origin, partner_id=partner.id if partner is not None else origin.partner_id)
    with use_locale(SOURCE):
        data = _data(need, response, solution, partner, actor)
    return Start(origin, partner, need, response, solution, data)


def with_partner(origin: Origin, partner_id: str | None) -> Origin:
    """The origin with the partner that was chosen, where it does not follow from the origin itself."""
    return origin if origin.partner_id else replace(origin, partner_id=partner_id or "")


def _data(
    need: Need | None,
    response: Response | None,
    solution: Solution | None,
    partner: Organisation | None,
    actor: Actor,
) -> TermsData:
    data = TermsData(
        title=_("%(name)sを試す", name=solution.name)[:TITLE] if solution else "",
        municipality_contact=_contact_of(actor.organisation_id),
        partner_contact=(solution.contact if solution else "") or (partner.contact if partner else ""),
    )
    if solution is not None:
        numbers = tuple(row.number for row in solution.initiatives)
        data = replace(data, initiatives=numbers, plan=solution.summary)
    if need is not None:
        data = _from_need(data, need, own=actor.acts_for(need.organisation_id))
    if response is not None:
        data = replace(
            data,
            plan=_joined(response.approach, response.plan),
            cost_note=_joined(response.price, "\n".join(_prices(response))),
            partner_contact=response.contact or data.partner_contact,
        )
    return data


def _from_need(data: TermsData, need: Need, *, own: bool) -> TermsData:
    return replace(
        data,
        title=need.title,
        problem=need.problem[:LONG],
        initiatives=tuple(row.number for row in need.initiatives) or data.initiatives,
        measures=measures_of(need.measure),
        participants=need.persona.split("\n")[0][:TITLE],
        data_handled=need.security,
        municipality_contact=(need.contact if own else "") or data.municipality_contact,
    )


def _contact_of(organisation_id: str | None) -> str:
    return (
        session.scalar(sa.select(Organisation.contact).where(Organisation.id == (organisation_id or "")))
        or ""
    )


def _joined(*texts: str) -> str:
    """Markdown texts as the plain text of a form field."""
    joined = "\n\n".join(plain_text(text) for text in texts if text.strip())
    return re.sub(r"\s*\n\s*\n\s*", "\n\n", joined).strip()[:LONG]


def _prices(response: Response) -> Iterator[str]:
    for row in response.prices:
        amounts = [
            f"{label} {show_yen(yen)}"
            for label, yen in ((_("初期"), row.initial_yen), (_("年額"), row.yearly_yen))
            if yen
        ]
        if amounts:
            yield f"{row.name}：{'、'.join(amounts)}"


def measures_of(text: str) -> tuple[MeasureData, ...]:
    """Measures as a need words them: 電話の問い合わせ 月5,200件から3,500件 gives name, unit, baseline, target."""
    parts = [part.strip() for part in re.split(r"[、。\n]", text) if part.strip()]
    return tuple(_measure(part) for part in parts)[:MOST_MEASURES]


def _measure(part: str) -> MeasureData:
    plain = part.translate(_WIDE)
    if found := _FROM_TO.match(plain):
        name, before, unit, after = found.groups()
        baseline, target = _value(before), _value(after)
        direction = Direction.LOWER if target <= baseline else Direction.HIGHER
        return MeasureData(_named(name, part), unit, baseline, target, direction)
    if found := _BOUND.match(plain):
        name, value, unit, bound = found.groups()
        direction = Direction.HIGHER if bound == "以上" else Direction.LOWER
        return MeasureData(_named(name, part), unit, None, _value(value), direction)
    return MeasureData(part[:NAME])


def _named(name: str, whole: str) -> str:
    return (name.strip(" 　をがはの・:：") or whole)[:NAME]


def _value(text: str) -> float:
    return float(text.replace(",", ""))
