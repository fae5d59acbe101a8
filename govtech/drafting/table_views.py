"""The page on which all requirement items of a section are written as one table."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.drafting import keeping, queries, tables
from govtech.drafting.content import Plain
from govtech.drafting.models import Section, Specification
from govtech.drafting.table_forms import TableForm
from govtech.drafting.unsaved import Sheet, Spot
from govtech.specifications.template_format import KIND_LABELS, LEVEL_LABELS

blueprint = Blueprint(
    "requirement_tables", __name__, url_prefix="/specifications/<specification_id>/sections/<key>/table"
)


@blueprint.route("", methods=["GET", "POST"])
def edit(specification_id: str, key: str) -> ResponseReturnValue:
    """Every item of the section; buttons that only rearrange the form save nothing."""
    specification = keeping.opened(specification_id)
    spot = Spot(Sheet.TABLE, key)
    if keeping.by_itself():
        return keeping.keep(specification, spot)
    row = queries.section(specification, key, gone=request.method == "POST")
    form: TableForm = keeping.filled(_form(_plain(row)), specification, spot, {})
    if form.is_submitted() and _rearranged(form, request.form.get("then", "")):
        return _page(form, specification, row, spot, HTTPStatus.OK)
    if form.validate_on_submit():
        with keeping.saving(form, specification, spot):
            kept = tables.save(actor(), specification, form.sheet(key))
            keeping.warn_of_unknown(
                specification, (text for line in form.lines for text in line.values.values())
            )
            return _told(specification, row, kept)
    return _page(form, specification, row, spot, form_status(form))


def _plain(row: Section) -> Plain:
    return {"items": [queries.item_plain(item) for item in queries.items_of(row)]}


def _form(section: Plain) -> Any:
    def made(**given: Any) -> TableForm:
        return TableForm(section, **given)

    return made


def _rearranged(form: TableForm, asked: str) -> bool:
    """What the small buttons ask for: another place for a line, more empty lines."""
    act, _gap, name = asked.partition(":")
    if act in {"up", "down"}:
        form.move(name, up=act == "up")
    elif act == "more":
        form.more()
    return act in {"up", "down", "more"}


def _page(
    form: TableForm, specification: Specification, section: Section, spot: Spot, status: int
) -> ResponseReturnValue:
    return render(
        "drafting/table.html",
        specification=specification,
        section=section,
        form=form,
        beside=keeping.beside(specification, spot),
        heads=form.heads,
        levels=LEVEL_LABELS,
        kinds=KIND_LABELS,
        status=status,
    )


def _told(specification: Specification, section: Section, kept: tables.Kept) -> ResponseReturnValue:
    """What became of the table, and on to the text or to the first clash."""
    if kept.spared:
        keys = _("、").join(kept.spared)
        say(_("%(keys)sは、ほかの人が直したため消していません。内容を確かめてください。", keys=keys))
    if kept.clashes:
        say(
            _(
                "表を保存しました。ほかの人の変更と食い違うところが%(n)s件あります。両方の文を残してあります。",
                n=len(kept.clashes),
            )
        )
        return back("drafting.clash", specification_id=specification.id, clash_id=kept.clashes[0].id)
    if kept.merged:
        say(_("保存しました。あなたが書いている間にほかの人が変えたところも、一緒に入っています。"))
    else:
        say(_("表を保存しました。") if kept.changes else _("変わったところはありません。"))
    return back("specifications.show", specification_id=specification.id, edit=1, _anchor=section.key)
