"""Reading the list that specifications are checked by."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.errors import NotFound
from govtech.core.policy import Actor, authorise
from govtech.quality.models import QualityRule, RuleKind
from govtech.quality.wording import Lists, Rule


def lists() -> Lists:
    """The entries in force, ready to check with; one query."""
    rows = session.execute(
        sa.select(
            QualityRule.kind, QualityRule.word, QualityRule.phrases, QualityRule.why, QualityRule.instead
        )
        .where(QualityRule.active)
        .order_by(QualityRule.kind, QualityRule.word)
    )
    return Lists(tuple(Rule(row[0], row[1], tuple(row[2]), row[3], row[4]) for row in rows))


def every(actor: Actor) -> dict[RuleKind, list[QualityRule]]:
    """All entries by kind, those in force first."""
    authorise(actor, "quality:read")
    rows: Sequence[QualityRule] = session.scalars(
        sa.select(QualityRule).order_by(sa.not_(QualityRule.active), QualityRule.word)
    ).all()
    return {kind: [row for row in rows if row.kind is kind] for kind in RuleKind}


def find(actor: Actor, rule_id: str) -> QualityRule:
    """One entry; NotFound when there is none."""
    authorise(actor, "quality:read")
    found = session.get(QualityRule, rule_id)
    if found is None:
        raise NotFound
    return found
