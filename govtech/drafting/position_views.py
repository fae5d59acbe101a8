"""Positions on a joint specification: the matrix, the own ones, answers to objections, the approver's word."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core.errors import NotFound
from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.drafting import position_queries, position_services, presenting, queries
from govtech.drafting.forms import AnswerForm, PositionForm
from govtech.drafting.models import Specification
from govtech.drafting.policy import takes_part
from govtech.drafting.position_models import STANCE_LABELS, STANCE_MARKS, Stance
from govtech.drafting.position_services import PositionData
from govtech.specifications.template_format import KIND_LABELS, Kind

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
    kind, only = request.args.get("kind"), request.args.get("only")
    chosen = Kind(kind) if kind in tuple(Kind) else None
    parties, rows = position_queries.matrix(
        specification, kind=chosen, only=only if only in ("open", "undecided") else None
    )
    plain = queries.content(specification)
    return render(
        "drafting/matrix.html",
        specification=specification,
        parties=parties,
        rows=rows,
        progress=position_queries.progress(specification),
        objections=position_queries.objections(specification),
        fill=presenting.filler(specification, plain).text,
        marks=STANCE_MARKS,
        stances=STANCE_LABELS,
        kinds=KIND_LABELS,
        kind=chosen,
        only=only,
    )


@blueprint.post("/items/<key>/position")
def state(specification_id: str, key: str) -> ResponseReturnValue:
    """State the own position on an item."""
    specification = _open(specification_id)
    authorise(actor(), "specification:position", specification)
    row = queries.item(specification, key)
    form = PositionForm()
    if form.validate_on_submit():
        with form.catching():
            data = PositionData(Stance(form.stance.data), form.wording.data or "", form.reason.data or "")
            position_services.state(actor(), specification, row, data)
            say(_("立場を記録しました。"))
            return back(".matrix", specification_id=specification.id, _anchor=key)
    return render(
        "drafting/position.html",
        specification=specification,
        item=row,
        form=form,
        status=form_status(form),
    )


@blueprint.post("/positions/agree")
def agree(specification_id: str) -> ResponseReturnValue:
    """Agree to what has no position yet, in a section or in the whole."""
    specification = _open(specification_id)
    key = request.form.get("section")
    section = queries.section(specification, key) if key else None
    count = position_services.agree_all(actor(), specification, section)
    say(_("%(n)s件の要件に同意しました。", n=count))
    return back(".matrix", specification_id=specification.id)


@blueprint.post("/positions/confirm")
def confirm(specification_id: str) -> ResponseReturnValue:
    """The approver's word."""
    position_services.confirm(actor(), specification := _open(specification_id))
    say(_("自団体の立場を確認しました。"))
    return back(".matrix", specification_id=specification.id)


@blueprint.route("/positions/<position_id>/answer", methods=["GET", "POST"])
def answer(specification_id: str, position_id: str) -> ResponseReturnValue:
    """Answer an objection."""
    specification = _open(specification_id)
    authorise(actor(), "specification:lead", specification)
    position = position_queries.get(specification, position_id)
    form = AnswerForm(data={"answer": position.answer})
    if form.validate_on_submit():
        position_services.answer(actor(), specification, position, form.answer.data or "")
        say(_("回答を記録しました。希望した市町村が受け入れると、解決になります。"))
        return back(".matrix", specification_id=specification.id)
    return render(
        "drafting/answer.html",
        specification=specification,
        position=position,
        item=position_queries.item_of(position),
        form=form,
        status=form_status(form),
    )


@blueprint.post("/positions/<position_id>/accept")
def accept(specification_id: str, position_id: str) -> ResponseReturnValue:
    """Accept the answer to the own objection."""
    specification = _open(specification_id)
    position_services.accept(actor(), specification, position_queries.get(specification, position_id))
    say(_("回答を受け入れました。"))
    return back(".matrix", specification_id=specification.id)
