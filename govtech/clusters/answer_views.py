"""HTTP for the invited: join the cluster by joining one of its needs, or decline."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint
from flask.typing import ResponseReturnValue

from govtech.clusters import queries, services, support_queries
from govtech.clusters.forms import AnswerForm, DeclineForm
from govtech.clusters.models import Cluster, Invitation
from govtech.core.errors import Conflict, NotFound
from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _

blueprint = Blueprint("cluster_answers", __name__, url_prefix="/clusters")


def _asked(cluster_id: str) -> tuple[Cluster, Invitation]:
    cluster = queries.get(actor(), cluster_id)
    invitation = queries.own_invitation(actor(), cluster)
    if invitation is None:
        raise NotFound
    authorise(actor(), "cluster:answer", invitation)
    return cluster, invitation


@blueprint.route("/<cluster_id>/join", methods=["GET", "POST"])
def accept(cluster_id: str) -> ResponseReturnValue:
    """Yes: with one's own figures, at the need that is nearest."""
    cluster, invitation = _asked(cluster_id)
    needs = queries.members(cluster)
    form = AnswerForm(data=vars(support_queries.beginning(actor())))
    form.offer(needs)
    if len(needs) == 1:
        form.need_id.data = form.need_id.data or needs[0].id
    status = form_status(form)
    if form.validate_on_submit():
        try:
            with form.catching():
                services.accept(actor(), invitation, form.need_id.data, form.statement())
                say(_("共同化候補に参加しました。"))
                return back("clusters.show", cluster_id=cluster.id)
        except Conflict as error:
            form.refuse(error)
            status = HTTPStatus.CONFLICT
    return render("clusters/accept.html", form=form, cluster=cluster, invitation=invitation, status=status)


@blueprint.route("/<cluster_id>/decline", methods=["GET", "POST"])
def decline(cluster_id: str) -> ResponseReturnValue:
    """No, for this time."""
    cluster, invitation = _asked(cluster_id)
    form = DeclineForm()
    status = form_status(form)
    if form.validate_on_submit():
        try:
            services.decline(actor(), invitation, form.reason.data or "")
            say(_("今回は見送ると答えました。募集が続く間は、あとから参加することもできます。"))
            return back("clusters.show", cluster_id=cluster.id)
        except Conflict as error:
            form.refuse(error)
            status = HTTPStatus.CONFLICT
    return render("clusters/decline.html", form=form, cluster=cluster, invitation=invitation, status=status)
