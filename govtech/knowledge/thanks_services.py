"""Saying that a case was useful, and taking it back. Callers own the transaction."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import insert_ignoring, session
from govtech.core.errors import Conflict
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.knowledge.adoption_models import CaseThanks
from govtech.knowledge.models import CaseStudy, Status


def thank(actor: Actor, case: CaseStudy) -> None:
    """Say for one's organisation that the case was useful; once, however often it is said."""
    authorise(actor, "case:thank", case)
    if case.status != Status.PUBLISHED:
        raise Conflict(_("公開中の事例だけに、「参考になりました」を伝えられます。"))
    if _said(actor, case):
        return
    row = {"case_id": case.id, "organisation_id": actor.organisation_id, "at": now()}
    insert_ignoring(CaseThanks, [row])
    record(actor, "case_study.thanked", case, confidential=True)


def take_back(actor: Actor, case: CaseStudy) -> None:
    """Take it back; harmless when it was never said."""
    authorise(actor, "case:thank", case)
    if not _said(actor, case):
        return
    session.execute(
        sa.delete(CaseThanks).where(
            CaseThanks.case_id == case.id, CaseThanks.organisation_id == actor.organisation_id
        )
    )
    record(actor, "case_study.thanks_taken_back", case, confidential=True)


def _said(actor: Actor, case: CaseStudy) -> bool:
    return session.get(CaseThanks, (case.id, actor.organisation_id)) is not None
