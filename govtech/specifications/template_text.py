"""From a template to text: placeholders filled, chapters, sections and tables numbered in the Japanese way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from govtech.core.clock import wareki
from govtech.core.errors import Invalid
from govtech.core.text import clean, digits
from govtech.core.words import gettext as _
from govtech.specifications.template_format import (
    LAYER_WORDS,
    LEVEL_WORDS,
    Item,
    Parameter,
    ParameterType,
    Section,
    Template,
)
from govtech.specifications.template_numbers import numbered, sections_within, table_numbers

PARAMETER_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
PLACEHOLDER = re.compile(r"\{\{([a-z][a-z0-9_]{0,39})\}\}")
REFERENCE = re.compile(r"\{\{see:([a-z0-9-]{1,60})\}\}")
LONGEST_VALUE = 200
LARGEST_NUMBER = Decimal(10) ** 15
_MARKUP = re.compile(r"([\\`*_\[\]<>|#~])")
_IN_CELLS = re.compile(r"([\\`*\[\]<|]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")


def placeholders(text: str) -> set[str]:
    """Names of the parameters that a text uses."""
    return set(PLACEHOLDER.findall(text))


def references(text: str) -> set[str]:
    """Ids of the sections that a text points to with {{see:id}}."""
    return set(REFERENCE.findall(text))


def stray_braces(text: str) -> str | None:
    """A piece that looks like a placeholder but is none, or None."""
    rest = REFERENCE.sub("", PLACEHOLDER.sub("", text))
    found = re.search(r"\{\{.{0,40}|\}\}", rest)
    return found.group() if found else None


def parse_value(parameter: Parameter, typed: str) -> str:
    """A typed value in its plain form ("" when nothing was typed); Invalid says what to write instead."""
    text = " ".join(clean(typed).split())
    if not text:
        return ""
    if len(text) > LONGEST_VALUE:
        raise Invalid(_("%(n)s文字までで入力してください。", n=LONGEST_VALUE))
    match parameter.type:
        case ParameterType.INTEGER | ParameterType.DECIMAL:
            return _number(text, whole=parameter.type is ParameterType.INTEGER)
        case ParameterType.DATE:
            return _day(text)
        case ParameterType.CHOICE if text not in parameter.choices:
            raise Invalid(_("選択肢から選んでください。"))
    return text


def _number(text: str, *, whole: bool) -> str:
    wanted = _("整数で入力してください。例：12000") if whole else _("数値で入力してください。例：99.5")
    plain = digits(text)
    if not re.fullmatch(r"\d{1,16}" if whole else r"\d{1,16}(\.\d{1,6})?", plain, re.ASCII):
        raise Invalid(wanted)
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise Invalid(wanted) from None
    if number > LARGEST_NUMBER:
        raise Invalid(wanted)
    return str(number)


def _day(text: str) -> str:
    parts = re.findall(r"\d+", digits(text.replace("年", "-").replace("月", "-")))
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day).isoformat()
    except (ValueError, OverflowError):
        raise Invalid(_("年月日で入力してください。例：2027-04-01")) from None


def values_for(template: Template, typed: Mapping[str, str]) -> dict[str, str]:
    """Plain values by parameter: what was typed, the default where nothing was; Invalid with one message a field.

    An empty text that was typed leaves a place to write in.
    """
    values, errors = {}, {}
    for parameter in template.parameters:
        try:
            values[parameter.name] = parse_value(parameter, typed.get(parameter.name, parameter.default))
        except Invalid as error:
            errors[parameter.name] = [error.message]
    if errors:
        raise Invalid(_("入力した値を確認してください。"), errors=errors)
    return values


def in_words(parameter: Parameter, value: str) -> str:
    """A value as people write it, with its unit; a place to write in while it is empty."""
    if not value:
        return f"【{parameter.label}】{parameter.unit}"
    match parameter.type:
        case ParameterType.INTEGER:
            return f"{int(value):,}{parameter.unit}"
        case ParameterType.DECIMAL:
            return f"{Decimal(value):,f}{parameter.unit}"
        case ParameterType.DATE:
            return wareki(date.fromisoformat(value))
    return value + parameter.unit


def shown(parameter: Parameter, value: str) -> str:
    """The same inside Markdown: what a person typed stays text there."""
    words = in_words(parameter, value)
    return _MARKUP.sub(r"\\\1", words) if parameter.type is ParameterType.TEXT else words


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter (depth 1) or section (depth 2) ready to be read: numbered, its placeholders filled."""

    id: str
    label: str
    title: str
    depth: int
    text: str
    items: tuple[Item, ...] = ()
    table: str = ""

    @property
    def heading(self) -> str:
        """Number and title: 第6章 機能要件, 6.1 申請する人."""
        return f"{self.label}　{self.title}"


class Filler:
    """Fills the placeholders and references of one template with one set of values."""

    def __init__(self, template: Template, values: Mapping[str, str]) -> None:
        self._words = {p.name: shown(p, values.get(p.name, "")) for p in template.parameters}
        self._labels = dict(_labels(template))

    def label(self, section: Section) -> str:
        """The number of a section."""
        return self._labels[section.id]

    def text(self, text: str) -> str:
        """The text with everything filled."""
        filled = PLACEHOLDER.sub(lambda match: self._words.get(match[1], match[0]), text)
        return REFERENCE.sub(lambda match: self._labels.get(match[1], match[0]), filled)

    def item(self, item: Item) -> Item:
        """The item with everything filled."""
        return replace(
            item,
            text=self.text(item.text),
            condition=self.text(item.condition),
            note=self.text(item.note),
            method=self.text(item.method),
            remedy=self.text(item.remedy),
        )


def _labels(template: Template) -> Iterator[tuple[str, str]]:
    for number, chapter in enumerate(template.sections, 1):
        yield chapter.id, f"第{number}章"
        for place, section in enumerate(chapter.sections, sections_within(chapter.body) + 1):
            yield section.id, f"{number}.{place}"


def parts(template: Template, values: Mapping[str, str]) -> Iterator[Part]:
    """Chapters and sections in reading order."""
    filler = Filler(template, values)
    for number, chapter in enumerate(template.sections, 1):
        tables = table_numbers()
        yield _part(chapter, 1, number, tables, filler)
        for section in chapter.sections:
            yield _part(section, 2, number, tables, filler)


def uses(template: Template) -> list[tuple[str, list[str]]]:
    """Chapters that use parameters, each with the names that it is the first to use, in the order of the list."""
    left = {parameter.name: None for parameter in template.parameters}
    found = []
    for number, chapter in enumerate(template.sections, 1):
        texts = [chapter.body, *(section.body for section in chapter.sections)]
        texts += [text for item in chapter.all_items() for text in item.texts]
        used = set().union(*map(placeholders, texts))
        names = [name for name in left if name in used]
        if names:
            found.append((f"第{number}章　{chapter.title}", names))
        for name in names:
            del left[name]
    return found


def _part(section: Section, depth: int, chapter: int, tables: Iterator[int], filler: Filler) -> Part:
    label = filler.label(section)
    text = filler.text(numbered(section.body, depth, chapter, tables))
    items = tuple(filler.item(item) for item in section.items)
    table = f"表{chapter}-{next(tables)}" if items else ""
    return Part(section.id, label, section.title, depth, text, items, table)


def to_markdown(template: Template, values: Mapping[str, str]) -> str:
    """The whole specification as one Markdown file; `values` as `values_for` gives them."""
    read = list(parts(template, values))
    blocks = [
        f"# {template.title} 共同調達仕様書（案）",
        f"標準仕様書ひな形「{template.title}」第{template.version}版（{wareki(template.updated)}更新）から作成",
        "## 目次",
        "\n".join(f"{'    ' * (part.depth - 1)}- {part.heading}" for part in read),
    ]
    for part in read:
        blocks.append(f"{'#' * (part.depth + 1)} {part.heading}")
        if part.text:
            blocks.append(part.text)
        if part.items:
            blocks += [f"**{part.table}　{part.title}**", _items_table(part.items)]
    return "\n\n".join([*blocks, *_parameters(template, values), *_sources(template)]) + "\n"


def file_name(template: Template) -> str:
    """What the Markdown file is called: 標準仕様書_電子申請システム_v1.0_20261124.md."""
    return f"標準仕様書_{template.title}_v{template.version}_{template.updated:%Y%m%d}.md"


def columns(items: Sequence[Item]) -> list[tuple[str, list[str]]]:
    """The columns of a table of items, heading and cells: service levels have others than requirements."""
    service = any(item.method for item in items)
    every = [
        ("番号", [item.id for item in items]),
        ("水準", [LEVEL_WORDS[item.level] for item in items]),
        ("項目" if service else "要件", [item.text for item in items]),
        ("目標値" if service else "確認の条件", [item.condition for item in items]),
        ("測定の方法", [item.method for item in items]),
        ("達しなかったときの扱い", [item.remedy for item in items]),
        ("対象の網", ["、".join(LAYER_WORDS[layer] for layer in item.layers) for item in items]),
        ("備考", [item.note for item in items]),
    ]
    return [(heading, cells) for heading, cells in every if any(cells)]


def _items_table(items: Sequence[Item]) -> str:
    table = columns(items)
    rows = [[heading for heading, _cells in table], ["---"] * len(table)]
    rows += [list(map(_cell, cells)) for cells in zip(*(cells for _heading, cells in table), strict=True)]
    return "\n".join("| " + " | ".join(rows_cells) + " |" for rows_cells in rows)


def _cell(text: str) -> str:
    """A plain text as the cell of a Markdown table: its marks are characters, its lines stay in one row."""
    return _IN_CELLS.sub(r"\\\1", text).replace("\n", "<br>")


def _parameters(template: Template, values: Mapping[str, str]) -> Iterator[str]:
    if template.parameters:
        yield "## 付録1　この仕様書で定めた値"
        yield "\n".join(
            ["| 項目 | 値 |", "| --- | --- |"]
            + [f"| {p.label} | {shown(p, values.get(p.name, ''))} |" for p in template.parameters]
        )


def _sources(template: Template) -> Iterator[str]:
    if not template.sources:
        return
    yield "## 付録2　参考にした資料"
    yield "\n".join(
        f"- {source.title}{f'（{source.note}）' if source.note else ''}{f' {source.url}' if source.url else ''}"
        for source in template.sources
    )
