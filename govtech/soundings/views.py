"""Pages of soundings: what is open, one with its text, opening, the deadline, publishing, files."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from govtech.core import journal
from govtech.core.download import hand_out_bytes, hand_out_text
from govtech.core.errors import Conflict, Invalid, NotFound
from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, public, render, say
from govtech.core.words import gettext as _
from govtech.documents import handing
from govtech.documents.sheets import MEDIA_TYPE as XLSX
from govtech.drafting import concerned
from govtech.drafting import queries as drafting
from govtech.soundings import corrections, presenting, queries, services
from govtech.soundings.content import SoundingData
from govtech.soundings.forms import ExtendForm, OpenForm, WithdrawForm
from govtech.soundings.models import (
    AUDIENCE_LABELS,
    KIND_LABELS,
    OUTCOME_LABELS,
    STATUS_LABELS,
    Audience,
    Sounding,
    Status,
)
from govtech.soundings.policy import inside, obstacle
from govtech.specifications.template_format import KIND_LABELS as ITEM_KINDS
from govtech.specifications.template_format import LAYER_LABELS, LEVEL_LABELS

blueprint = Blueprint("soundings", __name__)


@blueprint.get("/soundings")
@public
def index() -> ResponseReturnValue:
    """What takes remarks now, and what did."""
    return render(
        "soundings/index.html",
        open_now=queries.open_now(actor()),
        results=queries.over(actor(), request.args.get("cursor")),
        labels=STATUS_LABELS,
        audiences=AUDIENCE_LABELS,
        tones=presenting.TONES,
    )


@blueprint.route("/specifications/<specification_id>/soundings/new", methods=["GET", "POST"])
def create(specification_id: str) -> ResponseReturnValue:
    """Open a draft to outsiders."""
    specification = drafting.get(actor(), specification_id)
    authorise(actor(), "sounding:open", specification)
    form = OpenForm()
    status: int = form_status(form)
    if form.validate_on_submit():
        try:
            with form.catching():
                data = SoundingData(Audience(form.audience.data), form.until.data, form.note.data or "")
                made = services.open_for(actor(), specification, data)
                say(_("意見募集を始めました。期限まで、この版の本文が読めます。"))
                return back(".show", sounding_id=made.id)
        except Conflict as error:  # another one was opened: what was typed stays on the page
            form.refuse(error)
            status = HTTPStatus.CONFLICT
    elif not form.is_submitted() and queries.open_of(specification):
        form.form_errors.append(_("この仕様書案への意見募集は、すでに始まっています。"))
    return render(
        "soundings/new.html",
        form=form,
        specification=specification,
        told=len(concerned.offering(specification)),
        status=status,
    )


@blueprint.get("/soundings/<sounding_id>")
@public
def show(sounding_id: str) -> ResponseReturnValue:
    """The text, one's own remarks, and what was published."""
    return page(queries.get(actor(), sounding_id))


def page(sounding: Sounding, *, error: str = "", status: int = HTTPStatus.OK) -> ResponseReturnValue:
    """Its page; with why what was asked for was not done."""
    within = inside(actor(), sounding)
    readable = within or sounding.status is not Status.WITHDRAWN
    text = presenting.reading(sounding)
    rows = queries.remarks(sounding) if sounding.status is Status.PUBLISHED else ()
    corrected = corrections.of(sounding) if rows else {}
    return render(
        "soundings/show.html",
        sounding=sounding,
        inside=within,
        text=text if readable else None,
        own=presenting.placed(text, queries.own(actor(), sounding)),
        table=presenting.lines(text, rows, corrected),
        anchors={row.number: row.thing_key for row in rows},
        replies={row.number: row.reply_id for row in rows},
        corrected=corrected,
        heads=presenting.heads(),
        tally=presenting.tally(rows),
        total_and_waiting=queries.counts([sounding.id]).get(sounding.id, (0, 0)) if within else (0, 0),
        takes=presenting.takes_remarks(sounding),
        obstacle=obstacle(actor(), sounding),
        steps=presenting.steps(sounding),
        fixed=sounding.specification.number,
        tones=presenting.TONES,
        audiences=AUDIENCE_LABELS,
        kinds=KIND_LABELS,
        outcomes=OUTCOME_LABELS,
        item_kinds=ITEM_KINDS,
        levels=LEVEL_LABELS,
        layers=LAYER_LABELS,
        history=journal.history(actor(), sounding),
        words=presenting.acts(),
        error=error,
        status=status,
    )


@blueprint.route("/soundings/<sounding_id>/extend", methods=["GET", "POST"])
def extend(sounding_id: str) -> ResponseReturnValue:
    """Give more time, or less."""
    sounding = queries.get(actor(), sounding_id)
    authorise(actor(), "sounding:decide", sounding)
    form = ExtendForm(data={"until": sounding.until})
    if form.validate_on_submit():
        with form.catching():
            services.extend(actor(), sounding, form.until.data)
            say(_("意見の期限を変えました。"))
            return back(".show", sounding_id=sounding.id)
    return _step(sounding, form, _("意見の期限を変える"))


@blueprint.route("/soundings/<sounding_id>/withdraw", methods=["GET", "POST"])
def withdraw(sounding_id: str) -> ResponseReturnValue:
    """Call it off."""
    sounding = queries.get(actor(), sounding_id)
    authorise(actor(), "sounding:decide", sounding)
    form = WithdrawForm()
    if form.validate_on_submit():
        services.withdraw(actor(), sounding, form.why.data or "")
        say(_("意見募集を取りやめました。"))
        return back(".show", sounding_id=sounding.id)
    return _step(sounding, form, _("意見募集を取りやめる"))


def _step(sounding: Sounding, form: ExtendForm | WithdrawForm, heading: str) -> ResponseReturnValue:
    return render(
        "soundings/step.html", sounding=sounding, form=form, heading=heading, status=form_status(form)
    )


@blueprint.post("/soundings/<sounding_id>/publish")
def publish(sounding_id: str) -> ResponseReturnValue:
    """Show remarks and answers."""
    sounding = queries.get(actor(), sounding_id)
    authorise(actor(), "sounding:decide", sounding)
    try:
        services.publish(actor(), sounding)
    except (Conflict, Invalid) as error:
        return page(sounding, error=error.message, status=error.status)
    say(_("意見と回答を公開しました。意見を出した団体にお知らせします。"))
    return back(".show", sounding_id=sounding.id)


@blueprint.get("/soundings/<sounding_id>/file.<kind>")
@public
def download(sounding_id: str, kind: str) -> Response:
    """The text as Word, PDF or Markdown; the published table as CSV or Excel."""
    sounding = queries.get(actor(), sounding_id)
    readable = inside(actor(), sounding) or sounding.status is not Status.WITHDRAWN
    name = _("意見募集_%(title)s", title=sounding.title)
    if kind in handing.KINDS and readable:
        return handing.hand_out(presenting.document(sounding), name, kind)
    if kind in {"csv", "xlsx"} and sounding.status is Status.PUBLISHED:
        rows = queries.remarks(sounding)
        table = presenting.lines(presenting.reading(sounding), rows, corrections.of(sounding))
        name = _("意見と回答_%(title)s", title=sounding.title)
        if kind == "csv":
            return hand_out_text(presenting.as_csv(table), f"{name}.csv", "text/csv")
        return hand_out_bytes(presenting.as_xlsx(sounding, table), f"{name}.xlsx", XLSX)
    raise NotFound
