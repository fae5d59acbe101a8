"""Remarking on a draft: making, changing, taking back one's own remarks."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core.errors import Conflict
from govtech.core.policy import authorise
from govtech.core.text import shorten
from govtech.core.web import actor, back, render, say
from govtech.core.words import gettext as _
from govtech.drafting.models import Thing
from govtech.soundings import places, presenting, queries, remark_services
from govtech.soundings.content import RemarkData
from govtech.soundings.forms import RemarkForm
from govtech.soundings.models import Kind, Remark, Sounding

blueprint = Blueprint("remarks", __name__, url_prefix="/soundings/<sounding_id>/remarks")


@blueprint.route("/new", methods=["GET", "POST"])
def new(sounding_id: str) -> ResponseReturnValue:
    """Remark on a place; `place` in the address names it."""
    sounding = queries.get(actor(), sounding_id)
    authorise(actor(), "sounding:remark", sounding)
    form = RemarkForm(data={"place": request.args.get("place", "whole:")})
    return _written(sounding, form)


@blueprint.route("/<remark_id>", methods=["GET", "POST"])
def edit(sounding_id: str, remark_id: str) -> ResponseReturnValue:
    """Say it otherwise."""
    sounding = queries.get(actor(), sounding_id)
    remark = queries.remark(actor(), sounding, remark_id)
    authorise(actor(), "sounding:change", remark)
    form = RemarkForm(
        data={
            "place": f"{remark.thing.value}:{remark.thing_key}",
            "kind": remark.kind.value,
            "text": remark.text,
            "wanted": remark.wanted,
            "version": remark.version,
        }
    )
    return _written(sounding, form, remark)


@blueprint.post("/<remark_id>/withdraw")
def withdraw(sounding_id: str, remark_id: str) -> ResponseReturnValue:
    """Take it back."""
    sounding = queries.get(actor(), sounding_id)
    remark_services.withdraw(actor(), queries.remark(actor(), sounding, remark_id))
    say(_("意見を取り下げました。"))
    return back("soundings.show", sounding_id=sounding.id)


def _written(sounding: Sounding, form: RemarkForm, remark: Remark | None = None) -> ResponseReturnValue:
    """The form, or what was typed put down; too late keeps the text on the page."""
    spots = places.spots(presenting.reading(sounding))
    form.place.choices = [(spot.code, _option(spot)) for spot in spots]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK
    if form.validate_on_submit():
        try:
            with form.catching():
                _put(sounding, form, remark)
                say(_("意見を出しました。期限までは、直すことも取り下げることもできます。"))
                return back("soundings.show", sounding_id=sounding.id, _anchor="own-title")
        except Conflict as error:
            form.refuse(error)
            status = HTTPStatus.CONFLICT
    elif not form.is_submitted() and not presenting.takes_remarks(sounding):
        form.form_errors.append(_("意見の募集は終わっています。"))
    return render(
        "soundings/remark.html",
        form=form,
        sounding=sounding,
        remark=remark,
        spot=places.find(spots, form.place.data or ""),
        status=status,
    )


def _put(sounding: Sounding, form: RemarkForm, remark: Remark | None) -> None:
    thing, _colon, key = (form.place.data or "").partition(":")
    data = RemarkData(Thing(thing), key, Kind(form.kind.data), form.text.data or "", form.wanted.data or "")
    if remark is None:
        remark_services.submit(actor(), sounding, data)
    else:
        remark_services.change(actor(), remark, data, form.version.data or 0)


def _option(spot: places.Spot) -> str:
    """A place in a list: an item with the beginning of its words."""
    return f"　{spot.label}　{shorten(spot.text, 40)}" if spot.thing is Thing.ITEM else spot.label
