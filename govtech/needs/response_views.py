"""HTTP for responses: one's own, and those handed in to one's municipality once the need has closed."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core import journal
from govtech.core.download import file_store, hand_out
from govtech.core.errors import Conflict, Forbidden
from govtech.core.policy import KIND_LABELS, Actor, authorise
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.needs import presenting, queries, response_queries
from govtech.needs import response_services as services
from govtech.needs.content import RESPONSE_LABELS, answered, as_words
from govtech.needs.forms import AttachmentForm, ReasonForm, ResponseForm, filled
from govtech.needs.models import Need
from govtech.needs.policy import obstacle
from govtech.needs.response_models import RESPONSE_STATUS_LABELS, Response
from govtech.solutions.queries import published_choices

blueprint = Blueprint("responses", __name__)


@blueprint.get("/responses")
def index() -> ResponseReturnValue:
    """What one's organisation has answered."""
    return render(
        "needs/own_responses.html",
        rows=response_queries.all_own(actor()),
        labels=RESPONSE_STATUS_LABELS,
        tones=presenting.RESPONSE_TONES,
    )


@blueprint.route("/needs/<need_id>/response", methods=["GET", "POST"])
def write(need_id: str) -> ResponseReturnValue:
    """Begin or go on with one's own response; saved as a draft, or handed in with the second button."""
    need = queries.get(actor(), need_id)
    response = response_queries.own(actor(), need)
    if response is None and (reason := obstacle(actor(), need)):
        raise Forbidden(reason)
    if response is not None:
        authorise(actor(), "response:edit", response)
    if request.method == "GET" and not need.accepting:
        return _too_late(need, response)
    form = ResponseForm(data=filled(answered(response), response.version) if response else {"version": 0})
    form.offer(published_choices(actor().organisation_id or ""))
    if form.validate_on_submit():
        if response is not None and form.version.data != response.version:
            return _stale(form, need, response)
        try:
            with form.catching():
                return back(".show", response_id=_save(form, need, response).id)
        except Conflict as error:  # too late, or a colleague was faster: what was typed stays on the page
            form.refuse(error)
            return _form_page(form, need, response, HTTPStatus.CONFLICT)
    return _form_page(form, need, response, form_status(form))


def _too_late(need: Need, response: Response | None) -> ResponseReturnValue:
    if response is not None:
        return back(".show", response_id=response.id)
    raise Conflict(
        _("このニーズの現在の状態は「%(now)s」のため、提案を書き始められません。", now=need.status_label)
    )


def _save(form: ResponseForm, need: Need, response: Response | None) -> Response:
    if response is None:
        response = services.start(actor(), need, form.statement())
    else:
        services.edit(actor(), response, form.statement(), form.version.data)
    if request.form.get("then") == "submit" and response.can_take("submit"):
        services.submit(actor(), response)
        say(_("提案を提出しました。締切までは、内容を直すことも取り下げることもできます。"))
    else:
        say(_("提案を保存しました。"))
    return response


def _form_page(
    form: ResponseForm, need: Need, response: Response | None, status: int, **more: Any
) -> ResponseReturnValue:
    return render(
        "needs/response_form.html",
        form=form,
        need=need,
        response=response,
        status=status,
        **{"stale": (), **more},
    )


def _stale(form: ResponseForm, need: Need, response: Response) -> ResponseReturnValue:
    """A colleague changed it meanwhile: both texts, and nothing lost."""
    mine, saved = as_words(form.statement()), as_words(answered(response))
    stale = [(form[name].label.text, saved[name], mine[name]) for name in mine if mine[name] != saved[name]]
    form.version.data = response.version
    history = journal.history(actor(), response, limit=3)
    return _form_page(
        form, need, response, HTTPStatus.CONFLICT, stale=stale, history=history, words=presenting.acts()
    )


@blueprint.get("/needs/<need_id>/responses")
def handed_in(need_id: str) -> ResponseReturnValue:
    """What was handed in, for the owner of a closed need."""
    need = queries.get(actor(), need_id)
    authorise(actor(), "response:list", need)
    return render(
        "needs/responses.html",
        need=need,
        rows=response_queries.handed_in(actor(), need),
        labels=RESPONSE_STATUS_LABELS,
        tones=presenting.RESPONSE_TONES,
        kind_labels=KIND_LABELS,
    )


@blueprint.get("/responses/<response_id>")
def show(response_id: str) -> ResponseReturnValue:
    """One response."""
    return _page(response_queries.get(actor(), response_id), AttachmentForm())


def _page(response: Response, form: AttachmentForm) -> ResponseReturnValue:
    mine = actor().acts_for(response.organisation_id)
    label, tone = (
        presenting.status_for_responder(response)
        if mine
        else (response.status_label, presenting.RESPONSE_TONES[response.status])
    )
    return render(
        "needs/response.html",
        response=response,
        need=response.need,
        mine=mine,
        label=label,
        tone=tone,
        form=form,
        labels=RESPONSE_LABELS,
        history=journal.history(actor(), response),
        words=presenting.acts(),
        status=form_status(form),
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


@blueprint.post("/responses/<response_id>/shortlist")
def shortlist(response_id: str) -> ResponseReturnValue:
    """Keep it among the candidates."""
    return _own_step(
        response_id, services.shortlist, _("候補に残しました。提案した団体には、まだ伝わりません。")
    )


def _own_step(response_id: str, verb: Callable[[Actor, Response], None], said: str) -> ResponseReturnValue:
    verb(actor(), response := response_queries.get(actor(), response_id))
    say(said)
    return back(".show", response_id=response.id)


@blueprint.route("/responses/<response_id>/select", methods=["GET", "POST"])
def select(response_id: str) -> ResponseReturnValue:
    """Choose it, with a reason."""
    return _decide(response_id, services.select, _("提案を採用する"))


@blueprint.route("/responses/<response_id>/decline", methods=["GET", "POST"])
def decline(response_id: str) -> ResponseReturnValue:
    """Do not choose it, with a reason."""
    return _decide(response_id, services.decline, _("提案を不採用にする"))


def _decide(
    response_id: str, verb: Callable[[Actor, Response, str], None], heading: str
) -> ResponseReturnValue:
    response = response_queries.get(actor(), response_id)
    authorise(actor(), "response:decide", response)
    form = ReasonForm()
    status = form_status(form)
    if form.validate_on_submit():
        try:
            verb(actor(), response, form.reason.data)
            say(_("結果を記録し、提案した団体に伝えました。"))
            return back(".handed_in", need_id=response.need_id)
        except Conflict as error:  # a colleague was faster: what was typed stays on the page
            form.refuse(error)
            status = error.status
    return render(
        "needs/decide.html",
        form=form,
        response=response,
        need=response.need,
        heading=heading,
        status=status,
    )


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
