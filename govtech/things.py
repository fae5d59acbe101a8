"""Things of every room by their table: what they are called, and who may open them now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.policy import Actor
from govtech.discussions import policy as discussion_policy
from govtech.discussions.models import Discussion
from govtech.discussions.suggestion_models import Suggestion
from govtech.drafting.models import Specification
from govtech.knowledge import policy as knowledge_policy
from govtech.knowledge.models import CaseStudy
from govtech.needs import policy as need_policy
from govtech.needs.models import Need
from govtech.needs.response_models import Response
from govtech.solutions import policy as solution_policy
from govtech.solutions.models import Solution
from govtech.subsidies.models import Subsidy
from govtech.trials import policy as trial_policy
from govtech.trials.models import Trial


class Openable(NamedTuple):
    """How to read names of a table's things, and the condition under which an actor may open one."""

    names: Any
    key: Any
    condition: Callable[[Actor], sa.ColumnElement[bool]]


OPENABLE: Mapping[str, Openable] = {
    "need": Openable(sa.select(Need.id, Need.title), Need.id, need_policy.visible_to),
    "case_study": Openable(
        sa.select(CaseStudy.id, CaseStudy.title), CaseStudy.id, knowledge_policy.visible_to
    ),
    "solution": Openable(sa.select(Solution.id, Solution.name), Solution.id, solution_policy.visible_to),
    "subsidy": Openable(sa.select(Subsidy.id, Subsidy.title), Subsidy.id, lambda _actor: sa.true()),
    "trial": Openable(sa.select(Trial.id, Trial.title), Trial.id, trial_policy.visible_to),
    "response": Openable(
        sa.select(Response.id, Need.title).join(Need, Need.id == Response.need_id),
        Response.id,
        need_policy.response_visible_to,
    ),
    "discussion": Openable(
        sa.select(Discussion.id, Specification.title).join(
            Specification, Specification.id == Discussion.specification_id
        ),
        Discussion.id,
        discussion_policy.readable_by,
    ),
    "suggestion": Openable(
        sa.select(Suggestion.id, Specification.title).join(
            Specification, Specification.id == Suggestion.specification_id
        ),
        Suggestion.id,
        discussion_policy.readable_by,
    ),
}


def names(actor: Actor, table: str, ids: Iterable[str]) -> dict[str, str]:
    """Names by id of those of the things that the actor may open now, drafts of one's own included."""
    if table not in OPENABLE:
        return {}
    kind = OPENABLE[table]
    rows = session.execute(kind.names.where(kind.key.in_(list(ids)), kind.condition(actor)))
    return {row[0]: row[1] for row in rows}


def readable(actor: Actor, table: str, ids: Iterable[str]) -> set[str]:
    """Those of the things that the actor may open now.

    Of tables not known here, of which only those concerned are told, all.
    """
    return set(names(actor, table, ids)) if table in OPENABLE else set(ids)
