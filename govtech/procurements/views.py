"""HTTP for plans of joint procurements: parse, call, answer."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core import journal
from govtech.core.errors import Conflict, NotFound
from govtech.core.filters import Groups, choices
from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, public, render, say
from govtech.core.words import gettext as _
from govtech.organisations.tiles import toned
from govtech.procurements import queries, services
from govtech.procurements.content import demand_of
from govtech.procurements.demand import added_up
from govtech.procurements.forms import CancelForm, ParticipationForm, PlanForm, planned, stated
from govtech.procurements.models import (
    PARTICIPATION_STATUS_LABELS,
    PARTICIPATION_TONES,
    PROCUREMENT_STATUS_LABELS,
    PROCUREMENT_TONES,
    Participation,
    ParticipationStatus,
    Procurement,
    ProcurementStatus,
)

blueprint = Blueprint("procurements", __name__, url_prefix="/procurements")
INTERESTED_TONE = 3


@blueprint.get("")
@public
def index() -> ResponseReturnValue:
    """The plans."""
    asked = request.args.get("status")
    status = asked if asked in tuple(ProcurementStatus) else None
    return render(
        "procurements/index.html",
        fragment="results",
        filtered=status is not None,
        results=queries.listed(actor(), status, request.args.get("cursor")),
        groups=_groups(status),
        status_labels=PROCUREMENT_STATUS_LABELS,
        tones=PROCUREMENT_TONES,
    )


def _groups(status: str | None) -> Groups:
    asked = {"status": status} if status else {}
    counts = queries.counts(actor())
    return [(_("状態"), choices(".index", asked, "status", PROCUREMENT_STATUS_LABELS, counts))]


@blueprint.get("/<procurement_id>")
@public
def show(procurement_id: str) -> ResponseReturnValue:
    """One plan with who takes part and the demand added up."""
    procurement = queries.get(actor(), procurement_id)
    parts = queries.participations(procurement)
    interested = [part for part in parts if part.status is ParticipationStatus.INTERESTED]
    return render(
        "procurements/show.html",
        procurement=procurement,
        steps=_steps(procurement),
        towns=parts,
        total=added_up(demand_of(part) for part in interested),
        tiles=toned({part.organisation_id: INTERESTED_TONE for part in interested}),
        mine=queries.own(actor(), procurement),
        needs=queries.needs_of(actor(), procurement),
        history=journal.history(actor(), procurement),
        tones=PROCUREMENT_TONES,
        part_labels=PARTICIPATION_STATUS_LABELS,
        part_tones=PARTICIPATION_TONES,
        words=_acts(),
    )


def _steps(procurement: Procurement) -> list[tuple[str, str]]:
    """Where the plan stands; what comes after planning is shown once it can be done here."""
    labels = procurement.STATUS_LABELS
    if procurement.status is ProcurementStatus.CANCELLED:
        return [
            (str(labels[ProcurementStatus.PLANNING]), "done"),
            (str(labels[ProcurementStatus.CANCELLED]), "now"),
        ]
    return []


def _acts() -> dict[str, str]:
    """Words for what the journal says of a plan."""
    return {
        "procurement.planned": _("共同調達の計画を始めました"),
        "procurement.joined": _("関心ありとして加わりました"),
        "procurement.cancelled": _("計画を取りやめました"),
        "procurement.participation_stated": _("参加の見込みを直しました"),
        "procurement.participation_withdrawn": _("参加を取り下げました"),
    }


@blueprint.route("/<procurement_id>/edit", methods=["GET", "POST"])
def edit(procurement_id: str) -> ResponseReturnValue:
    """State the plan anew."""
    procurement = queries.get(actor(), procurement_id)
    authorise(actor(), "procurement:plan", procurement)
    form = PlanForm(data=planned(procurement))
    status = form_status(form)
    if form.validate_on_submit():
        try:
            services.edit(actor(), procurement, form.statement(), form.version.data)
            say(_("計画を保存しました。"))
            return back(".show", procurement_id=procurement.id)
        except Conflict as error:
            status = form.keep_typed(error, procurement.version, planned(procurement))
    return render("procurements/edit.html", form=form, procurement=procurement, status=status)


@blueprint.route("/<procurement_id>/cancel", methods=["GET", "POST"])
def cancel(procurement_id: str) -> ResponseReturnValue:
    """End the plan for good."""
    procurement = queries.get(actor(), procurement_id)
    authorise(actor(), "procurement:cancel", procurement)
    form = CancelForm()
    if form.validate_on_submit():
        services.cancel(actor(), procurement, form.reason.data)
        say(_("計画を取りやめました。"))
        return back(".show", procurement_id=procurement.id)
    return render("procurements/cancel.html", form=form, procurement=procurement, status=form_status(form))


def _own_part(procurement_id: str) -> Participation:
    part = queries.own(actor(), queries.get(actor(), procurement_id))
    if part is None:
        raise NotFound
    return part


@blueprint.route("/<procurement_id>/part", methods=["GET", "POST"])
def restate(procurement_id: str) -> ResponseReturnValue:
    """A municipality enters a plan, puts its own figures right, or takes part again."""
    procurement = queries.get(actor(), procurement_id)
    authorise(actor(), "participation:join", procurement)
    part = queries.own(actor(), procurement)
    form = ParticipationForm(data=stated(part) if part else None)
    status = form_status(form)
    if form.validate_on_submit():
        try:
            with form.catching():
                _put(procurement, part, form)
                say(_("参加の見込みを保存しました。"))
                return back(".show", procurement_id=procurement_id)
        except Conflict as error:
            saved = stated(part) if part else {}
            status = form.keep_typed(error, saved.get("version"), saved)
    return render("procurements/part.html", form=form, part=part, procurement=procurement, status=status)


def _put(procurement: Procurement, part: Participation | None, form: ParticipationForm) -> None:
    if part is None:
        services.take_part(actor(), procurement, form.statement())
    else:
        services.restate(actor(), part, form.statement(), form.version.data)


@blueprint.post("/<procurement_id>/part/withdraw")
def withdraw(procurement_id: str) -> ResponseReturnValue:
    """A municipality takes part no longer."""
    services.withdraw(actor(), _own_part(procurement_id))
    say(_("参加を取り下げました。計画が進むまでは、もう一度参加できます。"))
    return back(".show", procurement_id=procurement_id)
