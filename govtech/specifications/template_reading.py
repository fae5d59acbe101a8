"""Reading a template from its folder in `spec_templates/`: everything is checked before anything is used."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from govtech.core.errors import Invalid
from govtech.core.words import gettext as _
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
    references,
    stray_braces,
)

SPEC = "spec.toml"
FORMAT = 1
MOST_ITEMS = 1000
LONGEST_TEXT = 1000
ITEM_ID = re.compile(r"[A-Z][A-Z0-9]{0,9}(?:-[A-Z0-9]{1,9}){1,3}")
REPLACEABLE = ("text", "condition", "note", "method", "remedy")


@dataclass
class Reading:
    """One reading: own and shared parameters, and where each id was written."""

    folder: Folder
    own: dict[str, Parameter] = field(default_factory=dict)
    shared: dict[str, Parameter] = field(default_factory=dict)
    places: dict[str, tuple[str, str]] = field(default_factory=dict)

    def claim(self, table: Table, key: str, name: str, pattern: re.Pattern[str]) -> None:
        """Check an identifier's form, and that nothing else has it."""
        if name and not pattern.fullmatch(name):
            table.problem(key, _("「%(name)s」は識別子に使えません。%(pattern)s の形にしてください。", name=name, pattern=pattern.pattern))
        elif name in self.places:
            file, place = self.places[name]
            table.problem(key, _("「%(name)s」は%(place)sと重なっています。別の名前にしてください。", name=name, place=f"{file} {place}"))
        elif name:
            self.places[name] = (table.file, table.place)


def load(path: Path) -> Template:
    """The template in a folder; TemplateError lists everything that is wrong with it."""
    reading = Reading(Folder(path))
    template = _template(reading, reading.folder.toml(SPEC))
    if not reading.folder.problems:
        _check_texts(reading, template)
    if reading.folder.problems:
        raise TemplateError(reading.folder.problems)
    used = {name for text in template.texts() for name in placeholders(text)}
    return replace(template, parameters=tuple(p for p in template.parameters if p.name in used))


def folders(path: Path) -> list[Path]:
    """The template folders inside a folder, by name; those that begin with _ or . are not templates."""
    return sorted(entry for entry in path.iterdir() if entry.is_dir() and not entry.name.startswith(("_", ".")))


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
    sections = _overridden(reading, table, sections)
    _defaults(reading, table)
    template = Template(
        slug=slug,
        version=version,
        title=table.text("title", 80),
        kana=table.text("kana", 120),
        summary=table.text("summary", 400),
        initiatives=table.integers("initiatives"),
        updated=table.day("updated"),
        sources=tuple(_source(entry) for entry in table.tables("sources")),
        parameters=(*reading.own.values(), *reading.shared.values()),
        sections=sections,
    )
    table.finish()
    return template


def _source(table: Table) -> Source:
    source = Source(table.text("title"), table.text("url", 500, required=False), table.text("note", required=False))
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
        table.problem("layers", _("「%(word)s」は使えません。%(known)sから選んでください。", word=unknown[0], known="・".join(Layer)))
    return tuple(Layer(word) for word in words if word not in unknown)


def _overridden(reading: Reading, table: Table, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Shared items as this template wants them: changed or left out, always with the reason."""
    known = {item.id for section in sections for item in section.all_items()}
    for entry in table.tables("overrides"):
        name, reason = entry.text("item", 40), entry.text("reason", LONGEST_TEXT)
        omit = entry.take("omit", bool) is True
        changes: dict[str, Any] = {
            key: entry.text(key, LONGEST_TEXT) for key in REPLACEABLE if entry.has(key) and not omit
        }
        if entry.has("level"):
            changes["level"] = entry.choice("level", Level)
        if name not in known:
            entry.problem("item", _("「%(name)s」という要件はありません。", name=name))
        elif not omit and not changes:
            entry.problem("", _("変えるところを書くか、omit = true としてください。"))
        entry.finish()
        change = None if omit else changes
        sections = tuple(_changed(section, name, change, reason) for section in sections)
    return sections


def _changed(section: Section, name: str, changes: dict[str, Any] | None, reason: str) -> Section:
    sections = tuple(_changed(inner, name, changes, reason) for inner in section.sections)
    if all(item.id != name for item in section.items):
        return replace(section, sections=sections)
    if changes is None:
        left = tuple(item for item in section.items if item.id != name)
        body = f"{section.body}\n\n共通要件{name}は適用しない（理由：{reason}）。".strip()
        return replace(section, body=body, items=left, sections=sections)
    items = tuple(
        replace(item, **({"note": f"共通要件から変更（{reason}）"} | changes)) if item.id == name else item
        for item in section.items
    )
    return replace(section, items=items, sections=sections)


def _check_texts(reading: Reading, template: Template) -> None:
    """Placeholders and references name something that exists, and nothing of the template's own is unused."""
    problem = reading.folder.problem
    known = {parameter.name for parameter in template.parameters}
    ids = {section.id for section in template.walk()}
    used: set[str] = set()
    for place, text in _placed_texts(template):
        used |= placeholders(text)
        if stray := stray_braces(text):
            problem("", place, _("「%(text)s」は差し込みとして読めません。{{name}} の形で書いてください。", text=stray))
        for name in sorted(placeholders(text) - known):
            problem("", place, _("差し込み {{%(name)s}} が定義されていません。[[parameters]] に加えてください。", name=name))
        for name in sorted(references(text) - ids):
            problem("", place, _("参照先の章 %(name)s がありません。", name=name))
    for name in sorted(reading.own.keys() - used):
        file, where = reading.places[name]
        problem(file, where, _("差し込み {{%(name)s}} がどこにも使われていません。消すか、本文で使ってください。", name=name))
    if len(template.items) > MOST_ITEMS:
        problem(SPEC, "", _("要件は%(n)s件までにしてください。", n=MOST_ITEMS))
    _check_initiatives(reading, template.initiatives)


def _placed_texts(template: Template) -> Iterable[tuple[str, str]]:
    for section in template.walk():
        yield section.id, section.body
        for item in section.items:
            yield item.id, "\n".join(item.texts)


def _check_initiatives(reading: Reading, numbers: tuple[int, ...]) -> None:
    repeated = [number for number, times in Counter(numbers).items() if times > 1 or number < 1]
    if repeated:
        reading.folder.problem(SPEC, "initiatives", _("施策の番号が重なっているか、1より小さくなっています。"))
