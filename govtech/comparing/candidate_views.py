"""Pages of what several fixed specifications have in common: to read, to take away, to begin a draft from."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from govtech.comparing import commonness, sides
from govtech.comparing.aligning import ALIKE, SAME_KEY
from govtech.comparing.commonness import Group
from govtech.comparing.forms import GatherForm
from govtech.comparing.sides import Side
from govtech.core.download import hand_out_text
from govtech.core.errors import Invalid, NotFound
from govtech.core.filters import number
from govtech.core.open_data import BOM, cell, records
from govtech.core.policy import authorise, can
from govtech.core.web import actor, back, form_status, public, render, say
from govtech.core.words import gettext as _
from govtech.drafting import origins, services
from govtech.drafting.content import Beginning
from govtech.knowledge import reference_queries
from govtech.specifications import queries as templates
from govtech.specifications.template_format import LEVEL_LABELS

blueprint = Blueprint("common", __name__, url_prefix="/specifications/common")
MOST_SIDES = 8
"""Specifications that are looked at at once."""


class Asked(NamedTuple):
    """What the address asks for: the texts, the template to hold them against, what of it to show."""

    sides: list[Side]
    template: Side | None
    show: str

    @property
    def groups(self) -> list[Group]:
        """The groups that are to be shown."""
        rows = commonness.groups(self.sides, self.template)
        if self.show == "several":
            return [group for group in rows if len(group.found) > 1]
        if self.show == "candidates":
            return [group for group in rows if len(group.found) > 1 and not group.standard]
        return rows


def _asked() -> Asked:
    """Chosen ones; with a template or an initiative and nothing chosen, those that go with it."""
    chosen = list(dict.fromkeys(request.args.getlist("of")))[:MOST_SIDES]
    slug, initiative = request.args.get("template", ""), number(request.args.get("initiative"))
    if not chosen and (slug or initiative):
        chosen = [row.id for row in _fitting(slug, initiative)][:MOST_SIDES]
    texts = _latest([sides.side(actor(), address) for address in chosen if "@" not in address])
    slug = slug or next((one.slug for one in texts if one.slug), "")
    try:
        template = sides.side(actor(), f"template:{slug}") if slug else None
    except NotFound:
        template = None
    show = request.args.get("show", "several")
    return Asked(texts, template, show if show in {"several", "candidates", "all"} else "several")


def _latest(texts: list[Side]) -> list[Side]:
    """Two versions of one text are not two texts: the later one stands for both."""
    earlier = frozenset[str]().union(*(one.earlier for one in texts))
    return [one for one in texts if one.address not in earlier]


def _fitting(slug: str, initiative: int | None) -> list[Any]:
    rows = sides.specifications(actor(), fixed=True)
    began = origins.slugs({row.id: row.origin for row in rows})
    if slug:
        return [row for row in rows if began.get(row.id) == slug]
    slugs = {row.slug for row in templates.listing() if initiative in row.initiatives}
    return [row for row in rows if str(initiative) in map(str, row.initiatives) or began.get(row.id) in slugs]


@blueprint.get("")
@public
def index() -> Response:
    """Choose several; then the items that they have in common."""
    return _page(_asked(), GatherForm())


def _page(asked: Asked, form: GatherForm) -> Response:
    names = reference_queries.initiative_names()
    return render(
        "comparing/common.html",
        asked=asked,
        groups=asked.groups,
        chosen={side.address for side in asked.sides},
        specifications=sides.specifications(actor(), fixed=True),
        version_of=sides.version_of,
        templates=templates.listing(),
        initiatives=names,
        most=MOST_SIDES,
        levels=LEVEL_LABELS,
        alike=int(100 * ALIKE),
        same_key=int(100 * SAME_KEY),
        form=form,
        drafting=can(actor(), "specification:create"),
        here=_here(asked),
        status=form_status(form),
    )


def _here(asked: Asked) -> dict[str, Any]:
    here: dict[str, Any] = {"of": [side.address for side in asked.sides]}
    if asked.template:
        here["template"] = asked.template.address.split(":")[1]
    return here


@blueprint.get("/items.csv")
@public
def table() -> Response:
    """The groups as a table to take away: one row a group, three columns a specification."""
    asked = _asked()
    head = [_("要件"), _("確認の条件"), _("ある仕様書の数"), _("ひな形の番号")]
    for side in asked.sides:
        name = f"{side.title} {side.label}"
        head += [f"{name} {_('番号')}", f"{name} {_('水準')}", f"{name} {_('確認の条件')}"]
    rows = [head]
    for group in asked.groups:
        row = [group.first.text, group.first.condition, str(len(group.found)), group.standard]
        for place in range(len(asked.sides)):
            one = group.found.get(place)
            row += [one.item["key"], str(LEVEL_LABELS[one.item["level"]]), one.condition] if one else [""] * 3
        rows.append(row)
    text = BOM + records([[cell(value) for value in row] for row in rows])
    return hand_out_text(text, _("共通の要件.csv"), "text/csv")


@blueprint.post("/draft")
def draft() -> ResponseReturnValue:
    """Begin a draft that holds the chosen items."""
    authorise(actor(), "specification:create")
    asked, form = _asked(), GatherForm()
    form.items.choices = [(group.address, group.first.text) for group in commonness.groups(asked.sides)]
    if form.validate_on_submit():
        try:
            content = commonness.gathered(asked.sides, form.items.data or ())
        except Invalid as error:
            form.refuse(error)
        else:
            names = "、".join(side.title for side in asked.sides)
            summary = _("次の仕様書に共通する要件から作成：%(names)s", names=names)[:400]
            beginning = Beginning(title=form.title.data or "", summary=summary, content=content)
            made = services.create(actor(), beginning)
            say(_("選んだ要件から下書きを作りました。章の名前と順番を整えてください。"))
            return back("specifications.show", specification_id=made.id)
    return _page(asked, form)
