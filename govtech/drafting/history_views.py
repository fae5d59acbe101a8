"""The history of a joint specification: every revision, what differs between two of them, and the way back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core.filters import number
from govtech.core.policy import authorise
from govtech.core.web import actor, back, render, say
from govtech.core.words import gettext as _
from govtech.drafting import queries, redlining, telling, undoing
from govtech.drafting.content import Plain
from govtech.drafting.models import Specification, Thing
from govtech.drafting.text_forms import BackForm

blueprint = Blueprint("history", __name__, url_prefix="/specifications/<specification_id>/revisions")
MOST_ROWS = 100
MOST_GOING = 20
"""Changes named one by one on the page that asks whether they shall go."""


def _open(specification_id: str) -> Specification:
    """The specification, for somebody who may write it."""
    specification = queries.get(actor(), specification_id)
    authorise(actor(), "specification:edit", specification)
    return specification


@blueprint.get("")
def revisions(specification_id: str) -> ResponseReturnValue:
    """The history, and the redline between any two moments of it."""
    specification = _open(specification_id)
    before, after = number(request.args.get("from")), number(request.args.get("to"))
    differences = None
    if before is not None and after is not None:
        differences = redlining.differences(
            queries.content_at(specification, before), queries.content_at(specification, after)
        )
    place = _place_asked()
    earliest = number(request.args.get("before"))
    rows = queries.revisions(specification, before=earliest, place=place, limit=MOST_ROWS)
    return render(
        "drafting/revisions.html",
        specification=specification,
        rows=telling.told(specification, rows, redlined=place is not None),
        place=place,
        more=len(rows) == MOST_ROWS,
        differences=differences,
        before=before,
        after=after,
    )


def _place_asked() -> tuple[Thing, str] | None:
    """The section, item or value whose changes alone are asked for: item:RD-103."""
    thing, _colon, key = request.args.get("place", "").partition(":")
    return (Thing(thing), key) if key and thing in tuple(Thing) else None


@blueprint.route("/<int:number>/restore", methods=["GET", "POST"])
def restore(specification_id: str, number: int) -> ResponseReturnValue:
    """Make the text what it was: what that changes is read first."""
    specification, form = _open(specification_id), BackForm()
    then = queries.content_at(specification, number)
    if form.validate_on_submit():
        with form.catching_conflicts():
            undoing.restore(actor(), specification, number, form.began_in.data or 0, form.why.data or "")
            say(_("版%(n)sの内容に戻しました。戻す前の内容も履歴に残っています。", n=number))
            return back("specifications.show", specification_id=specification.id)
    going = queries.revisions(specification, limit=MOST_GOING, after=number)
    return _back_page(specification, form, number, then, going=telling.told(specification, going))


@blueprint.route("/<int:number>/undo", methods=["GET", "POST"])
def undo(specification_id: str, number: int) -> ResponseReturnValue:
    """Take one change back and keep what came after it: what that changes is read first."""
    specification, form = _open(specification_id), BackForm()
    found = undoing.preview(specification, number)
    if form.validate_on_submit():
        with form.catching_conflicts():
            saved = undoing.undo(actor(), specification, number, form.began_in.data or 0, form.why.data or "")
            if saved.clashes:
                say(_("後から書かれた文と食い違うところは、両方の文を残してあります。"))
                clash = saved.clashes[0].id
                return back("drafting.clash", specification_id=specification.id, clash_id=clash)
            say(_("版%(n)sの変更を取り消しました。ほかの変更は残っています。", n=number))
            return back("specifications.show", specification_id=specification.id)
    return _back_page(specification, form, number, found.content, undone=found)


def _back_page(
    specification: Specification, form: BackForm, number: int, then: Plain, **more: Any
) -> ResponseReturnValue:
    form.began_in.data = specification.revision
    status = HTTPStatus.CONFLICT if form.all_errors else HTTPStatus.OK
    context = {"undone": None, "going": (), **more}
    return render(
        "drafting/back.html",
        specification=specification,
        form=form,
        number=number,
        change=telling.told(specification, queries.revisions(specification, limit=1, before=number + 1))[0],
        differences=redlining.differences(queries.content(specification), then),
        status=status,
        **context,
    )
