"""Suggested wordings: written, read as a redline, taken in or not."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from govtech.agreeing import position_queries
from govtech.core.errors import Conflict
from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.discussions import carrying, presenting, suggestion_services
from govtech.discussions import suggestion_queries as queries
from govtech.discussions.content import FIELDS, SuggestionData
from govtech.discussions.forms import RejectForm, suggestion_form
from govtech.discussions.suggestion_models import Outcome, Suggestion
from govtech.discussions.views import found, opened
from govtech.drafting.models import Specification, Thing
from govtech.drafting.places import Place
from govtech.drafting.writing import Saved

blueprint = Blueprint("suggestions", __name__, url_prefix="/specifications/<specification_id>")


@blueprint.route("/sections/<key>/suggest", methods=["GET", "POST"])
def suggest_for_section(specification_id: str, key: str) -> ResponseReturnValue:
    """Suggest other wording for a chapter or section."""
    return _suggest(found(opened(specification_id), Thing.SECTION, key))


@blueprint.route("/items/<key>/suggest", methods=["GET", "POST"])
def suggest_for_item(specification_id: str, key: str) -> ResponseReturnValue:
    """Suggest other wording for an item."""
    return _suggest(found(opened(specification_id), Thing.ITEM, key))


def _suggest(place: Place) -> ResponseReturnValue:
    texts = presenting.texts_now(*place) or {}
    form = suggestion_form(place.thing, {**texts, "began_in": place.specification.revision})
    status = form_status(form)
    if form.validate_on_submit():
        try:
            with form.catching():
                made = suggestion_services.suggest(actor(), place, _data(place, form))
                say(_("文案を提案しました。とりまとめ団体にお知らせします。"))
                return back(".show", specification_id=place.specification.id, suggestion_id=made.id)
        except Conflict as error:  # fixed or taken out meanwhile: what was typed stays on the page
            form.refuse(error)
            status = HTTPStatus.CONFLICT
    return render(
        "discussions/suggest.html",
        specification=place.specification,
        words=presenting.place_words(*place),
        form=form,
        first=FIELDS[place.thing][:2],
        more=FIELDS[place.thing][2:],
        gone=not presenting.exists(*place),
        status=status,
    )


def _data(place: Place, form: Any) -> SuggestionData:
    wording = {name: form[name].data or "" for name in FIELDS[place.thing]}
    return SuggestionData(wording, form.reason.data or "", form.began_in.data or 0)


@blueprint.get("/suggestions/<suggestion_id>")
def show(specification_id: str, suggestion_id: str) -> ResponseReturnValue:
    """One suggestion as a redline, with what can be done about it."""
    specification = opened(specification_id)
    if later := carrying.now_at(Suggestion, suggestion_id, specification):
        return back(".show", specification_id=later, suggestion_id=suggestion_id)
    return _page(queries.get(actor(), specification, suggestion_id), RejectForm(formdata=None))


def _page(suggestion: Suggestion, form: Any) -> ResponseReturnValue:
    texts = presenting.texts_now(suggestion.specification, suggestion.thing, suggestion.key)
    (shown,) = presenting.shown([suggestion], texts)
    return render(
        "discussions/suggestion.html",
        specification=suggestion.specification,
        shown=shown,
        gone=texts is None,
        words=presenting.place_words(suggestion.specification, suggestion.thing, suggestion.key),
        tones=presenting.TONES,
        waiting=suggestion.status is Outcome.OPEN and suggestion.specification.changeable,
        form=form,
        status=form_status(form),
    )


@blueprint.post("/suggestions/<suggestion_id>/accept")
def accept(specification_id: str, suggestion_id: str) -> ResponseReturnValue:
    """Take it in as the text."""
    specification = opened(specification_id)
    suggestion = queries.get(actor(), specification, suggestion_id)
    return _taken(specification, suggestion_services.accept(actor(), suggestion), suggestion.key)


def _taken(specification: Specification, saved: Saved, key: str) -> ResponseReturnValue:
    """On to the text, or to the clash that a person has to settle."""
    if saved.clashes:
        say(
            _(
                "提案の後に書かれた文と食い違っています。両方を残してあるので、どちらにするかを決めてください。"
            )
        )
        return back("drafting.clash", specification_id=specification.id, clash_id=saved.clashes[0].id)
    say(_("文案を採り入れました。提案した人にお知らせします。"))
    return back("specifications.show", specification_id=specification.id, _anchor=key)


@blueprint.post("/suggestions/<suggestion_id>/reject")
def reject(specification_id: str, suggestion_id: str) -> ResponseReturnValue:
    """Leave the text as it is, with the reason."""
    suggestion = queries.get(actor(), opened(specification_id), suggestion_id)
    authorise(actor(), "suggestion:decide", suggestion)
    form = RejectForm()
    if form.validate_on_submit():
        with form.catching():
            suggestion_services.reject(actor(), suggestion, form.reason.data or "")
            say(_("採り入れないことにしました。理由を、提案した人にお知らせします。"))
            return back(".show", specification_id=specification_id, suggestion_id=suggestion_id)
    return _page(suggestion, form)


@blueprint.post("/suggestions/<suggestion_id>/withdraw")
def withdraw(specification_id: str, suggestion_id: str) -> ResponseReturnValue:
    """Take one's own back."""
    suggestion = queries.get(actor(), opened(specification_id), suggestion_id)
    suggestion_services.withdraw(actor(), suggestion)
    say(_("提案を取り下げました。"))
    return back(".show", specification_id=specification_id, suggestion_id=suggestion_id)


@blueprint.post("/positions/<position_id>/take-over")
def take_over(specification_id: str, position_id: str) -> ResponseReturnValue:
    """Make the wording that a municipality wants the text of the item."""
    specification = opened(specification_id)
    position = position_queries.get(specification, position_id)
    saved = suggestion_services.take_over(actor(), specification, position)
    return _taken(specification, saved, position_queries.item_of(position).key)
