"""Pages of the municipalities that ask: the empty workbook, the call, what came by mail, and the comparison."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from govtech.compliance import comparison, presenting, queries, services, workbook
from govtech.compliance.comparison import Comparison, Only
from govtech.compliance.content import requirements
from govtech.compliance.forms import CallForm, NamedForm
from govtech.compliance.models import Named
from govtech.compliance.services import CallData
from govtech.compliance.sheets import Filled, Source, edition
from govtech.core.clock import today
from govtech.core.download import hand_out_bytes, hand_out_text
from govtech.core.errors import Conflict
from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, public, render, say
from govtech.core.words import gettext as _
from govtech.documents.sheets import MEDIA_TYPE as XLSX
from govtech.drafting import concerned
from govtech.drafting.models import Specification
from govtech.specifications import queries as templates
from govtech.specifications.template_format import KIND_LABELS, Kind
from govtech.specifications.template_text import parts, values_for

blueprint = Blueprint("compliance", __name__)


@blueprint.get("/specifications/<specification_id>/requirements.xlsx")
@public
def empty(specification_id: str) -> Response:
    """The workbook of a specification, with the company's name when one asks."""
    source = queries.source(queries.specification(actor(), specification_id))
    named = Named(actor().organisation_name) if actor().is_supplier else Named()
    return hand_out_bytes(workbook.write(source, Filled(named, {})), source.file_name, XLSX)


@blueprint.get("/templates/<slug>/requirements.xlsx")
@public
def of_template(slug: str) -> Response:
    """The workbook of the latest version of a template, with its defaults."""
    row = templates.find(slug)
    template = templates.content(row)
    asked = requirements(parts(template, values_for(template, {})))
    source = Source(
        f"template:{slug}:{row.version}",
        template.title,
        edition(row.version),
        0,
        template.content_hash,
        asked,
    )
    return hand_out_bytes(workbook.write(source), source.file_name, XLSX)


@blueprint.route("/specifications/<specification_id>/call", methods=["GET", "POST"])
def call(specification_id: str) -> ResponseReturnValue:
    """Ask companies for answers, or change until when."""
    specification = queries.specification(actor(), specification_id)
    authorise(actor(), "compliance:call", specification)
    known = queries.call_of(specification)
    form = CallForm(data={"closes_at": known.closes_at, "note": known.note} if known else None)
    if form.validate_on_submit():
        with form.catching():
            services.ask(actor(), specification, CallData(form.closes_at.data, form.note.data or ""))
            say(_("企業の回答を受け付けます。届いた回答は、一覧で比べられます。"))
            return back(".compare", specification_id=specification.id)
    return render(
        "compliance/call.html",
        specification=specification,
        call=known,
        form=form,
        told=0 if known else len(concerned.offering(specification)),
        status=form_status(form),
    )


@blueprint.post("/specifications/<specification_id>/call/close")
def close(specification_id: str) -> ResponseReturnValue:
    """Take no more answers."""
    services.close(actor(), specification := queries.specification(actor(), specification_id))
    say(_("回答の受付を終えました。"))
    return back(".compare", specification_id=specification.id)


@blueprint.route("/specifications/<specification_id>/answers/new", methods=["GET", "POST"])
def record(specification_id: str) -> ResponseReturnValue:
    """Record what a company sent by other ways."""
    specification = queries.specification(actor(), specification_id)
    authorise(actor(), "compliance:record", specification)
    form, status = NamedForm(), None
    if form.validate_on_submit():
        try:
            with form.catching():
                made = services.record_for(actor(), specification, form.named())
                say(_("記録を始めました。届いたExcelファイルを選んでください。"))
                return back("replies.show", reply_id=made.id)
        except Conflict as error:
            form.refuse(error)
            status = error.status
    return render(
        "compliance/record.html",
        specification=specification,
        form=form,
        status=status or form_status(form),
    )


@blueprint.get("/specifications/<specification_id>/answers")
def compare(specification_id: str) -> ResponseReturnValue:
    """The answers side by side, with filters."""
    specification = queries.specification(actor(), specification_id)
    authorise(actor(), "compliance:compare", specification)
    only, kind = request.args.get("only"), request.args.get("kind")
    chosen = Only(only) if only in tuple(Only) else None
    chosen_kind = Kind(kind) if kind in tuple(Kind) else None
    compared = _compared(specification)
    return render(
        "compliance/compare.html",
        specification=specification,
        call=queries.call_of(specification),
        compared=compared,
        rows=comparison.narrowed(compared, chosen, chosen_kind),
        recorded=queries.recorded_drafts(specification),
        only=chosen,
        kind=chosen_kind,
        remarks=(remarks := request.args.get("remarks") == "1"),
        cells=presenting.Cells(remarks=remarks),
        filters=presenting.ONLY,
        kinds=KIND_LABELS,
        bars=presenting.bars,
        **presenting.SIGNS,
    )


@blueprint.get("/specifications/<specification_id>/answers.<any(csv, xlsx):kind>")
def compared_file(specification_id: str, kind: str) -> Response:
    """The comparison as CSV or as a workbook."""
    specification = queries.specification(actor(), specification_id)
    authorise(actor(), "compliance:compare", specification)
    name = f"{specification.title}_{_('回答の比較')}_{today():%Y%m%d}.{kind}"
    if kind == "csv":
        text = comparison.csv_text(_compared(specification))
        return hand_out_text(text, name, "text/csv")
    made = comparison.workbook(specification.title, _compared(specification))
    return hand_out_bytes(made, name, XLSX)


def _compared(specification: Specification) -> Comparison:
    return comparison.compare(queries.requirements(specification), queries.submitted(specification))
