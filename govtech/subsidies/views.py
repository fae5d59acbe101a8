"""HTTP for subsidies: parse, call, answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from govtech.core import journal
from govtech.core.policy import authorise
from govtech.core.text import clean, digits
from govtech.core.web import actor, back, form_status, public, render, say
from govtech.core.words import gettext as _
from govtech.solutions.queries import initiative_names
from govtech.subsidies import queries, services
from govtech.subsidies.areas import AREAS, LABELS, OFFERED, covering, labelled
from govtech.subsidies.calendar import Deadline, calendar
from govtech.subsidies.forms import SubsidyForm, filled
from govtech.subsidies.models import NO_LIMIT, SOURCE_LABELS, STATUS_LABELS, Status, Subsidy, last_moment
from govtech.subsidies.queries import AHEAD, ANY, CHOICES, OPEN_NOW, Wanted
from govtech.subsidies.wording import CHOICE_LABELS, FIELD_LABELS, ceiling_words

blueprint = Blueprint("subsidies", __name__)
TONES = {Status.OPEN: "open", Status.CLOSING_SOON: "wait", Status.UPCOMING: "closed", Status.CLOSED: "done"}
REMIND = timedelta(days=7)


def _number(text: str, limit: int) -> int | None:
    plain = digits(text)
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= limit else None


def _wanted() -> Wanted:
    """The filters of the address; a value that does not exist counts as none."""
    status, area = request.args.get("status", OPEN_NOW), request.args.get("area", "")
    return Wanted(
        status if status in CHOICES else OPEN_NOW,
        area if area in AREAS else "",
        _number(request.args.get("ceiling", ""), 15) or None,
        clean(request.args.get("text", ""))[:200],
        _number(request.args.get("initiative", ""), 3),
        request.args.get("municipal") == "1",
    )


def _address(wanted: Wanted, endpoint: str = ".index", **changes: Any) -> str:
    """The list's address with these filters; what is left open is left out."""
    values = {**vars(wanted), **changes}
    values["municipal"] = 1 if values["municipal"] else None
    values["status"] = None if values["status"] == OPEN_NOW else values["status"]
    return url_for(endpoint, **{name: value for name, value in values.items() if value not in {None, ""}})


@blueprint.get("/subsidies")
@public
def index() -> ResponseReturnValue:
    """The list with its filters; open ones unless asked otherwise."""
    wanted = _wanted()
    results = queries.listed(wanted, request.args.get("cursor"))
    return render(
        "subsidies/index.html",
        fragment="results",
        wanted=wanted,
        results=results,
        groups=_groups(wanted),
        areas=queries.areas([row.window_id for row in results.items]),
        all_areas=LABELS,
        feed=_address(wanted, ".feed"),
        labelled=labelled,
        last_moment=last_moment,
        ceiling_words=ceiling_words,
        status_labels=STATUS_LABELS,
        tones=TONES,
    )


def _groups(wanted: Wanted) -> list[tuple[str, list[tuple[str, int | None, str, bool]]]]:
    """The filters with what each choice would show; the address of a chosen one takes it away."""
    offered = dict.fromkeys([*OFFERED, *([wanted.area] if wanted.area else [])])
    by_status, by_area = queries.counts(wanted, offered)
    rows: list[tuple[str, list[tuple[str, int | None, str, bool]]]] = [
        (
            _("受付の状態"),
            [
                (
                    str(label),
                    by_status[name],
                    _address(wanted, status=_other(wanted, name)),
                    wanted.status == name,
                )
                for name, label in CHOICE_LABELS.items()
            ],
        ),
        (
            _("対象地域"),
            [
                (
                    _("%(area)s（広い地域の制度を含む）", area=LABELS[area])
                    if len(covering(area)) > 1
                    else str(LABELS[area]),
                    by_area[area],
                    _address(wanted, area="" if wanted.area == area else area),
                    wanted.area == area,
                )
                for area in offered
            ],
        ),
        (
            _("申請できる人"),
            [
                (
                    _("市町村が申請できる"),
                    None,
                    _address(wanted, municipal=not wanted.municipal),
                    wanted.municipal,
                )
            ],
        ),
    ]
    if wanted.initiative is not None:
        name = initiative_names().get(wanted.initiative, str(wanted.initiative))
        rows.append((_("取組"), [(name, None, _address(wanted, initiative=None), True)]))
    if wanted.ceiling is not None:
        words = _("%(amount)s以上", amount=ceiling_words(wanted.ceiling))
        rows.append((_("上限額"), [(words, None, _address(wanted, ceiling=None), True)]))
    if wanted.text:
        rows.append((_("言葉"), [(wanted.text, None, _address(wanted, text=""), True)]))
    return rows


def _other(wanted: Wanted, status: str) -> str:
    """Where a choice of status leads: to itself, or away from it when it is chosen already."""
    if wanted.status != status:
        return status
    return OPEN_NOW if status == ANY else ANY


@blueprint.get("/subsidies.ics")
@public
def feed() -> ResponseReturnValue:
    """The deadlines ahead as a calendar, with the list's filters; of coming subsidies too unless asked otherwise."""
    wanted = _wanted()
    if request.args.get("status") not in {"open", "closing_soon", "upcoming"}:
        wanted = replace(wanted, status=AHEAD)
    deadlines = [_deadline(row) for row in queries.deadlines(wanted)]
    body = calendar(_("補助金の締切"), deadlines, remind=REMIND)
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="subsidies.ics"'
    response.add_etag()
    return response.make_conditional(request)


def _deadline(row: Any) -> Deadline:
    address = url_for(".show", subsidy_id=row.id, _external=True)
    facts = [
        row.catch_phrase,
        row.provider,
        _("上限額：%(amount)s", amount=ceiling_words(row.ceiling)),
        address,
    ]
    return Deadline(
        f"subsidy-{row.id}-{row.window_key or '0'}",
        last_moment(row.closes_at) or row.closes_at,
        _("【締切】%(title)s", title=" ".join(filter(None, [row.title, row.round]))),
        "\n".join(filter(None, facts)),
        address,
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
        history=journal.history(actor(), subsidy),
        labelled=labelled,
        last_moment=last_moment,
        ceiling_words=ceiling_words,
        no_limit=NO_LIMIT,
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
    return render(
        "subsidies/form.html", form=form, subsidy=None, stale=(), history=(), status=form_status(form)
    )


@blueprint.route("/subsidies/<subsidy_id>/edit", methods=["GET", "POST"])
def edit(subsidy_id: str) -> ResponseReturnValue:
    """Correct a subsidy."""
    subsidy = queries.get(subsidy_id)
    authorise(actor(), "subsidy:edit", subsidy)
    form = SubsidyForm(data=filled(subsidy))
    form.offer(initiative_names())
    if any(window.source_id for window in subsidy.windows):
        form.without_window()
    if form.validate_on_submit():
        if form.version.data != subsidy.version:
            return _stale(form, subsidy)
        with form.catching():
            services.edit(actor(), subsidy, form.data_of_subsidy(), form.data_of_window(), form.version.data)
            say(_("変更を保存しました。"))
            return back(".show", subsidy_id=subsidy.id)
    return render(
        "subsidies/form.html", form=form, subsidy=subsidy, stale=(), history=(), status=form_status(form)
    )


def _stale(form: SubsidyForm, subsidy: Subsidy) -> ResponseReturnValue:
    """Somebody changed it meanwhile: both texts, and nothing lost."""
    saved = {name: value for name, value in filled(subsidy).items() if name != "version" and name in form}
    rows = [(form[name].label.text, value, form[name].data) for name, value in saved.items()]
    form.version.data = subsidy.version
    return render(
        "subsidies/form.html",
        form=form,
        subsidy=subsidy,
        stale=[row for row in rows if (row[1] or None) != (row[2] or None)],
        history=journal.history(actor(), subsidy, limit=3),
        status=HTTPStatus.CONFLICT,
    )
