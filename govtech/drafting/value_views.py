"""Pages of the values that a specification uses as {{name}}: all at once, and what each of them is."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core.errors import Conflict
from govtech.core.policy import can
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.drafting import keeping, queries, using, values
from govtech.drafting.models import Specification
from govtech.drafting.value_forms import TYPE_LABELS, ParameterForm, ValuesForm

blueprint = Blueprint(
    "specification_values", __name__, url_prefix="/specifications/<specification_id>/values"
)


@blueprint.route("", methods=["GET", "POST"])
def edit(specification_id: str) -> ResponseReturnValue:
    """Every value, the own municipality's beside it, in one table with one button."""
    specification = keeping.opened(specification_id)
    if keeping.by_itself():
        return keeping.keep(specification, keeping.VALUES)
    rows = queries.parameters_of(specification)
    local = values.locally_filled(specification, actor())
    own = (
        {name: row.value for name, row in local.own.items()}
        if can(actor(), "specification:fill", specification)
        else None
    )

    def form_of(**given: Any) -> ValuesForm:
        return ValuesForm(rows, own, **given)

    form = keeping.filled(form_of, specification, keeping.VALUES, {})
    if form.validate_on_submit():
        with keeping.saving(form, specification, keeping.VALUES):
            changed = values.fill_all(actor(), specification, form.filled("value"), form.filled("own"))
            say(_("%(n)s件の値を保存しました。", n=changed) if changed else _("変わったところはありません。"))
            return back("specifications.show", specification_id=specification.id, _anchor="values-title")
    if form.is_submitted():
        form.catch_up(
            {f"value-{row.name}": row.value for row in rows}
            | {f"own-{name}": value for name, value in (own or {}).items()}
        )
    return render(
        "drafting/values.html",
        specification=specification,
        form=form,
        beside=keeping.beside(specification, keeping.VALUES),
        local=local.others,
        uses=using.uses(queries.content(specification)),
        status=form_status(form),
    )


@blueprint.route("/new", methods=["GET", "POST"])
def add(specification_id: str) -> ResponseReturnValue:
    """A value that is not there yet."""
    specification = keeping.opened(specification_id)
    form = ParameterForm()
    if form.validate_on_submit():
        with form.catching():
            values.add(actor(), specification, form.data_of())
            say(_("値を加えました。文に {{%(name)s}} と書くと使えます。", name=form.name.data))
            return back(".edit", specification_id=specification.id)
    return _page(specification, form, None)


@blueprint.route("/<name>", methods=["GET", "POST"])
def parameter(specification_id: str, name: str) -> ResponseReturnValue:
    """What a value is called, in the text and on the page, and what may be filled in."""
    specification = keeping.opened(specification_id)
    sent = request.method == "POST"
    row = queries.parameter_plain(queries.parameter(specification, name, gone=sent))
    kept = row | {"choices": "\n".join(row["choices"]), "began_in": specification.revision}
    form = ParameterForm(data=kept)
    if form.validate_on_submit():
        with form.catching():
            try:
                values.change(actor(), specification, name, form.data_of(), form.began_in.data or 0)
                say(_("保存しました。"))
                return back(".edit", specification_id=specification.id)
            except Conflict as error:
                form.refuse(error)
    return _page(specification, form, row)


def _page(specification: Specification, form: ParameterForm, row: Any) -> ResponseReturnValue:
    places = using.uses(queries.content(specification)).get(row["name"], []) if row else []
    return render(
        "drafting/parameter.html",
        specification=specification,
        form=form,
        parameter=row,
        places=places,
        types=TYPE_LABELS,
        status=form_status(form),
    )


@blueprint.post("/<name>/remove")
def remove(specification_id: str, name: str) -> ResponseReturnValue:
    """Take a value out that nothing uses."""
    values.remove(actor(), specification := keeping.opened(specification_id), name)
    say(_("消しました。履歴から元に戻せます。"))
    return back(".edit", specification_id=specification.id)
