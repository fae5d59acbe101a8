"""Puts the list that comes with the program into the table: only entries that were never there."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.core.db import insert_ignoring, session
from govtech.quality import builtin
from govtech.quality.models import QualityRule


def load() -> None:
    """Add what is missing. What is there stays as coordinators left it, turned off or reworded."""
    held = set(session.scalars(sa.select(QualityRule.id)))
    words = {(kind, word) for kind, word in session.execute(sa.select(QualityRule.kind, QualityRule.word))}
    missing = [
        row for row in builtin.rows() if row["id"] not in held and (row["kind"], row["word"]) not in words
    ]
    if missing:
        insert_ignoring(QualityRule, missing)
