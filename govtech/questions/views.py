"""HTTP for questions: parse, call, answer."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core import journal
from govtech.core.clock import now
from govtech.core.errors import Conflict
from govtech.core.policy import authorise
from govtech.core.text import clean
from govtech.core.web import actor, back, public, render, say
from govtech.core.words import gettext as _
from govtech.knowledge import queries as cases
from govtech.needs import queries as needs
from govtech.questions import presenting, queries, services
from govtech.questions.accepting import asking_until, takes_answers, takes_questions, why_not
from govtech.questions.forms import QUESTION_LIMIT, AskForm
from govtech.questions.models import OPEN, Question, Status, Subject
from govtech.questions.policy import answers, obstacle, reads_in_private
from govtech.questions.search import alike

blueprint = Blueprint("questions", __name__)
HURRY = timedelta(minutes=15)
"""So near to the deadline nobody is held up by what was asked before."""


@blueprint.get("/needs/<need_id>/questions")
@public
def of_need(need_id: str) -> ResponseReturnValue:
    """All questions under a need."""
    return _all(needs.get(actor(), need_id))


@blueprint.get("/cases/<case_id>/questions")
@public
def of_case(case_id: str) -> ResponseReturnValue:
    """All questions under a case."""
    return _all(cases.get(actor(), case_id))


def _all(subject: Subject) -> ResponseReturnValue:
    owner = actor().acts_for(subject.organisation_id)
    return render(
        "questions/all.html",
        subject=subject,
        place=presenting.place(subject),
        published=queries.published(actor(), subject),
        private=queries.between(actor(), subject) if actor().organisation_id else (),
        owner=owner,
        takes=takes_questions(subject),
        until=asking_until(subject),
        obstacle=obstacle(actor(), subject),
        shown=presenting.for_owner if owner else presenting.for_asker,
    )


@blueprint.route("/needs/<need_id>/questions/new", methods=["GET", "POST"])
def ask_need(need_id: str) -> ResponseReturnValue:
    """Ask about a need."""
    return _ask(needs.get(actor(), need_id))


@blueprint.route("/cases/<case_id>/questions/new", methods=["GET", "POST"])
def ask_case(case_id: str) -> ResponseReturnValue:
    """Ask about a case."""
    return _ask(cases.get(actor(), case_id))


def _ask(subject: Subject) -> ResponseReturnValue:
    """The form; when the same was asked before, its answers first, and the question only when sent once more."""
    authorise(actor(), "question:ask", subject)
    form, found, status = AskForm(), (), HTTPStatus.OK
    if not form.is_submitted() and not takes_questions(subject):
        form.form_errors.append(why_not(subject))
    if form.validate_on_submit():
        found = () if form.seen.data or _in_hurry(subject) else _alike(subject, form.text.data)
        if not found:
            try:
                with form.catching():
                    question = services.ask(actor(), subject, form.text.data)
                    say(_("質問を送りました。回答が届いたらお知らせします。"))
                    return back(".show", question_id=question.id)
            except Conflict as error:  # too late: the text stays on the page
                form.refuse(error)
                status = HTTPStatus.CONFLICT
    return _ask_page(subject, form, found, status)


def _ask_page(subject: Subject, form: AskForm, found: Any, status: int) -> ResponseReturnValue:
    place = presenting.place(subject)
    form.text.render_kw = {
        "hx-post": place["alike"],
        "hx-trigger": "input changed delay:800ms",
        "hx-target": "#alike",
        "hx-include": "this",
    }
    refused = form.is_submitted() and form.all_errors and status == HTTPStatus.OK
    return render(
        "questions/ask.html",
        form=form,
        subject=subject,
        place=place,
        found=found,
        until=asking_until(subject),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refused else status,
    )


def _in_hurry(subject: Subject) -> bool:
    until = asking_until(subject)
    return until is not None and until - now() < HURRY


def _alike(subject: Subject, text: str) -> Any:
    return alike(text, queries.comparable(actor(), subject), lambda row: row.wording)


@blueprint.post("/needs/<need_id>/questions/alike")
def alike_need(need_id: str) -> ResponseReturnValue:
    """While it is typed: what was asked about the need before."""
    return _suggest(needs.get(actor(), need_id))


@blueprint.post("/cases/<case_id>/questions/alike")
def alike_case(case_id: str) -> ResponseReturnValue:
    """While it is typed: what was asked about the case before."""
    return _suggest(cases.get(actor(), case_id))


def _suggest(subject: Subject) -> ResponseReturnValue:
    authorise(actor(), "question:ask", subject)
    text = clean(request.form.get("text", ""))[:QUESTION_LIMIT]
    return render("questions/alike.html", found=_alike(subject, text) if text.strip() else ())


@blueprint.get("/questions/asked")
def asked() -> ResponseReturnValue:
    """What one's organisation asked."""
    return render(
        "questions/asked.html",
        results=queries.asked(actor(), request.args.get("cursor")),
        shown=presenting.for_asker,
    )


@blueprint.get("/questions/unanswered")
def unanswered() -> ResponseReturnValue:
    """What came to one's organisation and waits for an answer."""
    return render(
        "questions/unanswered.html",
        results=queries.unanswered(actor(), request.args.get("cursor")),
        shown=presenting.for_owner,
    )


@blueprint.get("/questions/<question_id>")
@public
def show(question_id: str) -> ResponseReturnValue:
    """One question: for everybody what was published, for the two sides all of it."""
    return page(queries.get(actor(), question_id))


def page(question: Question, *, error: str = "", status: int = HTTPStatus.OK) -> ResponseReturnValue:
    """Its page; with why what was asked for was not done."""
    private, owner = reads_in_private(actor(), question), answers(actor(), question)
    subject = question.subject
    return render(
        "questions/show.html",
        question=question,
        subject=subject,
        place=presenting.place(subject),
        private=private,
        owner=owner,
        state=presenting.seen_by(actor(), question) if private else None,
        merged=queries.merged_into(question) if owner else (),
        still_open=_waiting(question) if owner and question.status in {*OPEN, Status.PUBLISHED} else (),
        known_answers=_answered(question) if owner and question.status in OPEN else (),
        takes_answers=takes_answers(subject),
        history=journal.history(actor(), question),
        words=presenting.acts(),
        error=error,
        status=status,
    )


def _waiting(question: Question) -> Any:
    """Other questions that could be answered with this one."""
    return alike(question.wording or question.text, queries.open_beside(question), lambda row: row.text)


def _answered(question: Question) -> Any:
    """Published answers that may already be the answer to this one."""
    return _alike(question.subject, question.text)
