"""What a need says: as data handed to the services, and as words to compare two versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from govtech.core.clock import fiscal_year_text, to_jst
from govtech.core.words import Text
from govtech.core.words import lazy as _l
from govtech.needs.models import RESPONDENTS_LABELS, WANTED_LABELS, Need
from govtech.solutions.models import NETWORK_LABELS


@dataclass(frozen=True)
class NeedData:
    """Everything a municipality states; yen, aware moments, and the values of the models' enumerations."""

    title: str
    persona: str = ""
    scenario: str = ""
    problem: str = ""
    outcome: str = ""
    measure: str = ""
    initiatives: tuple[int, ...] = ()
    population: int | None = None
    volume: int | None = None
    volume_unit: str = ""
    network: str | None = None
    security: str = ""
    budget_min: int | None = None
    budget_max: int | None = None
    fiscal_year: int | None = None
    wanted: tuple[str, ...] = ()
    respondents: str = "both"
    question_deadline: datetime | None = None
    response_deadline: datetime | None = None
    contact: str = ""


NEED_LABELS: Mapping[str, Text] = {
    "title": _l("件名"),
    "persona": _l("困っている人"),
    "scenario": _l("困る場面"),
    "problem": _l("今のやり方と、つらいところ"),
    "outcome": _l("こうなってほしい"),
    "measure": _l("達成を測るものさし"),
    "initiatives": _l("関係する取組"),
    "population": _l("人口"),
    "volume": _l("件数・量"),
    "volume_unit": _l("件数・量の単位"),
    "network": _l("使うネットワーク"),
    "security": _l("安全管理の条件"),
    "budget_min": _l("予算の下限"),
    "budget_max": _l("予算の上限"),
    "fiscal_year": _l("予算の年度"),
    "wanted": _l("求めること"),
    "respondents": _l("提案できる人"),
    "question_deadline": _l("質問の締切"),
    "response_deadline": _l("提案の締切"),
    "contact": _l("連絡先"),
}
MATERIAL = frozenset(
    {"budget_min", "budget_max", "fiscal_year", "response_deadline", "outcome", "wanted", "network"}
)
"""Fields whose change after publication may change what a responder would offer."""


def stated(need: Need) -> NeedData:
    """What the need says now."""
    values = {field.name: getattr(need, field.name) for field in fields(NeedData)}
    values["initiatives"] = tuple(item.number for item in need.initiatives)
    values["wanted"] = tuple(need.wanted)
    values["network"] = need.network.value if need.network else None
    values["respondents"] = need.respondents.value
    return NeedData(**values)


def as_words(data: NeedData) -> dict[str, str]:
    """Each statement as a text."""
    return {field.name: _word(field.name, getattr(data, field.name)) for field in fields(data)}


def _word(name: str, value: Any) -> str:
    match value:
        case None | "" | ():
            return ""
        case datetime():
            return to_jst(value).strftime("%Y-%m-%d %H:%M")
        case tuple():
            words = [str(WANTED_LABELS.get(item, item)) for item in value]
            return "、".join(words)
        case int():
            return fiscal_year_text(value) if name == "fiscal_year" else f"{value:,}"
        case _:
            return str(NETWORK_LABELS.get(value, RESPONDENTS_LABELS.get(value, value)))
