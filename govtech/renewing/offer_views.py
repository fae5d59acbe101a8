"""Pages on which a fixed specification is offered as a template version, looked at and decided."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from govtech.core.errors import NotFound
from govtech.core.policy import authorise, can
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.drafting import origins, queries, redlining
from govtech.drafting.content import plain_of
from govtech.drafting.forms import with_choices
from govtech.drafting.models import Specification
from govtech.knowledge import reference_queries
from govtech.renewing import offer_content, offering
from govtech.renewing.offer_forms import DeclineForm, OfferForm, accept_form, fates_of, own_values
from govtech.renewing.offer_models import OfferStatus, TemplateOffer
from govtech.renewing.offering import Decision, OfferData
from govtech.specifications import queries as templates

blueprint = Blueprint("offers", __name__, url_prefix="/specifications")
TONES = {
    OfferStatus.OFFERED: "wait",
    OfferStatus.ACCEPTED: "done",
    OfferStatus.DECLINED: "closed",
    OfferStatus.WITHDRAWN: "closed",
}


@blueprint.get("/offers")
def index() -> Response:
    """Offers: all for coordinators, the own ones for municipalities."""
    authorise(actor(), "specification:create")
    return render("renewing/offers.html", offers=offering.listed(actor()), tones=TONES)


@blueprint.route("/<specification_id>/offer", methods=["GET", "POST"])
def create(specification_id: str) -> ResponseReturnValue:
    """Offer a fixed text as the next version of a template."""
    specification = queries.get(actor(), specification_id)
    authorise(actor(), "specification:offer", specification)
    form = _form(specification)
    if form.validate_on_submit():
        with form.catching():
            slug = form.slug.data or offering.unused(form.new_slug.data or "")
            data = form.hand_over(OfferData, slug=slug, initiatives=tuple(form.initiatives.data or ()))
            made = offering.offer(actor(), specification, data)
            say(_("ひな形として提案しました。事務局が今の版との違いを確認します。"))
            return back(".show", specification_id=specification.id, offer_id=made.id)
    waiting = [one for one in offering.of_specification(specification) if one.status is OfferStatus.OFFERED]
    return render(
        "renewing/offer.html",
        specification=specification,
        waiting=waiting,
        form=form,
        status=form_status(form),
    )


def _form(specification: Specification) -> Any:
    """The form, begun with what the template of the text is called."""
    known = {row.slug: row for row in templates.listing()}
    began = origins.template_of(specification)
    now = offering.current(began[0]) if began else None
    data = {
        "slug": now.slug if now else "",
        "title": now.title if now else specification.title,
        "kana": now.kana if now else "",
        "summary": now.summary if now else specification.summary,
        "initiatives": [str(number) for number in now.initiatives] if now else specification.initiatives,
    }
    return with_choices(
        OfferForm(data=data),
        slug=[("", _("新しいひな形にする")), *((slug, row.title) for slug, row in known.items())],
        initiatives=[(str(number), name) for number, name in reference_queries.initiative_names().items()],
    )


def _open(specification_id: str, offer_id: str) -> TemplateOffer:
    row = offering.get(actor(), offer_id)
    if row.specification_id != specification_id:
        raise NotFound
    return row


@blueprint.get("/<specification_id>/offers/<offer_id>")
def show(specification_id: str, offer_id: str) -> Response:
    """The offer with the redline against the template as it is now; for coordinators, what to decide."""
    row = _open(specification_id, offer_id)
    return _page(row)


def _page(row: TemplateOffer, accepting: Any = None, declining: DeclineForm | None = None) -> Response:
    plain, current = queries.content(row.specification), offering.current(row.slug)
    fates = offer_content.fates(plain, current)
    version = offer_content.next_version(current)
    waits = row.status is OfferStatus.OFFERED
    made = plain_of(offering.proposed(row, Decision(version, fates))) if waits else plain
    towns = [town.name for town in queries.municipalities()]
    deciding = waits and can(actor(), "template_offer:decide", row)
    shown = accepting or (accept_form(plain, fates, version, current) if deciding else None)
    refused = [form_status(form) for form in (accepting, declining) if form is not None]
    return render(
        "renewing/offer_show.html",
        offer=row,
        specification=row.specification,
        current=current,
        differences=redlining.differences(plain_of(current), made) if current and waits else [],
        named=offer_content.named(plain, towns) if deciding else [],
        accepting=shown,
        own=own_values(plain, current),
        declining=declining or DeclineForm(formdata=None),
        deciding=deciding,
        initiatives=reference_queries.initiative_names(),
        tones=TONES,
        status=max(refused, default=200),
    )


@blueprint.post("/<specification_id>/offers/<offer_id>/accept")
def accept(specification_id: str, offer_id: str) -> ResponseReturnValue:
    """Make it the next version of its template."""
    row = _open(specification_id, offer_id)
    authorise(actor(), "template_offer:decide", row)
    plain, current = queries.content(row.specification), offering.current(row.slug)
    fates = offer_content.fates(plain, current)
    form = accept_form(plain, fates, offer_content.next_version(current), current)
    if form.validate_on_submit():
        with form.catching():
            decision = Decision((form.version.data or "").strip(), fates_of(form, fates))
            made = offering.accept(actor(), row, decision)
            say(_("ひな形の第%(version)s版にしました。", version=made.version))
            return back("templates.show", slug=made.slug)
    return _page(row, accepting=form)


@blueprint.post("/<specification_id>/offers/<offer_id>/decline")
def decline(specification_id: str, offer_id: str) -> ResponseReturnValue:
    """Say why it does not become one."""
    row = _open(specification_id, offer_id)
    authorise(actor(), "template_offer:decide", row)
    form = DeclineForm()
    if form.validate_on_submit():
        with form.catching():
            offering.decline(actor(), row, form.answer.data or "")
            say(_("見送りました。提案した団体に理由をお知らせします。"))
            return back(".show", specification_id=specification_id, offer_id=offer_id)
    return _page(row, declining=form)


@blueprint.post("/<specification_id>/offers/<offer_id>/withdraw")
def withdraw(specification_id: str, offer_id: str) -> ResponseReturnValue:
    """Take the offer back."""
    offering.withdraw(actor(), _open(specification_id, offer_id))
    say(_("提案を取り下げました。"))
    return back("specifications.show", specification_id=specification_id)
