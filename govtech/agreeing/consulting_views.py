"""The page of a consultation: who has answered and who has not, the deadline, reminders, joining."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.agreeing import consulting_queries, consulting_services, freezing, leaving, position_queries
from govtech.agreeing.consulting_forms import ConsultForm, ExtendForm, InviteForm, RemoveForm, WhyForm
from govtech.core.errors import NotFound
from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.drafting import presenting, queries, services
from govtech.drafting.forms import with_choices
from govtech.drafting.models import Specification, Status
from govtech.drafting.policy import takes_part

blueprint = Blueprint("consulting", __name__, url_prefix="/specifications/<specification_id>/consultation")


def _open(specification_id: str) -> tuple[Specification, bool]:
    """The specification and whether the actor is inside; other municipalities see that they are asked, no more."""
    specification = queries.get(actor(), specification_id)
    inside = takes_part(actor(), specification) or actor().is_coordinator
    asked = actor().is_municipal and specification.status is Status.CONSULTATION
    if not (inside or asked):
        raise NotFound
    return specification, inside


@blueprint.get("")
def show(specification_id: str) -> ResponseReturnValue:
    """The consultation as it stands."""
    return _page(*_open(specification_id))


def _page(specification: Specification, inside: bool, **forms: Any) -> ResponseReturnValue:  # noqa: FBT001
    asked = consulting_queries.current(specification)
    standings = consulting_queries.standings(specification, asked) if inside else ()
    until = asked.until if asked else specification.consult_until
    sent = next(iter(forms.values()), None)
    return render(
        "agreeing/consultation.html",
        specification=specification,
        inside=inside,
        asked=asked,
        until=until,
        left=consulting_queries.business_days_left(until) if until else 0,
        standings=standings,
        waiting=[row for row in standings if not row.done],
        own=next((row for row in standings if row.progress.id == actor().organisation_id), None),
        objections=len(position_queries.objections(specification)) if inside else 0,
        obstacles=freezing.obstacles(specification) if inside and specification.changeable else (),
        parties=queries.parties(specification),
        tones=presenting.TONES,
        form=sent,
        consult_form=forms.get("consult_form") or ConsultForm(formdata=None),
        extend_form=forms.get("extend_form") or ExtendForm(formdata=None),
        invite_form=forms.get("invite_form") or _invite_form(specification, formdata=None),
        remove_form=forms.get("remove_form") or _remove_form(specification, formdata=None),
        leave_form=forms.get("leave_form") or WhyForm(formdata=None),
        abandon_form=forms.get("abandon_form") or WhyForm(formdata=None),
        status=form_status(sent) if sent else 200,
    )


def _invite_form(specification: Specification, **options: Any) -> Any:
    known = {row.id for row in queries.parties(specification)}
    towns = [(row.id, row.name) for row in queries.municipalities() if row.id not in known]
    return with_choices(InviteForm(**options), parties=towns)


def _remove_form(specification: Specification, **options: Any) -> Any:
    lead = specification.organisation_id
    towns = [(row.id, row.name) for row in queries.parties(specification) if row.id != lead]
    return with_choices(RemoveForm(**options), municipality=[("", _("選んでください")), *towns])


@blueprint.post("")
def begin(specification_id: str) -> ResponseReturnValue:
    """Ask the municipalities until a date."""
    specification, inside = _open(specification_id)
    authorise(actor(), "specification:lead", specification)
    form = ConsultForm()
    if form.validate_on_submit():
        with form.catching():
            consulting_services.consult(actor(), specification, form.until.data, form.message.data or "")
            say(_("意見照会を始めました。参加する市町村にお知らせします。"))
            return back(".show", specification_id=specification.id)
    return _page(specification, inside, consult_form=form)


@blueprint.post("/extend")
def extend(specification_id: str) -> ResponseReturnValue:
    """Give everybody more time, or less."""
    specification, inside = _open(specification_id)
    authorise(actor(), "specification:lead", specification)
    form = ExtendForm()
    if form.validate_on_submit():
        with form.catching():
            consulting_services.extend(actor(), specification, form.until.data, form.reason.data or "")
            say(_("期限を変えました。参加する市町村に、新旧の期限をお知らせします。"))
            return back(".show", specification_id=specification.id)
    return _page(specification, inside, extend_form=form)


@blueprint.post("/remind")
def remind(specification_id: str) -> ResponseReturnValue:
    """Remind one municipality, or all who have not finished."""
    specification, _inside = _open(specification_id)
    code = request.form.get("municipality")
    count = consulting_services.remind(actor(), specification, [code] if code else None)
    say(
        _("%(n)s団体に催促を送りました。", n=count)
        if count
        else _("催促する市町村はありません。手動の催促は、1団体に1日1回までです。")
    )
    return back(".show", specification_id=specification.id)


@blueprint.post("/resume")
def resume(specification_id: str) -> ResponseReturnValue:
    """Back to drafting."""
    consulting_services.resume(actor(), specification := queries.get(actor(), specification_id))
    say(_("作成中に戻しました。"))
    return back("specifications.show", specification_id=specification.id)


@blueprint.post("/join")
def join(specification_id: str) -> ResponseReturnValue:
    """Take part with one's own municipality."""
    specification, _inside = _open(specification_id)
    consulting_services.join(actor(), specification)
    say(_("自団体が加わりました。要件ごとに立場を示してください。"))
    return back(".show", specification_id=specification.id)


@blueprint.post("/invite")
def invite(specification_id: str) -> ResponseReturnValue:
    """Let more municipalities take part."""
    specification, inside = _open(specification_id)
    authorise(actor(), "specification:lead", specification)
    form = _invite_form(specification)
    if form.validate_on_submit():
        with form.catching():
            services.add_parties(actor(), specification, form.parties.data or ())
            say(_("市町村を加えました。加えた市町村にお知らせします。"))
            return back(".show", specification_id=specification.id)
    return _page(specification, inside, invite_form=form)


@blueprint.post("/leave")
def leave(specification_id: str) -> ResponseReturnValue:
    """Take part no longer with one's own municipality."""
    specification, inside = _open(specification_id)
    authorise(actor(), "specification:leave", specification)
    form = WhyForm()
    if form.validate_on_submit():
        with form.catching():
            leaving.leave(actor(), specification, form.why.data or "")
            say(_("「%(title)s」への参加を取りやめました。", title=specification.title))
            return back("specifications.index")
    return _page(specification, inside, leave_form=form)


@blueprint.post("/remove")
def remove(specification_id: str) -> ResponseReturnValue:
    """Let a municipality take part no longer."""
    specification, inside = _open(specification_id)
    authorise(actor(), "specification:lead", specification)
    form = _remove_form(specification)
    if form.validate_on_submit():
        with form.catching():
            leaving.remove(actor(), specification, form.municipality.data, form.why.data or "")
            say(_("市町村を外しました。外した市町村に理由をお知らせします。"))
            return back(".show", specification_id=specification.id)
    return _page(specification, inside, remove_form=form)


@blueprint.post("/abandon")
def abandon(specification_id: str) -> ResponseReturnValue:
    """Give the draft up."""
    specification, inside = _open(specification_id)
    authorise(actor(), "specification:abandon", specification)
    form = WhyForm()
    if form.validate_on_submit():
        with form.catching():
            leaving.abandon(actor(), specification, form.why.data or "")
            say(_("作成を取りやめました。参加する市町村に理由をお知らせします。"))
            return back("specifications.show", specification_id=specification.id)
    return _page(specification, inside, abandon_form=form)
