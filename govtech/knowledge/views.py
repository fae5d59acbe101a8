"""HTTP for cases: parse, call, answer."""

from __future__ import annotations

from dataclasses import fields
from http import HTTPStatus
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core.download import file_store, hand_out
from govtech.core.errors import Conflict, Invalid
from govtech.core.files import StoredFile
from govtech.core.filters import number as number_of
from govtech.core.forms import options
from govtech.core.policy import authorise, can
from govtech.core.web import actor, back, form_status, public, render, say
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.knowledge import adoption_services, part_queries, queries, services
from govtech.knowledge.adoption_services import AdoptionData
from govtech.knowledge.content import CaseData, compare, content_of, from_json
from govtech.knowledge.forms import AdoptionForm, CaseForm, FileForm, ReasonForm
from govtech.knowledge.models import STATUS_LABELS, STATUS_TONES, VISIBILITY_LABELS, CaseStudy
from govtech.knowledge.pages import filter_groups, listed_filters, page_of

blueprint = Blueprint("cases", __name__, url_prefix="/cases")
LARGEST_VERSION = 999_999_999

STEPS = {
    "submit": (services.submit, _l("承認者に確認を依頼しました。")),
    "recall": (services.recall, _l("下書きに戻しました。")),
    "restore": (services.restore, _l("掲載を再開しました。")),
}
REASONED = {
    "send-back": ("case:publish", services.send_back, _l("差し戻しました。"), _l("理由を添えて差し戻す")),
    "archive": ("case:archive", services.archive, _l("掲載を終えました。"), _l("理由を添えて掲載を終える")),
}


@blueprint.get("")
@public
def index() -> ResponseReturnValue:
    """The list with its filters."""
    filters = listed_filters(request.args, actor())
    rows = queries.listing(actor(), filters, request.args.get("cursor"))
    return render(
        "knowledge/cases.html",
        fragment="results",
        filters=filters,
        filtered=filters != queries.Filters(),
        results=rows,
        groups=filter_groups(actor(), filters, queries.facets(actor(), filters)),
        initiatives=queries.initiatives_of([row.id for row in rows.items]),
        awaiting=queries.awaiting_review(actor()),
        status_labels=STATUS_LABELS,
        status_tones=STATUS_TONES,
        visibility_labels=VISIBILITY_LABELS,
    )


@blueprint.get("/<case_id>")
@public
def show(case_id: str) -> ResponseReturnValue:
    """One case."""
    return _page(queries.get(actor(), case_id))


def _page(
    case: CaseStudy, *, file_form: FileForm | None = None, adoption_form: AdoptionForm | None = None
) -> ResponseReturnValue:
    """The page of a case; with a form that was refused, that form as it was typed."""
    refused = file_form or adoption_form
    return render(
        "knowledge/case.html",
        file_form=file_form or FileForm(formdata=None),
        adoption_form=adoption_form or _adoption_form(case, typed=False),
        form=refused or FileForm(formdata=None),
        status=form_status(refused) if refused else HTTPStatus.OK,
        **page_of(actor(), case),
    )


def _adoption_form(case: CaseStudy, *, typed: bool = True) -> AdoptionForm:
    held = part_queries.own_adoption(actor(), case)
    values = {"status": held.status, "note": held.note} if held else {}
    return AdoptionForm(data=values) if typed else AdoptionForm(formdata=None, data=values)


def _form(content: CaseData | None, version: int | None, **more: Any) -> CaseForm:
    values = {item.name: getattr(content, item.name) for item in fields(CaseData)} if content else {}
    if content is None and actor().is_municipal:
        values = {"place_code": actor().organisation_id}
    form = CaseForm(data={**values, "version": version}, **more)
    names = part_queries.names()
    form.initiatives.choices = list(names.initiatives.items())
    form.technologies.choices = list(names.technologies.items())
    known = dict(names.places)
    if content and content.place_code and content.place_code not in known:
        known[content.place_code] = content.place or content.place_code
    form.place_code.choices = options(known.items(), empty=_l("選ばない"))
    return form


@blueprint.route("/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Begin a case."""
    authorise(actor(), "case:create")
    form = _form(None, None)
    if "preview" in request.form:
        return _preview(form, None)
    if form.validate_on_submit():
        with form.catching():
            case = services.create(actor(), form.hand_over(CaseData))
            say(_("下書きを保存しました。"))
            return back(".show", case_id=case.id)
    return render("knowledge/case_form.html", form=form, case=None, status=form_status(form))


def _preview(form: CaseForm, case: CaseStudy | None) -> ResponseReturnValue:
    """The form with its text as readers will see it; nothing is saved."""
    shown = form.validate()
    status = HTTPStatus.OK if shown else HTTPStatus.UNPROCESSABLE_ENTITY
    return render("knowledge/case_form.html", form=form, case=case, preview=shown, status=status)


@blueprint.route("/<case_id>/edit", methods=["GET", "POST"])
def edit(case_id: str) -> ResponseReturnValue:
    """Change a case; what somebody else saved meanwhile is shown beside what was typed."""
    case = queries.get(actor(), case_id)
    form = _form(content_of(case), case.version)
    if form.is_submitted() and not can(actor(), "case:edit", case) and can(actor(), "case:submit", case):
        form.validate()
        form.form_errors.append(
            _(
                "状態が「%(status)s」に変わったため、保存できませんでした。入力した内容は下に残っています。",
                status=case.status_label,
            )
        )
        return render("knowledge/case_form.html", form=form, case=case, status=HTTPStatus.CONFLICT)
    authorise(actor(), "case:edit", case)
    if "preview" in request.form:
        return _preview(form, case)
    if form.validate_on_submit():
        try:
            with form.catching():
                typed = form.hand_over(CaseData)
                services.save(
                    actor(), case, typed, expected_version=form.version.data, reason=form.reason.data or ""
                )
                say(_("保存しました。"))
                return back(".show", case_id=case.id)
        except services.Stale as stale:
            return _settle(case, typed, stale, form.reason.data)
    return render("knowledge/case_form.html", form=form, case=case, status=form_status(form))


def _settle(
    case: CaseStudy, typed: CaseData, stale: services.Stale, reason: str | None
) -> ResponseReturnValue:
    """The form again: what only the other person changed is taken over, both texts are shown where both changed."""
    names, current = part_queries.names(), content_of(case)
    form = _form(stale.merged.content, case.version, formdata=None)
    form.reason.data = reason
    return render(
        "knowledge/case_form.html",
        form=form,
        case=case,
        stale=stale,
        theirs=compare(stale.base, current, names),
        clashes=compare(current, typed, names, stale.merged.clashes),
        status=HTTPStatus.CONFLICT,
    )


@blueprint.post("/<case_id>/<any(submit, recall, restore):step>")
def take(case_id: str, step: str) -> ResponseReturnValue:
    """A step that needs no words."""
    verb, done = STEPS[step]
    verb(actor(), case := queries.get(actor(), case_id))
    say(str(done))
    return back(".show", case_id=case.id)


@blueprint.post("/<case_id>/publish")
def publish(case_id: str) -> ResponseReturnValue:
    """Show the case as it stands on the approver's page."""
    case = queries.get(actor(), case_id)
    seen = request.form.get("version")
    expected = number_of(seen, LARGEST_VERSION) or -1  # what cannot be read is a version that never was
    services.publish(actor(), case, expected_version=expected if seen else None)
    say(_("公開しました。"))
    return back(".show", case_id=case.id)


@blueprint.route("/<case_id>/<any('send-back', archive):step>", methods=["GET", "POST"])
def give_reason(case_id: str, step: str) -> ResponseReturnValue:
    """A step that needs a reason."""
    permission, verb, done, title = REASONED[step]
    case = queries.get(actor(), case_id)
    authorise(actor(), permission, case)
    form = ReasonForm()
    status = form_status(form)
    if form.validate_on_submit():
        try:
            with form.catching():
                verb(actor(), case, form.reason.data)
                say(str(done))
                return back(".show", case_id=case.id)
        except Conflict as error:  # its state moved on: what was typed stays on the page
            form.refuse(error)
            status = error.status
    return render("knowledge/reason.html", form=form, case=case, step=step, title=str(title), status=status)


@blueprint.get("/<case_id>/revisions")
def revisions(case_id: str) -> ResponseReturnValue:
    """Who saved what and why."""
    case = queries.get(actor(), case_id)
    authorise(actor(), "case:history", case)
    return render("knowledge/revisions.html", case=case, revisions=part_queries.revisions(case))


@blueprint.get("/<case_id>/revisions/<int:number>")
def revision(case_id: str, number: int) -> ResponseReturnValue:
    """What one save changed, against the save before it or the one named by `from`."""
    case = queries.get(actor(), case_id)
    authorise(actor(), "case:history", case)
    new = part_queries.revision(case, number)
    since = number_of(request.args.get("from"))
    since = number - 1 if since is None else since
    old = part_queries.revision(case, since) if since else None
    before = from_json(old.content) if old else CaseData(title="")
    changes = compare(before, from_json(new.content), part_queries.names())
    return render("knowledge/revision.html", case=case, revision=new, previous=old, changes=changes)


@blueprint.post("/<case_id>/attachments")
def attach(case_id: str) -> ResponseReturnValue:
    """Add a file."""
    case = queries.get(actor(), case_id)
    authorise(actor(), "case:edit", case)
    form = FileForm()
    if form.validate_on_submit():
        with form.catching():
            services.attach(actor(), case, _stored(form.file.data))
            say(_("ファイルを添付しました。"))
            return back(".show", case_id=case.id)
    return _page(case, file_form=form)


def _stored(upload: Any) -> StoredFile:
    try:
        return file_store().store(upload.stream, upload.filename or "")
    except Invalid as error:
        raise Invalid(error.message, field="file") from None


@blueprint.get("/<case_id>/attachments/<attachment_id>")
@public
def download(case_id: str, attachment_id: str) -> ResponseReturnValue:
    """A file of a case, to keep."""
    attachment = part_queries.attachment(actor(), case_id, attachment_id)
    return hand_out(attachment.sha256, attachment.name, attachment.media_type)


@blueprint.post("/<case_id>/attachments/<attachment_id>/remove")
def detach(case_id: str, attachment_id: str) -> ResponseReturnValue:
    """Take a file away."""
    case = queries.get(actor(), case_id)
    services.detach(actor(), case, part_queries.attachment(actor(), case_id, attachment_id))
    say(_("ファイルを外しました。"))
    return back(".show", case_id=case.id)


@blueprint.post("/<case_id>/adoption")
def adopt(case_id: str) -> ResponseReturnValue:
    """Record how far the own municipality is with the case."""
    case = queries.get(actor(), case_id)
    authorise(actor(), "adoption:record")
    form = _adoption_form(case)
    if form.validate_on_submit():
        with form.catching():
            adoption_services.record_case(actor(), case, form.hand_over(AdoptionData))
            say(_("記録しました。"))
            return back(".show", case_id=case.id, _anchor="followers")
    return _page(case, adoption_form=form)
