"""The check of a specification: everything a careful reviewer would point at, with its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from govtech.quality.contradicting import contradictions, stated
from govtech.quality.findings import Finding, FindingKind, Thing, found
from govtech.quality.measuring import measurable, repeats
from govtech.quality.models import RuleKind
from govtech.quality.slips import Slips
from govtech.quality.wording import Lists, Words, around, defined_terms, folded, sentences_with
from govtech.specifications.template_format import (
    KIND_WORDS,
    Item,
    Kind,
    Layer,
    Level,
    ParameterType,
    Section,
    Template,
)
from govtech.specifications.template_text import (
    PLACEHOLDER,
    REFERENCE,
    Filler,
    placeholders,
    references,
    stray_braces,
)

Where = tuple[Thing, str]
DUTY_FIELDS = ("text", "condition", "method", "remedy")
"""The texts of an item that bind; its note only explains."""
_TERMS = re.compile(r"用語|定義")
_SERVICE = "サービスレベル"
_DUTY = re.compile(r"(?:こと|ならない|ものとする)。")
_BARE = re.compile(r"[\s　#|*_`\-:]+")


def check(
    template: Template, values: Mapping[str, str], lists: Lists, *, final: bool = True
) -> list[Finding]:
    """Everything found in a text, in reading order and then what is missing as a whole.

    `values` are plain values by parameter; `final` also asks for a value of every parameter, as a text needs
    that is about to be fixed. 300 items take less than 0.3 s.
    """
    filler = Filler(template, values)
    items = [(item, filler.text(item.text), filler.text(item.condition)) for item in template.items]
    terms = defined_terms(
        (text for section in template.walk() for text in (section.body, *_duties(section))),
        (section.body for section in template.walk() if _TERMS.search(section.title)),
    )
    checked = _Checking(template, lists, terms)
    findings = [*checked.sections(), *checked.parameters(values, final=final)]
    findings += contradictions(stated(items), [(one.id, filler.text(one.body)) for one in template.walk()])
    return [*findings, *_missing(template, lists)]


def _duties(section: Section) -> Iterator[str]:
    for item in section.items:
        for field in DUTY_FIELDS:
            yield getattr(item, field)


class _Checking:
    """One pass over the sections of a text."""

    def __init__(self, template: Template, lists: Lists, terms: set[str]) -> None:
        self._template, self._lists, self._terms = template, lists, terms
        self._names = {parameter.name for parameter in template.parameters}
        self._ids = {section.id for section in template.walk()}
        self._slips = Slips(template, lists)
        words = lists.words(RuleKind.NARRATIVE)
        self._narrative = re.compile("|".join(map(re.escape, words))) if words else None

    def sections(self) -> Iterator[Finding]:
        """What is found in chapters, sections and their items."""
        for chapter in self._template.sections:
            yield from self._section(chapter, service=_SERVICE in chapter.title)

    def _section(self, section: Section, *, service: bool) -> Iterator[Finding]:
        where = (Thing.SECTION, section.id)
        if not (_BARE.sub("", section.body) or section.items or section.sections):
            yield found(FindingKind.EMPTY, *where, field="body", excerpt=section.title)
        yield from self._braces(where, "body", section.body)
        yield from self._slips.section(section)
        if self._narrative is None or not self._narrative.search(section.title):
            yield from self._words(where, "body", section.body)
        service = (
            service or _SERVICE in section.title or any(item.method or item.remedy for item in section.items)
        )
        named = any(item.layers for item in section.items)
        for item in section.items:
            yield from self._item(item)
            yield from _service(item) if service else ()
            if named and item.kind is Kind.SECURITY and not item.layers:
                yield found(FindingKind.LAYERS, Thing.ITEM, item.id, field="layers", excerpt=_cut(item.text))
        for inner in section.sections:
            yield from self._section(inner, service=service)

    def _item(self, item: Item) -> Iterator[Finding]:
        where = (Thing.ITEM, item.id)
        for field in (*DUTY_FIELDS, "note"):
            yield from self._braces(where, field, getattr(item, field))
            yield from self._slips.item(where, field, getattr(item, field))
        for field in DUTY_FIELDS:
            yield from self._words(where, field, getattr(item, field))
        mandatory = item.level is Level.MANDATORY
        contrary = self._lists.weak if mandatory else self._lists.strong
        for field in ("text", "condition"):
            yield from self._hits(contrary, FindingKind.LEVEL, where, field, getattr(item, field))
        if mandatory:
            yield from _condition(item)
        if len(_DUTY.findall(item.text)) > 1:
            yield found(FindingKind.SEVERAL, *where, field="text", excerpt=_cut(item.text), text=item.text)

    def _words(self, where: Where, field: str, text: str) -> Iterator[Finding]:
        yield from self._hits(self._lists.vague, FindingKind.VAGUE, where, field, text)
        yield from self._hits(self._lists.products, FindingKind.PRODUCT, where, field, text)

    def _hits(
        self, words: Words, kind: FindingKind, where: Where, field: str, text: str
    ) -> Iterator[Finding]:
        for hit in words.find(text, self._terms):
            about = sentences_with(text, hit.word) if field == "body" else text
            yield found(kind, *where, field=field, word=hit.word, excerpt=hit.excerpt, text=about)

    def _braces(self, where: Where, field: str, text: str) -> Iterator[Finding]:
        if "{" not in text and "}" not in text:
            return
        if stray := stray_braces(text):
            yield found(FindingKind.STRAY, *where, field=field, word=stray, excerpt=stray, text=text)
        for kind, pattern, named, known in (
            (FindingKind.UNDEFINED, PLACEHOLDER, placeholders(text), self._names),
            (FindingKind.REFERENCE, REFERENCE, references(text), self._ids),
        ):
            for name in sorted(named - known):
                match = next(one for one in pattern.finditer(text) if one[1] == name)
                yield found(
                    kind, *where, field=field, word=name, excerpt=around(text, *match.span()), text=text
                )

    def parameters(self, values: Mapping[str, str], *, final: bool) -> Iterator[Finding]:
        """Values nobody uses, and with `final` those that nobody has filled."""
        used = {name for text in self._template.texts() for name in placeholders(text)}
        for one in self._template.parameters:
            where, value = (Thing.PARAMETER, one.name), values.get(one.name, "")
            if one.name not in used:
                yield found(FindingKind.UNUSED, *where, field="value", word=one.label)
            elif final and not value:
                yield found(FindingKind.UNFILLED, *where, field="value", word=one.label)
            if one.type is ParameterType.TEXT and value:
                yield from self._words(where, "value", value)
                yield from self._slips.text(where, "value", value)
            if one.type is ParameterType.DATE and value and value < self._template.updated.isoformat():
                yield found(FindingKind.DATE, *where, field="value", word=value, excerpt=value)


def _condition(item: Item) -> Iterator[Finding]:
    """A mandatory item's condition: there, measurable, and more than the requirement once again."""
    where = (Thing.ITEM, item.id)
    text, condition = folded(item.text), folded(item.condition).strip()
    if not measurable(condition):
        yield found(
            FindingKind.UNMEASURABLE,
            *where,
            field="condition",
            excerpt=_cut(item.condition or item.text),
            text=f"{item.text}\n{item.condition}",
        )
    elif repeats(text, condition):
        both = f"{item.text}\n{item.condition}"
        yield found(FindingKind.REPEATED, *where, field="condition", excerpt=_cut(item.condition), text=both)


def _service(item: Item) -> Iterator[Finding]:
    for field in ("method", "remedy"):
        if not getattr(item, field).strip():
            yield found(FindingKind.SERVICE, Thing.ITEM, item.id, field=field, excerpt=_cut(item.text))


def _missing(template: Template, lists: Lists) -> Iterator[Finding]:
    """What the whole lacks: categories of requirements, chapters, networks."""
    kinds = Counter(item.kind for item in template.items)
    for word in lists.words(RuleKind.CATEGORY):
        if not any(KIND_WORDS[kind] == word for kind in kinds):
            yield found(FindingKind.CATEGORY, Thing.WHOLE, "", word=word)
    titles = [section.title for section in template.walk()]
    for rule in lists.of(RuleKind.CHAPTER):
        if not any(word in title for title in titles for word in (rule.word, *rule.phrases)):
            yield found(FindingKind.CHAPTER, Thing.WHOLE, "", word=rule.word)
    layers = {layer for item in template.items for layer in item.layers}
    for layer in Layer:
        if kinds[Kind.SECURITY] and layer not in layers:
            yield found(FindingKind.NETWORK, Thing.WHOLE, "", word=layer.value)


def _cut(text: str) -> str:
    return around(text, 0, 40)
