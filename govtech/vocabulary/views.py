"""HTTP for the list of synonyms."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint
from flask.typing import ResponseReturnValue

from govtech.core.diff import redline
from govtech.core.errors import Conflict, Invalid
from govtech.core.policy import authorise
from govtech.core.web import actor, back, form_status, render, say
from govtech.core.words import gettext as _
from govtech.vocabulary import search, services
from govtech.vocabulary.forms import SynonymForm

blueprint = Blueprint("vocabulary", __name__)


@blueprint.route("/search/synonyms", methods=["GET", "POST"])
def edit() -> ResponseReturnValue:
    """Read and state the list; somebody else's newer text is shown beside one's own."""
    authorise(actor(), "synonyms:edit")
    stated = search.current()
    form = SynonymForm(data={"text": stated.text, "version": stated.version})
    changes, status = None, form_status(form)
    if form.validate_on_submit():
        try:
            with form.catching():
                if wrong := search.problems(form.text.data):
                    raise Invalid(errors={"text": wrong})
                services.state(actor(), form.text.data, form.version.data)
                say(_("同義語を保存しました。次の検索から使われます。"))
                return back(".edit")
        except Conflict as error:
            form.refuse(error)
            changes, status = redline(stated.text, form.text.data), HTTPStatus.CONFLICT
            form.version.data = stated.version
    return render("vocabulary/edit.html", form=form, changes=changes, status=status)
