"""What pages of other rooms show of joint specifications: those that came of their thing, and the way to begin one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from govtech.beginnings.beginnings import COUNT_LABELS
from govtech.beginnings.models import ImportReport
from govtech.core.db import session
from govtech.core.errors import NotFound
from govtech.core.parts import Part
from govtech.core.policy import Actor, can
from govtech.core.words import gettext as _
from govtech.drafting import presenting, queries
from govtech.drafting.models import STATUS_LABELS, Specification
from govtech.needs import queries as needs
from govtech.needs.models import Need
from govtech.reading import listing
from govtech.specifications import queries as templates
from govtech.specifications.template_format import Template

Link = tuple[str, str, str | None]
"""What it is, what it is called, where it is read (None: here)."""


class Born(NamedTuple):
    """The words of a part about what came of a thing."""

    heading: str
    label: str
    invitation: str


def of_template(actor: Actor, template: Template) -> Part | None:
    """Joint specifications that were begun from any version of a template."""
    words = Born(
        _("このひな形から作った共同仕様書"),
        _("このひな形から共同仕様書を作る"),
        _("本文、要件、団体が決める値が下書きに入り、ほかの市町村と一緒に直せます。"),
    )
    condition = Specification.origin.startswith(f"template:{template.slug}:", autoescape=True)
    return _born(actor, condition, words, {"template": f"{template.slug}:{template.version}"})


def of_needs(actor: Actor, ids: Sequence[str], parties: Sequence[str]) -> Part | None:
    """Joint specifications that are to meet any of the needs that a plan comes from; `parties` would take part."""
    words = Born(
        _("この計画の共同仕様書"),
        _("この計画のニーズから共同仕様書を作る"),
        _("計画に加わる市町村と一緒に書き、要件ごとに立場を示して確定します。"),
    )
    return (
        _born(actor, Specification.need_id.in_(ids), words, {"need": ids[0], "parties": list(parties)})
        if ids
        else None
    )


def of_need(actor: Actor, need: Need) -> Part | None:
    """Joint specifications that are to meet a published need."""
    if need.published_at is None:
        return None
    words = Born(
        _("このニーズの共同仕様書"),
        _("このニーズから共同仕様書を作る"),
        _("件名と関係する取組が引き継がれます。合うひな形があれば、選べます。"),
    )
    return _born(actor, Specification.need_id == need.id, words, {"need": need.id})


def _born(actor: Actor, condition: sa.ColumnElement[bool], words: Born, asked: dict[str, Any]) -> Part | None:
    """Nothing when there is neither anything to read nor to do."""
    rows = listing.born_of(actor, condition)
    may_begin = can(actor, "specification:create")
    if not rows and not may_begin:
        return None
    values = {
        "words": words,
        "rows": rows,
        "labels": STATUS_LABELS,
        "tones": presenting.TONES,
        "may_begin": may_begin,
        "asked": asked,
    }
    return Part("reading/born.html", values)


def chain(actor: Actor, specification: Specification) -> list[Link]:
    """What a specification came from, as far as this reader may see it, and the specification itself."""
    links: list[Link] = []
    if specification.need_id:
        links += _need(actor, specification.need_id)
    kind, _colon, name = specification.origin.partition(":")
    match kind:
        case "template":
            links += _template(*name.partition(":")[::2])
        case "specification":
            links += _older(actor, name)
    return [*links, (_("共同仕様書"), specification.title, None)]


def _need(actor: Actor, need_id: str) -> list[Link]:
    try:
        need = needs.get(actor, need_id)
    except NotFound:
        return []
    return [(_("ニーズ"), need.title, f"/needs/{need.id}")]


def _template(slug: str, version: str) -> list[Link]:
    try:
        found = templates.find(slug, version)
    except NotFound:
        return []
    title = _("%(title)s 第%(version)s版", title=found.title, version=found.version)
    return [(_("標準仕様書ひな形"), title, f"/templates/{slug}/{version}")]


def _older(actor: Actor, specification_id: str) -> list[Link]:
    try:
        found = queries.get(actor, specification_id)
    except NotFound:
        return []
    title = _("%(title)s 第%(n)s版", title=found.title, n=found.number) if found.number else found.title
    return [(_("もとの共同仕様書"), title, f"/specifications/{found.id}")]


def import_report(actor: Actor, specification: Specification) -> Part | None:
    """What became of the file that the draft was begun from, until one of its writers has read it."""
    if not specification.changeable or not can(actor, "specification:edit", specification):
        return None
    report = session.get(ImportReport, specification.id)
    if report is None or report.read_at is not None:
        return None
    counts = [(label, report.counts[name]) for name, label in COUNT_LABELS.items() if report.counts.get(name)]
    return Part(
        "reading/import_report.html",
        {"report": report, "counts": counts, "specification_id": specification.id},
    )
