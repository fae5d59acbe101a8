"""Pages on which a draft takes over what its template changed since."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.drafting import queries
from govtech.drafting.content import Plain
from govtech.drafting.models import Specification, Thing
from govtech.drafting.naming import Names
from govtech.drafting.redlining import Field, fields_between
from govtech.renewing import evolving
from govtech.renewing.evolving import Evolved, Update
from govtech.renewing.evolving_forms import choices_of, name_of, update_form
from govtech.renewing.template_changes import Offered, Standing, What

blueprint = Blueprint("evolving", __name__, url_prefix="/specifications/<specification_id>/template-update")
WHAT_LABELS = {What.ADDED: _l("追加"), What.CHANGED: _l("変更"), What.REMOVED: _l("削除")}


class Shown(NamedTuple):
    """A change to read: what and where, its redline in the template, what the draft did, the field to choose in."""

    change: Offered
    what: str
    called: str
    where: str
    fields: list[Field]
    own: list[Field]
    field: str


@blueprint.route("", methods=["GET", "POST"])
def update(specification_id: str) -> ResponseReturnValue:
    """What the newer template version has otherwise; each change is taken over, declined or left for later."""
    specification = queries.get(actor(), specification_id)
    authorise(actor(), "specification:edit", specification)
    if evolving.newer(specification) is None:
        say(_("この下書きは、ひな形の最新の版に合っています。"))
        return back("specifications.show", specification_id=specification.id)
    here = evolving.update(specification)
    form: Any = update_form(here.changes, here.newer.new, specification.revision)
    if form.validate_on_submit():
        return _told(specification, _carried_out(specification, here, form))
    return render(
        "renewing/template_update.html",
        specification=specification,
        newer=here.newer,
        changes=_all_shown(specification, here),
        safe=sum(change.safe for change in here.changes),
        decided=evolving.decided(specification),
        form=form,
        standings=Standing,
        status=form_status(form),
    )


def _carried_out(specification: Specification, here: Update, form: Any) -> Evolved:
    version, began_in = form.version.data or "", form.began_in.data or 0
    if request.form.get("all"):
        return evolving.take_all(actor(), specification, version, began_in)
    return evolving.evolve(actor(), specification, choices_of(form, here.changes), version, began_in)


def _told(specification: Specification, done: Evolved) -> ResponseReturnValue:
    """On to what is left, to the clash to settle, or back to the text."""
    say(_("取り込み%(taken)s件、取り込まない%(declined)s件。", taken=done.taken, declined=done.declined))
    if done.left:
        say(_("あと%(n)s件、どうするかを決められます。", n=done.left))
        return back(".update", specification_id=specification.id)
    if done.clashes:
        say(_("下書きと食い違うところが%(n)s件あります。両方の文を残してあります。", n=done.clashes))
    return back("specifications.show", specification_id=specification.id)


def _all_shown(specification: Specification, here: Update) -> list[Shown]:
    names = Names(queries.content(specification), here.theirs)
    return [_shown(here, change, (names, names)) for change in here.changes]


def _shown(here: Update, change: Offered, names: tuple[Names, Names]) -> Shown:
    titles = {section["key"]: section["title"] for section in here.theirs["sections"]}
    some = change.theirs or change.ours or change.base
    called = change.key
    if change.thing is Thing.SECTION:
        called = some["title"]
    elif change.thing is Thing.PARAMETER:
        called = some["label"]
    where = titles.get(some.get("section") or some.get("parent") or "", "")
    edited = change.standing is Standing.EDITED
    return Shown(
        change,
        str(WHAT_LABELS[change.what]),
        called,
        where,
        fields_between(change.base, change.theirs, names),
        fields_between(_unfilled(change, change.base), _unfilled(change, change.ours), names)
        if edited
        else [],
        name_of(change),
    )


def _unfilled(change: Offered, values: Plain) -> Plain:
    """The values without what was filled in for a parameter, which is not the template's affair."""
    return {
        name: value for name, value in values.items() if (change.thing, name) != (Thing.PARAMETER, "value")
    }
