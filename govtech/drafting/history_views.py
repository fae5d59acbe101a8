"""The history of a joint specification: every revision, what differs between two of them, and the way back."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core.filters import number
from govtech.core.policy import authorise
from govtech.core.web import actor, back, render, say
from govtech.core.words import gettext as _
from govtech.drafting import queries, redlining, shaping, telling
from govtech.drafting.models import Specification

blueprint = Blueprint("history", __name__, url_prefix="/specifications/<specification_id>/revisions")


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
    rows = queries.revisions(specification, before=number(request.args.get("before")))
    return render(
        "drafting/revisions.html",
        specification=specification,
        rows=telling.told(specification, rows),
        differences=differences,
        before=before,
        after=after,
    )


@blueprint.post("/<int:number>/restore")
def restore(specification_id: str, number: int) -> ResponseReturnValue:
    """Make the text what it was."""
    shaping.restore(actor(), specification := _open(specification_id), number)
    say(_("版%(n)sの内容に戻しました。戻す前の内容も履歴に残っています。", n=number))
    return back("specifications.show", specification_id=specification.id)
