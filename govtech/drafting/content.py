"""The text of a joint specification as frozen values: read from its tables, kept in revisions, compared, hashed."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, TypeVar

from govtech.drafting.models import Thing
from govtech.specifications import template_format as form
from govtech.specifications.template_format import Template

SECTION_FIELDS = ("title", "body")
ITEM_FIELDS = ("kind", "level", "text", "condition", "note", "method", "remedy", "layers")
MERGED = frozenset({"body", "text", "condition", "note", "method", "remedy"})
"""Fields that two people may change at once sentence by sentence; the others clash as a whole."""
PARAMETER_FIELDS = ("label", "type", "unit", "value", "help", "choices")
Key = TypeVar("Key")
Plain = dict[str, Any]
"""{"sections": [{key, parent, title, body, items: [{key, …}]}], "parameters": [{name, …}]} in reading order."""


def plain_of(template: Template, values: Mapping[str, str] | None = None) -> Plain:
    """The content of a template version; `values` by parameter name, its defaults where none is given."""
    sections: list[Plain] = []

    def take(section: form.Section, parent: str | None) -> None:
        items = [_plain_item(item) for item in section.items]
        sections.append(
            {
                "key": section.id,
                "parent": parent,
                "title": section.title,
                "body": section.body,
                "items": items,
            }
        )
        for inner in section.sections:
            take(inner, section.id)

    for chapter in template.sections:
        take(chapter, None)
    filled = values or {}
    parameters = [
        {
            "name": one.name,
            "label": one.label,
            "type": one.type.value,
            "unit": one.unit,
            "value": filled.get(one.name, one.default),
            "help": one.help,
            "choices": list(one.choices),
        }
        for one in template.parameters
    ]
    return {"sections": sections, "parameters": parameters}


def _plain_item(item: form.Item) -> Plain:
    plain = asdict(item)
    plain["key"] = plain.pop("id")
    return plain | {"kind": item.kind.value, "level": item.level.value, "layers": [*map(str, item.layers)]}


def to_template(
    plain: Plain, *, title: str, summary: str = "", updated: date, version: str = "0.1"
) -> Template:
    """The content in the shape that numbering, filling and output work on."""
    below: defaultdict[str | None, list[Plain]] = defaultdict(list)
    for section in plain["sections"]:
        below[section["parent"]].append(section)

    def built(parent: str | None) -> tuple[form.Section, ...]:
        return tuple(
            form.Section(
                section["key"],
                section["title"],
                section["body"],
                tuple(map(item_of, section["items"])),
                built(section["key"]),
            )
            for section in below[parent]
        )

    return Template(
        slug="specification",
        version=version,
        title=title,
        kana="",
        summary=summary,
        initiatives=(),
        updated=updated,
        sources=(),
        parameters=tuple(map(parameter_of, plain["parameters"])),
        sections=built(None),
    )


def item_of(plain: Plain) -> form.Item:
    """An item in the shape that is filled and shown."""
    return form.Item(
        id=plain["key"],
        kind=form.Kind(plain["kind"]),
        level=form.Level(plain["level"]),
        text=plain["text"],
        condition=plain["condition"],
        note=plain["note"],
        method=plain["method"],
        remedy=plain["remedy"],
        layers=tuple(map(form.Layer, plain["layers"])),
    )


def parameter_of(plain: Plain) -> form.Parameter:
    """A parameter in the shape that values are checked and shown by."""
    return form.Parameter(
        name=plain["name"],
        label=plain["label"],
        type=form.ParameterType(plain["type"]),
        unit=plain["unit"],
        default=plain["value"],
        help=plain["help"],
        choices=tuple(plain["choices"]),
    )


def values_of(plain: Plain) -> dict[str, str]:
    """Parameter values by name."""
    return {parameter["name"]: parameter["value"] for parameter in plain["parameters"]}


def canonical(plain: Plain, title: str, annex: Sequence[Sequence[str]] = ()) -> bytes:
    """Title, content and annex as JSON that is the same wherever it is made: sorted keys, no spaces, UTF-8, no newline."""
    everything = {"title": title, "annex": [list(row) for row in annex], **plain}
    return json.dumps(everything, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def content_hash(plain: Plain, title: str, annex: Sequence[Sequence[str]] = ()) -> str:
    """SHA-256 over the canonical JSON."""
    return hashlib.sha256(canonical(plain, title, annex)).hexdigest()


def changed(plain: Plain, thing: Thing, key: str, values: Mapping[str, Any]) -> Plain:
    """The content with one section, item or parameter stating other values."""
    if thing is Thing.WHOLE:
        return dict(values)
    if thing is Thing.PARAMETER:
        return plain | {"parameters": _replaced(plain["parameters"], "name", key, values)}
    if thing is Thing.SECTION:
        return plain | {"sections": _replaced(plain["sections"], "key", key, values)}
    sections = [
        section | {"items": _replaced(section["items"], "key", key, values)} for section in plain["sections"]
    ]
    return plain | {"sections": sections}


def found_in(plain: Plain, thing: Thing, key: str) -> Plain | None:
    """One section's or item's values in a content, or None."""
    for section in plain["sections"]:
        rows = [section] if thing is Thing.SECTION else section["items"]
        for row in rows:
            if row["key"] == key:
                return dict(row)
    return None


def _replaced(rows: Sequence[Plain], name: str, key: str, values: Mapping[str, Any]) -> list[Plain]:
    return [row | dict(values) if row[name] == key else row for row in rows]


def inserted(order: Sequence[Key], more: Sequence[Key]) -> list[Key]:
    """`order` with what only `more` has, each behind the one it stands behind there."""
    result = list(order)
    for place, key in enumerate(more):
        if key not in result:
            result.insert(result.index(more[place - 1]) + 1 if place else 0, key)
    return result


EMPTY: Plain = {"sections": [], "parameters": []}


@dataclass(frozen=True)
class Beginning:
    """What a new specification is called, where its first text comes from, and who leads: who begins it unless named."""

    title: str
    summary: str = ""
    origin: str = ""
    initiatives: tuple[int, ...] = ()
    need_id: str | None = None
    previous_id: str | None = None
    content: Plain = field(default_factory=lambda: EMPTY)
    lead_id: str | None = None


def from_template(template: Template) -> Beginning:
    """The beginning that a template version gives; its number is kept, so that later versions can be offered."""
    return Beginning(
        title=template.title,
        summary=template.summary,
        origin=f"template:{template.slug}:{template.version}",
        initiatives=template.initiatives,
        content=plain_of(template),
    )
