"""HTTP for joining needs: standing beside the owner, putting one's figures right, leaving."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint
from flask.typing import ResponseReturnValue

from govtech.clusters import support_queries, support_services
from govtech.clusters.content import stated
from govtech.clusters.forms import SupportForm
from govtech.core.errors import Conflict
from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.needs import queries as needs

blueprint = Blueprint("supports", __name__, url_prefix="/needs")
PLACE = "supports"


@blueprint.route("/<need_id>/support", methods=["GET", "POST"])
def join(need_id: str) -> ResponseReturnValue:
    """Join, or state one's figures anew."""
    need = needs.get(actor(), need_id)
    authorise(actor(), "support:join", need)
    support = support_queries.own(actor(), need)
    joined = support is not None and support.can_take("withdraw")
    form = SupportForm(data=vars(stated(support) if support else support_queries.beginning(actor())))
    form.count_in(need)
    status = form_status(form)
    if form.validate_on_submit():
        try:
            with form.catching():
                support_services.join(actor(), need, form.statement())
                say(
                    _("数字を保存しました。")
                    if joined
                    else _("「うちの町も」と参加しました。このニーズの動きをお知らせします。")
                )
                return back("needs.show", need_id=need_id, _anchor=PLACE)
        except Conflict as error:  # the need moved on meanwhile: what was typed stays on the page
            form.refuse(error)
            status = HTTPStatus.CONFLICT
    return render("clusters/support.html", form=form, need=need, joined=joined, status=status)


@blueprint.post("/<need_id>/support/leave")
def leave(need_id: str) -> ResponseReturnValue:
    """Take it back."""
    need = needs.get(actor(), need_id)
    support_services.leave(actor(), support_queries.own_or_missing(actor(), need))
    say(_("参加をやめました。このニーズのお知らせは、ウォッチを外すまで続きます。"))
    return back("needs.show", need_id=need_id, _anchor=PLACE)
