"""A fixed specification in the shape of a template version: what templates ask for is put right, the rest is said."""

from __future__ import annotations

import enum
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from govtech.core.errors import Invalid
from govtech.core.words import Text
from govtech.core.words import lazy as _l
from govtech.drafting.content import Plain, to_template
from govtech.specifications import template_reading
from govtech.specifications.template_format import (
    Item,
    Parameter,
    Section,
    Source,
    Template,
    TemplateError,
)
from govtech.specifications.template_text import PLACEHOLDER, placeholders, shown
from govtech.specifications.template_writing import to_files


class Fate(enum.StrEnum):
    """What becomes of a value of the specification in the template."""

    FORMER = "former"
    OWN = "own"
    EMPTY = "empty"
    FIXED = "fixed"


FATE_LABELS: Mapping[Fate, Text] = {
    Fate.FORMER: _l("今のひな形の初期の値に戻す"),
    Fate.OWN: _l("仕様書の値を初期の値にする"),
    Fate.EMPTY: _l("初期の値を空欄にする"),
    Fate.FIXED: _l("値ではなくし、仕様書の値を本文に書き込む"),
}


@dataclass(frozen=True)
class Heading:
    """What the template is called and for, as it was offered."""

    slug: str
    title: str
    kana: str
    summary: str
    initiatives: tuple[int, ...]


class Named(NamedTuple):
    """A municipality's name in the text: where, and in which words around it."""

    place: str
    name: str
    words: str


def next_version(current: Template | None) -> str:
    """The next minor number: 1.0 gives 1.1, 1.0.2 gives 1.1; the first is 1.0."""
    if current is None:
        return "1.0"
    major, minor = current.version.split(".")[:2]
    return f"{major}.{int(minor) + 1}"


def fates(plain: Plain, current: Template | None) -> dict[str, Fate]:
    """What is proposed for each value: what the template has keeps the template's default."""
    known = {one.name for one in current.parameters} if current else set()
    return {row["name"]: Fate.FORMER if row["name"] in known else Fate.OWN for row in plain["parameters"]}


def candidate(
    plain: Plain,
    heading: Heading,
    chosen: Mapping[str, Fate],
    current: Template | None,
    *,
    version: str,
    updated: date,
    source: Source,
) -> Template:
    """The template version that the specification would become; `checked` says whether it can."""
    made = to_template(plain, title=heading.title, summary=heading.summary, updated=updated, version=version)
    fixed = {
        one.name: shown(one, one.default) for one in made.parameters if chosen.get(one.name) is Fate.FIXED
    }
    sections = tuple(_chapter(chapter, fixed) for chapter in made.sections)
    shaped = replace(
        made,
        slug=heading.slug,
        kana=heading.kana,
        initiatives=tuple(sorted(set(heading.initiatives))),
        sources=(*(one for one in (current.sources if current else ()) if one != source), source),
        sections=sections,
    )
    used = {name for text in shaped.texts() for name in placeholders(text)}
    parameters = tuple(_parameter(one, chosen, current) for one in made.parameters if one.name in used)
    return replace(shaped, parameters=parameters)


def _parameter(one: Parameter, chosen: Mapping[str, Fate], current: Template | None) -> Parameter:
    former = next((row for row in current.parameters if row.name == one.name), None) if current else None
    match chosen.get(one.name, Fate.OWN):
        case Fate.FORMER if former is not None and former.type is one.type:
            default = former.default if not one.choices or former.default in one.choices else ""
            return replace(one, default=default)
        case Fate.EMPTY:
            return replace(one, default="")
    return one


def _chapter(chapter: Section, fixed: Mapping[str, str]) -> Section:
    """Templates have items in sections only, and no section without: both are put right without losing a word."""
    body, sections = _filled(chapter.body, fixed), []
    if chapter.items:
        items = tuple(_item(item, fixed) for item in chapter.items)
        sections.append(Section(f"{chapter.id}-items", chapter.title, "", items))
    for section in _below(chapter.sections):
        text = _filled(section.body, fixed)
        if section.items:
            items = tuple(_item(item, fixed) for item in section.items)
            sections.append(Section(section.id, section.title, text, items))
        else:
            body = f"{body}\n\n## {section.title}\n\n{_lower(text)}".strip()
    return Section(chapter.id, chapter.title, body, (), tuple(sections))


def _below(sections: Iterable[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _below(section.sections)


def _lower(text: str) -> str:
    """The headings of a section's text, below its own."""
    return "\n".join("#" + line if line.startswith("## ") else line for line in text.splitlines())


def _filled(text: str, fixed: Mapping[str, str]) -> str:
    """The text with fixed values in it, and with headings as templates have them."""
    filled = PLACEHOLDER.sub(lambda found: fixed.get(found[1], found[0]), text)
    lines = (
        "#" + line if line.startswith("# ") else line[1:] if line.startswith("#### ") else line
        for line in filled.splitlines()
    )
    return "\n".join(lines).strip()


def _item(item: Item, fixed: Mapping[str, str]) -> Item:
    """One line each, and nothing that would break a table."""
    texts: dict[str, Any] = {
        name: " ".join(_filled(getattr(item, name), fixed).replace("|", "｜").split("\n"))
        for name in ("text", "condition", "note", "method", "remedy")
    }
    return replace(item, **texts)


def checked(template: Template) -> Template:
    """The template as it is read back from its own folder; Invalid with everything that templates do not allow."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / template.slug
        folder.mkdir()
        for name, text in to_files(template).items():
            (folder / name).write_text(text, encoding="utf-8")
        try:
            return template_reading.load(folder)
        except TemplateError as error:
            raise Invalid(
                "\n".join(map(str, error.problems)),
                errors={"problems": [str(problem) for problem in error.problems]},
            ) from error


def named(plain: Plain, names: Sequence[str]) -> list[Named]:
    """Municipalities that the text names: in a template others would find them strange."""
    found = []
    for section in plain["sections"]:
        texts = [(section["title"], section["body"])]
        texts += [
            (item["key"], "\n".join(item[name] for name in ("text", "condition", "note", "method", "remedy")))
            for item in section["items"]
        ]
        for place, text in texts:
            found += [Named(place, name, _around(text, name)) for name in names if name in text]
    return found


def _around(text: str, name: str) -> str:
    at = text.index(name)
    return text[max(at - 15, 0) : at + len(name) + 15].replace("\n", " ")
