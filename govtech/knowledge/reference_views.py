"""HTTP for the reference data: free services, the one-stop ladder, initiatives and technologies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core import journal
from govtech.core.errors import Conflict
from govtech.core.filters import choices, number
from govtech.core.paging import Page
from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, public, render, say
from govtech.core.words import gettext as _
from govtech.knowledge import adoption_services, part_queries, queries, reference_queries, reference_services
from govtech.knowledge.adoption_models import ADOPTION_LABELS, ADOPTION_TONES, Adoption
from govtech.knowledge.adoption_services import AdoptionData
from govtech.knowledge.forms import ProgrammeForm
from govtech.knowledge.models import (
    FOUNDING_DOCUMENT,
    LEVEL_LABELS,
    LEVEL_MARKS,
    SECTOR_LABELS,
    FreeService,
    Initiative,
    OneStopService,
    Technology,
)
from govtech.knowledge.reference_forms import FreeServiceForm, InitiativeForm, OneStopForm, TechnologyForm
from govtech.knowledge.reference_models import GENERATION_LABELS
from govtech.knowledge.reference_services import FreeServiceData, InitiativeData, OneStopData, TechnologyData

blueprint = Blueprint("knowledge_reference", __name__)


def _changed(form: Any, subject: Any, change: Callable[[], object]) -> bool:
    """Whether the change was made; when somebody else was faster, the form keeps what was typed."""
    if not form.validate_on_submit():
        return False
    try:
        with form.catching():
            change()
            say(_("保存しました。"))
            return True
    except Conflict as error:
        fields = [field for field in form if hasattr(subject, field.short_name) and field.name != "version"]
        form.keep_typed(
            error,
            subject.version,
            {field.name: _stored(field, subject) for field in fields},
            {field.name: _shown(field, field.data) for field in fields},
        )
    return False


def _stored(field: Any, subject: Any) -> str:
    value = getattr(subject, field.short_name)
    return _shown(field, [row.number for row in value] if field.short_name == "initiatives" else value)


def _shown(field: Any, value: Any) -> str:
    """A value as its field shows it."""
    words = {str(key): str(label) for key, label, *_rest in getattr(field, "choices", None) or ()}
    values = value if isinstance(value, list) else [value]
    return "、".join(words.get(str(one), str(one)) for one in values if one is not None)


def _editor(form: Any, title: str, back_to: str, subject: Any = None) -> ResponseReturnValue:
    """The page of an edit form; what is stored now stands beside what was typed when somebody else was faster."""
    return render(
        "knowledge/reference_form.html",
        form=form,
        title=title,
        back_to=back_to,
        history=journal.history(actor(), subject, limit=1) if form.clashes else (),
        status=Conflict.status if form.clashes else form_status(form),
    )


@blueprint.get("/services")
@public
def services() -> ResponseReturnValue:
    """What a municipality can start with at no cost."""
    text = request.args.get("q", "")[:200].strip()
    initiative = number(request.args.get("initiative"), 999)
    found = reference_queries.free_services(text, initiative)
    asked = {"q": text, "initiative": "" if initiative is None else str(initiative)}
    facets = reference_queries.free_service_facets()
    names = {row.number: row.name for row in facets}
    counts = {row.number: row.services for row in facets}
    return render(
        "knowledge/services.html",
        fragment="results",
        text=text,
        initiative=initiative,
        filtered=any(asked.values()),
        results=Page(found, total=len(found)),
        groups=[(_("取組"), choices(".services", asked, "initiative", names, counts))],
    )


@blueprint.get("/services/<service_id>")
@public
def service(service_id: str) -> ResponseReturnValue:
    """One free service, and the cases of the same initiatives."""
    found = reference_queries.find(FreeService, service_id)
    cases = queries.by_initiative(actor(), [row.number for row in found.initiatives])
    return render("knowledge/service.html", service=found, cases=cases)


def _service_form(**values: Any) -> FreeServiceForm:
    form = FreeServiceForm(**values)
    form.initiatives.choices = list(reference_queries.initiative_names().items())
    return form


@blueprint.route("/services/new", methods=["GET", "POST"])
def add_service() -> ResponseReturnValue:
    """List a free service."""
    authorise(actor(), "reference:edit")
    form = _service_form()
    if form.validate_on_submit():
        with form.catching():
            found = reference_services.add_free_service(actor(), form.hand_over(FreeServiceData))
            say(_("無償サービスを載せました。"))
            return back(".service", service_id=found.id)
    return _editor(form, _("無償サービスを載せる"), "knowledge_reference.services")


@blueprint.route("/services/<service_id>/edit", methods=["GET", "POST"])
def edit_service(service_id: str) -> ResponseReturnValue:
    """Change a free service."""
    authorise(actor(), "reference:edit")
    found = reference_queries.find(FreeService, service_id)
    form = _service_form(obj=found, initiatives=[row.number for row in found.initiatives])
    if _changed(
        form,
        found,
        lambda: reference_services.change_free_service(
            actor(), found, form.hand_over(FreeServiceData), expected_version=form.version.data
        ),
    ):
        return back(".service", service_id=found.id)
    return _editor(form, found.name, "knowledge_reference.services", found)


@blueprint.get("/one-stop")
@public
def one_stop() -> ResponseReturnValue:
    """How far everyday services can be done online, private ones beside those of government."""
    rows = reference_queries.one_stop()
    return render(
        "knowledge/one_stop.html",
        services=rows,
        ladder=reference_queries.ladder(rows),
        marks=LEVEL_MARKS,
        levels=LEVEL_LABELS,
        sectors=SECTOR_LABELS,
        barriers=reference_queries.barriers(),
        founding_document=FOUNDING_DOCUMENT,
    )


@blueprint.route("/one-stop/<service_id>/edit", methods=["GET", "POST"])
def edit_one_stop(service_id: str) -> ResponseReturnValue:
    """Move a service to another rung."""
    authorise(actor(), "reference:edit")
    found = reference_queries.find(OneStopService, service_id)
    form = OneStopForm(obj=found)
    if _changed(
        form,
        found,
        lambda: reference_services.change_one_stop(
            actor(), found, form.hand_over(OneStopData), expected_version=form.version.data
        ),
    ):
        return back(".one_stop")
    return _editor(form, found.name, "knowledge_reference.one_stop", found)


@blueprint.get("/initiatives")
@public
def initiatives() -> ResponseReturnValue:
    """The 24 initiatives by generation, with how many cases and municipalities each has; and the technologies."""
    return render(
        "knowledge/initiatives.html",
        initiatives=reference_queries.initiatives(actor()),
        technologies=reference_queries.technologies(),
        generations=GENERATION_LABELS,
        founding_document=FOUNDING_DOCUMENT,
    )


@blueprint.get("/initiatives/<int:number>")
@public
def initiative(number: int) -> ResponseReturnValue:
    """One initiative: cases, who adopted it, free services."""
    return _initiative_page(reference_queries.find(Initiative, number))


def _initiative_page(found: Initiative, form: ProgrammeForm | None = None) -> ResponseReturnValue:
    fresh = form or ProgrammeForm(formdata=None)
    return render(
        "knowledge/initiative.html",
        initiative=found,
        form=fresh,
        cases=queries.by_initiative(actor(), [found.number], limit=20),
        adoptions=part_queries.adoptions(actor(), Adoption.initiative_number == found.number),
        free_services=reference_queries.free_services(initiative=found.number),
        generations=GENERATION_LABELS,
        adoption_labels=ADOPTION_LABELS,
        adoption_tones=ADOPTION_TONES,
        status=form_status(form) if form else 200,
    )


@blueprint.post("/initiatives/<int:number>/adoption")
def adopt(number: int) -> ResponseReturnValue:
    """Record how far the own municipality is with an initiative."""
    found = reference_queries.find(Initiative, number)
    authorise(actor(), "adoption:record")
    form = ProgrammeForm()
    if form.validate_on_submit():
        with form.catching():
            data = form.hand_over(AdoptionData)
            adoption_services.record_initiative(actor(), found, form.programme.data, data)
            say(_("記録しました。"))
            return back(".initiative", number=number, _anchor="adoptions")
    return _initiative_page(found, form)


@blueprint.route("/initiatives/<int:number>/edit", methods=["GET", "POST"])
def edit_initiative(number: int) -> ResponseReturnValue:
    """Change an initiative."""
    authorise(actor(), "reference:edit")
    found = reference_queries.find(Initiative, number)
    form = InitiativeForm(obj=found)
    if _changed(
        form,
        found,
        lambda: reference_services.change_initiative(
            actor(), found, form.hand_over(InitiativeData), expected_version=form.version.data
        ),
    ):
        return back(".initiative", number=number)
    return _editor(form, found.name, "knowledge_reference.initiatives", found)


@blueprint.route("/technologies/new", methods=["GET", "POST"])
def add_technology() -> ResponseReturnValue:
    """Add a technology."""
    authorise(actor(), "reference:edit")
    form = TechnologyForm()
    if form.validate_on_submit():
        with form.catching():
            reference_services.add_technology(actor(), form.hand_over(TechnologyData))
            say(_("保存しました。"))
            return back(".initiatives", _anchor="technologies")
    return _editor(form, _("技術を加える"), "knowledge_reference.initiatives")


@blueprint.route("/technologies/<technology_id>/edit", methods=["GET", "POST"])
def edit_technology(technology_id: str) -> ResponseReturnValue:
    """Change a technology."""
    authorise(actor(), "reference:edit")
    found = reference_queries.find(Technology, technology_id)
    form = TechnologyForm(obj=found)
    if _changed(
        form,
        found,
        lambda: reference_services.change_technology(
            actor(), found, form.hand_over(TechnologyData), expected_version=form.version.data
        ),
    ):
        return back(".initiatives", _anchor="technologies")
    return _editor(form, found.name, "knowledge_reference.initiatives", found)
