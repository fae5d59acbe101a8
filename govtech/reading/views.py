"""Pages of joint specifications: list, beginning, reading, consultation, fixing, files."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, request
from flask.typing import ResponseReturnValue

from govtech.agreeing import freezing, position_queries
from govtech.core import journal
from govtech.core.download import hand_out_bytes
from govtech.core.errors import NotFound
from govtech.core.web import actor, back, public, render, say
from govtech.core.words import gettext as _
from govtech.documents import handing
from govtech.documents.blocks import Document
from govtech.drafting import presenting, queries
from govtech.drafting.content import values_of
from govtech.drafting.models import STATUS_LABELS, Specification
from govtech.drafting.places import EXTENSION
from govtech.drafting.policy import takes_part
from govtech.reading import list_filters, listing, outline, publishing
from govtech.specifications.template_format import KIND_LABELS, LAYER_LABELS, LEVEL_LABELS

blueprint = Blueprint("specifications", __name__, url_prefix="/specifications")


@blueprint.get("")
@public
def index() -> Response:
    """The list with its filters."""
    filters = listing.filters_of(request.args, actor())
    return render(
        "reading/index.html",
        fragment="results",
        results=listing.listed(actor(), filters, request.args.get("cursor")),
        filters=filters,
        filtered=filters != listing.Filters(),
        groups=list_filters.groups(filters, listing.counts(actor(), filters)),
        labels=STATUS_LABELS,
        tones=presenting.TONES,
    )


@blueprint.get("/<specification_id>")
@public
def show(specification_id: str) -> ResponseReturnValue:
    """The whole text with what comes next; on to the place that `go` asks for."""
    specification = queries.get(actor(), specification_id)
    plain = queries.content(specification)
    inside = takes_part(actor(), specification) or actor().is_coordinator
    reading = presenting.reading(specification, plain)
    bodies = outline.bodies(reading.texts)
    if asked := request.args.get("go", "").strip():
        if (anchor := outline.find(reading.texts, bodies, asked)) is not None:
            return _on_to(specification, anchor)
        flash(_not_found(asked), "info")
    return render(
        "reading/show.html",
        specification=specification,
        **reading._asdict(),
        bodies=bodies,
        outline=outline.contents(reading.chapters, bodies),
        steps=presenting.steps(specification),
        parties=queries.parties(specification),
        obstacles=freezing.obstacles(specification) if inside and specification.changeable else (),
        progress=position_queries.progress(specification) if inside else (),
        clashes=queries.clashes(specification) if inside else (),
        others=queries.present(specification, actor()) if inside else (),
        annex=position_queries.annex(specification) if inside or specification.number else (),
        later=[row for row in queries.later(specification) if inside or row.number],
        inside=inside,
        marks=current_app.extensions[EXTENSION](actor(), specification),
        causes=freezing.CAUSES,
        kinds=KIND_LABELS,
        levels=LEVEL_LABELS,
        layers=LAYER_LABELS,
        tones=presenting.TONES,
        history=journal.history(actor(), specification),
        words=presenting.acts(),
    )


def _on_to(specification: Specification, anchor: str) -> ResponseReturnValue:
    """The place in the text, which is still open for editing if it was."""
    edit = request.args.get("edit") or None
    return back(".show", specification_id=specification.id, edit=edit, _anchor=anchor)


def _not_found(asked: str) -> str:
    return _(
        "「%(words)s」は見つかりません。要件の番号（例：RD-103）、章や節の番号（例：8.3）、題名の一部のどれかを入力してください。",
        words=asked[: outline.LONGEST_ASKED],
    )


@blueprint.post("/<specification_id>/next")
def next_draft(specification_id: str) -> ResponseReturnValue:
    """A new draft of a fixed text."""
    made = freezing.next_draft(actor(), queries.get(actor(), specification_id))
    say(_("確定した版から、新しい下書きを作りました。"))
    return back(".show", specification_id=made.id)


# -- files


@blueprint.get("/<specification_id>/file.<kind>")
@public
def download(specification_id: str, kind: str) -> Response:
    """The text as Word, PDF or Markdown; of a fixed one also what its hash is made of, byte for byte."""
    specification = queries.get(actor(), specification_id)
    name = publishing.file_name(specification)
    if kind == "json" and specification.number:
        return hand_out_bytes(freezing.canonical_of(specification), f"{name}.json", "application/json")
    if kind not in handing.KINDS:
        raise NotFound
    return handing.hand_out(_filed(specification), name, kind)


def _filed(specification: Specification) -> Document:
    plain = queries.content(specification)
    template = presenting.shaped(specification, plain)
    names = [row.name for row in queries.parties(specification)]
    annex = position_queries.annex(specification)
    return publishing.filed(specification, template, values_of(plain), names, annex)
