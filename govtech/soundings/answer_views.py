"""The lead's desk: remarks that came in, answers to one or to several alike, the words to be published."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core.errors import Conflict, NotFound
from govtech.core.policy import authorise
from govtech.core.show import show_datetime
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.soundings import answer_services, correction_services, corrections, presenting, queries
from govtech.soundings.content import CorrectionData, ReplyData, WordingData
from govtech.soundings.forms import CorrectionForm, ReplyForm, WordingForm
from govtech.soundings.models import (
    KIND_LABELS,
    OUTCOME_LABELS,
    Outcome,
    Remark,
    Sounding,
    SoundingReply,
    Status,
)
from govtech.soundings.policy import inside

blueprint = Blueprint("sounding_answers", __name__, url_prefix="/soundings/<sounding_id>")


def _within(sounding_id: str) -> Sounding:
    """The sounding, for those who draft; nobody else reads remarks before they are published."""
    sounding = queries.get(actor(), sounding_id)
    if not inside(actor(), sounding):
        raise NotFound
    return sounding


@blueprint.get("/remarks")
def desk(sounding_id: str) -> ResponseReturnValue:
    """Every remark with its author, its answer, and what is left to do."""
    sounding = _within(sounding_id)
    only = request.args.get("only") if request.args.get("only") in {"unanswered", "taken"} else None
    rows = queries.remarks(sounding)
    text = presenting.reading(sounding)
    return render(
        "soundings/desk.html",
        sounding=sounding,
        rows=presenting.placed(text, [row for row in rows if _wanted(row, only)]),
        only=only,
        total=len(rows),
        waiting=sum(row.reply_id is None for row in rows),
        named=queries.named(rows) if sounding.status is Status.CLOSED else {},
        corrected=corrections.of(sounding),
        kinds=KIND_LABELS,
        outcomes=OUTCOME_LABELS,
        outcome_tones=presenting.OUTCOME_TONES,
        tones=presenting.TONES,
    )


def _wanted(row: Remark, only: str | None) -> bool:
    if only == "unanswered":
        return row.reply_id is None
    if only == "taken":
        return row.reply is not None and row.reply.outcome in {Outcome.TAKEN, Outcome.PARTLY}
    return True


@blueprint.route("/answer", methods=["GET", "POST"])
def answer(sounding_id: str) -> ResponseReturnValue:
    """One answer to the remarks that the address names."""
    sounding = _within(sounding_id)
    authorise(actor(), "sounding:answer", sounding)
    if sounding.status is Status.OPEN:
        say(_("意見への回答は、期限（%(until)s）を過ぎてから書けます。", until=show_datetime(sounding.until)))
        return back(".desk", sounding_id=sounding.id)
    ids = request.args.getlist("remark")
    if not ids:
        say(_("回答する意見を選んでください。"))
        return back(".desk", sounding_id=sounding.id)
    rows = queries.chosen(sounding, ids)
    return _answered(sounding, ReplyForm(), rows)


@blueprint.route("/replies/<reply_id>", methods=["GET", "POST"])
def change(sounding_id: str, reply_id: str) -> ResponseReturnValue:
    """Answer otherwise."""
    sounding = _within(sounding_id)
    authorise(actor(), "sounding:answer", sounding)
    reply = queries.reply(sounding, reply_id)
    form = ReplyForm(data={"outcome": reply.outcome.value, "answer": reply.answer, "version": reply.version})
    return _answered(sounding, form, queries.answered_with(reply), reply)


def _answered(
    sounding: Sounding, form: ReplyForm, rows: Sequence[Remark], reply: SoundingReply | None = None
) -> ResponseReturnValue:
    status: int = form_status(form)
    if form.validate_on_submit():
        try:
            data = ReplyData(Outcome(form.outcome.data), form.answer.data or "")
            if reply is None:
                answer_services.answer(actor(), sounding, [row.id for row in rows], data)
            else:
                answer_services.change(actor(), sounding, reply, data, form.version.data or 0)
            say(_("回答を記録しました。公開するまで、意見を出した団体には見えません。"))
            return back(".desk", sounding_id=sounding.id, only="unanswered")
        except Conflict as error:  # what was typed stays on the page
            form.refuse(error)
            status = HTTPStatus.CONFLICT
    return _page(sounding, form, presenting.placed(presenting.reading(sounding), rows), reply, status)


def _page(
    sounding: Sounding,
    form: ReplyForm,
    rows: Sequence[tuple[str, Remark]],
    reply: SoundingReply | None,
    status: int,
) -> ResponseReturnValue:
    return render(
        "soundings/answer.html",
        sounding=sounding,
        form=form,
        rows=rows,
        reply=reply,
        correcting=isinstance(form, CorrectionForm),
        kinds=KIND_LABELS,
        status=status,
    )


@blueprint.route("/replies/<reply_id>/correct", methods=["GET", "POST"])
def correct(sounding_id: str, reply_id: str) -> ResponseReturnValue:
    """Correct a published answer, or add to it; the earlier one stays on show."""
    sounding = _within(sounding_id)
    authorise(actor(), "sounding:decide", sounding)
    reply = queries.reply(sounding, reply_id)
    form = CorrectionForm(
        data={"outcome": reply.outcome.value, "answer": reply.answer, "version": reply.version}
    )
    status: int = form_status(form)
    if form.validate_on_submit():
        try:
            data = CorrectionData(Outcome(form.outcome.data), form.answer.data or "", form.why.data or "")
            with form.catching():
                correction_services.correct(actor(), sounding, reply, data, form.version.data or 0)
                say(_("回答を訂正し、意見を出した団体に知らせました。"))
                return back("soundings.show", sounding_id=sounding.id, _anchor="table-title")
        except Conflict as error:
            form.refuse(error)
            status = HTTPStatus.CONFLICT
    elif not form.is_submitted() and sounding.status is not Status.PUBLISHED:
        say(_("訂正できるのは、公開した回答です。"))
        return back(".desk", sounding_id=sounding.id)
    rows = presenting.placed(presenting.reading(sounding), queries.answered_with(reply))
    return _page(sounding, form, rows, reply, status)


@blueprint.post("/remarks/<remark_id>/separate")
def separate(sounding_id: str, remark_id: str) -> ResponseReturnValue:
    """Answer it by itself."""
    sounding = _within(sounding_id)
    answer_services.separate(actor(), sounding, queries.any_remark(sounding, remark_id))
    return back(".answer", sounding_id=sounding.id, remark=remark_id)


@blueprint.route("/remarks/<remark_id>/wording", methods=["GET", "POST"])
def wording(sounding_id: str, remark_id: str) -> ResponseReturnValue:
    """What everybody will read of a remark."""
    sounding = _within(sounding_id)
    published = sounding.status is Status.PUBLISHED
    authorise(actor(), "sounding:decide" if published else "sounding:answer", sounding)
    remark = queries.any_remark(sounding, remark_id)
    form = WordingForm(data={"public_text": remark.shown_text, "public_wanted": remark.shown_wanted})
    if form.validate_on_submit():
        reword = correction_services.reword if published else answer_services.reword
        with form.catching():
            reword(actor(), sounding, remark, form.hand_over(WordingData))
            say(_("公開する文を整えました。"))
            return back(".desk", sounding_id=sounding.id)
    return render(
        "soundings/wording.html", sounding=sounding, remark=remark, form=form, status=form_status(form)
    )
