"""What pages to write on ask for beside saving: to be told who else is here, and to throw an own copy away."""

from __future__ import annotations

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from govtech.core.web import actor, render, say
from govtech.core.words import gettext as _
from govtech.drafting import keeping, presence, unsaved
from govtech.drafting.unsaved import Sheet, Spot

blueprint = Blueprint("keeping", __name__, url_prefix="/specifications/<specification_id>/writing")
_PAGE = f"/<any({','.join(Sheet)}):sheet>/<key>"


@blueprint.post(f"{_PAGE}/here")
def here(specification_id: str, sheet: str, key: str) -> ResponseReturnValue:
    """Note that a page is open for writing; answers with who else is here."""
    specification = keeping.opened(specification_id)
    spot = Spot(Sheet(sheet), key)
    presence.be_here(actor(), specification, spot, keeping.place(specification, spot))
    return render("drafting/_here.html", others=presence.others(actor(), specification, spot))


@blueprint.post(f"{_PAGE}/discard")
def discard(specification_id: str, sheet: str, key: str) -> ResponseReturnValue:
    """Throw the own copy of a page away."""
    specification = keeping.opened(specification_id)
    spot = Spot(Sheet(sheet), key)
    keeping.place(specification, spot)
    copy = unsaved.copy(actor(), specification, spot)
    if copy is not None:
        unsaved.close(actor(), specification, spot, copy.page)
        say(_("書きかけを捨てました。"))
    return redirect(keeping.address(specification, spot), 303)
