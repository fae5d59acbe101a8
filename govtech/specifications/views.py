"""Pages of standard specification templates: list, reading, searching inside, filling, downloading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from govtech.core import filters
from govtech.core.download import hand_out_bytes, hand_out_text
from govtech.core.errors import Invalid
from govtech.core.paging import Page
from govtech.core.text import clean, shorten
from govtech.core.web import back, public, render
from govtech.core.words import gettext as _
from govtech.knowledge import reference_queries
from govtech.specifications import finding, queries
from govtech.specifications.forms import parameter_form
from govtech.specifications.models import SpecTemplate
from govtech.specifications.template_format import (
    KIND_LABELS,
    LAYER_LABELS,
    LEVEL_LABELS,
    Kind,
    Level,
    Template,
)
from govtech.specifications.template_text import (
    Part,
    file_name,
    in_words,
    parts,
    to_markdown,
    uses,
    values_for,
)
from govtech.specifications.template_writing import to_zip, zip_name

blueprint = Blueprint("templates", __name__, url_prefix="/templates")
LONGEST_Q = 200


class Opened(NamedTuple):
    """A version of a template with what was typed for its parameters in the address."""

    row: SpecTemplate
    template: Template
    typed: dict[str, str]

    @property
    def place(self) -> dict[str, str]:
        """The address parts of this version: the latest one needs no number."""
        named = request.view_args is not None and request.view_args.get("version")
        return {"slug": self.row.slug, "version": self.row.version} if named else {"slug": self.row.slug}

    @property
    def here(self) -> dict[str, str]:
        """The address parts with what was typed."""
        return {**self.place, **self.typed}


@blueprint.get("")
@public
def index() -> Response:
    """The latest version of every template, narrowed by initiative and kind of requirement."""
    names, listed = reference_queries.initiative_names(), queries.listing()
    initiative, kind = _narrowing(request.args)
    shown = narrowed(request.args, listed)
    numbers = Counter(number for item in listed for number in item.initiatives)
    kinds = Counter(kind for item in listed for kind in item.kinds)
    asked = {"initiative": str(initiative or ""), "kind": kind or ""}
    groups = [
        (_("取組"), filters.choices("templates.index", asked, "initiative", names, numbers)),
        (_("要件の種類"), filters.choices("templates.index", asked, "kind", KIND_LABELS, kinds)),
    ]
    return render(
        "specifications/index.html",
        results=Page(shown, total=len(shown)),
        groups=groups,
        filtered=any(asked.values()),
        names=names,
    )


def _narrowing(asked: Mapping[str, str]) -> tuple[int | None, Kind | None]:
    return filters.number(asked.get("initiative")), _member(Kind, asked.get("kind"))


def narrowed(asked: Mapping[str, str], listed: Iterable[queries.Listed]) -> list[queries.Listed]:
    """The templates that the filters of an address leave."""
    initiative, kind = _narrowing(asked)
    return [
        item
        for item in listed
        if (initiative is None or initiative in item.initiatives) and (kind is None or kind in item.kinds)
    ]


@blueprint.get("/<slug>")
@blueprint.get("/<slug>/<version>")
@public
def show(slug: str, version: str | None = None) -> ResponseReturnValue:
    """One template: its whole text, or what was looked for in it."""
    opened = _open(slug, version)
    try:
        values = values_for(opened.template, opened.typed)
    except Invalid:
        return _fill(opened, HTTPStatus.UNPROCESSABLE_ENTITY)
    q = shorten(clean(request.args.get("q", "")), LONGEST_Q)
    kind, level = _member(Kind, request.args.get("kind")), _member(Level, request.args.get("level"))
    read, words = list(parts(opened.template, values)), finding.words_of(q)
    looking = bool(words or kind or level)
    return render(
        "specifications/show.html",
        **_about(opened),
        read=read,
        chapters=_chapters(read),
        values={p.name: in_words(p, values[p.name]) for p in opened.template.parameters},
        inside=q,
        found=finding.find(read, words, kind, level) if looking else None,
        groups=_groups(opened, q, kind, level),
        mark=lambda text: finding.marked(text, words),
    )


@blueprint.get("/<slug>/fill")
@blueprint.get("/<slug>/<version>/fill")
@public
def fill(slug: str, version: str | None = None) -> Response:
    """The form in which a municipality fills the parameters."""
    return _fill(_open(slug, version))


@blueprint.get("/<slug>.md")
@blueprint.get("/<slug>/<version>.md")
@public
def download(slug: str, version: str | None = None) -> ResponseReturnValue:
    """The specification as a Markdown file, the parameters filled; or on to reading it or another file with them."""
    opened = _open(slug, version)
    try:
        values = values_for(opened.template, opened.typed)
    except Invalid:
        return _fill(opened, HTTPStatus.UNPROCESSABLE_ENTITY)
    if "read" in request.args:
        return back(".show", **opened.here)
    if kind := next((kind for kind in ("docx", "pdf") if kind in request.args), None):
        return back("template_files.download", kind=kind, **opened.here)
    text = to_markdown(opened.template, values)
    return hand_out_text(text, file_name(opened.template), "text/markdown")


@blueprint.get("/<slug>.zip")
@blueprint.get("/<slug>/<version>.zip")
@public
def folder(slug: str, version: str | None = None) -> ResponseReturnValue:
    """The version as the folder that `govtech import templates` reads."""
    template = queries.content(queries.find(slug, version))
    return hand_out_bytes(to_zip(template), zip_name(template), "application/zip")


def _open(slug: str, version: str | None) -> Opened:
    row = queries.find(slug, version)
    template = queries.content(row)
    known = {parameter.name for parameter in template.parameters}
    return Opened(row, template, {name: text for name, text in request.args.items() if name in known})


def _about(opened: Opened) -> dict[str, Any]:
    """What every page of a template shows."""
    versions = queries.versions(opened.row.slug)
    return {
        "template": opened.template,
        "row": opened.row,
        "versions": versions,
        "latest": versions[0].version == opened.row.version,
        "place": opened.place,
        "here": opened.here,
        "typed": opened.typed,
        "names": reference_queries.initiative_names(),
        "kinds": KIND_LABELS,
        "levels": LEVEL_LABELS,
        "layers": LAYER_LABELS,
        "counts": Counter(item.level for item in opened.template.items),
    }


def _fill(opened: Opened, status: int = HTTPStatus.OK) -> Response:
    form = parameter_form(opened.template.parameters, opened.typed)
    if opened.typed:
        form.validate()
    refused = HTTPStatus.UNPROCESSABLE_ENTITY if form.all_errors else status
    return render(
        "specifications/fill.html", **_about(opened), form=form, uses=uses(opened.template), status=refused
    )


def _chapters(read: Iterable[Part]) -> list[tuple[Part, list[Part]]]:
    """Chapters, each with its sections, for the table of contents."""
    chapters: list[tuple[Part, list[Part]]] = []
    for part in read:
        if part.depth == 1:
            chapters.append((part, []))
        else:
            chapters[-1][1].append(part)
    return chapters


def _groups(opened: Opened, q: str, kind: Kind | None, level: Level | None) -> filters.Groups:
    """Filters of the items, each with how many it would leave; they lead on to where the text begins."""
    items = opened.template.items
    kinds = Counter(item.kind for item in items if level in {None, item.level})
    levels = Counter(item.level for item in items if kind in {None, item.kind})
    asked = {**opened.here, "q": q, "kind": kind or "", "level": level or ""}
    groups = [
        (_("要件の種類"), filters.choices("templates.show", asked, "kind", KIND_LABELS, kinds)),
        (_("水準"), filters.choices("templates.show", asked, "level", LEVEL_LABELS, levels)),
    ]
    return [
        (title, [(label, count, f"{address}#reading", chosen) for label, count, address, chosen in options])
        for title, options in groups
    ]


def _member(kind: Any, text: str | None) -> Any:
    known: Iterable[Any] = kind
    return next((member for member in known if member == text), None)
