"""HTTP for notices: parse, call, answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from govtech.core.errors import Invalid, NotFound
from govtech.core.filters import choices
from govtech.core.policy import Actor
from govtech.core.web import actor, back, form_status, local_path, public, render, say
from govtech.core.words import gettext as _
from govtech.notices import queries, services
from govtech.notices.forms import WishesForm, filled
from govtech.notices.letters import EVERYTHING
from govtech.notices.models import KIND_LABELS, WATCHABLE, Kind

blueprint = Blueprint("notices", __name__)
EXTENSION = "things"
"""Where the application keeps what names things: (actor, table, ids) -> names by id of those the actor may open."""
Names = Callable[[Actor, str, Iterable[str]], dict[str, str]]
DONE: dict[str, tuple[Callable[[Actor, str, str], None], ...]] = {
    "watch": (services.unmute, services.watch),
    "unwatch": (services.unwatch,),
    "mute": (services.unwatch, services.mute),
    "unmute": (services.unmute,),
}


@blueprint.get("/account/notifications")
def index() -> ResponseReturnValue:
    """What one was told, the newest first."""
    kind = request.args.get("kind", "")
    kind = kind if kind in set(Kind) else ""
    return render(
        "notices/index.html",
        fragment="results",
        results=queries.listed(actor(), kind or None, request.args.get("cursor")),
        filtered=bool(kind),
        groups=[(_("種類"), choices(".index", {"kind": kind}, "kind", KIND_LABELS, queries.counts(actor())))],
        kind_labels=KIND_LABELS,
    )


@blueprint.post("/account/notifications/read")
def read_all() -> ResponseReturnValue:
    """Everything has been read."""
    services.mark_all_read(actor())
    say(_("すべて既読にしました。"))
    return back(".index")


@blueprint.post("/account/notifications/<notification_id>/read")
def read(notification_id: str) -> ResponseReturnValue:
    """One has been read; stay on the list."""
    services.mark_read(actor(), queries.get(actor(), notification_id))
    return redirect(local_path(request.form.get("next") or url_for(".index")), HTTPStatus.SEE_OTHER)


@blueprint.post("/account/notifications/<notification_id>/open")
def follow(notification_id: str) -> ResponseReturnValue:
    """One has been read; go on to what it is about."""
    notification = queries.get(actor(), notification_id)
    services.mark_read(actor(), notification)
    return redirect(local_path(notification.path), HTTPStatus.SEE_OTHER)


@blueprint.route("/account/notifications/settings", methods=["GET", "POST"])
def settings() -> ResponseReturnValue:
    """How one wishes to be told."""
    form = WishesForm(data=filled(queries.wishes(actor()), queries.unmailed_kinds(actor().user_id)))
    if form.validate_on_submit():
        with form.catching():
            services.state_wishes(actor(), form.hand_over(services.WishesData))
            say(_("お知らせの受け取り方を保存しました。"))
            return back(".settings")
    return render("notices/settings.html", form=form, status=form_status(form))


@blueprint.get("/account/watches")
def watches() -> ResponseReturnValue:
    """What one watches, and what one hears nothing of."""
    results, muted = queries.watched(actor(), request.args.get("cursor")), queries.muted(actor())
    return render(
        "notices/watches.html",
        results=results,
        muted=muted,
        names=_names([(row.subject_type, row.subject_id) for row in (*results.items, *muted)]),
        addresses=WATCHABLE,
    )


def _names(things: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Names of those of the things that the reader may open now, in a query a table."""
    named: Names = current_app.extensions[EXTENSION]
    tables: dict[str, list[str]] = defaultdict(list)
    for table, thing_id in things:
        tables[table].append(thing_id)
    return {
        (table, thing_id): name
        for table, ids in tables.items()
        for thing_id, name in named(actor(), table, ids).items()
    }


@blueprint.post("/account/watches")
def change_watch() -> ResponseReturnValue:
    """Watch a thing, mute it, or end either; fields `act`, `table`, `id`, and `next` to go on to."""
    form = request.form
    act, table, thing_id = form.get("act", ""), form.get("table", ""), form.get("id", "")
    begins = act in {"watch", "mute"}
    if act not in DONE or table not in WATCHABLE:
        raise Invalid
    if begins and not _names([(table, thing_id)]):
        raise NotFound
    for service in DONE[act]:
        service(actor(), table, thing_id)
    say(_said(act))
    return redirect(local_path(form.get("next") or url_for(".watches")), HTTPStatus.SEE_OTHER)


def _said(act: str) -> str:
    words = {
        "watch": _("ウォッチしました。動きがあったときにお知らせします。"),
        "unwatch": _("ウォッチをやめました。"),
        "mute": _("今後、このページについてはお知らせしません。"),
        "unmute": _("お知らせを再開します。"),
    }
    return words[act]


@blueprint.route("/unsubscribe/<token>/<what>", methods=["GET", "POST"])
@public
def unsubscribe(token: str, what: str) -> ResponseReturnValue:
    """From the link in a mail: first what will be stopped, then it is. Mail programs post here by themselves.

    The link is the secret, so no session and no token of a form is asked for (RFC 8058).
    """
    if what != EVERYTHING and what not in set(Kind):
        raise NotFound
    if request.method == "POST":
        services.stop_mail(actor(), token, what)
    else:
        queries.of_token(token)
    kind: Any = None if what == EVERYTHING else KIND_LABELS[what]
    return render("notices/unsubscribe.html", kind=kind, done=request.method == "POST")
