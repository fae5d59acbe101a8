"""Pages of one company's answers: beginning, the workbook in and out, answering in the browser, handing in."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from govtech.compliance import content, opened, presenting, queries, reading, services, workbook
from govtech.compliance.content import Answers, Group, answers_of
from govtech.compliance.forms import AnswersForm, FileForm, NamedForm, OwnForm, fields, typed
from govtech.compliance.models import STATUS_LABELS, Named, Reply
from govtech.compliance.sheets import Filled
from govtech.core import journal
from govtech.core.download import hand_out_bytes
from govtech.core.errors import Conflict, DomainError, Invalid, NotFound
from govtech.core.policy import authorise, can
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.documents.sheets import MEDIA_TYPE as XLSX

blueprint = Blueprint("replies", __name__)


@blueprint.get("/replies")
def index() -> ResponseReturnValue:
    """What companies are asked about now, and what one's organisation answers."""
    return render(
        "compliance/index.html",
        asked=queries.open_calls(actor()),
        rows=queries.own_listed(actor()),
        labels=STATUS_LABELS,
        tones=presenting.TONES,
    )


@blueprint.route("/specifications/<specification_id>/answer", methods=["GET", "POST"])
def start(specification_id: str) -> ResponseReturnValue:
    """Begin to answer, or on to the answers there are."""
    specification = queries.specification(actor(), specification_id)
    authorise(actor(), "compliance:answer", specification)
    if (known := queries.own(actor(), specification)) is not None:
        return back(".show", reply_id=known.id)
    form = OwnForm()
    status = form_status(form)
    if form.validate_on_submit():
        try:
            made = services.begin(actor(), specification, form.named())
            say(_("回答を始めました。Excelか画面で回答し、最後に提出してください。"))
            return back(".show", reply_id=made.id)
        except Conflict as error:
            form.refuse(error)
            status = error.status
    return render(
        "compliance/start.html",
        specification=specification,
        call=queries.call_of(specification),
        asked=queries.requirements(specification),
        form=form,
        status=status,
    )


@blueprint.get("/replies/<reply_id>")
def show(reply_id: str) -> ResponseReturnValue:
    """The answers, and what is still to do."""
    return _page(queries.get(actor(), reply_id), FileForm())


def _page(reply: Reply, form: FileForm, status: int = HTTPStatus.OK) -> Response:
    writes = can(actor(), "compliance:write", reply)
    asked = queries.requirements(reply.specification)
    return render(
        "compliance/show.html",
        **presenting.of_reply(reply, asked, answers_of(reply.answers if writes else reply.handed_in)),
        call=queries.call_of(reply.specification),
        writes=writes,
        mine=actor().acts_for(reply.organisation_id),
        compares=can(actor(), "compliance:compare", reply.specification),
        form=form,
        tones=presenting.TONES,
        history=journal.history(actor(), reply),
        words=presenting.acts(),
        status=status,
    )


@blueprint.route("/replies/<reply_id>/who", methods=["GET", "POST"])
def who(reply_id: str) -> ResponseReturnValue:
    """Who answers, and with what."""
    reply = queries.get(actor(), reply_id)
    authorise(actor(), "compliance:write", reply)
    kind = OwnForm if reply.organisation_id else NamedForm
    form = kind(data=reply.named._asdict())
    if form.validate_on_submit():
        services.name(actor(), reply, form.named())
        say(_("回答者を保存しました。"))
        return back(".show", reply_id=reply.id)
    return render("compliance/who.html", reply=reply, form=form, status=form_status(form))


@blueprint.route("/replies/<reply_id>/items/<int:number>", methods=["GET", "POST"])
def write(reply_id: str, number: int) -> ResponseReturnValue:
    """Answer the items of one section in the browser."""
    reply = queries.get(actor(), reply_id)
    authorise(actor(), "compliance:write", reply)
    groups = content.groups(queries.requirements(reply.specification))
    group = next((one for one in groups if one.number == number), None)
    if group is None:
        raise NotFound
    form = AnswersForm()
    if not form.validate_on_submit():
        return _section(reply, group, len(groups), form, fields(answers_of(reply.answers), group.rows))
    answers, errors = typed(group.rows, request.form)
    differing, status = _save(reply, answers, errors, form)
    if status == HTTPStatus.OK:
        say(_("「%(title)s」の回答を保存しました。", title=group.title))
        if "next" in request.form and number < len(groups):
            return back(".write", reply_id=reply.id, number=number + 1)
        return back(".show", reply_id=reply.id)
    given = dict(request.form)
    return _section(reply, group, len(groups), form, given, status=status, errors=errors, differing=differing)


def _save(
    reply: Reply, answers: Answers, errors: dict[str, list[str]], form: AnswersForm
) -> tuple[list[str], int]:
    """Save what can be read; items that somebody else changed, and how it went."""
    if errors:
        form.form_errors += [f"{name.partition('-')[2]}　{told[0]}" for name, told in errors.items()]
        return [], HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        differing = services.write(actor(), reply, answers, request.form.get("began"))
    except Conflict as error:  # too late: what was typed stays on the page
        form.refuse(error)
        return [], error.status
    return differing, HTTPStatus.CONFLICT if differing else HTTPStatus.OK


def _section(
    reply: Reply,
    group: Group,
    last: int,
    form: AnswersForm,
    given: dict[str, str],
    *,
    status: int = HTTPStatus.OK,
    errors: dict[str, list[str]] | None = None,
    differing: list[str] | None = None,
) -> Response:
    saved = answers_of(reply.answers)
    return render(
        "compliance/section.html",
        reply=reply,
        group=group,
        last=last,
        form=form,
        given=given,
        errors=errors or {},
        began=content.digest(saved, [one.key for one in group.rows]),
        theirs={key: saved.get(key) for key in differing or ()},
        status=status,
        **presenting.SIGNS,
    )


@blueprint.post("/replies/<reply_id>/file")
def take_in(reply_id: str) -> ResponseReturnValue:
    """Read a filled workbook."""
    reply = queries.get(actor(), reply_id)
    authorise(actor(), "compliance:write", reply)
    form = FileForm()
    if form.validate_on_submit():
        try:
            with form.catching():
                file: Any = form.file.data
                content_ = file.stream.read(opened.LARGEST + 1)
                read = reading.read(content_, file.filename or "", queries.asked_by(reply.specification))
                services.take_in(actor(), reply, read, of_others=bool(form.of_others.data))
                refused = sum(trouble.refused for trouble in read.troubles)
                say(_told(sum(answer.given for answer in read.answers.values()), refused))
                return back(".show", reply_id=reply.id, _anchor="file-title")
        except Conflict as error:
            form.refuse(error)
            return _page(reply, form, error.status)
    return _page(reply, form, form_status(form))


def _told(taken: int, refused: int) -> str:
    if not refused:
        return _("ファイルから%(n)s件の回答を取り込みました。", n=taken)
    return _(
        "ファイルから%(n)s件の回答を取り込みました。読めなかったところが%(refused)s件あります。",
        n=taken,
        refused=refused,
    )


@blueprint.get("/replies/<reply_id>.xlsx")
def download(reply_id: str) -> ResponseReturnValue:
    """The workbook with the answers so far, or as handed in for those who asked."""
    reply = queries.get(actor(), reply_id)
    plain = reply.answers if can(actor(), "compliance:write", reply) else reply.handed_in
    filled = Filled(Named(*reply.named), answers_of(plain))
    source = queries.source(reply.specification)
    return hand_out_bytes(workbook.write(source, filled), source.answered_name(reply.company), XLSX)


@blueprint.post("/replies/<reply_id>/submit")
def submit(reply_id: str) -> ResponseReturnValue:
    """Hand in."""
    reply = queries.get(actor(), reply_id)
    return _step(reply, services.submit, _("回答を提出しました。締切までは、直して出し直せます。"))


@blueprint.post("/replies/<reply_id>/withdraw")
def withdraw(reply_id: str) -> ResponseReturnValue:
    """Take back."""
    reply = queries.get(actor(), reply_id)
    return _step(reply, services.withdraw, _("回答を取り下げました。下書きとして残っています。"))


def _step(reply: Reply, verb: Any, said: str) -> ResponseReturnValue:
    """Do it, or show the page with why not."""
    form = FileForm()
    try:
        verb(actor(), reply)
    except (Invalid, Conflict) as error:
        refused: DomainError = error
        form.refuse(refused)
        return _page(reply, form, refused.status)
    say(said)
    return back(".show", reply_id=reply.id)
