"""HTTP for taking over public facts from a file of gBizINFO: choose the file, see what would change, apply."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from govtech.core.errors import Conflict, Invalid
from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.organisations import gbizinfo, queries, services
from govtech.organisations.forms import ChoiceForm, GbizinfoForm
from govtech.organisations.gbizinfo_import import checked, differences, record_for
from govtech.organisations.models import Organisation

blueprint = Blueprint("gbizinfo", __name__, url_prefix="/organisations")


def _own(organisation_id: str) -> Organisation:
    organisation = queries.get(actor(), organisation_id)
    authorise(actor(), "organisation:edit", organisation)
    return organisation


@blueprint.route("/<organisation_id>/gbizinfo", methods=["GET", "POST"])
def upload(organisation_id: str) -> ResponseReturnValue:
    """Choose the file; then see what would change."""
    organisation = _own(organisation_id)
    form = GbizinfoForm()
    if form.validate_on_submit():
        with form.catching():
            record = record_for(organisation, form.file.data.read(gbizinfo.MAX_BYTES + 1))
            return _preview(organisation, record)
    return _upload_page(organisation, form, form_status(form))


@blueprint.post("/<organisation_id>/gbizinfo/apply")
def apply(organisation_id: str) -> ResponseReturnValue:
    """Take over what was chosen in the preview."""
    organisation = _own(organisation_id)
    form = ChoiceForm()
    try:
        record = checked(organisation, [gbizinfo.read(_carried(form.record.data))])
    except Invalid as error:
        begin = GbizinfoForm(formdata=None)
        begin.refuse(error)
        return _upload_page(organisation, begin, error.status)
    form.fields.choices = [(item.name, item.label) for item in differences(organisation, record) if item.open]
    try:
        services.apply_gbizinfo(
            actor(), organisation, record, form.fields.data or (), int(form.version.data or -1)
        )
    except (Conflict, Invalid) as error:
        return _preview(organisation, record, error)
    say(_("gBizINFOの情報を取り込みました。"))
    return back("organisations.show", organisation_id=organisation.id)


def _carried(text: str | None) -> Any:
    """The record that the preview carried along."""
    try:
        return json.loads(text or "null")
    except (ValueError, RecursionError):
        return None


def _upload_page(organisation: Organisation, form: GbizinfoForm, status: int) -> ResponseReturnValue:
    return render("organisations/gbizinfo.html", organisation=organisation, form=form, status=status)


def _preview(
    organisation: Organisation, record: gbizinfo.Record, error: Conflict | Invalid | None = None
) -> ResponseReturnValue:
    """Field by field what the organisation states and what the record states, with the choice."""
    form = ChoiceForm(formdata=None)
    form.version.data = organisation.version
    form.record.data = json.dumps(dict(record.raw), ensure_ascii=False)
    if error:
        form.refuse(error)
    return render(
        "organisations/gbizinfo_preview.html",
        organisation=organisation,
        record=record,
        rows=differences(organisation, record),
        form=form,
        status=error.status if error else HTTPStatus.OK,
    )
