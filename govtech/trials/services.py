"""Planning, agreeing, beginning and ending a trial. Callers own the transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from govtech.core.clock import now, today
from govtech.core.db import lock, session
from govtech.core.errors import Conflict, Invalid
from govtech.core.policy import Actor, authorise
from govtech.core.show import show_date
from govtech.core.words import gettext as _
from govtech.needs import queries as needs
from govtech.needs import response_queries as responses
from govtech.needs.response_models import ResponseStatus
from govtech.solutions import queries as solutions
from govtech.solutions.queries import initiative_names
from govtech.trials import announcing, following, queries
from govtech.trials.content import (
    PLAIN,
    MeasureData,
    TermsData,
    in_source,
    missing,
    stated,
    unmeasured,
    unreported,
)
from govtech.trials.keeping import keep, step_of, unchanged
from govtech.trials.models import (
    Agreement,
    Direction,
    Measure,
    PersonalData,
    Status,
    Terms,
    Trial,
    TrialInitiative,
)


@dataclass(frozen=True)
class Origin:
    """What a trial starts from: ids of a need, a selected response, a solution; and the partner."""

    partner_id: str = ""
    need_id: str | None = None
    response_id: str | None = None
    solution_id: str | None = None


def create(actor: Actor, origin: Origin, data: TermsData) -> Trial:
    """Plan a trial of the actor's municipality with a verified company or civic group, which is told at once."""
    authorise(actor, "trial:create")
    origin = _settled(actor, origin)
    _check(data)
    trial = Trial(organisation_id=actor.organisation_id, terms=1, **vars(origin))
    _state(trial, data)
    session.add(trial)
    session.flush()
    session.refresh(trial, ["organisation", "partner"])
    _keep_terms(actor, trial, "")
    keep(actor, "trial.planned", trial, notices=announcing.planned(actor, trial))
    return trial


def _settled(actor: Actor, origin: Origin) -> Origin:
    """The origin with what follows from it; NotFound for what the actor may not see."""
    if origin.response_id:
        response = responses.get(actor, origin.response_id)
        if response.status is not ResponseStatus.SELECTED or actor.acts_for(response.organisation_id):
            raise Conflict(_("採用した提案からだけ、実証実験を始められます。"))
        if session.scalar(sa.select(Trial.id).where(Trial.response_id == response.id)):
            raise Conflict(_("この提案の実証実験は、すでに始めてあります。"))
        return Origin(response.organisation_id, response.need_id, response.id, response.solution_id)
    if origin.need_id:
        needs.get(actor, origin.need_id)
    partner_id = origin.partner_id
    if origin.solution_id:
        partner_id = solutions.get(actor, origin.solution_id).organisation_id
    if partner_id not in {row.id for row in queries.suppliers()}:
        raise Invalid(_("相手の団体を選んでください。"), field="partner_id")
    return Origin(partner_id, origin.need_id, None, origin.solution_id)


def edit(actor: Actor, trial: Trial, data: TermsData, expected_version: int, reason: str = "") -> None:
    """Write a new version of the agreement, which both sides then confirm anew. Conflict on a stale version."""
    lock(trial)
    authorise(actor, "trial:edit", trial)
    unchanged(trial, expected_version)
    _check(data)
    if trial.published_at is not None and data.title != trial.title:
        raise Invalid(_("公開した後は、件名を変えられません。"), field="title")
    names = initiative_names()
    before = in_source(stated(trial), names)
    if before == in_source(data, names):
        return
    held = queries.last_agreed(trial, trial.organisation_id), queries.last_agreed(trial, trial.partner_id)
    if any(held) and not reason:
        raise Invalid(
            _("確認された内容を変えるときは、変更の理由を入力してください。相手の団体に伝わります。"),
            field="reason",
        )
    _state(trial, data)
    trial.terms += 1
    _keep_terms(actor, trial, reason)
    told = announcing.changed(actor, trial) if any(held) else []
    keep(actor, "trial.changed", trial, {"reason": reason} if reason else None, notices=told, secret=True)


def _keep_terms(actor: Actor, trial: Trial, reason: str) -> None:
    session.add(
        Terms(
            trial_id=trial.id,
            number=trial.terms,
            author_name=actor.name,
            organisation_name=actor.organisation_name,
            reason=reason,
            content=dict(in_source(stated(trial), initiative_names())),
        )
    )


def agree(actor: Actor, trial: Trial, number: int) -> None:
    """Confirm for the actor's side the version that was read; Conflict when it has changed meanwhile."""
    lock(trial)
    authorise(actor, "trial:agree", trial)
    if number != trial.terms:
        raise Conflict(
            _(
                "このページを開いた後に、内容が変わりました。変わったところを読んでから、もう一度確認してください。"
            )
        )
    if lacking := missing(trial):
        raise Invalid(_("次の項目がまだ入力されていません：%(fields)s。", fields="、".join(lacking)))
    own = trial.organisation_id if actor.acts_for(trial.organisation_id) else trial.partner_id
    if trial.agreed_by(own):
        return
    trial.agreements.append(Agreement(number=number, organisation_id=own, person_name=actor.name))
    told = announcing.confirmed(actor, trial)
    keep(actor, "trial.agreed", trial, {"terms": number}, notices=told, secret=True)


def start(actor: Actor, trial: Trial) -> None:
    """Begin: all municipalities can read it from now on."""
    lock(trial)
    authorise(actor, "trial:start", trial)
    if trial.can_take("start"):
        _must_be_agreed(trial)
        if trial.starts_on is None or trial.starts_on > today():
            raise Conflict(_("始まる日（%(day)s）になると始められます。", day=show_date(trial.starts_on)))
    trial.take("start")
    trial.started_at = trial.listed_at = now()
    told = announcing.moved(actor, trial)
    keep(actor, "trial.started", trial, step_of(Status.PLANNED, trial), notices=told)


def _must_be_agreed(trial: Trial) -> None:
    if not trial.agreed:
        raise Conflict(_("双方が最新の版（第%(n)s版）を確認すると、先に進めます。", n=trial.terms))


def publish(actor: Actor, trial: Trial) -> None:
    """Let everybody read it, from its beginning on; its municipality's record of what others follow starts too."""
    lock(trial)
    authorise(actor, "trial:publish", trial)
    if trial.started_at is None:
        raise Conflict(_("実証実験を始めると公開できます。"))
    if trial.published_at is not None:
        raise Conflict(_("すでに公開されています。"))
    trial.published_at = trial.listed_at = now()
    following.follow(actor, trial)
    keep(actor, "trial.published", trial, notices=announcing.published(actor, trial))


def cancel(actor: Actor, trial: Trial, reason: str) -> None:
    """Stop it for good before it is evaluated; whoever could read it reads the reason."""
    _end(actor, trial, "cancel", "trial:cancel", reason)


def evaluate(actor: Actor, trial: Trial) -> None:
    """End the period: what was measured and told now goes to the approver, who decides."""
    lock(trial)
    authorise(actor, "trial:evaluate", trial)
    if trial.can_take("evaluate"):
        _must_be_agreed(trial)
        if names := unmeasured(trial):
            raise Invalid(
                _("実績か、測れなかった理由を入力してください：%(names)s。", names="、".join(names))
            )
        if labels := unreported(trial):
            raise Invalid(_("報告の次の項目を入力してください：%(fields)s。", fields="、".join(labels)))
    trial.take("evaluate")
    trial.evaluated_at = now()
    told = announcing.moved(actor, trial)
    keep(actor, "trial.evaluated", trial, step_of(Status.RUNNING, trial), notices=told)


def adopt(actor: Actor, trial: Trial, reason: str) -> None:
    """Decide to go on with it, and say why."""
    _end(actor, trial, "adopt", "trial:decide", reason)


def decline(actor: Actor, trial: Trial, reason: str) -> None:
    """Decide not to go on with it, and say why."""
    _end(actor, trial, "decline", "trial:decide", reason)


_VERBS = {"cancel": "trial.cancelled", "adopt": "trial.adopted", "decline": "trial.declined"}


def _end(actor: Actor, trial: Trial, step: str, permission: str, reason: str) -> None:
    lock(trial)
    authorise(actor, permission, trial)
    if not reason.strip():
        raise Invalid(_("理由を入力してください。"), field="reason")
    before = trial.status
    trial.take(step)
    trial.reason, trial.ended_at = reason, now()
    if trial.published_at is not None:
        following.follow(actor, trial)
    told = announcing.moved(actor, trial, reason)
    keep(actor, _VERBS[step], trial, {**step_of(before, trial), "reason": reason}, notices=told)


def _check(data: TermsData) -> None:
    errors: dict[str, list[str]] = {}
    if data.starts_on and data.ends_on and data.starts_on > data.ends_on:
        errors["ends_on"] = [_("終わる日は、始まる日より後にしてください。")]
    if errors:
        raise Invalid(errors=errors)


def _state(trial: Trial, data: TermsData) -> None:
    for name in PLAIN:
        setattr(trial, name, getattr(data, name))
    trial.personal_data = PersonalData(data.personal_data) if data.personal_data else None
    wanted = set(data.initiatives)
    for item in list(trial.initiatives):
        if item.number not in wanted:
            trial.initiatives.remove(item)
    held = {item.number for item in trial.initiatives}
    trial.initiatives.extend(TrialInitiative(number=number) for number in sorted(wanted - held))
    _measure(trial, data.measures)


def _measure(trial: Trial, rows: tuple[MeasureData, ...]) -> None:
    """The measures as stated; a result stays with the measure of the same name and unit."""
    results = {(row.name, row.unit): (row.actual, row.note) for row in trial.measures}
    trial.measures = [
        Measure(position=place, **_columns(row), **_result(results.get((row.name, row.unit))))
        for place, row in enumerate(rows)
    ]


def _columns(row: MeasureData) -> dict[str, Any]:
    return {**vars(row), "direction": Direction(row.direction)}


def _result(held: tuple[float | None, str] | None) -> dict[str, Any]:
    actual, note = held or (None, "")
    return {"actual": actual, "note": note}
