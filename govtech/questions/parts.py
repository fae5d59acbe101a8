"""What the pages of needs and cases show of their questions."""

from __future__ import annotations

from govtech.core.parts import Part
from govtech.core.policy import Actor
from govtech.knowledge.models import CaseStudy
from govtech.needs.models import Need
from govtech.questions import presenting, queries
from govtech.questions.accepting import asking_until, takes_questions
from govtech.questions.models import OPEN, Subject
from govtech.questions.policy import obstacle

SHOWN = 5


def of_need(actor: Actor, need: Need) -> Part | None:
    """The answers under a need that was published, and the way to ask."""
    return _part(actor, need) if need.published_at is not None else None


def of_case(actor: Actor, case: CaseStudy) -> Part | None:
    """The answers under a case that was published, and the way to ask."""
    return _part(actor, case) if case.published_at is not None else None


def _part(actor: Actor, subject: Subject) -> Part | None:
    """Nothing when there is nothing to read, to ask or to answer."""
    shown = queries.published(actor, subject, SHOWN)
    takes = takes_questions(subject)
    mine = queries.between(actor, subject) if actor.organisation_id else ()
    if not shown and not takes and not mine:
        return None
    owner = actor.acts_for(subject.organisation_id)
    values = {
        "shown": shown,
        "total": queries.count_published(actor, subject) if len(shown) == SHOWN else len(shown),
        "takes": takes,
        "until": asking_until(subject),
        "obstacle": obstacle(actor, subject),
        "owner": owner,
        "open": sum(row.status in OPEN for row in mine) if owner else 0,
        "mine": 0 if owner else len(mine),
        "place": presenting.place(subject),
    }
    return Part("questions/part.html", values)
