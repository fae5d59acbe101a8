"""Recording how far a municipality is with what others did. Callers own the transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from govtech.core.clock import today
from govtech.core.db import session
from govtech.core.errors import Invalid
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.knowledge import part_queries
from govtech.knowledge.adoption_models import Adoption, AdoptionStatus
from govtech.knowledge.models import CaseStudy, Initiative, Status

_STEP_TO = {
    AdoptionStatus.CONSIDERING: "consider",
    AdoptionStatus.TRIAL: "try",
    AdoptionStatus.ADOPTED: "adopt",
    AdoptionStatus.ENDED: "end",
}
_DATE_OF = {
    AdoptionStatus.CONSIDERING: "considered_on",
    AdoptionStatus.TRIAL: "tried_on",
    AdoptionStatus.ADOPTED: "adopted_on",
    AdoptionStatus.ENDED: "ended_on",
}


@dataclass(frozen=True)
class AdoptionData:
    """How far a municipality is, since when (today when left open), and a word about it."""

    status: str
    on: date | None = None
    note: str = ""


def record_case(actor: Actor, case: CaseStudy, data: AdoptionData) -> Adoption:
    """Record that the actor's municipality follows a case, or where it stands now."""
    authorise(actor, "adoption:record")
    if case.status != Status.PUBLISHED:
        raise Invalid(_("公開中の事例だけに、横展開を記録できます。"))
    if actor.acts_for(case.place_code or case.organisation_id):
        raise Invalid(
            _("自分の団体の事例には記録できません。ほかの市町村が参考にしたことを記録するものです。")
        )
    return _put(actor, part_queries.own_adoption(actor, case), {"case_id": case.id}, data)


def record_initiative(actor: Actor, initiative: Initiative, programme: str, data: AdoptionData) -> Adoption:
    """Record that the actor's municipality takes up an initiative, under the name it has there."""
    authorise(actor, "adoption:record")
    held = session.scalar(
        sa.select(Adoption).where(
            Adoption.municipality_code == actor.organisation_id,
            Adoption.initiative_number == initiative.number,
            Adoption.programme == programme,
        )
    )
    return _put(actor, held, {"initiative_number": initiative.number, "programme": programme}, data)


def _put(actor: Actor, adoption: Adoption | None, subject: dict[str, object], data: AdoptionData) -> Adoption:
    status = AdoptionStatus(data.status)
    before = adoption.status if adoption else None
    if adoption is None:
        adoption = Adoption(municipality_code=actor.organisation_id, status=status, **subject)
        session.add(adoption)
    else:
        authorise(actor, "adoption:record", adoption)
        if adoption.status != status:
            adoption.take(_STEP_TO[status])
    _date(adoption, status, data.on or (today() if before != status else None))
    adoption.note = data.note
    considering = status == AdoptionStatus.CONSIDERING
    record(actor, "adoption.recorded", adoption, {"status": [before, status]}, confidential=considering)
    return adoption


def _date(adoption: Adoption, status: AdoptionStatus, on: date | None) -> None:
    """Keep the day of the state; what lies behind it in the order is open again; days must not run backwards."""
    order = list(_DATE_OF)
    if on is not None:
        setattr(adoption, _DATE_OF[status], on)
    for later in order[order.index(status) + 1 :]:
        setattr(adoption, _DATE_OF[later], None)
    days = [day for name in _DATE_OF.values() if (day := getattr(adoption, name))]
    if days != sorted(days):
        raise Invalid(
            _("日付の順番が合いません。検討、試行、導入、終了の順になるように入力してください。"), field="on"
        )
