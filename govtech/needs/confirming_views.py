"""HTTP for the answer to a material change: what was handed in stands."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core.filters import number
from govtech.core.web import actor, back, say
from govtech.core.words import gettext as _
from govtech.needs import confirming_services as services
from govtech.needs import response_queries

blueprint = Blueprint("confirming", __name__, url_prefix="/responses")


@blueprint.post("/<response_id>/confirm")
def confirm(response_id: str) -> ResponseReturnValue:
    """Say that the response stands after the change that the page has shown."""
    response = response_queries.get(actor(), response_id)
    services.confirm(actor(), response, number(request.form.get("revision")) or 0)
    say(_("変更を確認しました。提案はそのまま有効です。"))
    return back("responses.show", response_id=response.id)
