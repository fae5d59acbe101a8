"""Pages that put two texts side by side, and the picker of the two."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from govtech.comparing import contrast, own, showing, sides
from govtech.comparing.aligning import aligned
from govtech.comparing.showing import Wanted
from govtech.comparing.sides import Side
from govtech.core import filters
from govtech.core.clock import now, to_jst
from govtech.core.text import clean, shorten
from govtech.core.web import actor, back, public, render
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.documents.handing import hand_out
from govtech.drafting.presenting import FIELDS
from govtech.specifications.template_format import KIND_LABELS, LEVEL_LABELS, Kind, Level

blueprint = Blueprint("comparing", __name__, url_prefix="/specifications/compare")
LONGEST_Q = 100
STATUS_LABELS = {
    "same": _l("同じ"),
    "changed": _l("違うもの"),
    "left": _l("左だけ"),
    "right": _l("右だけ"),
}


@blueprint.get("")
@public
def compare() -> Response:
    """Two texts side by side; until both are chosen, the picker."""
    left, right = (_side(request.args.get(name, "")) for name in ("left", "right"))
    if left is None or right is None or "change" in request.args:
        return _picker(left, right)
    pairs, wanted = aligned(left.plain, right.plain), _wanted()
    counted = showing.counts(pairs, wanted)
    return render(
        "comparing/compare.html",
        left=left,
        right=right,
        chapters=showing.chapters(pairs, left.plain, right.plain, wanted),
        counts=counted,
        values=showing.values(left.plain, right.plain),
        own=own.compared(sides.own(actor(), left), sides.own(actor(), right), pairs),
        groups=_groups(left, right, wanted, counted),
        wanted=wanted,
        statuses=STATUS_LABELS,
        fields=FIELDS,
    )


@blueprint.get("/table.<any(docx, pdf):kind>")
@public
def contrast_table(kind: str) -> ResponseReturnValue:
    """What differs as the table of new and old that officials hand in; until both texts are chosen, the picker."""
    old, new = (_side(request.args.get(name, "")) for name in ("left", "right"))
    if old is None or new is None:
        return back(
            ".compare", **{name: value for name, value in request.args.items() if name in ("left", "right")}
        )
    made = contrast.document(old, new, to_jst(now()).date())
    return hand_out(made, contrast.file_name(old, new), kind)


def _side(address: str) -> Side | None:
    return sides.side(actor(), address) if address else None


def _picker(left: Side | None, right: Side | None) -> Response:
    q = shorten(clean(request.args.get("q", "")), LONGEST_Q)
    return render(
        "comparing/pick.html",
        left=left,
        right=right,
        q=q,
        specifications=sides.specifications(actor(), q),
        templates=sides.template_versions(q),
        version_of=sides.version_of,
        most=sides.MOST,
    )


def _wanted() -> Wanted:
    kind, level = request.args.get("kind", ""), request.args.get("level", "")
    return Wanted(
        everything=request.args.get("show") == "all",
        kind=kind if kind in set(Kind) else "",
        level=level if level in set(Level) else "",
    )


def _groups(left: Side, right: Side, wanted: Wanted, counted: showing.Counts) -> filters.Groups:
    asked = {"left": left.address, "right": right.address, "kind": wanted.kind, "level": wanted.level}
    asked |= {"show": "all"} if wanted.everything else {}
    everything = {"all": _("同じところも見る")}
    whole = sum(counted.items.values())
    return [
        (_("見る範囲"), filters.choices("comparing.compare", asked, "show", everything, {"all": whole})),
        (_("要件の種類"), filters.choices("comparing.compare", asked, "kind", KIND_LABELS, counted.kinds)),
        (_("水準"), filters.choices("comparing.compare", asked, "level", LEVEL_LABELS, counted.levels)),
    ]
