"""HTTP for needs: parse, call, answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core import journal
from govtech.core.errors import Conflict
from govtech.core.filters import Groups, choices, number
from govtech.core.policy import Actor, authorise
from govtech.core.text import clean
from govtech.core.web import actor, back, form_status, public, render, say
from govtech.core.words import gettext as _
from govtech.needs import (
    alike,
    comparing,
    origins,
    presenting,
    quality,
    queries,
    response_queries,
    services,
    suggesting,
    writing,
)
from govtech.needs.content import NEED_LABELS, as_words, stated
from govtech.needs.forms import NeedForm, filled
from govtech.needs.models import RESPONDENTS_LABELS, STATUS_LABELS, WANTED_LABELS, Need
from govtech.needs.policy import obstacle
from govtech.solutions.models import NETWORK_LABELS, Network
from govtech.solutions.queries import initiative_names

blueprint = Blueprint("needs", __name__, url_prefix="/needs")


def filters_of(asked: Mapping[str, str], reader: Actor) -> queries.Filters:
    """The filters of an address; a value that does not exist counts as none."""
    state, network = asked.get("state"), asked.get("network")
    municipality = clean(asked.get("municipality", ""))
    return queries.Filters(
        state=state if state in queries.STATES and (state != "own" or reader.is_municipal) else None,
        initiative=number(asked.get("initiative")),
        network=network if network in tuple(Network) else None,
        municipality=municipality[:16] or None,
    )


@blueprint.get("")
@public
def index() -> ResponseReturnValue:
    """The board with its filters."""
    filters = filters_of(request.args, actor())
    return render(
        "needs/index.html",
        fragment="results",
        filtered=filters != queries.Filters(),
        results=queries.listed(actor(), filters, request.args.get("cursor")),
        groups=_groups(filters),
        status_labels=STATUS_LABELS,
        wanted_labels=WANTED_LABELS,
        network_labels=NETWORK_LABELS,
        tones=presenting.TONES,
    )


def _groups(filters: queries.Filters) -> Groups:
    """The filters with what each choice would show."""
    counts = queries.facets(actor(), filters)
    asked = {name: str(value) for name, value in vars(filters).items() if value}
    tables: tuple[tuple[str, str, Any], ...] = (
        ("state", _("状態"), queries.STATES),
        ("initiative", _("取組"), initiative_names()),
        ("network", _("ネットワーク"), NETWORK_LABELS),
        ("municipality", _("市町村"), queries.municipality_names(list(counts["municipality"]))),
    )
    return [(label, choices(".index", asked, name, labels, counts[name])) for name, label, labels in tables]


@blueprint.get("/<need_id>")
@public
def show(need_id: str) -> ResponseReturnValue:
    """One need."""
    return _page(queries.get(actor(), need_id))


def _page(need: Need) -> ResponseReturnValue:
    return render(
        "needs/show.html",
        need=need,
        steps=presenting.steps(need),
        gaps=quality.findings(need) if need.published_at is None else (),
        origin=origins.seen(actor(), need.origin),
        obstacle=obstacle(actor(), need),
        mine=response_queries.own(actor(), need),
        selected=comparing.named(need),
        revisions=[presenting.shown(revision) for revision in queries.revisions(need)],
        initiatives=initiative_names(),
        history=journal.history(actor(), need),
        wanted_labels=WANTED_LABELS,
        network_labels=NETWORK_LABELS,
        respondents_labels=RESPONDENTS_LABELS,
        tones=presenting.TONES,
        words=presenting.acts(),
    )


_TAKEN = ("persona", "scenario", "problem", "outcome", "measure", "initiatives", "network", "security")
"""What the page shows of the content that an origin gives."""


def _form(**values: Any) -> NeedForm:
    form = NeedForm(**values)
    form.initiatives.choices = [(str(key), name) for key, name in initiative_names().items()]
    return form


@blueprint.route("/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Begin a draft: with a title, from something that is there already, or with everything on one page."""
    authorise(actor(), "need:create")
    key = clean(request.values.get("from", ""))[:80]
    start = origins.start(actor(), key) if key else None
    form = _form(data=vars(start.data) if start else None)
    if form.validate_on_submit():
        with form.catching():
            return _begun(form, start)
    page = "needs/new.html" if _with_title_alone() else "needs/form.html"
    return render(page, status=form_status(form), **_beginning(form, start))


def _with_title_alone() -> bool:
    """Whether this is the page that asks for a title and goes on step by step."""
    return request.form.get("then") == "write" if request.method == "POST" else "whole" not in request.args


def _begun(form: NeedForm, start: origins.Start | None) -> ResponseReturnValue:
    """What was typed counts; of what was not on the page, what the origin gives."""
    data = form.statement()
    if start and _with_title_alone():
        data = replace(start.data, title=data.title)
    need = services.create(actor(), data, start.origin.key if start else "")
    if _with_title_alone():
        return back("need_writing.write", need_id=need.id, step=writing.STEPS[0].key)
    say(_("下書きを保存しました。足りないところを確かめて、承認を依頼してください。"))
    return back(".show", need_id=need.id)


def _beginning(form: NeedForm, start: origins.Start | None) -> dict[str, Any]:
    taken = as_words(start.data) if start else {}
    if start:
        names = initiative_names()
        taken["initiatives"] = _("、").join(names[number] for number in start.data.initiatives)
    return {
        "form": form,
        "need": None,
        "history": (),
        "start": start,
        "taken": [(str(NEED_LABELS[name]), text) for name, text in taken.items() if name in _TAKEN],
        "rows": alike.alike(actor(), form.title.data or ""),
        "status_labels": STATUS_LABELS,
        "suggestions": suggesting.deadlines(),
    }


@blueprint.route("/<need_id>/edit", methods=["GET", "POST"])
def edit(need_id: str) -> ResponseReturnValue:
    """Change a draft, or a published need with a recorded revision."""
    need = queries.get(actor(), need_id)
    authorise(actor(), "need:edit", need)
    form = _form(data=filled(stated(need), need.version))
    status = form_status(form)
    if form.validate_on_submit():
        try:
            with form.catching():
                services.edit(actor(), need, form.statement(), form.version.data, form.reason.data or "")
                say(_("変更を保存しました。"))
                return back(".show", need_id=need.id)
        except Conflict as error:  # it was changed, or its state moved on
            saved = as_words(stated(need)) if need.status in services.EDITABLE else {}
            status = form.keep_typed(error, need.version, saved, as_words(form.statement()) if saved else {})
    return render(
        "needs/form.html",
        form=form,
        need=need,
        start=None,
        suggestions=suggesting.deadlines(),
        history=journal.history(actor(), need, limit=1) if form.clashes else (),
        status=status,
    )


@blueprint.post("/<need_id>/submit")
def submit(need_id: str) -> ResponseReturnValue:
    """Ask the approver to publish."""
    services.submit(actor(), need := queries.get(actor(), need_id))
    say(_("承認を依頼しました。承認者にメールでお知らせします。"))
    return back(".show", need_id=need.id)


@blueprint.post("/<need_id>/publish")
def publish(need_id: str) -> ResponseReturnValue:
    """Put it on the board for everybody."""
    services.publish(actor(), need := queries.get(actor(), need_id))
    say(_("ニーズを公開しました。提案の締切になると、自動で募集を終えます。"))
    return back(".show", need_id=need.id)
