"""HTTP for saying that a case was useful."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from govtech.core.web import actor, back, say
from govtech.core.words import gettext as _
from govtech.knowledge import queries, thanks_services

blueprint = Blueprint("case_thanks", __name__, url_prefix="/cases")


@blueprint.post("/<case_id>/thanks")
def thank(case_id: str) -> ResponseReturnValue:
    """Say that the case was useful."""
    thanks_services.thank(actor(), case := queries.get(actor(), case_id))
    say(_("「参考になりました」を伝えました。"))
    return back("cases.show", case_id=case.id, _anchor="thanks")


@blueprint.post("/<case_id>/thanks/take-back")
def take_back(case_id: str) -> ResponseReturnValue:
    """Take it back."""
    thanks_services.take_back(actor(), case := queries.get(actor(), case_id))
    say(_("「参考になりました」を取り消しました。"))
    return back("cases.show", case_id=case.id, _anchor="thanks")
