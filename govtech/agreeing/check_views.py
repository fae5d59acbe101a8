"""Before a text is fixed: what stands in the way, what the check found, explaining it, and fixing it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from govtech.agreeing import consulting_queries, explaining, freezing, reviewing
from govtech.agreeing.check_forms import ExplainForm, FreezeForm
from govtech.agreeing.freezing import Accepted
from govtech.core.errors import Conflict, Invalid
from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.drafting import queries
from govtech.drafting.models import Specification
from govtech.quality import presenting as findings
from govtech.quality.findings import KIND_LABELS, Finding, Thing

blueprint = Blueprint("checks", __name__, url_prefix="/specifications/<specification_id>")


def _open(specification_id: str) -> Specification:
    """The specification, for those who write it."""
    specification = queries.get(actor(), specification_id)
    authorise(actor(), "specification:edit", specification)
    return specification


@blueprint.get("/check")
def show(specification_id: str) -> ResponseReturnValue:
    """Obstacles and findings by kind, and the way to fix the text."""
    return _page(_open(specification_id))


def _page(
    specification: Specification,
    freezing_form: FreezeForm | None = None,
    explain_form: ExplainForm | None = None,
    status: int | None = None,
) -> ResponseReturnValue:
    review, template, lists = reviewing.checked(specification)
    form = freezing_form or FreezeForm(formdata=None)
    form.seen.data = review.digest
    form.content.data = freezing.content_hash_of(specification) if specification.changeable else ""
    sent = freezing_form or explain_form
    return render(
        "agreeing/check.html",
        specification=specification,
        obstacles=freezing.obstacles(specification) if specification.changeable else (),
        causes=freezing.CAUSES,
        silent=[row.name for row in consulting_queries.pending(specification)],
        review=review,
        warnings=findings.grouped(review.warnings, template, lists),
        hints=findings.grouped(review.hints, template, lists),
        labels=KIND_LABELS,
        address=lambda finding: _address(specification, finding),
        own={row.key for row in reviewing.said_here(specification)},
        form=form,
        explain_form=explain_form,
        status=status or (form_status(sent) if sent else 200),
    )


def _address(specification: Specification, finding: Finding) -> str:
    """Where a finding is put right: the form of its place while the text can change, its place in the text after."""
    here: dict[str, Any] = {"specification_id": specification.id}
    if finding.thing is Thing.WHOLE or not specification.changeable:
        return url_for("specifications.show", **here, _anchor=finding.place or None)
    if finding.thing is Thing.ITEM:
        return url_for("drafting.edit_item", **here, key=finding.place)
    if finding.thing is Thing.SECTION:
        return url_for("drafting.section", **here, key=finding.place)
    return url_for("specification_values.edit", **here, _anchor=f"value-{finding.place}")


@blueprint.post("/check")
def explain(specification_id: str) -> ResponseReturnValue:
    """Say why a finding stays."""
    specification = _open(specification_id)
    form = ExplainForm()
    if not form.validate_on_submit():
        return _page(specification, explain_form=form)
    explaining.explain(actor(), specification, form.key.data or "", form.why.data or "")
    say(_("理由を記録しました。文が変わると、もう一度指摘します。"))
    return back(".show", specification_id=specification.id)


@blueprint.post("/check/<key>/back")
def take_back(specification_id: str, key: str) -> ResponseReturnValue:
    """Let an explained finding count again."""
    explaining.take_back(actor(), specification := _open(specification_id), key)
    say(_("説明を取り消しました。"))
    return back(".show", specification_id=specification.id)


@blueprint.post("/freeze")
def freeze(specification_id: str) -> ResponseReturnValue:
    """Fix the text; warnings that nobody explained have to be accepted as they were shown."""
    specification = queries.get(actor(), specification_id)
    authorise(actor(), "specification:freeze", specification)
    form = FreezeForm()
    if not form.validate_on_submit():
        return _page(specification, freezing_form=form)
    try:
        accepted = (form.seen.data or "") if form.agreed.data else ""
        freezing.freeze(actor(), specification, Accepted(form.content.data or "", accepted))
    except Invalid as error:
        form.refuse(error)
        return _page(specification, freezing_form=form)
    except Conflict as error:
        form.refuse(error)
        form.agreed.data = False
        return _page(specification, freezing_form=form, status=error.status)
    say(_("第%(n)s版として確定しました。内容はもう変わりません。", n=specification.number))
    return back("specifications.show", specification_id=specification.id)
