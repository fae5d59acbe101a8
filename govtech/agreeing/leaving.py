"""Municipalities that leave a draft, and drafts that are given up. Callers own the transaction."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.agreeing import leaving_letters
from govtech.agreeing.ending import end
from govtech.agreeing.unconfirming import unconfirm
from govtech.core.db import session
from govtech.core.errors import Conflict, Invalid
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.drafting.models import Party, Specification, Status
from govtech.drafting.revising import hold


def leave(actor: Actor, specification: Specification, why: str) -> None:
    """Take part no longer with the own municipality; the lead is told why.

    What it said is kept and counts again when it comes back; until then neither in the annex nor against the freeze.
    """
    authorise(actor, "specification:leave", specification)
    hold(specification)
    _given(why)
    _part(specification, str(actor.organisation_id))
    changes = {"parties": [[actor.organisation_id], []], "why": [None, why]}
    told = leaving_letters.left(specification, actor.organisation_name, why)
    record(actor, "specification.left", specification, changes, confidential=True, notices=told)


def remove(actor: Actor, specification: Specification, code: str, why: str) -> None:
    """Let a municipality take part no longer; it is told why. Conflict for the lead itself."""
    authorise(actor, "specification:lead", specification)
    hold(specification)
    _given(why)
    if code == specification.organisation_id:
        raise Conflict(_("とりまとめ団体は外せません。"))
    _part(specification, code)
    changes = {"parties": [[code], []], "why": [None, why]}
    told = leaving_letters.removed(specification, code, why)
    record(actor, "specification.party_removed", specification, changes, confidential=True, notices=told)


def abandon(actor: Actor, specification: Specification, why: str) -> None:
    """Give a draft up for good; it stays readable to those who took part, who are told why."""
    authorise(actor, "specification:abandon", specification)
    hold(specification)
    _given(why)
    before = specification.status
    specification.take("abandon")
    end(specification)
    changes = {"status": [before, Status.ABANDONED], "why": [None, why]}
    told = leaving_letters.abandoned(actor, specification, why)
    record(actor, "specification.abandoned", specification, changes, confidential=True, notices=told)


def _given(why: str) -> None:
    if not why.strip():
        raise Invalid(_("理由を入力してください。"), field="why")


def _part(specification: Specification, code: str) -> None:
    """Strike a municipality off; its approver's word goes, what it said stays."""
    party = session.scalar(
        sa.select(Party).where(Party.specification_id == specification.id, Party.organisation_id == code)
    )
    if party is None:
        raise Conflict(_("この市町村は、すでに参加していません。"))
    session.delete(party)
    unconfirm(specification, code)
