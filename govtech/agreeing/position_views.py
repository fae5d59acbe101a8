"""Positions on a joint specification: the matrix, the own ones, answers to objections, the approver's word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from govtech.agreeing import (
    answering,
    own_positions,
    position_marks,
    position_matrix,
    position_queries,
    position_services,
)
from govtech.agreeing.own_positions import OwnRow
from govtech.agreeing.position_forms import AnswerForm, PositionForm
from govtech.agreeing.position_matrix import Filters
from govtech.agreeing.position_models import STANCE_LABELS, STANCE_MARKS, Position, Stance
from govtech.agreeing.position_statements import PositionData, Seen
from govtech.core.diff import redline
from govtech.core.errors import Conflict, NotFound
from govtech.core.forms import Form
from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, keep_refusal, render, say
from govtech.core.words import gettext as _
from govtech.drafting import presenting, queries
from govtech.drafting.content import Plain
from govtech.drafting.models import Item, Specification
from govtech.drafting.policy import takes_part
from govtech.specifications.template_format import KIND_LABELS, LEVEL_LABELS, Kind

AT_ONCE = 30
"""How many undecided items are asked for on one page; the next ones follow when they are recorded."""
blueprint = Blueprint("positions", __name__, url_prefix="/specifications/<specification_id>")


def _open(specification_id: str) -> Specification:
    """The specification, for those who take part and coordinators; nobody else sees positions."""
    specification = queries.get(actor(), specification_id)
    if not (takes_part(actor(), specification) or actor().is_coordinator):
        raise NotFound
    return specification


@blueprint.get("/positions")
def matrix(specification_id: str) -> ResponseReturnValue:
    """Municipalities and items, with filters."""
    specification = _open(specification_id)
    plain = queries.content(specification)
    parties = queries.parties(specification)
    filters = _filters(plain, [party.id for party in parties])
    found = position_matrix.read(specification, filters)
    return render(
        "agreeing/matrix.html",
        fragment="results",
        specification=specification,
        town_names=[(party.id, party.name) for party in parties],
        parties=found.parties,
        sections=position_marks.sections(specification, plain, found),
        filters=filters,
        headings=list(presenting.headings(specification, plain)),
        kinds=KIND_LABELS,
        progress=position_queries.progress(specification),
        objections=position_queries.objections(specification),
        marks=STANCE_MARKS,
        stances=STANCE_LABELS,
        tones=presenting.TONES,
        counts=position_queries.counts(specification, actor().organisation_id),
        seen=position_queries.fingerprint(specification, actor().organisation_id),
    )


def _filters(plain: Plain, towns: list[str]) -> Filters:
    """What the address asks for, as far as there is such a thing."""

    def known(name: str, values: Iterable[str]) -> str | None:
        value = request.args.get(name)
        return value if value in tuple(values) else None

    kind = known("kind", Kind)
    return Filters(
        Kind(kind) if kind else None,
        known("section", [section["key"] for section in plain["sections"]]),
        known("town", towns),
        known("only", position_matrix.ONLY),
    )


@blueprint.route("/positions/own", methods=["GET", "POST"])
def own(specification_id: str) -> ResponseReturnValue:
    """The own municipality's positions on many items at once; what cannot be saved stays with its reason."""
    specification = _open(specification_id)
    authorise(actor(), "specification:position", specification)
    every, form = request.args.get("all") == "1", Form()
    known = own_positions.rows(actor(), specification)
    waiting = sum(row.waiting for row in known)
    shown = known if every else [row for row in known if row.waiting][:AT_ONCE]
    gone: Mapping[str, str] = {}
    if form.validate_on_submit():
        shown, statements, gone = own_positions.typed(known, request.form)
        stated = position_services.state_many(actor(), specification, statements, _number("revision"))
        shown = own_positions.with_errors(shown, stated.refused)
        if stated.saved:
            say(_("%(n)s件の立場を記録しました。", n=stated.saved))
        elif not statements and not gone and not any(row.error for row in shown):
            flash(_("変わったところはありません。") if every else _("選ばれた立場がありません。"), "warning")
        shown = [row for row in shown if row.error]
        if not shown and not gone:
            return back(".own" if waiting > stated.saved else ".matrix", specification_id=specification.id)
        keep_refusal()  # what is good is saved; the rest is shown with its reason
    return _own_page(specification, form, shown, gone=gone, every=every, waiting=waiting, count=len(known))


def _own_page(
    specification: Specification, form: Form, shown: Sequence[OwnRow], **context: Any
) -> ResponseReturnValue:
    plain = queries.content(specification)
    return render(
        "agreeing/own.html",
        specification=specification,
        form=form,
        sections=position_marks.own_sections(specification, plain, shown),
        errors=[row for row in shown if row.error],
        shown=len(shown),
        stances=STANCE_LABELS,
        kinds=KIND_LABELS,
        levels=LEVEL_LABELS,
        status=422 if request.method == "POST" else 200,
        **context,
    )


def _number(name: str) -> int | None:
    """A revision or version that the page was made of."""
    return own_positions.version_in(request.form.get(name))


@blueprint.post("/items/<key>/position")
def state(specification_id: str, key: str) -> ResponseReturnValue:
    """State the own position on an item."""
    specification = _open(specification_id)
    authorise(actor(), "specification:position", specification)
    row = queries.item(specification, key)
    form, status = PositionForm(), None
    if form.validate_on_submit():
        try:
            with form.catching():
                made = position_services.state(actor(), specification, row, *_said(form))
                return _stated(specification, row, made)
        except Conflict as error:
            form.refuse(error)
            status = error.status
    kept = position_queries.own(row, actor().organisation_id)
    form.version.data, form.revision.data = kept.version if kept else 0, specification.revision
    return render(
        "agreeing/position.html",
        specification=specification,
        key=row.key,
        text=_filled(specification, row.text),
        kept=kept if status else None,
        stances=STANCE_LABELS,
        form=form,
        status=status or form_status(form),
    )


def _filled(specification: Specification, text: str) -> str:
    """A text with its values, as everybody reads it."""
    return presenting.filler(specification, queries.content(specification)).text(text)


def _said(form: Any) -> tuple[PositionData, Seen | None]:
    data = PositionData(Stance(form.stance.data), form.wording.data or "", form.reason.data or "")
    looked = form.revision.data is not None and form.version.data is not None
    return data, Seen(form.revision.data, form.version.data) if looked else None


def _stated(specification: Specification, item: Item, made: Position) -> ResponseReturnValue:
    """On to the matrix; back to the item when it changed while the position was being written."""
    if made.seen_in < item.changed_in:
        flash(
            _(
                "立場を記録しましたが、書いている間に要件が変わりました。今の文を読んで、もう一度示してください。"
            ),
            "warning",
        )
        return back("drafting.item", specification_id=specification.id, key=item.key, _anchor="own-title")
    say(_("立場を記録しました。"))
    return back(".matrix", specification_id=specification.id, _anchor=item.key)


@blueprint.post("/positions/agree")
def agree(specification_id: str) -> ResponseReturnValue:
    """Agree to what has no position yet, in a section or in the whole."""
    specification = _open(specification_id)
    key = request.form.get("section")
    section = queries.section(specification, key) if key else None
    count = position_services.agree_all(actor(), specification, section, _number("revision"))
    if count:
        say(_("%(n)s件の要件に同意しました。", n=count))
    else:
        flash(_("同意する要件は残っていません。"), "warning")
    return back(".matrix", specification_id=specification.id)


@blueprint.post("/positions/confirm")
def confirm(specification_id: str) -> ResponseReturnValue:
    """The approver's word."""
    specification = _open(specification_id)
    try:
        position_services.confirm(actor(), specification, request.form.get("seen"))
    except Conflict as error:
        flash(error.message, "warning")
    else:
        say(_("自団体の立場を確認しました。"))
    return back(".matrix", specification_id=specification.id)


@blueprint.route("/positions/<position_id>/answer", methods=["GET", "POST"])
def answer(specification_id: str, position_id: str) -> ResponseReturnValue:
    """Answer an objection."""
    specification = _open(specification_id)
    authorise(actor(), "specification:lead", specification)
    position = position_queries.get(specification, position_id)
    form, status = AnswerForm(data={"answer": position.answer, "version": position.version}), None
    if form.validate_on_submit():
        try:
            answering.answer(actor(), specification, position, form.answer.data or "", form.version.data)
            say(_("回答を記録し、希望した市町村に知らせます。市町村が受け入れると、解決になります。"))
            return back(".matrix", specification_id=specification.id)
        except Conflict as error:
            form.refuse(error)
            form.version.data, status = position.version, error.status
    item = position_queries.item_of(position)
    text = _filled(specification, item.text)
    return render(
        "agreeing/answer.html",
        specification=specification,
        position=position,
        town=position_queries.town_of(position),
        item=item,
        changes=redline(text, position.wording),
        form=form,
        status=status or form_status(form),
    )


@blueprint.post("/positions/<position_id>/accept")
def accept(specification_id: str, position_id: str) -> ResponseReturnValue:
    """Accept the answer to the own objection."""
    specification = _open(specification_id)
    position = position_queries.get(specification, position_id)
    try:
        answering.accept(actor(), specification, position, _number("version"))
    except Conflict as error:
        flash(error.message, "warning")
    else:
        say(_("回答を受け入れました。"))
    return back(".matrix", specification_id=specification.id)
