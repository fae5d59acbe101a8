"""Small texts to check, and the list as it comes with the program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from govtech.quality import builtin
from govtech.quality.checking import check
from govtech.quality.findings import Finding, FindingKind
from govtech.quality.models import RuleKind
from govtech.quality.wording import Lists
from govtech.specifications.template_format import (
    Item,
    Kind,
    Level,
    Parameter,
    ParameterType,
    Section,
    Template,
)

LISTS = builtin.lists()
WORDS_ONLY = Lists(
    tuple(rule for rule in LISTS.rules if rule.kind not in {RuleKind.CATEGORY, RuleKind.CHAPTER})
)
"""Without what a whole specification must have, for texts of a few items."""
CLEAN = "申請の一覧を、受付の日の順に並べ替えられること。"
CONDITION = "1,000件の一覧が3秒以内に表示される。"


def item(key: str = "X-01", **changes: Any) -> Item:
    """A requirement without fault, changed."""
    values: dict[str, Any] = {
        "id": key,
        "kind": Kind.FUNCTIONAL,
        "level": Level.MANDATORY,
        "text": CLEAN,
        "condition": CONDITION,
    }
    return Item(**(values | changes))


def parameter(name: str, value: str = "3", **changes: Any) -> Parameter:
    """A value."""
    values: dict[str, Any] = {"label": name, "type": ParameterType.INTEGER, "default": value}
    return Parameter(name, **(values | changes))


def text(
    *items: Item, body: str = "", parameters: Sequence[Parameter] = (), title: str = "機能要件"
) -> Template:
    """A specification of one chapter."""
    return Template(
        slug="specification",
        version="0.1",
        title="見本",
        kana="",
        summary="",
        initiatives=(),
        updated=date(2026, 12, 1),
        sources=(),
        parameters=tuple(parameters),
        sections=(Section("function", title, body, items),),
    )


def found(
    template: Template, values: Mapping[str, str] | None = None, lists: Lists = WORDS_ONLY
) -> list[tuple[FindingKind, str, str, str]]:
    """Kind, place, field and word of everything found."""
    return [(one.kind, one.place, one.field, one.word) for one in findings(template, values, lists)]


def findings(
    template: Template, values: Mapping[str, str] | None = None, lists: Lists = WORDS_ONLY
) -> list[Finding]:
    """Everything found, the defaults of parameters as their values."""
    given = {one.name: one.default for one in template.parameters} if values is None else values
    return check(template, given, lists)
