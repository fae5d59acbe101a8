"""Findings in words for their pages: by kind, each with its place, why it matters and what to do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from govtech.core.words import Lazy, Text
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.quality.findings import DEEDS, KIND_LABELS, WHYS, Finding, FindingKind, Thing
from govtech.quality.models import RuleKind
from govtech.quality.wording import Lists
from govtech.specifications.template_format import LAYER_LABELS, Layer, Template
from govtech.specifications.template_text import Filler

FIELDS: Mapping[str, Text] = {
    "title": _l("題名"),
    "body": _l("本文"),
    "text": _l("要件"),
    "condition": _l("確認の条件"),
    "note": _l("備考"),
    "method": _l("測定の方法"),
    "remedy": _l("達しなかったときの扱い"),
    "layers": _l("対象の網"),
    "value": _l("値"),
}
_RULES: Mapping[FindingKind, tuple[RuleKind, ...]] = {
    FindingKind.VAGUE: (RuleKind.VAGUE,),
    FindingKind.PRODUCT: (RuleKind.PRODUCT,),
    FindingKind.LEVEL: (RuleKind.WEAK, RuleKind.STRONG),
    FindingKind.CHAPTER: (RuleKind.CHAPTER,),
}


class Row(NamedTuple):
    """One finding as it is shown: the place in words, the text with the word marked, why, and what to do."""

    finding: Finding
    place: str
    field: Text
    marked: list[tuple[str, bool]]
    why: Text
    deed: Text


class Group(NamedTuple):
    """Findings of one kind; `why` and `deed` where all have the same."""

    kind: FindingKind
    label: Text
    why: Text
    deed: Text
    rows: list[Row]


def grouped(findings: Iterable[Finding], template: Template, lists: Lists) -> list[Group]:
    """Findings by kind in the order of importance."""
    places = _places(template)
    by_kind: dict[FindingKind, list[Row]] = {kind: [] for kind in FindingKind}
    for finding in findings:
        by_kind[finding.kind].append(_row(finding, places, lists))
    return [
        Group(kind, KIND_LABELS[kind], WHYS.get(kind, ""), DEEDS.get(kind, ""), rows)
        for kind, rows in by_kind.items()
        if rows
    ]


def _row(finding: Finding, places: Mapping[tuple[Thing, str], str], lists: Lists) -> Row:
    rule = next(
        (
            found
            for kind in _RULES.get(finding.kind, ())
            if finding.word and (found := lists.by_word.get((kind, finding.word)))
        ),
        None,
    )
    return Row(
        finding,
        places.get((Thing(finding.thing), finding.place), finding.place),
        FIELDS.get(finding.field, ""),
        _marked(finding),
        Lazy(rule.why) if rule else "",
        Lazy(rule.instead) if rule else "",
    )


def _marked(finding: Finding) -> list[tuple[str, bool]]:
    """The excerpt with its word marked; what is missing as a whole is named by its word."""
    if finding.kind is FindingKind.NETWORK:
        return [(str(LAYER_LABELS[Layer(finding.word)]), False)]
    if finding.thing is Thing.PARAMETER and not finding.excerpt:
        return []  # its place says it already
    excerpt = finding.excerpt or finding.word
    if finding.other:
        return [(excerpt, False), (_("（%(item)sと）", item=finding.other), False)]
    before, word, after = excerpt.partition(finding.word) if finding.word else (excerpt, "", "")
    return [(text, hit) for text, hit in ((before, False), (word, True), (after, False)) if text]


def _places(template: Template) -> dict[tuple[Thing, str], str]:
    filler = Filler(template, {})
    names = {(Thing.WHOLE, ""): _("仕様書の全体")}
    for section in template.walk():
        names[Thing.SECTION, section.id] = f"{filler.label(section)}　{section.title}"
        names |= {(Thing.ITEM, item.id): item.id for item in section.items}
    return names | {(Thing.PARAMETER, one.name): one.label for one in template.parameters}


def snippet(finding: Finding) -> str:
    """What explains a finding in `quality.toml`, to be completed by whoever explains it."""
    values = {
        "kind": finding.kind.value,
        "place": finding.place,
        "field": finding.field,
        "word": finding.word,
        "excerpt": finding.excerpt.strip("…"),
    }
    lines = [f"{name} = {json.dumps(text, ensure_ascii=False)}" for name, text in values.items() if text]
    return "\n".join(["[[explanations]]", *lines, 'why = ""', 'by = ""', "on = "])


class Reason(NamedTuple):
    """Words of the list that are bad for one reason."""

    why: Text
    instead: Text
    rules: list[object]


def reasons(rules: Sequence[object]) -> list[Reason]:
    """The entries of a kind by their reason, in the order in which reasons come first."""
    found: dict[tuple[str, str], list[object]] = {}
    for rule in rules:
        found.setdefault((getattr(rule, "why", ""), getattr(rule, "instead", "")), []).append(rule)
    return [Reason(Lazy(why), Lazy(instead), rows) for (why, instead), rows in found.items()]
