"""HTTP for answering: drafting, publishing, putting right, joining questions that are the same."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core.errors import Conflict, Invalid
from govtech.core.policy import Actor, authorise
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.questions import presenting, queries, services
from govtech.questions.content import AnswerData
from govtech.questions.forms import AnswerForm, VersionForm, filled
from govtech.questions.models import Question, Status
from govtech.questions.views import page

blueprint = Blueprint("answers", __name__, url_prefix="/questions")


@blueprint.route("/<question_id>/answer", methods=["GET", "POST"])
def write(question_id: str) -> ResponseReturnValue:
    """Write the answer, or put a published one right."""
    question = queries.get(actor(), question_id)
    published = question.status is Status.PUBLISHED
    authorise(actor(), "question:publish" if published else "question:answer", question)
    form = AnswerForm(data=filled(question))
    status = form_status(form)
    if form.validate_on_submit():
        if form.version.data != question.version:
            return _stale(form, question)
        try:
            with form.catching():
                verb = services.correct if published else services.draft
                verb(actor(), question, form.hand_over(AnswerData), form.version.data)
                say(_("回答を訂正しました。") if published else _("回答案を保存しました。"))
                return back("questions.show", question_id=question.id)
        except Conflict as error:  # its state moved on: what was typed stays on the page
            form.refuse(error)
            status = HTTPStatus.CONFLICT
    return _form(form, question, status)


def _form(form: AnswerForm, question: Question, status: int, stale: object = ()) -> ResponseReturnValue:
    place = presenting.place(question.subject)
    return render(
        "questions/answer.html", form=form, question=question, place=place, stale=stale, status=status
    )


def _stale(form: AnswerForm, question: Question) -> ResponseReturnValue:
    """Somebody changed it meanwhile: both texts, and nothing lost."""
    saved = {"wording": question.wording or question.text, "answer": question.answer}
    stale = [
        (form[name].label.text, text, form[name].data)
        for name, text in saved.items()
        if text != form[name].data
    ]
    form.version.data = question.version
    return _form(form, question, HTTPStatus.CONFLICT, stale)


def _press(question_id: str, verb: Callable[[Actor, Question, int], None], done: str) -> ResponseReturnValue:
    """A button pressed on the version that was read; why it could not be done is said on the page itself."""
    question = queries.get(actor(), question_id)
    authorise(actor(), "question:publish", question)
    form = VersionForm()
    try:
        verb(actor(), question, form.version.data if form.version.data is not None else -1)
    except (Conflict, Invalid) as error:
        return page(question, error=error.message, status=error.status)
    say(done)
    return back("questions.show", question_id=question.id)


@blueprint.post("/<question_id>/publish")
def publish(question_id: str) -> ResponseReturnValue:
    """Show question and answer to everybody."""
    done = _("質問と回答を公開しました。関係する人にお知らせします。")
    return _press(question_id, services.publish, done)


@blueprint.post("/<question_id>/answer-privately")
def answer_privately(question_id: str) -> ResponseReturnValue:
    """Send the answer to the asker alone."""
    return _press(question_id, services.answer_privately, _("質問した団体だけに回答しました。"))


@blueprint.post("/<question_id>/merge")
def merge(question_id: str) -> ResponseReturnValue:
    """Answer it together with another one, named `into`."""
    question = queries.get(actor(), question_id)
    authorise(actor(), "question:answer", question)
    into = queries.get(actor(), request.form.get("into", "")[:16])
    services.merge(actor(), question, into)
    say(_("同じ質問としてまとめました。"))
    return back("questions.show", question_id=into.id)


@blueprint.post("/<question_id>/separate")
def separate(question_id: str) -> ResponseReturnValue:
    """Answer it by itself after all."""
    question = queries.get(actor(), question_id)
    services.separate(actor(), question)
    say(_("まとめた質問を分けました。"))
    return back("questions.show", question_id=question.id)


@blueprint.post("/<question_id>/withdraw")
def withdraw(question_id: str) -> ResponseReturnValue:
    """Take one's question back."""
    question = queries.get(actor(), question_id)
    services.withdraw(actor(), question)
    say(_("質問を取り下げました。"))
    return back("questions.show", question_id=question.id)
