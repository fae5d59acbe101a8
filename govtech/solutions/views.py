"""HTTP for offerings: parse, call, answer."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core import journal
from govtech.core.errors import Conflict
from govtech.core.policy import KIND_LABELS, authorise
from govtech.core.web import actor, back, form_status, public, render, say
from govtech.core.words import gettext as _
from govtech.organisations.facts import facts
from govtech.organisations.queries import certificates_of, expiring, expiry, own_organisation, population_of
from govtech.solutions import queries, services
from govtech.solutions.cases import titles
from govtech.solutions.comparison import band_words
from govtech.solutions.content import as_words, contact_of, stated, wanting
from govtech.solutions.forms import MORE, ReasonForm, SolutionForm, filled
from govtech.solutions.models import DELIVERY_LABELS, LANGUAGE_LABELS, NETWORK_LABELS, Solution
from govtech.solutions.pricing import YEARS, band_for, cost

blueprint = Blueprint("solutions", __name__, url_prefix="/solutions")
TONES = {"draft": "wait", "published": "open", "withdrawn": "stop"}


@blueprint.get("/<solution_id>")
@public
def show(solution_id: str) -> ResponseReturnValue:
    """One offering, with the price for the reader's own municipality marked."""
    solution = queries.get(actor(), solution_id)
    mine = population_of(actor().organisation_id) if actor().is_municipal else None
    return render(
        "solutions/show.html",
        solution=solution,
        wanting=wanting(solution),
        bands=[(band, band_words(band), cost(band)) for band in solution.prices],
        mine=mine,
        own_band=band_for(solution.prices, mine.population if mine else None),
        certificates=certificates_of([solution.organisation_id])[solution.organisation_id],
        expiring=expiring([solution.organisation_id]) if actor().acts_for(solution.organisation_id) else (),
        facts=facts(solution.organisation),
        contact=contact_of(solution),
        cases=titles(item.case_id for item in solution.references),
        initiatives=queries.initiative_names(),
        history=journal.history(actor(), solution),
        expiry=expiry,
        delivery_labels=DELIVERY_LABELS,
        network_labels=NETWORK_LABELS,
        language_labels=LANGUAGE_LABELS,
        kind_labels=KIND_LABELS,
        tones=TONES,
        years=YEARS,
    )


def _form(**values: Any) -> SolutionForm:
    return _offered(SolutionForm(**values))


def _offered(form: SolutionForm) -> SolutionForm:
    """The form with what can be chosen, in the rows that were added too."""
    form.offer(
        [(str(key), name) for key, name in queries.initiative_names().items()], queries.government_choices()
    )
    return form


def _page(form: SolutionForm, solution: Solution | None, status: int) -> ResponseReturnValue:
    """The form with the facts that it need not ask for."""
    own = own_organisation(actor())
    return render(
        "solutions/form.html",
        form=form,
        solution=solution,
        facts=facts(own),
        organisation=own,
        history=journal.history(actor(), solution, limit=1) if form.clashes else (),
        status=status,
    )


@blueprint.route("/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Begin a draft."""
    authorise(actor(), "solution:create")
    form = _form()
    if form.more(request.form.get(MORE)):
        return _page(_offered(form), None, HTTPStatus.OK)
    if form.validate_on_submit():
        with form.catching():
            solution = services.create(actor(), form.statement())
            say(_("下書きを保存しました。内容を確認して公開してください。"))
            return back(".show", solution_id=solution.id)
    return _page(form, None, form_status(form))


@blueprint.route("/<solution_id>/edit", methods=["GET", "POST"])
def edit(solution_id: str) -> ResponseReturnValue:
    """Change an offering."""
    solution = queries.get(actor(), solution_id)
    authorise(actor(), "solution:edit", solution)
    form = _form(data=filled(stated(solution), solution.version))
    if form.more(request.form.get(MORE)):
        return _page(_offered(form), solution, HTTPStatus.OK)
    status = form_status(form)
    if form.validate_on_submit():
        try:
            with form.catching():
                services.edit(actor(), solution, form.statement(), form.version.data)
                say(_("変更を保存しました。"))
                return back(".show", solution_id=solution.id)
        except Conflict as error:
            typed = as_words(form.statement())
            status = form.keep_typed(error, solution.version, as_words(stated(solution)), typed)
    return _page(form, solution, status)


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
