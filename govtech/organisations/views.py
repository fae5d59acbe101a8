"""HTTP for organisations: parse, call, answer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

from govtech.core import journal
from govtech.core.errors import Conflict
from govtech.core.filters import Groups, choices
from govtech.core.policy import KIND_LABELS, OrganisationKind, authorise, can
from govtech.core.web import actor, back, form_status, public, render, say
from govtech.core.words import gettext as _
from govtech.organisations import queries, services
from govtech.organisations.blocks import EXTENSION, Block
from govtech.organisations.completeness import completeness
from govtech.organisations.facts import facts
from govtech.organisations.forms import (
    CertificationForm,
    FactsForm,
    RenewalForm,
    SuspensionForm,
    filled,
    one_each_line,
)
from govtech.organisations.models import STATUS_LABELS, Organisation, Status
from govtech.organisations.reference import DISTRICT_LABELS, districts
from govtech.organisations.standing import EXTENSION as STANDING
from govtech.organisations.standing import Teller, nobody

blueprint = Blueprint("organisations", __name__, url_prefix="/organisations")
TONES = {Status.REGISTERED: "wait", Status.VERIFIED: "done", Status.SUSPENDED: "stop"}


def wanted_of(asked: Mapping[str, str]) -> queries.Wanted:
    """The filters of an address; a value that does not exist counts as none."""
    kind, district = asked.get("kind", ""), asked.get("district", "")
    return queries.Wanted(
        kind if kind in set(OrganisationKind) else "",
        district if district in districts() else "",
        asked.get("text", "")[:200],
    )


@blueprint.get("")
@public
def index() -> ResponseReturnValue:
    """The list with its filters."""
    wanted = wanted_of(request.args)
    return render(
        "organisations/index.html",
        fragment="results",
        wanted=wanted,
        filtered=any(vars(wanted).values()),
        results=queries.listed(actor(), wanted, request.args.get("cursor")),
        groups=_groups(wanted),
        kind_labels=KIND_LABELS,
        waiting=queries.waiting(actor()).total if can(actor(), "organisation:verify") else 0,
    )


def _groups(wanted: queries.Wanted) -> Groups:
    """The filters with what each choice would show."""
    option = partial(choices, ".index", vars(wanted))
    places = queries.counts_by_district(actor(), wanted)
    return [
        (_("種類"), option("kind", KIND_LABELS, queries.counts_by_kind(actor(), wanted))),
        (_("府内の地域"), option("district", DISTRICT_LABELS, places)),
    ]


@blueprint.get("/pending")
def pending() -> ResponseReturnValue:
    """For coordinators: organisations to verify, and suspended ones."""
    authorise(actor(), "organisation:verify")
    return render(
        "organisations/pending.html",
        results=queries.waiting(actor(), request.args.get("cursor")),
        kind_labels=KIND_LABELS,
        status_labels=STATUS_LABELS,
        tones=TONES,
    )


@blueprint.get("/<organisation_id>")
@public
def show(organisation_id: str) -> ResponseReturnValue:
    """One organisation: its facts, and what it shares."""
    organisation = queries.get(actor(), organisation_id)
    inside = can(actor(), "organisation:verify", organisation) or actor().acts_for(organisation.id)
    return render(
        "organisations/show.html",
        organisation=organisation,
        blocks=[block for block in _blocks(organisation_id) if block.rows],
        history=journal.history(actor(), organisation) if inside else (),
        facts=facts(organisation),
        completeness=completeness(organisation) if _own_profile(organisation) else None,
        expiring=queries.expiring([organisation.id]) if actor().acts_for(organisation.id) else (),
        expiry=queries.expiry,
        kind_labels=KIND_LABELS,
        tones=TONES,
    )


def _own_profile(organisation: Organisation) -> bool:
    """Whether a supplier's admin looks at its own profile."""
    return actor().is_supplier and can(actor(), "organisation:edit", organisation)


def _blocks(organisation_id: str) -> list[Block]:
    return [blocks(actor(), organisation_id) for blocks in current_app.extensions.get(EXTENSION, ())]


@blueprint.route("/<organisation_id>/edit", methods=["GET", "POST"])
def edit(organisation_id: str) -> ResponseReturnValue:
    """Change the facts of one's own organisation."""
    organisation = queries.get(actor(), organisation_id)
    authorise(actor(), "organisation:edit", organisation)
    form = FactsForm(data=filled(organisation))
    status = form_status(form)
    if form.validate_on_submit():
        facts = form.hand_over(
            services.FactsData, capabilities=tuple(one_each_line(form.capabilities.data or ""))
        )
        try:
            with form.catching():
                services.edit(actor(), organisation, facts, form.version.data)
                say(_("変更を保存しました。"))
                return back(".show", organisation_id=organisation.id)
        except Conflict as error:
            status = form.keep_typed(error, organisation.version, filled(organisation))
    history = journal.history(actor(), organisation, limit=1) if form.clashes else ()
    return render(
        "organisations/edit.html", form=form, organisation=organisation, history=history, status=status
    )


@blueprint.route("/<organisation_id>/certifications", methods=["GET", "POST"])
def certifications(organisation_id: str) -> ResponseReturnValue:
    """The certificates of one's own organisation, and a form for another one."""
    organisation = queries.get(actor(), organisation_id)
    authorise(actor(), "organisation:edit", organisation)
    form = CertificationForm()
    if form.validate_on_submit():
        with form.catching():
            services.add_certification(actor(), organisation, form.hand_over(services.CertificationData))
            say(_("認証を登録しました。"))
            return back(".certifications", organisation_id=organisation.id)
    return render(
        "organisations/certifications.html",
        form=form,
        organisation=organisation,
        expiry=queries.expiry,
        status=form_status(form),
    )


@blueprint.route("/<organisation_id>/certifications/<certification_id>/renew", methods=["GET", "POST"])
def renew_certification(organisation_id: str, certification_id: str) -> ResponseReturnValue:
    """Note the new last day of a certificate that was renewed."""
    organisation = queries.get(actor(), organisation_id)
    authorise(actor(), "organisation:edit", organisation)
    held = queries.certification(organisation, certification_id)
    form = RenewalForm(data={"number": held.number})
    if form.validate_on_submit():
        with form.catching():
            renewed = services.CertificationData(held.name, form.number.data or "", form.expires_on.data)
            services.renew_certification(actor(), organisation, held, renewed)
            say(_("「%(name)s」の有効期限を新しくしました。", name=held.name))
            return back(".certifications", organisation_id=organisation.id)
    return render(
        "organisations/renew_certification.html",
        form=form,
        organisation=organisation,
        held=held,
        status=form_status(form),
    )


@blueprint.post("/<organisation_id>/certifications/<certification_id>/remove")
def remove_certification(organisation_id: str, certification_id: str) -> ResponseReturnValue:
    """Take a certificate off."""
    organisation = queries.get(actor(), organisation_id)
    authorise(actor(), "organisation:edit", organisation)
    services.remove_certification(
        actor(), organisation, queries.certification(organisation, certification_id)
    )
    say(_("認証を外しました。"))
    return back(".certifications", organisation_id=organisation.id)


def _teller() -> Teller:
    """Who tells the organisation's people."""
    teller: Teller = current_app.extensions.get(STANDING, nobody)
    return teller


@blueprint.post("/<organisation_id>/verify")
def verify(organisation_id: str) -> ResponseReturnValue:
    """Confirm a registered organisation."""
    services.verify(actor(), organisation := queries.get(actor(), organisation_id), _teller())
    say(_("「%(name)s」を確認済みにしました。", name=organisation.name))
    return back(".pending")


@blueprint.route("/<organisation_id>/suspend", methods=["GET", "POST"])
def suspend(organisation_id: str) -> ResponseReturnValue:
    """Suspend an organisation, with the reason."""
    organisation = queries.get(actor(), organisation_id)
    authorise(actor(), "organisation:verify", organisation)
    form = SuspensionForm()
    status = form_status(form)
    if form.validate_on_submit():
        try:
            services.suspend(actor(), organisation, form.reason.data, _teller())
            say(_("「%(name)s」の利用を停止しました。", name=organisation.name))
            return back(".show", organisation_id=organisation.id)
        except Conflict as error:  # a colleague was faster: what was typed stays on the page
            form.refuse(error)
            status = error.status
    return render("organisations/suspend.html", form=form, organisation=organisation, status=status)


@blueprint.post("/<organisation_id>/resume")
def resume(organisation_id: str) -> ResponseReturnValue:
    """End a suspension."""
    services.resume(actor(), organisation := queries.get(actor(), organisation_id), _teller())
    say(_("「%(name)s」の利用を再開しました。", name=organisation.name))
    return back(".show", organisation_id=organisation.id)
