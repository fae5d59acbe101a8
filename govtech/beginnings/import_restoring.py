"""Placeholders and keys put back where an imported text still says what a template says with these values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import sqlalchemy as sa

from govtech.beginnings.importing import Known
from govtech.core.db import session
from govtech.core.errors import Invalid
from govtech.documents.markdown import to_blocks
from govtech.drafting.content import Plain, values_of
from govtech.specifications import queries as templates
from govtech.specifications.models import SpecTemplate, TemplateItem, TemplateParameter
from govtech.specifications.template_format import Parameter, Template
from govtech.specifications.template_text import Filler, references

LEAST_COMMON = 3
"""A document with fewer items in common with a template does not come from it."""
_HEADING = re.compile(r"(#{3,4}) ")
_ITEM_TEXTS = ("text", "condition", "note", "method", "remedy")


def known() -> Known:
    """Parameters by label and kinds by item number, of the latest versions of all templates, in two queries."""
    columns = (
        TemplateParameter.name,
        TemplateParameter.label,
        TemplateParameter.type,
        TemplateParameter.unit,
        TemplateParameter.default,
        TemplateParameter.help,
        TemplateParameter.choices,
    )
    parameters = session.execute(
        sa.select(*columns)
        .join(SpecTemplate, SpecTemplate.id == TemplateParameter.template_id)
        .where(templates.LATEST)
        .order_by(SpecTemplate.slug)
    )
    kinds = session.execute(
        sa.select(TemplateItem.key, TemplateItem.kind)
        .join(SpecTemplate, SpecTemplate.id == TemplateItem.template_id)
        .where(templates.LATEST)
    )
    by_label = {row.label: Parameter(*row[:6], tuple(row.choices)) for row in parameters}
    return Known(by_label, {row.key: row.kind for row in kinds})


def nearest(plain: Plain) -> Template | None:
    """The template with which the content has most item numbers in common, if any has enough."""
    keys = [item["key"] for section in plain["sections"] for item in section["items"]]
    row = session.execute(
        sa.select(SpecTemplate.id, sa.func.count().label("common"))
        .join(TemplateItem, TemplateItem.template_id == SpecTemplate.id)
        .where(templates.LATEST, TemplateItem.key.in_(keys))
        .group_by(SpecTemplate.id)
        .order_by(sa.desc("common"), SpecTemplate.id)
        .limit(1)
    ).first()
    if row is None or row.common < max(LEAST_COMMON, len(keys) // 3):
        return None
    return templates.content(session.get_one(SpecTemplate, row.id))


def restored(plain: Plain, template: Template) -> tuple[Plain, int]:
    """The content with the template's own wording wherever both read alike, and at how many places that was."""
    plain = _rekeyed(plain, template)
    filler = Filler(template, values_of(plain))
    keys = {section["key"] for section in plain["sections"]}
    wordings = {piece.place: piece for piece in _pieces(template)}
    items = {item.id: item for item in template.items}
    titles = {section["key"]: section["title"] for section in plain["sections"]}
    count, sections = 0, []
    for section in plain["sections"]:
        piece = wordings.get((titles.get(section["parent"] or "", ""), section["title"]))
        body = section["body"]
        if piece and references(piece.text) <= keys and _alike(filler.text(piece.text), body):
            count += body != piece.text
            body = piece.text
        rows = []
        for row in section["items"]:
            raw = items.get(row["key"])
            texts = {
                name: wording
                for name in _ITEM_TEXTS
                if raw
                and references(wording := getattr(raw, name)) <= keys
                and wording != row[name]
                and filler.text(wording) == row[name]
            }
            count += len(texts)
            rows.append(row | texts)
        sections.append(section | {"body": body, "items": rows})
    return plain | {"sections": sections}, count


def _alike(filled: str, body: str) -> bool:
    try:
        return filled == body or to_blocks(filled) == to_blocks(body)
    except Invalid:
        return False


class _Piece(NamedTuple):
    """A text of a template and where it stands once every ## is a section: titles of chapter and section."""

    place: tuple[str, str]
    key: str
    text: str


def _pieces(template: Template) -> Iterator[_Piece]:
    for chapter in template.sections:
        texts = re.split(r"^## (.+)$", chapter.body, flags=re.MULTILINE)
        yield _Piece(("", chapter.title), chapter.id, texts[0].strip())
        for title, text in zip(texts[1::2], texts[2::2], strict=True):
            raised = "\n".join(_HEADING.sub(_one_up, line) for line in text.strip().splitlines())
            yield _Piece((chapter.title, title.strip()), "", raised)
        yield from (_Piece((chapter.title, one.title), one.id, one.body) for one in chapter.sections)


def _one_up(match: re.Match[str]) -> str:
    return match[1][1:] + " "


def _rekeyed(plain: Plain, template: Template) -> Plain:
    """Chapters and sections with the template's keys where titles agree, so that references to them hold."""
    wanted = {piece.place: piece.key for piece in _pieces(template) if piece.key}
    titles = {section["key"]: section["title"] for section in plain["sections"]}
    new: dict[str, str] = {}
    places = Counter(_place(section, titles) for section in plain["sections"])
    for section in plain["sections"]:
        place = _place(section, titles)
        key = wanted.get(place) if places[place] == 1 else None
        new[section["key"]] = key or section["key"]
    sections = [
        one | {"key": new[one["key"]], "parent": new.get(one["parent"] or "")} for one in plain["sections"]
    ]
    return plain | {"sections": sections}


def _place(section: Plain, titles: dict[str, str]) -> tuple[str, str]:
    return titles.get(section["parent"] or "", ""), section["title"]
