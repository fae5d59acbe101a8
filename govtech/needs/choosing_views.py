"""HTTP for the owner of a closed need: comparing, noting, talking and deciding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from govtech.core.clock import today
from govtech.core.errors import Conflict, NotFound
from govtech.core.policy import KIND_LABELS, authorise
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.needs import choosing_services as services
from govtech.needs import comparing, interview_services, queries, response_presenting, response_queries
from govtech.needs.choosing_forms import (
    AskForm,
    AssessForm,
    DeclineForm,
    PickForm,
    ProposeForm,
    ResultDateForm,
    SelectForm,
    marked,
)
from govtech.needs.interview_models import Interview
from govtech.needs.models import Need
from govtech.needs.response_content import answered, answers_to
from govtech.needs.response_models import VERDICT_LABELS, Response
from govtech.solutions.models import NETWORK_LABELS

blueprint = Blueprint("choosing", __name__)


@blueprint.get("/needs/<need_id>/responses")
def handed_in(need_id: str) -> ResponseReturnValue:
    """What was handed in, side by side, for the owner of a closed need."""
    need = queries.get(actor(), need_id)
    authorise(actor(), "response:list", need)
    return _overview(need, ResultDateForm(data={"day": need.result_due}))


def _overview(need: Need, form: ResultDateForm) -> ResponseReturnValue:
    return render(
        "needs/responses.html",
        need=need,
        form=form,
        late=need.result_due is not None and need.result_due < today(),
        comparison=comparing.compare(actor(), need),
        kind_labels=KIND_LABELS,
        network_labels=NETWORK_LABELS,
        tones=response_presenting.TONES,
        verdict_labels=VERDICT_LABELS,
        verdict_tones=response_presenting.VERDICT_TONES,
        interview_tones=response_presenting.INTERVIEW_TONES,
        status=form_status(form),
    )


@blueprint.route("/needs/<need_id>/result-date", methods=["GET", "POST"])
def promise(need_id: str) -> ResponseReturnValue:
    """Say by which day responders hear."""
    need = queries.get(actor(), need_id)
    authorise(actor(), "need:promise", need)
    form = ResultDateForm(data={"day": need.result_due})
    return _explained(
        form,
        lambda: services.promise(actor(), need, form.day.data),
        said=_("結果の予定日を知らせました。"),
        on=("needs.show", {"need_id": need.id}),
        page=("needs/result_date.html", {"need": need}),
    )


@blueprint.post("/responses/<response_id>/shortlist")
def shortlist(response_id: str) -> ResponseReturnValue:
    """Keep it among the candidates."""
    services.shortlist(actor(), response := response_queries.get(actor(), response_id))
    say(_("候補に残しました。提案した団体には、まだ伝わりません。"))
    return back("responses.show", response_id=response.id)


@blueprint.post("/responses/<response_id>/unlist")
def unlist(response_id: str) -> ResponseReturnValue:
    """Take it from the candidates again."""
    services.unlist(actor(), response := response_queries.get(actor(), response_id))
    say(_("候補から外しました。結果は、まだ伝わっていません。"))
    return back("responses.show", response_id=response.id)


@blueprint.route("/responses/<response_id>/assess", methods=["GET", "POST"])
def assess(response_id: str) -> ResponseReturnValue:
    """Write down what was found about a response."""
    response = response_queries.get(actor(), response_id)
    authorise(actor(), "response:shortlist", response)
    answers = answers_to(response.need.outcome, answered(response).answers)
    form = AssessForm(data=marked(response, answers))
    form.place(answers)
    return _explained(
        form,
        lambda: services.assess(actor(), response, form.note.data or "", form.stated()),
        said=_("評価を保存しました。"),
        on=("responses.show", {"response_id": response.id}),
        page=("needs/assess.html", _about(response)),
    )


@blueprint.route("/responses/<response_id>/select", methods=["GET", "POST"])
def select(response_id: str) -> ResponseReturnValue:
    """Choose it, with a reason."""
    form = SelectForm()
    return _decide(response_id, form, lambda one: services.select(actor(), one, form.reason.data))


@blueprint.route("/responses/<response_id>/decline", methods=["GET", "POST"])
def decline(response_id: str) -> ResponseReturnValue:
    """Do not choose it, with grounds and a reason."""
    form = DeclineForm()
    return _decide(
        response_id,
        form,
        lambda one: services.decline(actor(), one, form.reason.data, form.grounds.data),
    )


def _decide(response_id: str, form: Any, verb: Callable[[Response], None]) -> ResponseReturnValue:
    response = response_queries.get(actor(), response_id)
    authorise(actor(), "response:decide", response)
    heading = _("提案を採用する") if isinstance(form, SelectForm) else _("提案を不採用にする")
    return _explained(
        form,
        lambda: verb(response),
        said=_("結果を記録し、提案した団体に伝えました。"),
        on=(".handed_in", {"need_id": response.need_id}),
        page=("needs/decide.html", {**_about(response), "heading": heading}),
    )


@blueprint.get("/responses/<response_id>/interview")
def interview(response_id: str) -> ResponseReturnValue:
    """The talk about a response, for both."""
    response = response_queries.get(actor(), response_id)
    talk = response_queries.interview(actor(), response)
    if talk is None and actor().acts_for(response.organisation_id):
        raise NotFound
    return _talk(response, talk)


def _talk(response: Response, talk: Interview | None, status: int = 200, **sent: Any) -> ResponseReturnValue:
    """The page with the form that was sent, and the others fresh."""
    fresh = {"propose": ProposeForm, "pick": PickForm, "ask": AskForm}
    forms = {name: sent.get(name) or kind(formdata=None) for name, kind in fresh.items()}
    forms["pick"].offer([slot.starts_at for slot in talk.slots] if talk else [])
    return render(
        "needs/interview.html",
        **_about(response),
        **forms,
        mine=actor().acts_for(response.organisation_id),
        interview=talk,
        tones=response_presenting.INTERVIEW_TONES,
        status=status,
    )


@blueprint.post("/responses/<response_id>/interview/propose")
def propose(response_id: str) -> ResponseReturnValue:
    """Offer days to talk."""
    response = response_queries.get(actor(), response_id)
    authorise(actor(), "interview:propose", response)
    form = ProposeForm()
    if form.validate_on_submit():
        with form.catching():
            interview_services.propose(
                actor(), response, form.moments, form.place.data or "", form.message.data or ""
            )
            say(_("面談の日時の候補を伝えました。"))
            return back(".interview", response_id=response.id)
    talk = response_queries.interview(actor(), response)
    return _talk(response, talk, form_status(form), propose=form)


@blueprint.post("/responses/<response_id>/interview/pick")
def pick(response_id: str) -> ResponseReturnValue:
    """Take one of the days."""
    response, talk = _answerable(response_id)
    form = PickForm()
    form.offer([slot.starts_at for slot in talk.slots])
    if form.validate_on_submit():
        with form.catching():
            interview_services.pick(actor(), talk, form.moment)
            say(_("面談の日時が決まりました。相手にも伝えました。"))
            return back(".interview", response_id=response.id)
    return _talk(response, talk, form_status(form), pick=form)


@blueprint.post("/responses/<response_id>/interview/ask")
def ask(response_id: str) -> ResponseReturnValue:
    """Ask for other days."""
    response, talk = _answerable(response_id)
    form = AskForm()
    if form.validate_on_submit():
        with form.catching():
            interview_services.ask(actor(), talk, form.reply.data)
            say(_("別の日時の希望を伝えました。"))
            return back(".interview", response_id=response.id)
    return _talk(response, talk, form_status(form), ask=form)


@blueprint.post("/responses/<response_id>/interview/cancel")
def cancel(response_id: str) -> ResponseReturnValue:
    """Call the talk off."""
    response = response_queries.get(actor(), response_id)
    authorise(actor(), "interview:propose", response)
    interview_services.cancel(actor(), _running(response))
    say(_("面談を取りやめ、相手に伝えました。"))
    return back(".interview", response_id=response.id)


def _answerable(response_id: str) -> tuple[Response, Interview]:
    response = response_queries.get(actor(), response_id)
    authorise(actor(), "interview:answer", response)
    return response, _running(response)


def _running(response: Response) -> Interview:
    talk = response_queries.interview(actor(), response)
    if talk is None:
        raise NotFound
    return talk


def _about(response: Response) -> dict[str, Any]:
    return {"response": response, "need": response.need}


def _explained(
    form: Any,
    act: Callable[[], None],
    *,
    said: str,
    on: tuple[str, dict[str, str]],
    page: tuple[str, dict[str, Any]],
) -> ResponseReturnValue:
    """A step with a form of its own: taken and on to `on`, or shown with what was typed and why not."""
    status = form_status(form)
    if form.validate_on_submit():
        try:
            with form.catching():
                act()
                say(said)
                return back(on[0], **on[1])
        except Conflict as error:  # a colleague was faster: what was typed stays on the page
            form.refuse(error)
            status = error.status
    template, values = page
    return render(template, form=form, status=status, **values)
