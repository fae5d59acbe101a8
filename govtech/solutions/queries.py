"""Reading offerings; what the actor may not see is not found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from govtech.core.db import Rows, session
from govtech.core.errors import NotFound
from govtech.core.policy import Actor
from govtech.organisations.models import LocalGovernment, Organisation
from govtech.solutions.models import Solution, SolutionReference, Status
from govtech.solutions.policy import visible_to

_initiative = sa.table("initiative", sa.column("number", sa.Integer), sa.column("name", sa.String))
"""The 24 initiatives by number; their table belongs to a room above this one."""


def get(actor: Actor, solution_id: str) -> Solution:
    """The offering, or NotFound when it is absent or not this actor's to see."""
    solution = session.scalar(sa.select(Solution).where(Solution.id == solution_id, visible_to(actor)))
    if solution is None:
        raise NotFound
    return solution


def side_by_side(actor: Actor, solution_ids: Sequence[str]) -> list[Solution]:
    """Those of the offerings that this actor may see, in the order asked; the others as if they were not there."""
    found = session.scalars(sa.select(Solution).where(Solution.id.in_(solution_ids), visible_to(actor)))
    by_id = {solution.id: solution for solution in found.unique()}
    return [by_id[key] for key in dict.fromkeys(solution_ids) if key in by_id]


def names(actor: Actor, solution_ids: Sequence[str]) -> list[tuple[str, str]]:
    """(id, name) of those of the offerings that this actor may see, in the order asked."""
    rows = session.execute(
        sa.select(Solution.id, Solution.name).where(Solution.id.in_(solution_ids), visible_to(actor))
    )
    by_id = {row.id: row.name for row in rows}
    return [(key, by_id[key]) for key in dict.fromkeys(solution_ids) if key in by_id]


def naming_case(actor: Actor, case_id: str) -> Rows:
    """Published offerings that name a case: id, name, sample, organisation, government, year, note; by reading."""
    return session.execute(
        sa.select(
            Solution.id,
            Solution.name,
            Solution.sample,
            Organisation.name.label("organisation"),
            LocalGovernment.name.label("government"),
            SolutionReference.year,
            SolutionReference.note,
        )
        .join(Organisation, Organisation.id == Solution.organisation_id)
        .join(SolutionReference, SolutionReference.solution_id == Solution.id)
        .outerjoin(LocalGovernment, LocalGovernment.code == SolutionReference.government_code)
        .where(SolutionReference.case_id == case_id, Solution.status == Status.PUBLISHED, visible_to(actor))
        .order_by(Solution.kana, Solution.id, SolutionReference.position)
    ).all()


def of_organisation(actor: Actor, organisation_id: str) -> Sequence[Any]:
    """Rows of id, name, summary, status of an organisation's offerings that this actor may see, for its page."""
    return session.execute(
        sa.select(Solution.id, Solution.name, Solution.summary, Solution.status, Solution.sample)
        .where(Solution.organisation_id == organisation_id, visible_to(actor))
        .order_by(Solution.kana, Solution.id)
    ).all()


def published_choices(organisation_id: str) -> list[tuple[str, str]]:
    """(id, name) of an organisation's published offerings, to link from a response."""
    rows = session.execute(
        sa.select(Solution.id, Solution.name)
        .where(Solution.organisation_id == organisation_id, Solution.status == Status.PUBLISHED)
        .order_by(Solution.kana, Solution.id)
    )
    return [(row.id, row.name) for row in rows]


def initiative_names() -> dict[int, str]:
    """The name of each initiative by its number."""
    rows = session.execute(sa.select(_initiative.c.number, _initiative.c.name).order_by(_initiative.c.number))
    return {row.number: row.name for row in rows}


def government_choices() -> list[tuple[str, str]]:
    """(code, name) of the local governments of Osaka prefecture, by reading."""
    rows = session.execute(
        sa.select(LocalGovernment.code, LocalGovernment.name)
        .where(LocalGovernment.prefecture_code == "27")
        .order_by(LocalGovernment.kana, LocalGovernment.code)
    )
    return [(row.code, row.name) for row in rows]
