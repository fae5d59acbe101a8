"""Reading a template from its folder in `spec_templates/`: everything is checked before anything is used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from govtech.core.errors import Invalid
from govtech.core.words import gettext as _
from govtech.specifications.template_checks import LONGEST_TEXT, SPEC, Reading, check_texts, overridden
from govtech.specifications.template_explanations import read as read_explanations
from govtech.specifications.template_format import (
    SLUG,
    VERSION,
    Item,
    Kind,
    Layer,
    Level,
    Parameter,
    ParameterType,
    Section,
    Source,
    Template,
    TemplateError,
)
from govtech.specifications.template_tables import SHARED, Folder, Table
from govtech.specifications.template_text import (
    PARAMETER_NAME,
    parse_value,
    placeholders,
)

FORMAT = 1
ITEM_ID = re.compile(r"[A-Z][A-Z0-9]{0,9}(?:-[A-Z0-9]{1,9}){1,3}")
RESERVED = frozenset(
    {"q", "kind", "level", "read", "docx", "pdf", "lang", "cursor", "slug", "version", "endpoint"}
)
"""Names that addresses of template pages use for something else."""


def load(path: Path) -> Template:
    """The template in a folder; TemplateError lists everything that is wrong with it."""
    reading = Reading(Folder(path))
    template = _template(reading, reading.folder.toml(SPEC))
    if not reading.folder.problems:
        check_texts(reading, template)
    used = {name for text in template.texts() for name in placeholders(text)}
    template = replace(template, parameters=tuple(p for p in template.parameters if p.name in used))
    explanations = read_explanations(reading.folder, template)
    if reading.folder.problems:
        raise TemplateError(reading.folder.problems)
    return replace(template, explanations=explanations)


def folders(path: Path) -> list[Path]:
    """The template folders inside a folder, by name; those that begin with _ or . are not templates."""
    return sorted(
        entry for entry in path.iterdir() if entry.is_dir() and not entry.name.startswith(("_", "."))
    )


def _template(reading: Reading, table: Table) -> Template:
    if table.take("format", int, required=True) not in {FORMAT, None}:
        table.problem("format", _("この版で読める形式は %(n)s です。", n=FORMAT))
    slug = table.text("slug", 60)
    if slug and (slug != reading.folder.path.name or not SLUG.fullmatch(slug)):
        table.problem("slug", _("フォルダー名と同じ、英小文字・数字・ハイフンの名前にしてください。"))
    version = table.text("version", 20)
    if version and not VERSION.fullmatch(version):
        table.problem("version", _("1.0 か 1.0.2 の形で書いてください。"))
    _parameters(reading, table)
    for name in table.texts("include"):
        included = reading.folder.toml(name)
        _parameters(reading, included)
        included.finish()
    sections = tuple(_chapter(reading, entry) for entry in table.tables("sections"))
    if not sections:
        table.problem("sections", _("章を1つ以上書いてください。"))
    sections = overridden(table, sections)
    _defaults(reading, table)
    template = Template(
        slug=slug,
        version=version,
        title=table.text("title", 80),
        kana=table.text("kana", 120),
        summary=table.text("summary", 400),
        initiatives=tuple(sorted(table.integers("initiatives"))),
        updated=table.day("updated"),
        sources=tuple(_source(entry) for entry in table.tables("sources")),
        parameters=(*reading.own.values(), *reading.shared.values()),
        sections=sections,
    )
    table.finish()
    return template


def _source(table: Table) -> Source:
    source = Source(
        table.text("title"), table.text("url", 500, required=False), table.text("note", required=False)
    )
    if source.url and not source.url.startswith(("https://", "http://")):
        table.problem("url", _("https:// で始まるアドレスを書いてください。"))
    table.finish()
    return source


def _parameters(reading: Reading, table: Table) -> None:
    """Parameters of a file, into those of the template or the shared ones."""
    kept = reading.shared if table.file.startswith(f"{SHARED}/") else reading.own
    for entry in table.tables("parameters"):
        parameter = Parameter(
            name=entry.text("name", 40),
            label=entry.text("label", 60),
            type=entry.choice("type", ParameterType),
            unit=entry.text("unit", 20, required=False),
            default=entry.text("default", required=False),
            help=entry.text("help", 300, required=False),
            choices=entry.texts("choices"),
        )
        reading.claim(entry, "name", parameter.name, PARAMETER_NAME)
        if parameter.name in RESERVED:
            entry.problem(
                "name", _("「%(name)s」は画面が使う名前です。別の名前にしてください。", name=parameter.name)
            )
        _check_default(entry, parameter, parameter.default)
        if (parameter.type is ParameterType.CHOICE) != bool(parameter.choices):
            entry.problem("choices", _("選択肢は、種類が choice の項目にだけ、必ず書いてください。"))
        entry.finish()
        kept[parameter.name] = parameter


def _check_default(table: Table, parameter: Parameter, value: str) -> None:
    try:
        if value != parse_value(parameter, value):
            table.problem("default", _("区切りや単位のない値で書いてください。"))
    except Invalid as error:
        table.problem("default", error.message)


def _defaults(reading: Reading, table: Table) -> None:
    """The template's own defaults for shared parameters."""
    given: dict[str, Any] = table.take("defaults", dict) or {}
    for name, value in given.items():
        place = Table(reading.folder, table.file, f"defaults.{name}", {})
        if name not in reading.shared:
            place.problem("", _("共通の項目にこの名前はありません。"))
        elif not isinstance(value, str):
            place.problem("", _("文字列で書いてください。"))
        else:
            parameter = replace(reading.shared[name], default=value)
            _check_default(place, parameter, value)
            reading.shared[name] = parameter


def _chapter(reading: Reading, table: Table) -> Section:
    """A chapter: its bodies joined, then the sections of its item files."""
    section_id, title = table.text("id", 60), table.text("title", 80)
    reading.claim(table, "id", section_id, SLUG)
    body = "\n\n".join(reading.folder.markdown(name) for name in table.texts("body"))
    sections = tuple(section for name in table.texts("items") for section in _item_file(reading, name))
    if not body and not sections:
        table.problem("body", _("本文か要件の表を書いてください。空の章は置けません。"))
    table.finish()
    return Section(section_id, title, body, (), sections)


def _item_file(reading: Reading, name: str) -> Iterator[Section]:
    """The sections of a file of requirement items."""
    table = reading.folder.toml(name)
    _parameters(reading, table)
    kind = table.choice("kind", Kind) if table.has("kind") else None
    for entry in table.tables("sections"):
        section_id, title = entry.text("id", 60), entry.text("title", 80)
        reading.claim(entry, "id", section_id, SLUG)
        bodies = [str(PurePosixPath(name).parent / body) for body in entry.texts("body")]
        body = "\n\n".join(reading.folder.markdown(path) for path in bodies)
        items = tuple(_item(reading, item, kind) for item in entry.tables("items"))
        if not items:
            entry.problem("items", _("要件を1つ以上書いてください。"))
        entry.finish()
        yield Section(section_id, title, body, items)
    table.finish()


def _item(reading: Reading, table: Table, kind: Kind | None) -> Item:
    item = Item(
        id=table.text("id", 40),
        kind=table.choice("kind", Kind, kind),
        level=table.choice("level", Level),
        text=table.text("text", LONGEST_TEXT),
        condition=table.text("condition", LONGEST_TEXT, required=table.data.get("level") == Level.MANDATORY),
        note=table.text("note", LONGEST_TEXT, required=False),
        method=table.text("method", LONGEST_TEXT, required=False),
        remedy=table.text("remedy", LONGEST_TEXT, required=False),
        layers=_layers(table),
    )
    reading.claim(table, "id", item.id, ITEM_ID)
    if any("|" in text for text in item.texts):
        table.problem("text", _("縦線（|）は表が崩れるため使えません。"))
    table.finish()
    return item


def _layers(table: Table) -> tuple[Layer, ...]:
    words = table.texts("layers")
    unknown = [word for word in words if word not in set(Layer)]
    if unknown:
        table.problem(
            "layers",
            _(
                "「%(word)s」は使えません。%(known)sから選んでください。",
                word=unknown[0],
                known="・".join(Layer),
            ),
        )
    return tuple(Layer(word) for word in words if word not in unknown)
