"""What a template must keep as a whole: names that are unique, placeholders that exist, overrides with reasons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from govtech.core.words import gettext as _
from govtech.specifications.template_format import Level, Parameter, Section, Template
from govtech.specifications.template_tables import Folder, Table
from govtech.specifications.template_text import placeholders, references, stray_braces

SPEC = "spec.toml"
MOST_ITEMS = 1000
LONGEST_TEXT = 1000
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
            table.problem(
                key,
                _(
                    "「%(name)s」は識別子に使えません。%(pattern)s の形にしてください。",
                    name=name,
                    pattern=pattern.pattern,
                ),
            )
        elif name in self.places:
            file, place = self.places[name]
            table.problem(
                key,
                _(
                    "「%(name)s」は%(place)sと重なっています。別の名前にしてください。",
                    name=name,
                    place=f"{file} {place}",
                ),
            )
        elif name:
            self.places[name] = (table.file, table.place)


def overridden(table: Table, sections: tuple[Section, ...]) -> tuple[Section, ...]:
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


def check_texts(reading: Reading, template: Template) -> None:
    """Placeholders and references name something that exists, and nothing of the template's own is unused."""
    problem = reading.folder.problem
    known = {parameter.name for parameter in template.parameters}
    ids = {section.id for section in template.walk()}
    used: set[str] = set()
    for place, text in _placed_texts(template):
        used |= placeholders(text)
        if stray := stray_braces(text):
            problem(
                "",
                place,
                _("「%(piece)s」は差し込みとして読めません。{{name}} の形で書いてください。", piece=stray),
            )
        for name in sorted(placeholders(text) - known):
            problem(
                "",
                place,
                _("差し込み {{%(name)s}} が定義されていません。[[parameters]] に加えてください。", name=name),
            )
        for name in sorted(references(text) - ids):
            problem("", place, _("参照先の章 %(name)s がありません。", name=name))
    for name in sorted(reading.own.keys() - used):
        file, where = reading.places[name]
        problem(
            file,
            where,
            _("差し込み {{%(name)s}} がどこにも使われていません。消すか、本文で使ってください。", name=name),
        )
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
        reading.folder.problem(
            SPEC, "initiatives", _("施策の番号が重なっているか、1より小さくなっています。")
        )
