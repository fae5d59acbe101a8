"""Pages on which a joint specification begins: the ways to begin, one form for each, and the report of an import."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.beginnings import beginnings
from govtech.beginnings import services as begin_services
from govtech.beginnings.beginnings import ForNeed
from govtech.beginnings.forms import WAYS, BeginForm
from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.drafting import queries, services
from govtech.drafting.content import Beginning
from govtech.drafting.models import STATUS_LABELS, Specification
from govtech.specifications import queries as templates

MOST_FITTING = 5
blueprint = Blueprint("beginning", __name__, url_prefix="/specifications")


@blueprint.route("/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """The ways to begin; with one of them chosen, its form. `template`, `older` and `need` name what is meant."""
    authorise(actor(), "specification:create")
    wanted = beginnings.need(actor(), request.args["need"]) if request.args.get("need") else None
    way = _way()
    if way not in WAYS:
        return render("beginnings/new.html", ways=WAYS, asked=_asked(), need=wanted, fitting=_fitting(wanted))
    form = _form(way, wanted)
    if form.validate_on_submit() and form.has(way):
        with form.catching():
            made = _made(form, way, wanted)
            say(_("下書きを作りました。章を開いて書き、参加する市町村と一緒に仕上げてください。"))
            return back("specifications.show", specification_id=made.id)
    if way == "file" and request.method == "POST" and form.document.data and not form.document.errors:
        form.document.errors = [_("ファイルは引き継げません。お手数ですが、もう一度選んでください。")]
    return render(
        "beginnings/begin.html",
        form=form,
        way=way,
        asked=_asked(),
        ways=WAYS,
        need=wanted,
        status=form_status(form),
    )


def _way() -> str:
    """The way that the address says, or the one that goes with what it names."""
    named = next((name for name in ("template", "older") if request.args.get(name)), "")
    return request.args.get("way", named)


def _asked() -> dict[str, Any]:
    """What the address says about the need and who takes part, for the next page's."""
    asked = {"need": request.args.get("need"), "parties": request.args.getlist("parties")}
    return {name: value for name, value in asked.items() if value}


def _fitting(wanted: ForNeed | None) -> Any:
    """The templates that are most about what the need is about."""
    numbers = set(wanted.initiatives) if wanted else set()
    if not numbers:
        return ()
    shares = [
        (len(numbers & set(row.initiatives)) / len(numbers | set(row.initiatives)), row)
        for row in templates.listing()
    ]
    fitting = sorted((pair for pair in shares if pair[0]), key=lambda pair: -pair[0])
    return [row for _share, row in fitting[:MOST_FITTING]]


def _form(way: str, wanted: ForNeed | None) -> BeginForm:
    form = BeginForm(
        data={
            "template": request.args.get("template", ""),
            "older": request.args.get("older", ""),
            "title": wanted.title if wanted else "",
            "parties": request.args.getlist("parties"),
        }
    )
    form.ask_for(way)
    if way != "empty":
        form.title.help = _("空欄にすると、もとにするものの題名になります。例：施設予約システム（北摂5市町）")
    form.template.choices = _versions() if way == "template" else []
    form.older.choices = _older() if way == "older" else []
    if way == "template" and ":" not in (
        form.template.data or ""
    ):  # a template without a version: its latest
        slug = form.template.data
        form.template.data = next((key for key, _words in _versions() if key.split(":")[0] == slug), None)
    form.parties.choices = [
        (row.id, row.name) for row in queries.municipalities() if row.id != actor().organisation_id
    ]
    return form


def _versions() -> list[tuple[str, str]]:
    first = [("", _("選んでください"))]
    return first + [
        (
            f"{row.slug}:{row.version}",
            _("%(title)s　第%(version)s版（最新）", title=row.title, version=row.version)
            if row.latest
            else _("%(title)s　第%(version)s版", title=row.title, version=row.version),
        )
        for row in beginnings.versions()
    ]


def _older() -> list[tuple[str, str]]:
    first = [("", _("選んでください"))]
    return first + [
        (
            row.id,
            _(
                "%(title)s（%(organisation)s、第%(n)s版）",
                title=row.title,
                organisation=row.organisation,
                n=row.number,
            )
            if row.number
            else _(
                "%(title)s（%(organisation)s、%(status)s）",
                title=row.title,
                organisation=row.organisation,
                status=STATUS_LABELS[row.status],
            ),
        )
        for row in beginnings.older(actor())
    ]


def _made(form: BeginForm, way: str, wanted: ForNeed | None) -> Specification:
    title, parties = form.title.data or "", form.parties.data or ()
    if way == "file":
        return begin_services.begin_from_file(
            actor(), form.file(), title=title, wanted=wanted, parties=parties
        )
    beginning = beginnings.meeting(_beginning(form, way), wanted)
    title = title or beginning.title or _("新しい共同仕様書")
    return services.create(actor(), replace(beginning, title=title), parties)


def _beginning(form: BeginForm, way: str) -> Beginning:
    if way == "template":
        slug, _colon, version = (form.template.data or "").partition(":")
        return beginnings.of_template(slug, version)
    if way == "older":
        return beginnings.of_older(actor(), form.older.data or "")
    return Beginning("")


@blueprint.post("/<specification_id>/report-read")
def report_read(specification_id: str) -> ResponseReturnValue:
    """The report of the import is no longer shown."""
    begin_services.report_read(actor(), specification := queries.get(actor(), specification_id))
    return back("specifications.show", specification_id=specification.id)
