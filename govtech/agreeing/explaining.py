"""Saying why a finding of the check stays, and taking that back. Callers own the transaction."""

from __future__ import annotations

from govtech.agreeing.explanation_models import Explanation
from govtech.agreeing.reviewing import checked, explanation
from govtech.core.db import session
from govtech.core.errors import Conflict
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.drafting.models import Specification
from govtech.drafting.revising import hold
from govtech.quality.findings import Finding


def explain(actor: Actor, specification: Specification, key: str, why: str) -> Explanation:
    """Say why a finding stays. Conflict when the text has changed since and the finding is no more."""
    authorise(actor, "specification:edit", specification)
    hold(specification)
    finding = next((one for one in checked(specification).review.left if one.key == key), None)
    if finding is None:
        raise Conflict(_("この指摘は、もうありません。文が変わったか、ほかの人が説明しました。"))
    said = _explanation(actor, specification, finding, why)
    session.add(said)
    changes = {"finding": [None, _in_short(said)], "why": [None, why]}
    record(actor, "specification.explained", specification, changes, confidential=True)
    return said


def take_back(actor: Actor, specification: Specification, key: str) -> None:
    """Let a finding count again; nothing happens when nothing was said about it, or somebody took it back before."""
    authorise(actor, "specification:edit", specification)
    hold(specification)
    said = explanation(specification, key)
    if said is None:
        return
    session.delete(said)
    changes = {"finding": [_in_short(said), None], "why": [said.why, None]}
    record(actor, "specification.explanation_taken_back", specification, changes, confidential=True)


def _explanation(actor: Actor, specification: Specification, finding: Finding, why: str) -> Explanation:
    return Explanation(
        specification_id=specification.id,
        key=finding.key,
        kind=finding.kind.value,
        place=finding.place,
        word=finding.word[:80],
        excerpt=finding.excerpt[:200],
        why=why,
        user_id=actor.user_id,
        actor_name=actor.name,
        organisation_name=actor.organisation_name,
    )


def _in_short(said: Explanation) -> str:
    return " ".join(part for part in (said.kind, said.place, said.word) if part)
