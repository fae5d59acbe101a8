"""Delivery of notices: what is owed becomes notifications, and notifications become mail when it is time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import session, unit_of_work
from govtech.core.journal import Consumer, Outbox
from govtech.core.policy import Actor
from govtech.knowledge import policy as knowledge_policy
from govtech.knowledge.models import CaseStudy
from govtech.needs import policy as need_policy
from govtech.needs.models import Need
from govtech.needs.response_models import Response
from govtech.notices import delivering
from govtech.solutions import policy as solution_policy
from govtech.solutions.models import Solution

NOTICES = 200
PEOPLE = 50

_OPEN: Mapping[str, Callable[[Actor], sa.Select[Any]]] = {
    "need": lambda actor: sa.select(Need.id).where(need_policy.visible_to(actor)),
    "case_study": lambda actor: sa.select(CaseStudy.id).where(knowledge_policy.visible_to(actor)),
    "solution": lambda actor: sa.select(Solution.id).where(solution_policy.visible_to(actor)),
    "response": lambda actor: (
        sa.select(Response.id)
        .join(Need, Need.id == Response.need_id)
        .where(need_policy.response_visible_to(actor))
    ),
}
_KEYS: Mapping[str, Any] = {
    "need": Need.id,
    "case_study": CaseStudy.id,
    "solution": Solution.id,
    "response": Response.id,
}


def readable(actor: Actor, table: str, ids: Iterable[str]) -> set[str]:
    """Those of the things that the actor may open now, drafts of one's own included.

    Of tables that are open to everybody, or that only those concerned are told of, all.
    """
    wanted = set(ids)
    if table not in _OPEN:
        return wanted
    return set(session.scalars(_OPEN[table](actor).where(_KEYS[table].in_(wanted))))


def deliver_notices(batch: int = NOTICES) -> int:
    """Make what is owed into notifications, each once: the row and what became of it change in one transaction."""
    owed = sa.select(Outbox).where(Outbox.consumer == Consumer.NOTICE, Outbox.not_before <= now())
    with unit_of_work(writes=False):
        if session.scalar(owed.with_only_columns(Outbox.id).limit(1)) is None:
            return 0
    with unit_of_work():
        rows = session.scalars(
            owed.order_by(Outbox.id).limit(batch).with_for_update(of=Outbox, skip_locked=True)
        ).all()
        delivering.take_in(rows, readable)
        session.execute(sa.delete(Outbox).where(Outbox.id.in_([row.id for row in rows])))
        return len(rows)


def mail_due(batch: int = PEOPLE) -> int:
    """Put mail that is due into the outbox, a transaction for each person; how many letters."""
    with unit_of_work(writes=False):
        people = delivering.waiting_people(batch)
    letters = 0
    for user_id in people:
        with unit_of_work():
            letters += delivering.mail_to(user_id, readable)
    return letters
