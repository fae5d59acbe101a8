"""Everything that can be done to an offering. Callers own the transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import Base, lock, session
from govtech.core.errors import Forbidden, Invalid
from govtech.core.journal import compared, record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.notices.telling import updated
from govtech.organisations.models import LocalGovernment
from govtech.solutions.cases import titles
from govtech.solutions.content import PriceData, ReferenceData, SolutionData, as_words, stated, wanting
from govtech.solutions.models import (
    Delivery,
    Network,
    PriceBand,
    Solution,
    SolutionDelivery,
    SolutionInitiative,
    SolutionNetwork,
    SolutionReference,
    Status,
)
from govtech.solutions.pricing import overlapping


def create(actor: Actor, data: SolutionData) -> Solution:
    """Begin a draft that only the actor's organisation sees."""
    authorise(actor, "solution:create")
    solution = Solution(organisation_id=actor.organisation_id)
    _state(solution, data)
    session.add(solution)
    record(actor, "solution.created", solution, confidential=True)
    return solution


def edit(actor: Actor, solution: Solution, data: SolutionData, expected_version: int) -> None:
    """Change what is stated; Conflict when somebody changed it since `expected_version` was read."""
    authorise(actor, "solution:edit", solution)
    lock(solution, as_of=expected_version)
    before = as_words(stated(solution))
    _state(solution, data)
    changes = compared(before, as_words(data))
    if changes:
        solution.edited_at = now()  # a new version even when only prices or references changed
        hidden = solution.status is not Status.PUBLISHED
        told = [] if hidden else updated(actor, solution, solution.name)
        record(actor, "solution.edited", solution, changes, confidential=hidden, notices=told)


def publish(actor: Actor, solution: Solution) -> None:
    """Show it to everybody; Invalid names what a reader would miss."""
    authorise(actor, "solution:edit", solution)
    if not actor.verified:
        raise Forbidden(_("事務局による団体の確認が済むと公開できます。確認には数日かかることがあります。"))
    authorise(actor, "solution:publish", solution)
    before = solution.status
    if solution.can_take("publish") and (missing := wanting(solution)):
        raise Invalid(_("公開する前に、次の項目を入力してください：%(items)s", items="、".join(missing)))
    solution.take("publish")
    solution.published_at = now()
    solution.reason = ""
    record(actor, "solution.published", solution, {"status": [before, solution.status]})


def withdraw(actor: Actor, solution: Solution, reason: str) -> None:
    """Take it off the list; it can be published again."""
    authorise(actor, "solution:withdraw", solution)
    before = solution.status
    solution.take("withdraw")
    solution.reason = reason
    record(
        actor, "solution.withdrawn", solution, {"status": [before, solution.status], "reason": ["", reason]}
    )


def _state(solution: Solution, data: SolutionData) -> None:
    _check_prices(data.prices)
    _check_governments(data.references)
    _check_cases(data.references)
    old = stated(solution)
    for name in ("name", "kana", "summary", "description", "contact"):
        setattr(solution, name, getattr(data, name))
    solution.languages = list(data.languages)
    _keep(solution.deliveries, "delivery", [Delivery(value) for value in data.deliveries], SolutionDelivery)
    _keep(solution.networks, "network", [Network(value) for value in data.networks], SolutionNetwork)
    _keep(solution.initiatives, "number", data.initiatives, SolutionInitiative)
    if old.prices != data.prices:
        solution.prices = [PriceBand(**asdict(band)) for band in data.prices]
    if old.references != data.references:
        solution.references = [
            SolutionReference(position=place, **asdict(item)) for place, item in enumerate(data.references)
        ]


def _keep(rows: list[Any], attribute: str, values: Iterable[object], kind: type[Base]) -> None:
    """Make the rows stand for exactly these values, leaving those that stay untouched."""
    wanted = dict.fromkeys(values)
    for row in list(rows):
        if getattr(row, attribute) in wanted:
            wanted.pop(getattr(row, attribute))
        else:
            rows.remove(row)
    rows.extend(kind(**{attribute: value}) for value in wanted)


def _check_prices(prices: Iterable[PriceData]) -> None:
    ordered = sorted(prices, key=lambda band: band.population_from)
    for band in ordered:
        if band.population_to is not None and band.population_to < band.population_from:
            raise Invalid(_("人口の上限は、下限以上にしてください。"), field="prices")
    if overlapping(ordered):
        raise Invalid(
            _("価格の人口区分が重なっています。上限を次の区分の下限より小さくしてください。"), field="prices"
        )


def _check_cases(references: Iterable[ReferenceData]) -> None:
    """A case that is linked must be there for everybody: the link shows it to everybody."""
    named = [item.case_id for item in references if item.case_id]
    known = titles(named)
    if unknown := [case_id for case_id in named if case_id not in known]:
        message = _(
            "事例（%(cases)s）は見つからないか、公開されていません。公開中の事例のアドレスを貼り付けてください。",
            cases="、".join(unknown),
        )
        raise Invalid(message, field="references")


def _check_governments(references: Iterable[ReferenceData]) -> None:
    codes = {item.government_code for item in references if item.government_code}
    known = set(session.scalars(sa.select(LocalGovernment.code).where(LocalGovernment.code.in_(codes))))
    if unknown := sorted(codes - known):
        raise Invalid(
            _("登録のない地方公共団体コードです：%(codes)s", codes="、".join(unknown)), field="references"
        )
