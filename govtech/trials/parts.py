"""What pages of needs, responses, solutions and cases show of the trials that came of them, and the way to begin one."""

from __future__ import annotations

import sqlalchemy as sa
from flask import url_for

from govtech.core.parts import Part
from govtech.core.policy import Actor, can
from govtech.knowledge.models import CaseStudy
from govtech.needs.models import Need
from govtech.needs.response_models import Response, ResponseStatus
from govtech.solutions.models import Solution
from govtech.solutions.models import Status as SolutionStatus
from govtech.trials import queries
from govtech.trials.models import STATUS_LABELS, Trial
from govtech.trials.presenting import TONES

TEMPLATE = "trials/_part.html"


def _part(actor: Actor, condition: sa.ColumnElement[bool], begin: str | None = None) -> Part | None:
    rows = queries.related(actor, condition)
    if not rows and begin is None:
        return None
    return Part(TEMPLATE, {"rows": rows, "begin": begin, "labels": STATUS_LABELS, "tones": TONES})


def of_need(actor: Actor, need: Need) -> Part | None:
    """Trials of a need; once its call is over, municipalities can try something for it themselves."""
    free = need.closed_at is not None and can(actor, "trial:create")
    return _part(actor, Trial.need_id == need.id, url_for("trials.create", need=need.id) if free else None)


def of_response(actor: Actor, response: Response) -> Part | None:
    """The trial of a selected response, or the owner's way to begin it."""
    owner = can(actor, "trial:create") and actor.acts_for(response.need.organisation_id)
    free = owner and response.status is ResponseStatus.SELECTED
    condition = Trial.response_id == response.id
    if free and queries.of_response(actor, response.id) is None:
        return _part(actor, condition, url_for("trials.create", response=response.id))
    return _part(actor, condition)


def of_solution(actor: Actor, solution: Solution) -> Part | None:
    """Trials of an offering; a municipality can try what is published."""
    free = solution.status is SolutionStatus.PUBLISHED and can(actor, "trial:create")
    begin = url_for("trials.create", solution=solution.id) if free else None
    return _part(actor, Trial.solution_id == solution.id, begin)


def of_case(actor: Actor, case: CaseStudy) -> Part | None:
    """The trial that a case came of."""
    return _part(actor, Trial.case_id == case.id)
