"""HTTP for responses: writing one's own, and reading it or what was handed in to one's municipality."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core import journal
from govtech.core.db import new_id
from govtech.core.download import file_store, hand_out
from govtech.core.errors import Conflict, Forbidden
from govtech.core.policy import Actor, authorise
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.needs import comparing, presenting, queries, response_presenting, response_queries
from govtech.needs import response_services as services
from govtech.needs.choosing_forms import AssessForm, marked
from govtech.needs.models import Need
from govtech.needs.policy import obstacle
from govtech.needs.response_content import (
    RESPONSE_LABELS,
    AnswerData,
    answered,
    answers_to,
    as_words,
    label_of,
    uses_of,
)
from govtech.needs.response_forms import AttachmentForm, ResponseForm, filled
from govtech.needs.response_models import Response, ResponseStatus
from govtech.organisations.facts import facts
from govtech.organisations.queries import own_organisation
from govtech.solutions.queries import published_choices

blueprint = Blueprint("responses", __name__)
SECTIONS = ("answers", "offer", "price", "references", "contact")
"""Parts of the form, each of which can be saved by itself; the page goes on at the next one."""


@blueprint.get("/responses")
def index() -> ResponseReturnValue:
    """What one's organisation has answered."""
    rows = [(row, response_presenting.in_list(row)) for row in response_queries.all_own(actor())]
    return render("needs/own_responses.html", rows=rows)


@blueprint.route("/needs/<need_id>/response", methods=["GET", "POST"])
def write(need_id: str) -> ResponseReturnValue:
    """Begin or go on with one's own response; saved as it is written, handed in with the last button."""
    need = queries.get(actor(), need_id)
    response = response_queries.own(actor(), need)
    if response is None and (reason := obstacle(actor(), need)):
        raise Forbidden(reason)
    if response is not None:
        authorise(actor(), "response:edit", response)
    if request.method == "GET" and not need.accepting:
        return _too_late(need, response)
    form = _form(need, response)
    if form.validate_on_submit():
        try:
            with form.catching():
                return _saved(form, need, response)
        except Conflict as error:  # too late, or a colleague was faster: what was typed stays on the page
            return _refused(form, need, error)
    if form.is_submitted() and _by_itself():
        return _not_kept(
            " ".join(message for _target, message in form.all_errors), HTTPStatus.UNPROCESSABLE_ENTITY
        )
    return _form_page(form, need, response, form_status(form))


def _by_itself() -> bool:
    """Whether the page saves while its reader is still writing."""
    return request.form.get("then") == "autosave"


def _not_kept(refusal: str, status: int, *, stale: bool = False) -> ResponseReturnValue:
    return render("needs/response_kept.html", response=None, refusal=refusal, stale=stale, status=status)


def _form(need: Need, response: Response | None) -> ResponseForm:
    known = _known(response)
    stated = (
        filled(need.outcome, answered(response), response.version)
        if response
        else {"version": 0, "contact": own_organisation(actor()).contact}
    )
    form = ResponseForm(data={"page": new_id(), **stated})
    chosen = answered(response).chosen if response else ()
    organisation_id = actor().organisation_id or ""
    form.offer(need.outcome, published_choices(organisation_id), (*uses_of(organisation_id), *chosen))
    form.place(known)
    return form


def _known(response: Response | None) -> tuple[AnswerData, ...]:
    return answered(response).answers if response else ()


def _too_late(need: Need, response: Response | None) -> ResponseReturnValue:
    if response is not None:
        return back(".show", response_id=response.id)
    raise Conflict(
        _("このニーズの現在の状態は「%(now)s」のため、提案を書き始められません。", now=need.status_label)
    )


def _saved(form: ResponseForm, need: Need, response: Response | None) -> ResponseReturnValue:
    stated, page = form.statement(_known(response)), form.page.data or ""
    if _by_itself() and response is not None and response.status is ResponseStatus.SUBMITTED:
        raise Conflict(_("すでに提出されています。書き換えるときは、保存のボタンを押してください。"))
    if response is None:
        response = services.start(actor(), need, stated, page)
    else:
        services.edit(actor(), response, stated, form.version.data, page)
    then = request.form.get("then", "")
    if _by_itself():
        return _kept(response)
    if then == "submit" and response.can_take("submit"):
        services.submit(actor(), response)
        say(_("提案を提出しました。締切までは、内容を直すことも取り下げることもできます。"))
        return back(".show", response_id=response.id)
    say(_("提案を保存しました。"))
    if then in SECTIONS[:-1]:
        return back(".write", need_id=need.id, _anchor="section-" + SECTIONS[SECTIONS.index(then) + 1])
    return back(".show", response_id=response.id)


def _kept(response: Response) -> ResponseReturnValue:
    """What the page is told when it was saved by itself, with the version to go on from."""
    return render("needs/response_kept.html", response=response)


def _refused(form: ResponseForm, need: Need, error: Conflict) -> ResponseReturnValue:
    """Too late, or somebody else changed it meanwhile: what was typed stays, beside what is saved now."""
    response = response_queries.own(actor(), need)
    changed = response is not None and response.changed_since(form.version.data, form.page.data or "")
    if _by_itself():
        return _not_kept(error.message, HTTPStatus.CONFLICT, stale=changed)
    if response is not None and changed and need.accepting:
        return _stale(form, need, response)
    form.refuse(error)
    return _form_page(form, need, response, HTTPStatus.CONFLICT)


def _stale(form: ResponseForm, need: Need, response: Response) -> ResponseReturnValue:
    """A colleague changed it meanwhile: both texts, and nothing lost."""
    typed, kept = form.statement(_known(response)), answered(response)
    mine, saved = as_words(typed), as_words(kept)
    names = dict.fromkeys((*mine, *saved))
    stale = [
        (label_of(name, typed, kept), saved.get(name, ""), mine.get(name, ""))
        for name in names
        if mine.get(name, "") != saved.get(name, "")
    ]
    form.version.data = response.version
    history = journal.history(actor(), response, limit=1)
    return _form_page(form, need, response, HTTPStatus.CONFLICT, stale=stale, history=history)


def _form_page(
    form: ResponseForm, need: Need, response: Response | None, status: int, **more: Any
) -> ResponseReturnValue:
    return render(
        "needs/response_form.html",
        form=form,
        need=need,
        response=response,
        sections=SECTIONS,
        organisation=(own := own_organisation(actor())),
        facts=facts(own),
        status=status,
        **{"stale": (), **more},
    )


@blueprint.get("/responses/<response_id>")
def show(response_id: str) -> ResponseReturnValue:
    """One response."""
    return _page(response_queries.get(actor(), response_id), AttachmentForm())


def _page(response: Response, form: AttachmentForm) -> ResponseReturnValue:
    mine = actor().acts_for(response.organisation_id)
    answers = answers_to(response.need.outcome, answered(response).answers)
    marks = AssessForm(data=marked(response, answers)) if not mine else None
    if marks:
        marks.place(answers)
    return render(
        "needs/response.html",
        response=response,
        need=response.need,
        mine=mine,
        answers=answers,
        marks=marks,
        total=comparing.costs(response),
        sizes=comparing.sizes(response),
        interview=response_queries.interview(actor(), response),
        form=form,
        labels=RESPONSE_LABELS,
        history=journal.history(actor(), response),
        words=presenting.acts(),
        status=form_status(form),
        **response_presenting.state(response, mine=mine),
    )


@blueprint.get("/responses/<response_id>/debrief")
def debrief(response_id: str) -> ResponseReturnValue:
    """What was decided about one's own response, and why."""
    response = response_queries.get(actor(), response_id)
    authorise(actor(), "response:debrief", response)
    return render(
        "needs/debrief.html",
        response=response,
        need=response.need,
        debrief=comparing.debrief(response),
        **response_presenting.state(response, mine=True),
    )


@blueprint.post("/responses/<response_id>/submit")
def submit(response_id: str) -> ResponseReturnValue:
    """Hand it in."""
    return _own_step(
        response_id,
        services.submit,
        _("提案を提出しました。締切までは、内容を直すことも取り下げることもできます。"),
    )


@blueprint.post("/responses/<response_id>/withdraw")
def withdraw(response_id: str) -> ResponseReturnValue:
    """Take it back before the deadline."""
    return _own_step(
        response_id, services.withdraw, _("提案を取り下げました。締切までは、下書きに戻して出し直せます。")
    )


@blueprint.post("/responses/<response_id>/reopen")
def reopen(response_id: str) -> ResponseReturnValue:
    """Take a withdrawn one up again."""
    return _own_step(response_id, services.reopen, _("下書きに戻しました。"))


def _own_step(response_id: str, verb: Callable[[Actor, Response], None], said: str) -> ResponseReturnValue:
    verb(actor(), response := response_queries.get(actor(), response_id))
    say(said)
    return back(".show", response_id=response.id)


@blueprint.post("/responses/<response_id>/files")
def attach(response_id: str) -> ResponseReturnValue:
    """Add a file to one's own response."""
    response = response_queries.get(actor(), response_id)
    authorise(actor(), "response:edit", response)
    form = AttachmentForm()
    if form.validate_on_submit():
        with form.catching():
            stored = file_store().store(form.file.data.stream, form.file.data.filename)
            services.attach(actor(), response, stored)
            say(_("ファイルを添付しました。"))
            return back(".show", response_id=response.id)
    return _page(response, form)


@blueprint.post("/responses/<response_id>/files/<attachment_id>/remove")
def detach(response_id: str, attachment_id: str) -> ResponseReturnValue:
    """Take a file away again."""
    attachment = response_queries.attachment(actor(), response_id, attachment_id)
    services.detach(actor(), response_queries.get(actor(), response_id), attachment)
    say(_("ファイルを外しました。"))
    return back(".show", response_id=response_id)


@blueprint.get("/responses/<response_id>/files/<attachment_id>")
def download(response_id: str, attachment_id: str) -> ResponseReturnValue:
    """A file of a response, always as an attachment."""
    attachment = response_queries.attachment(actor(), response_id, attachment_id)
    return hand_out(attachment.sha256, attachment.name, attachment.media_type)
