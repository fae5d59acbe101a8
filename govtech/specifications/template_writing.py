"""A template version as the folder it can be read from again: spec.toml, a Markdown file a body, a TOML file a chapter's items."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from govtech.specifications.template_checks import SPEC
from govtech.specifications.template_explanations import FILE
from govtech.specifications.template_format import Explanation, Item, Parameter, Section, Source, Template
from govtech.specifications.template_reading import FORMAT

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of every file: the same version gives the same archive."""


def to_files(template: Template) -> dict[str, str]:
    """The files of the folder by name; reading them gives a template with the same content hash."""
    files: dict[str, str] = {}
    chapters = [_chapter(place, chapter, files) for place, chapter in enumerate(template.sections, 1)]
    head = {
        "format": FORMAT,
        "slug": template.slug,
        "version": template.version,
        "title": template.title,
        "kana": template.kana,
        "summary": template.summary,
        "initiatives": list(template.initiatives),
    }
    lines = [*_pairs(head), f"updated = {template.updated.isoformat()}"]
    lines += _tables("sources", map(_source, template.sources))
    lines += _tables("parameters", map(_parameter, template.parameters))
    lines += _tables("sections", chapters)
    if template.explanations:
        files[FILE] = "\n".join(_explanations(template.explanations)) + "\n"
    return {SPEC: "\n".join(lines) + "\n"} | files


def _explanations(explanations: Iterable[Explanation]) -> Iterator[str]:
    for one in explanations:
        said = {"kind": one.kind, "place": one.place, "field": one.field, "word": one.word}
        said |= {"excerpt": one.excerpt, "why": one.why, "by": one.by}
        yield from ("[[explanations]]", *_pairs(said), f"on = {one.on}", "")


def to_zip(template: Template) -> bytes:
    """The folder, under its own name, as a ZIP archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in to_files(template).items():
            entry = zipfile.ZipInfo(f"{template.slug}/{name}", _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return made.getvalue()


def zip_name(template: Template) -> str:
    """What the archive is called: 標準仕様書ひな形_rpa_v1.0.zip."""
    return f"標準仕様書ひな形_{template.slug}_v{template.version}.zip"


def _chapter(place: int, chapter: Section, files: dict[str, str]) -> Mapping[str, Any]:
    """The chapter's entry in spec.toml; its body and its items go to files of their own."""
    stem = f"{place:02d}-{chapter.id}"
    entry: dict[str, Any] = {"id": chapter.id, "title": chapter.title}
    if chapter.body:
        files[f"{stem}.md"] = chapter.body + "\n"
        entry["body"] = [f"{stem}.md"]
    if chapter.sections:
        files[f"{stem}.toml"] = "\n".join(_sections(stem, chapter.sections, files)) + "\n"
        entry["items"] = [f"{stem}.toml"]
    return entry


def _sections(stem: str, sections: Iterable[Section], files: dict[str, str]) -> Iterator[str]:
    for section in sections:
        entry: dict[str, Any] = {"id": section.id, "title": section.title}
        if section.body:
            name = f"{stem}-{section.id}.md"
            files[name] = section.body + "\n"
            entry["body"] = [name]
        yield from _tables("sections", [entry])
        yield from _tables("sections.items", map(_item, section.items))


def _item(item: Item) -> Mapping[str, Any]:
    return {
        "id": item.id,
        "kind": item.kind.value,
        "level": item.level.value,
        "text": item.text,
        "condition": item.condition,
        "note": item.note,
        "method": item.method,
        "remedy": item.remedy,
        "layers": [layer.value for layer in item.layers],
    }


def _parameter(parameter: Parameter) -> Mapping[str, Any]:
    return {
        "name": parameter.name,
        "label": parameter.label,
        "type": parameter.type.value,
        "unit": parameter.unit,
        "default": parameter.default,
        "help": parameter.help,
        "choices": list(parameter.choices),
    }


def _source(source: Source) -> Mapping[str, Any]:
    return {"title": source.title, "url": source.url, "note": source.note}


def _tables(name: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield f"\n[[{name}]]"
        yield from _pairs(row)


def _pairs(row: Mapping[str, Any]) -> Iterator[str]:
    """Keys with their values; what is empty is left out. TOML's strings are written as JSON writes them."""
    for name, value in row.items():
        if value not in ("", []):
            written = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
            yield f"{name} = {written}"
