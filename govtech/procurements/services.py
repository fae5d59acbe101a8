"""Everything that can be done to a plan. Callers own the transaction."""

from __future__ import annotations

from collections.abc import Sequence

from govtech.core.db import lock, session
from govtech.core.errors import Conflict, Invalid
from govtech.core.journal import compared, record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.procurements.content import ParticipationData, PlanData
from govtech.procurements.demand import Demand
from govtech.procurements.models import Participation, Procurement, ProcurementNeed, ProcurementStatus

_PLAN = ("title", "purpose", "fiscal_year")
_PART = ("population", "budget_min", "budget_max", "fiscal_year")


def plan(actor: Actor, data: PlanData, need_ids: Sequence[str], demands: Sequence[Demand]) -> Procurement:
    """Begin a plan led by the actor's organisation, with every municipality as interested at what it stated."""
    authorise(actor, "procurement:plan")
    procurement = Procurement(
        title=data.title,
        purpose=data.purpose,
        fiscal_year=data.fiscal_year,
        lead_id=actor.organisation_id,
        needs=[ProcurementNeed(need_id=need_id) for need_id in sorted(set(need_ids))],
        participations=[_interested(demand) for demand in demands],
    )
    session.add(procurement)
    record(actor, "procurement.planned", procurement, {"participants": [0, len(demands)]})
    return procurement


def _interested(demand: Demand) -> Participation:
    values = {name: getattr(demand, name) for name in _PART}
    return Participation(organisation_id=demand.municipality, quantities=dict(demand.volumes), **values)


def edit(actor: Actor, procurement: Procurement, data: PlanData, expected_version: int) -> None:
    """State the plan anew; Conflict when it was changed since `expected_version` was read."""
    authorise(actor, "procurement:plan", procurement)
    lock(procurement, as_of=expected_version)
    _in_planning(procurement)
    before = {name: getattr(procurement, name) for name in _PLAN}
    for name in _PLAN:
        setattr(procurement, name, getattr(data, name))
    changes = compared(before, {name: getattr(procurement, name) for name in _PLAN})
    if changes:
        record(actor, "procurement.edited", procurement, changes)


def cancel(actor: Actor, procurement: Procurement, reason: str) -> None:
    """End the plan for good; the reason is public."""
    authorise(actor, "procurement:cancel", procurement)
    lock(procurement)
    procurement.take("cancel")
    procurement.cancelled_reason = reason
    changes = {"status": [ProcurementStatus.PLANNING, procurement.status], "reason": ["", reason]}
    record(actor, "procurement.cancelled", procurement, changes)


def take_part(actor: Actor, procurement: Procurement, data: ParticipationData) -> Participation:
    """Enter a plan as interested, beside those that came with the cluster. Binds to nothing."""
    authorise(actor, "participation:join", procurement)
    lock(procurement)
    _in_planning(procurement)
    _check(data)
    part = Participation(procurement_id=procurement.id, organisation_id=actor.organisation_id)
    _state(part, data)
    session.add(part)
    changes = {"organisation": [None, actor.organisation_name], **compared({}, _stated(part))}
    record(actor, "procurement.joined", procurement, changes)
    return part


def restate(actor: Actor, part: Participation, data: ParticipationData, expected_version: int) -> None:
    """Put right what was copied from the need; whoever had withdrawn takes part again."""
    authorise(actor, "participation:state", part)
    lock(part, as_of=expected_version)
    _in_planning(part.procurement)
    _check(data)
    if part.can_take("return"):
        part.take("return")
    before = _stated(part)
    _state(part, data)
    changes = {"organisation": [None, actor.organisation_name], **compared(before, _stated(part))}
    record(actor, "procurement.participation_stated", part.procurement, changes)


def withdraw(actor: Actor, part: Participation) -> None:
    """Take part no longer."""
    authorise(actor, "participation:state", part)
    lock(part)
    _in_planning(part.procurement)
    part.take("withdraw")
    changes = {"organisation": [actor.organisation_name, None]}
    record(actor, "procurement.participation_withdrawn", part.procurement, changes)


def _state(part: Participation, data: ParticipationData) -> None:
    for name in (*_PART, "start_month"):
        setattr(part, name, getattr(data, name))
    part.quantities = {} if data.quantity is None else {data.unit: data.quantity}


def _stated(part: Participation) -> dict[str, object]:
    start = part.start_month.isoformat() if part.start_month else None
    return {**{name: getattr(part, name) for name in _PART}, "start": start, "quantities": part.quantities}


def _in_planning(procurement: Procurement) -> None:
    if procurement.status is not ProcurementStatus.PLANNING:
        raise Conflict(
            _("現在の状態は「%(now)s」のため、内容を変更できません。", now=procurement.status_label)
        )


def _check(data: ParticipationData) -> None:
    errors: dict[str, list[str]] = {}
    if data.budget_min is not None and data.budget_max is not None and data.budget_min > data.budget_max:
        errors["budget_max"] = [_("予算の上限は、下限以上にしてください。")]
    if data.quantity is not None and not data.unit:
        errors["unit"] = [_("件数・量の単位を入力してください。例：件／年")]
    if errors:
        raise Invalid(errors=errors)
