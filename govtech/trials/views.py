"""HTTP for trials: the list, one trial, and the writing of its agreement."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core.errors import Conflict
from govtech.core.filters import Groups, choices, number
from govtech.core.policy import authorise
from govtech.core.text import clean
from govtech.core.web import actor, back, form_status, public, render, say
from govtech.core.words import gettext as _
from govtech.needs.queries import municipality_names
from govtech.solutions.queries import initiative_names
from govtech.trials import presenting, queries, services, starting
from govtech.trials.content import as_words, stated
from govtech.trials.forms import TermsForm
from govtech.trials.models import DIRECTION_LABELS, STATUS_LABELS, Status, Trial
from govtech.trials.pages import page_of
from govtech.trials.services import Origin

blueprint = Blueprint("trials", __name__, url_prefix="/trials")
KEY = 16


def _filters() -> queries.Filters:
    """The filters of the address; a value that does not exist counts as none."""
    state, municipality = request.args.get("state"), clean(request.args.get("municipality", ""))
    return queries.Filters(
        state=state if state in tuple(Status) else None,
        initiative=number(request.args.get("initiative")),
        municipality=municipality[:KEY] or None,
        mine=request.args.get("mine") == "1" and actor().organisation_id is not None,
    )


@blueprint.get("")
@public
def index() -> ResponseReturnValue:
    """The trials that the reader may see, with filters."""
    filters = _filters()
    return render(
        "trials/index.html",
        fragment="results",
        filtered=filters != queries.Filters(),
        results=queries.listed(actor(), filters, request.args.get("cursor")),
        groups=_groups(filters),
        labels=STATUS_LABELS,
        tones=presenting.TONES,
    )


def _groups(filters: queries.Filters) -> Groups:
    """The filters with what each choice would show."""
    counts = queries.facets(actor(), filters)
    given = {**vars(filters), "mine": "1" if filters.mine else None}
    asked = {name: str(value) for name, value in given.items() if value is not None}
    offered = (
        ("mine", _("範囲"), {"1": _("自団体の実証実験")}),
        ("state", _("状態"), {status.value: words for status, words in STATUS_LABELS.items()}),
        ("initiative", _("取組"), initiative_names()),
        ("municipality", _("市町村"), municipality_names([*counts["municipality"]])),
    )
    return [
        (title, choices("trials.index", asked, name, labels, counts[name])) for name, title, labels in offered
    ]


@blueprint.get("/<trial_id>")
@public
def show(trial_id: str) -> ResponseReturnValue:
    """One trial."""
    return page_of(actor(), queries.get(actor(), trial_id))


def _form(data: dict[str, Any], trial: Trial | None) -> TermsForm:
    form = TermsForm(data=data)
    partners = [] if trial else [(row.id, row.name) for row in queries.suppliers()]
    form.offer(initiative_names().items(), partners)
    return form


def _asked(name: str) -> str | None:
    return clean(request.args.get(name, ""))[:KEY] or None


@blueprint.route("/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Plan a trial, from a selected response, a need, a solution, or nothing; what is known is there already."""
    authorise(actor(), "trial:create")
    response_id = _asked("response")
    if response_id and (begun := queries.of_response(actor(), response_id)):
        return back(".show", trial_id=begun.id)
    begin = starting.start(
        actor(), Origin(need_id=_asked("need"), response_id=response_id, solution_id=_asked("solution"))
    )
    form = _form(vars(begin.data), None)
    if form.validate_on_submit():
        origin = starting.with_partner(begin.origin, form.partner_id.data)
        with form.catching():
            trial = services.create(actor(), origin, form.statement())
            say(_("計画を保存しました。足りない項目を埋め、双方が確認すると始められます。"))
            return back(".show", trial_id=trial.id)
    return render(
        "trials/form.html",
        form=form,
        trial=None,
        begin=begin,
        history=(),
        held=None,
        directions=DIRECTION_LABELS,
        status=form_status(form),
    )


@blueprint.route("/<trial_id>/edit", methods=["GET", "POST"])
def edit(trial_id: str) -> ResponseReturnValue:
    """Write a new version of the agreement."""
    trial = queries.get(actor(), trial_id)
    authorise(actor(), "trial:edit", trial)
    form = _form({**vars(stated(trial)), "version": trial.version}, trial)
    status = form_status(form)
    if form.validate_on_submit():
        try:
            with form.catching():
                services.edit(actor(), trial, form.statement(), form.version.data, form.reason.data or "")
                say(_("保存しました。"))
                return back(".show", trial_id=trial.id)
        except Conflict as error:
            names = initiative_names()
            saved, typed = as_words(stated(trial), names), as_words(form.statement(), names)
            status = form.keep_typed(error, trial.version, saved, typed)
    return render(
        "trials/form.html",
        form=form,
        trial=trial,
        begin=None,
        held=any(one.number for one in trial.agreements),
        directions=DIRECTION_LABELS,
        history=queries.history(actor(), trial)[:1] if form.clashes else (),
        status=status,
    )
