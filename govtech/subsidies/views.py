"""HTTP for subsidies: parse, call, answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, request, url_for
from flask.typing import ResponseReturnValue

from govtech.core import journal
from govtech.core.errors import Conflict
from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, public, render, say
from govtech.core.words import gettext as _
from govtech.solutions.queries import initiative_names
from govtech.subsidies import queries, services
from govtech.subsidies.areas import LABELS, labelled
from govtech.subsidies.calendar import Deadline, calendar
from govtech.subsidies.filters import address, groups, wanted_of
from govtech.subsidies.forms import SubsidyForm, filled
from govtech.subsidies.models import SOURCE_LABELS, STATUS_LABELS, Status, last_moment
from govtech.subsidies.queries import AHEAD
from govtech.subsidies.wording import FIELD_LABELS, ceiling_words

blueprint = Blueprint("subsidies", __name__)
TONES = {Status.OPEN: "open", Status.CLOSING_SOON: "wait", Status.UPCOMING: "closed", Status.CLOSED: "closed"}
REMIND = timedelta(days=7)


@blueprint.get("/subsidies")
@public
def index() -> ResponseReturnValue:
    """The list with its filters; open ones unless asked otherwise."""
    wanted = wanted_of(request.args)
    results = queries.listed(wanted, request.args.get("cursor"))
    return render(
        "subsidies/index.html",
        fragment="results",
        wanted=wanted,
        filtered=wanted != wanted_of({}),
        results=results,
        groups=groups(wanted),
        areas=queries.areas([row.window_id for row in results.items]),
        all_areas=LABELS,
        feed=address(wanted, ".feed"),
        labelled=labelled,
        last_moment=last_moment,
        ceiling_words=ceiling_words,
        status_labels=STATUS_LABELS,
        tones=TONES,
    )


@blueprint.get("/subsidies.ics")
@public
def feed() -> ResponseReturnValue:
    """The deadlines ahead as a calendar, with the list's filters; of coming subsidies too unless asked otherwise."""
    wanted = wanted_of(request.args)
    if request.args.get("status") not in {"open", "closing_soon", "upcoming"}:
        wanted = replace(wanted, status=AHEAD)
    deadlines = [_deadline(row) for row in queries.deadlines(wanted)]
    body = calendar(_("補助金の締切"), deadlines, remind=REMIND)
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="subsidies.ics"'
    response.add_etag()
    return response.make_conditional(request)


def _deadline(row: Any) -> Deadline:
    page = current_app.config["SETTINGS"].base_url + url_for(".show", subsidy_id=row.id)
    facts = [
        row.catch_phrase,
        row.provider,
        _("上限額：%(amount)s", amount=ceiling_words(row.ceiling)),
        page,
    ]
    return Deadline(
        f"subsidy-{row.id}-{row.window_key or '0'}",
        last_moment(row.closes_at) or row.closes_at,
        _("【締切】%(title)s", title=" ".join(filter(None, [row.title, row.round]))),
        "\n".join(filter(None, facts)),
        page,
        row.updated_at,
        row.version,
    )


@blueprint.get("/subsidies/<subsidy_id>")
@public
def show(subsidy_id: str) -> ResponseReturnValue:
    """One subsidy."""
    subsidy = queries.get(subsidy_id)
    return render(
        "subsidies/show.html",
        subsidy=subsidy,
        window=subsidy.window,
        initiatives=initiative_names(),
        history=journal.history(actor(), subsidy) if actor().signed_in else (),
        labelled=labelled,
        last_moment=last_moment,
        ceiling_words=ceiling_words,
        field_labels=FIELD_LABELS,
        source_labels=SOURCE_LABELS,
        status_labels=STATUS_LABELS,
        tones=TONES,
    )


@blueprint.route("/subsidies/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Enter a subsidy by hand."""
    authorise(actor(), "subsidy:edit")
    form = SubsidyForm()
    form.offer(initiative_names())
    if form.validate_on_submit():
        with form.catching():
            subsidy = services.create(actor(), form.data_of_subsidy(), form.hand_over(services.WindowData))
            say(_("補助金を登録しました。"))
            return back(".show", subsidy_id=subsidy.id)
    return render("subsidies/form.html", form=form, subsidy=None, history=(), status=form_status(form))


@blueprint.route("/subsidies/<subsidy_id>/edit", methods=["GET", "POST"])
def edit(subsidy_id: str) -> ResponseReturnValue:
    """Correct a subsidy."""
    subsidy = queries.get(subsidy_id)
    authorise(actor(), "subsidy:edit", subsidy)
    form = SubsidyForm(data=filled(subsidy))
    form.offer(initiative_names())
    if any(window.source_id for window in subsidy.windows):
        form.without_window()
    status = form_status(form)
    if form.validate_on_submit():
        try:
            with form.catching():
                said = form.data_of_subsidy(), form.data_of_window()
                services.edit(actor(), subsidy, *said, form.version.data)
                say(_("変更を保存しました。"))
                return back(".show", subsidy_id=subsidy.id)
        except Conflict as error:
            status = form.keep_typed(error, subsidy.version, filled(subsidy))
    history = journal.history(actor(), subsidy, limit=1) if form.clashes else ()
    return render("subsidies/form.html", form=form, subsidy=subsidy, history=history, status=status)
