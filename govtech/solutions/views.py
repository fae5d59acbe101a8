"""HTTP for offerings: parse, call, answer."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core import journal
from govtech.core.errors import Conflict
from govtech.core.filters import Option, choices, number
from govtech.core.policy import KIND_LABELS, OrganisationKind, authorise
from govtech.core.web import actor, back, form_status, public, render, say
from govtech.core.words import gettext as _
from govtech.solutions import queries, services
from govtech.solutions.content import as_words, stated, wanting
from govtech.solutions.forms import ReasonForm, SolutionForm, filled
from govtech.solutions.models import (
    DELIVERY_LABELS,
    LANGUAGE_LABELS,
    NETWORK_LABELS,
    STATUS_LABELS,
    Delivery,
    Network,
    Solution,
)

blueprint = Blueprint("solutions", __name__, url_prefix="/solutions")
SUPPLIERS = (OrganisationKind.COMPANY, OrganisationKind.CIVIC_GROUP)
TONES = {"draft": "wait", "published": "open", "withdrawn": "stop"}


def _wanted() -> queries.Wanted:
    """The filters of the address; a value that does not exist counts as none."""
    chosen = {
        "delivery": (request.args.get("delivery"), tuple(Delivery)),
        "network": (request.args.get("network"), tuple(Network)),
        "kind": (request.args.get("kind"), SUPPLIERS),
    }
    return queries.Wanted(
        initiative=number(request.args.get("initiative")),
        **{name: value if value in offered else None for name, (value, offered) in chosen.items()},
        own=request.args.get("own") == "1" and actor().is_supplier,
    )


@blueprint.get("")
@public
def index() -> ResponseReturnValue:
    """The list with its filters."""
    wanted = _wanted()
    rows = queries.listed(actor(), wanted, request.args.get("cursor"))
    return render(
        "solutions/index.html",
        fragment="results",
        wanted=wanted,
        results=rows,
        traits=queries.traits([row.id for row in rows.items]),
        groups=_groups(wanted),
        initiatives=queries.initiative_names(),
        kind_labels=KIND_LABELS,
        delivery_labels=DELIVERY_LABELS,
        status_labels=STATUS_LABELS,
        tones=TONES,
    )


def _groups(wanted: queries.Wanted) -> list[tuple[str, list[Option]]]:
    """The filters with what each choice would show."""
    counts = queries.facets(actor(), wanted)
    asked = {name: str(value) for name, value in vars(wanted).items() if value and name != "own"}
    if wanted.own:
        asked["own"] = "1"
    tables: tuple[tuple[str, str, Any], ...] = (
        ("initiative", _("取組"), queries.initiative_names()),
        ("delivery", _("提供形態"), DELIVERY_LABELS),
        ("network", _("ネットワーク"), NETWORK_LABELS),
        ("kind", _("提供者"), {kind: KIND_LABELS[kind] for kind in SUPPLIERS}),
    )
    groups = [(label, choices(".index", asked, name, labels, counts[name])) for name, label, labels in tables]
    if actor().is_supplier:
        mine = {"1": _("自団体のもの（下書きを含む）")}
        groups.insert(0, (_("表示"), choices(".index", asked, "own", mine, {"1": counts["own"]["all"]})))
    return groups


@blueprint.get("/<solution_id>")
@public
def show(solution_id: str) -> ResponseReturnValue:
    """One offering."""
    solution = queries.get(actor(), solution_id)
    return render(
        "solutions/show.html",
        solution=solution,
        wanting=wanting(solution),
        initiatives=queries.initiative_names(),
        history=journal.history(actor(), solution),
        delivery_labels=DELIVERY_LABELS,
        network_labels=NETWORK_LABELS,
        language_labels=LANGUAGE_LABELS,
        kind_labels=KIND_LABELS,
        tones=TONES,
    )


def _form(**values: Any) -> SolutionForm:
    form = SolutionForm(**values)
    form.offer(
        [(str(key), name) for key, name in queries.initiative_names().items()], queries.government_choices()
    )
    return form


@blueprint.route("/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Begin a draft."""
    authorise(actor(), "solution:create")
    form = _form()
    if form.validate_on_submit():
        with form.catching():
            solution = services.create(actor(), form.statement())
            say(_("下書きを保存しました。内容を確認して公開してください。"))
            return back(".show", solution_id=solution.id)
    return render("solutions/form.html", form=form, solution=None, stale=(), status=form_status(form))


@blueprint.route("/<solution_id>/edit", methods=["GET", "POST"])
def edit(solution_id: str) -> ResponseReturnValue:
    """Change an offering."""
    solution = queries.get(actor(), solution_id)
    authorise(actor(), "solution:edit", solution)
    form = _form(data=filled(stated(solution), solution.version))
    if form.validate_on_submit():
        if form.version.data != solution.version:
            return _stale(form, solution)
        with form.catching():
            services.edit(actor(), solution, form.statement(), form.version.data)
            say(_("変更を保存しました。"))
            return back(".show", solution_id=solution.id)
    return render("solutions/form.html", form=form, solution=solution, stale=(), status=form_status(form))


def _stale(form: SolutionForm, solution: Solution) -> ResponseReturnValue:
    """Somebody changed it meanwhile: both texts, and nothing lost."""
    mine, saved = as_words(form.statement()), as_words(stated(solution))
    stale = [(form[name].label.text, saved[name], mine[name]) for name in mine if mine[name] != saved[name]]
    form.version.data = solution.version
    return render(
        "solutions/form.html",
        form=form,
        solution=solution,
        stale=stale,
        history=journal.history(actor(), solution, limit=3),
        status=HTTPStatus.CONFLICT,
    )


@blueprint.post("/<solution_id>/publish")
def publish(solution_id: str) -> ResponseReturnValue:
    """Show it to everybody."""
    services.publish(actor(), solution := queries.get(actor(), solution_id))
    say(_("「%(name)s」を公開しました。", name=solution.name))
    return back(".show", solution_id=solution.id)


@blueprint.route("/<solution_id>/withdraw", methods=["GET", "POST"])
def withdraw(solution_id: str) -> ResponseReturnValue:
    """Take it off the list, with a reason."""
    solution = queries.get(actor(), solution_id)
    authorise(actor(), "solution:withdraw", solution)
    form = ReasonForm()
    status = form_status(form)
    if form.validate_on_submit():
        try:
            services.withdraw(actor(), solution, form.reason.data)
            say(_("「%(name)s」の掲載を終えました。", name=solution.name))
            return back(".show", solution_id=solution.id)
        except Conflict as error:  # its state moved on: what was typed stays on the page
            form.refuse(error)
            status = error.status
    return render("solutions/withdraw.html", form=form, solution=solution, status=status)
