"""Keeping a draft while it is written, step by step. Callers own the transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import lock, session
from govtech.core.errors import Conflict
from govtech.core.journal import Changes, Entry, compared, record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.needs import writing
from govtech.needs.content import stated
from govtech.needs.models import Need, Status
from govtech.needs.stating import check, in_source, put
from govtech.needs.writing import WritingStep

SITTING = timedelta(minutes=10)
"""Changes of one person that follow each other within this time are one entry of the journal."""


def keep(
    actor: Actor, need: Need, step: WritingStep, values: Mapping[str, Any], *, seen: str, page: str
) -> None:
    """Keep what a step says. `seen` is the step's mark (`mark`) when the page was made.

    Conflict when somebody else has changed one of the step's fields since, to something else than is said now.
    What the same `page` saved before does not count: it is what this one goes on from.
    """
    authorise(actor, "need:edit", need)
    lock(need)
    if need.status is not Status.DRAFT:
        raise Conflict(_("現在の状態は「%(now)s」のため、内容を変更できません。", now=need.status_label))
    old = stated(need)
    data = replace(old, **values)
    if writing.stale(need, step, values, seen, page):
        raise Conflict
    check(data)
    before = in_source(need)
    put(need, data)
    if need.writing_step != step.key:
        need.writing_step = step.key
    if changes := compared(before, in_source(need)):
        need.edited_at, need.saved_from = now(), page
        _note(actor, need, changes)
    session.flush()


def _note(actor: Actor, need: Need, changes: Changes) -> None:
    """One entry for what a person writes in one sitting: a draft is saved every few seconds."""
    last = session.execute(
        sa.select(Entry.user_id, Entry.verb, Entry.at)
        .where(Entry.subject_type == need.__tablename__, Entry.subject_id == need.id)
        .order_by(Entry.id.desc())
        .limit(1)
    ).one_or_none()
    same = last is not None and (last.user_id, last.verb) == (actor.user_id, "need.edited")
    if last is None or not same or last.at < now() - SITTING:
        record(actor, "need.edited", need, changes, confidential=True)
