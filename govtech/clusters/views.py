"""HTTP for clusters: parse, call, answer."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.clusters import presenting, queries, services
from govtech.clusters.covering import demands
from govtech.clusters.forms import ClusterForm, DismissForm, InviteForm
from govtech.clusters.models import (
    CLUSTER_STATUS_LABELS,
    CLUSTER_TONES,
    INVITATION_STATUS_LABELS,
    INVITATION_TONES,
    Cluster,
    ClusterStatus,
    Standing,
)
from govtech.core import journal
from govtech.core.errors import Conflict
from govtech.core.filters import Groups, choices
from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, public, render, say
from govtech.core.words import gettext as _
from govtech.needs.models import STATUS_LABELS
from govtech.needs.presenting import TONES
from govtech.procurements.demand import added_up
from govtech.solutions.queries import initiative_names

blueprint = Blueprint("clusters", __name__, url_prefix="/clusters")


@blueprint.get("")
@public
def index() -> ResponseReturnValue:
    """The clusters that this reader finds."""
    asked = request.args.get("status")
    status = asked if asked in tuple(ClusterStatus) else None
    results = queries.listed(actor(), status, request.args.get("cursor"))
    return render(
        "clusters/index.html",
        fragment="results",
        filtered=status is not None,
        results=results,
        totals=queries.totals([row.id for row in results.items]),
        groups=_groups(status),
        status_labels=CLUSTER_STATUS_LABELS,
        tones=CLUSTER_TONES,
    )


def _groups(status: str | None) -> Groups:
    asked = {"status": status} if status else {}
    return [(_("状態"), choices(".index", asked, "status", CLUSTER_STATUS_LABELS, queries.counts(actor())))]


@blueprint.get("/<cluster_id>")
@public
def show(cluster_id: str) -> ResponseReturnValue:
    """One cluster: its needs and why they resemble each other, whom it covers, and what it adds up to."""
    cluster = queries.get(actor(), cluster_id)
    members, parts = queries.members(cluster), demands(cluster.need_ids())
    owners = [row.organisation_id for row in members]
    return render(
        "clusters/show.html",
        cluster=cluster,
        steps=presenting.steps(cluster),
        members=members,
        suggested=queries.members(cluster, Standing.SUGGESTED),
        initiatives=initiative_names(),
        numbers=queries.initiatives(cluster),
        rows=presenting.rows(parts, owners),
        total=added_up(parts),
        tiles=presenting.picture(parts, owners),
        legend=presenting.legend(),
        networks=presenting.networks(members),
        invitations=queries.invitations(cluster) if actor().is_municipal or actor().is_coordinator else (),
        mine=queries.own_invitation(actor(), cluster),
        history=journal.history(actor(), cluster),
        tones=CLUSTER_TONES,
        need_labels=STATUS_LABELS,
        need_tones=TONES,
        invitation_labels=INVITATION_STATUS_LABELS,
        invitation_tones=INVITATION_TONES,
        closeness=presenting.closeness,
        reasons=presenting.reasons,
        words=presenting.acts(),
    )


def _managed(cluster_id: str) -> Cluster:
    cluster = queries.get(actor(), cluster_id)
    authorise(actor(), "cluster:manage", cluster)
    return cluster


@blueprint.route("/<cluster_id>/edit", methods=["GET", "POST"])
def edit(cluster_id: str) -> ResponseReturnValue:
    """Name it and choose its needs."""
    cluster = _managed(cluster_id)
    form = ClusterForm(data={"title": cluster.title, "needs": cluster.need_ids(), "version": cluster.version})
    form.offer(queries.offered(cluster), cluster.need_ids(Standing.SUGGESTED))
    status = form_status(form)
    if form.validate_on_submit():
        try:
            with form.catching():
                services.edit(actor(), cluster, form.statement(), form.version.data)
                say(_("共同化候補を保存しました。自動の計算では変わらなくなります。"))
                return back(".show", cluster_id=cluster.id)
        except Conflict as error:
            status = form.keep_typed(error, cluster.version, {"title": cluster.title})
    return render("clusters/edit.html", form=form, cluster=cluster, status=status)


@blueprint.post("/<cluster_id>/confirm")
def confirm(cluster_id: str) -> ResponseReturnValue:
    """Say that these belong together."""
    services.confirm(actor(), cluster := _managed(cluster_id))
    say(_("共同化候補を確認しました。公開され、関係する市町村にお知らせします。"))
    return back(".show", cluster_id=cluster.id)


@blueprint.route("/<cluster_id>/dismiss", methods=["GET", "POST"])
def dismiss(cluster_id: str) -> ResponseReturnValue:
    """Let it go, with a reason."""
    cluster = _managed(cluster_id)
    form = DismissForm()
    if form.validate_on_submit():
        services.dismiss(actor(), cluster, form.reason.data)
        say(_("共同化候補を見送りました。"))
        return back(".show", cluster_id=cluster.id)
    return render("clusters/dismiss.html", form=form, cluster=cluster, status=form_status(form))


@blueprint.post("/<cluster_id>/reopen")
def reopen(cluster_id: str) -> ResponseReturnValue:
    """Take a dismissal back."""
    services.reopen(actor(), cluster := _managed(cluster_id))
    say(_("見送りを取り消しました。"))
    return back(".show", cluster_id=cluster.id)


@blueprint.route("/<cluster_id>/invite", methods=["GET", "POST"])
def invite(cluster_id: str) -> ResponseReturnValue:
    """Ask municipalities whether they join."""
    cluster = _managed(cluster_id)
    form = InviteForm()
    covered = [part.municipality for part in demands(cluster.need_ids())]
    form.offer((one.code, presenting.hint(one)) for one in queries.invitable(cluster, covered))
    status = form_status(form)
    if form.validate_on_submit():
        try:
            asked = services.invite(actor(), cluster, form.municipalities.data, form.message.data or "")
            say(presenting.asked_now(asked))
            return back(".show", cluster_id=cluster.id, _anchor="invitations")
        except Conflict as error:
            form.refuse(error)
            status = HTTPStatus.CONFLICT
    return render("clusters/invite.html", form=form, cluster=cluster, status=status)


@blueprint.post("/<cluster_id>/hand-over")
def hand_over(cluster_id: str) -> ResponseReturnValue:
    """On to a plan of a joint procurement; asked twice, the same plan."""
    procurement = services.hand_over(actor(), _managed(cluster_id))
    say(_("共同調達の計画に移しました。参加する市町村と数字を確かめてください。"))
    return back("procurements.show", procurement_id=procurement.id)
