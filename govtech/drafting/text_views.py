"""Writing a joint specification: sections, items and clashes."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core.errors import Conflict, NotFound
from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, public, render, say
from govtech.core.words import gettext as _
from govtech.drafting import clashing, keeping, moving, presenting, queries, shaping, titling, writing
from govtech.drafting.content import item_of
from govtech.drafting.forms import with_choices
from govtech.drafting.keeping import opened
from govtech.drafting.models import Specification, Thing
from govtech.drafting.places import Place
from govtech.drafting.text_forms import ItemForm, NewSectionForm, SectionForm, TitleForm
from govtech.drafting.unsaved import Sheet, Spot
from govtech.drafting.writing import Edit, Saved
from govtech.specifications.template_format import KIND_LABELS, LAYER_LABELS, LEVEL_LABELS

blueprint = Blueprint("drafting", __name__, url_prefix="/specifications/<specification_id>")


def _told(specification: Specification, saved: Saved, place: str) -> ResponseReturnValue:
    """On to the text, or to the clash that the person has to settle."""
    if saved.clashes:
        say(_("ほかの人の変更と食い違うところがあります。両方の文を残してあります。"))
        return back(".clash", specification_id=specification.id, clash_id=saved.clashes[0].id)
    if saved.merged:
        say(_("保存しました。あなたが書いている間にほかの人が変えたところも、一緒に入っています。"))
    else:
        say(_("保存しました。"))
    return back("specifications.show", specification_id=specification.id, _anchor=place)


def _written(specification: Specification, edit: Edit) -> ResponseReturnValue:
    saved = writing.write(actor(), specification, edit)
    keeping.warn_of_unknown(specification, (text for text in edit.values.values() if isinstance(text, str)))
    return _told(specification, saved, edit.key)


@blueprint.route("/title", methods=["GET", "POST"])
def entitle(specification_id: str) -> ResponseReturnValue:
    """Change what the whole is called."""
    specification = opened(specification_id)
    authorise(actor(), "specification:lead", specification)
    form = TitleForm(data=titling.stated(specification) | {"version": titling.edition(specification)})
    status = form_status(form)
    if form.validate_on_submit():
        title, summary, seen = form.title.data, form.summary.data or "", form.version.data or 0
        try:
            with form.catching():
                titling.entitle(actor(), specification, title, summary, seen)
                say(_("件名と概要を保存しました。"))
                return back("specifications.show", specification_id=specification.id)
        except Conflict as error:
            status = form.keep_typed(error, titling.edition(specification), titling.stated(specification))
    return render("drafting/title.html", specification=specification, form=form, status=status)


@blueprint.route("/sections/<key>", methods=["GET", "POST"])
def section(specification_id: str, key: str) -> ResponseReturnValue:
    """Write a chapter or section; once the text is fixed, read it and what was talked about."""
    specification = keeping.inside(specification_id)
    if request.method == "GET" and not specification.changeable:
        return _fixed(specification, key)
    spot = Spot(Sheet.SECTION, key)
    if keeping.by_itself():
        return keeping.keep(specification, spot)
    row = queries.section(specification, key, gone=request.method == "POST")
    form = keeping.filled(SectionForm, specification, spot, {"title": row.title, "body": row.body})
    if form.validate_on_submit():
        with keeping.saving(form, specification, spot):
            values = {"title": form.title.data, "body": form.body.data or ""}
            edit = Edit(Thing.SECTION, key, values, form.began_in.data or 0, form.why.data or "")
            return _written(specification, edit)
    return render(
        "drafting/section.html",
        specification=specification,
        spot=Place(specification, Thing.SECTION, key),
        section=row,
        form=form,
        beside=keeping.beside(specification, spot),
        places=moving.places_for_section(queries.content(specification), key),
        status=form_status(form),
    )


def _fixed(specification: Specification, key: str) -> ResponseReturnValue:
    texts = presenting.reading(specification, queries.content(specification)).texts
    part = next((one for one in texts if one.id == key), None)
    if part is None:
        raise NotFound
    return render(
        "drafting/section_fixed.html",
        specification=specification,
        spot=Place(specification, Thing.SECTION, key),
        part=part,
        why=keeping.why_fixed(specification),
    )


@blueprint.route("/sections/new", methods=["GET", "POST"])
def new_section(specification_id: str) -> ResponseReturnValue:
    """Add a chapter or a section."""
    specification = opened(specification_id)
    plain = queries.content(specification)
    chapters = [(one["key"], one["title"]) for one in plain["sections"] if one["parent"] is None]
    form = with_choices(NewSectionForm(), parent=[("", _("新しい章として、最後に")), *chapters])
    if form.validate_on_submit():
        with form.catching():
            key = shaping.add_section(actor(), specification, form.title.data, form.parent.data or None)
            return back(".section", specification_id=specification.id, key=key)
    return render(
        "drafting/new_section.html", specification=specification, form=form, status=form_status(form)
    )


@blueprint.post("/sections/<key>/move")
def move_section(specification_id: str, key: str) -> ResponseReturnValue:
    """One place up or down, into another chapter, or out of one."""
    specification = opened(specification_id)
    match request.form.get("way"):
        case "up" | "down" as way:
            moving.move_section(actor(), specification, key, up=way == "up")
        case _:
            moving.place_section(actor(), specification, key, request.form.get("to") or None)
            say(_("移しました。番号は自動で付け直されます。"))
    return _moved(specification, key)


def _moved(specification: Specification, key: str) -> ResponseReturnValue:
    return back("specifications.show", specification_id=specification.id, edit=1, _anchor=key)


@blueprint.post("/sections/<key>/remove")
def remove_section(specification_id: str, key: str) -> ResponseReturnValue:
    """Take an empty section out."""
    shaping.remove_section(actor(), specification := opened(specification_id), key)
    say(_("消しました。履歴から元に戻せます。"))
    return back("specifications.show", specification_id=specification.id, edit=1)


@blueprint.get("/items/<key>")
@public
def item(specification_id: str, key: str) -> ResponseReturnValue:
    """One item: its text, and what rooms above say about it."""
    specification = queries.get(actor(), specification_id)
    row = queries.item(specification, key)
    return render(
        "drafting/item.html",
        specification=specification,
        spot=Place(specification, Thing.ITEM, key),
        item=row,
        shown=presenting.filler(specification, queries.content(specification)).item(
            item_of(queries.item_plain(row))
        ),
        kinds=KIND_LABELS,
        levels=LEVEL_LABELS,
        layers=LAYER_LABELS,
    )


@blueprint.route("/items/<key>/edit", methods=["GET", "POST"])
def edit_item(specification_id: str, key: str) -> ResponseReturnValue:
    """Write an item."""
    specification = opened(specification_id)
    spot = Spot(Sheet.ITEM, key)
    if keeping.by_itself():
        return keeping.keep(specification, spot)
    row = queries.item(specification, key, gone=request.method == "POST")
    form = keeping.filled(ItemForm, specification, spot, queries.item_plain(row))
    if form.validate_on_submit():
        with keeping.saving(form, specification, spot):
            edit = Edit(Thing.ITEM, key, _values(form), form.began_in.data or 0, form.why.data or "")
            return _written(specification, edit)
    return render(
        "drafting/edit_item.html",
        specification=specification,
        item=row,
        form=form,
        beside=keeping.beside(specification, spot),
        places=moving.places_for_item(queries.content(specification), key),
        status=form_status(form),
    )


def _values(form: ItemForm) -> Mapping[str, Any]:
    texts = ("text", "condition", "note", "method", "remedy")
    values = {name: form[name].data or "" for name in texts}
    return {
        **values,
        "kind": form.kind.data,
        "level": form.level.data,
        "layers": list(form.layers.data or ()),
    }


@blueprint.post("/items/<key>/move")
def move_item(specification_id: str, key: str) -> ResponseReturnValue:
    """One place up or down in its table, or to another section."""
    specification = opened(specification_id)
    match request.form.get("way"):
        case "up" | "down" as way:
            moving.move_item(actor(), specification, key, up=way == "up")
        case _:
            moving.place_item(actor(), specification, key, request.form.get("to", ""))
            say(_("移しました。"))
    return _moved(specification, key)


@blueprint.post("/items/<key>/remove")
def remove_item(specification_id: str, key: str) -> ResponseReturnValue:
    """Take an item out."""
    shaping.remove_item(actor(), specification := opened(specification_id), key)
    say(_("消しました。履歴から元に戻せます。"))
    return back("specifications.show", specification_id=specification.id, edit=1)


# -- clashes


@blueprint.route("/clashes/<clash_id>", methods=["GET", "POST"])
def clash(specification_id: str, clash_id: str) -> ResponseReturnValue:
    """Settle a clash: both texts side by side; what cannot be saved comes back beside the text as it is now."""
    specification = keeping.inside(specification_id)
    row = queries.clash(specification, clash_id)
    form, refused = clashing.form_for(specification, row), False
    if form.validate_on_submit():
        try:
            with form.catching():
                text, began_in = form.text.data or "", form.began_in.data or 0
                return _told(
                    specification, writing.settle(actor(), specification, row, text, began_in), row.thing_key
                )
        except (Conflict, NotFound) as error:
            form.refuse(error)
            refused = True
    return render(
        "drafting/clash.html",
        specification=specification,
        clash=row,
        seen=clashing.read(specification, row),
        form=form,
        refused=refused,
        status=HTTPStatus.CONFLICT if refused else form_status(form),
    )
