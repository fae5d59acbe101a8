"""What a case says, apart from its life: as typed, as kept in revisions, as compared and merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, NamedTuple

from govtech.core.diff import Change, redline
from govtech.core.markup import plain_text
from govtech.core.show import show_fiscal_year, show_yen
from govtech.core.text import nfkc
from govtech.core.words import Text, lazy
from govtech.core.words import gettext as _
from govtech.knowledge.models import VISIBILITY_LABELS, CaseOutcome, CaseStudy, Visibility


@dataclass(frozen=True)
class OutcomeData:
    """A measured result as typed."""

    measure: str
    before: float | None = None
    after: float | None = None
    unit: str = ""


@dataclass(frozen=True)
class CaseData:
    """Everything a person writes about a case. `year` is a fiscal year, money whole yen, effort in hours."""

    title: str
    summary: str = ""
    visibility: str = Visibility.ALL
    year: int | None = None
    place_code: str | None = None
    place: str = ""
    target: str = ""
    theme: str = ""
    service_area: str = ""
    keywords: str = ""
    problem: str = ""
    approach: str = ""
    outcomes: tuple[OutcomeData, ...] = ()
    cost_first: int | None = None
    cost_yearly: int | None = None
    effort_hours: int | None = None
    ingenuity: str = ""
    constraints: str = ""
    lessons: str = ""
    body: str = ""
    initiatives: tuple[int, ...] = ()
    technologies: tuple[str, ...] = ()
    vendors: str = ""
    scheme: str = ""
    licence: str = ""
    contact: str = ""
    related_url: str = ""
    source: str = ""


LABELS: Mapping[str, Text] = {
    "title": lazy("件名"),
    "summary": lazy("概要"),
    "visibility": lazy("公開の範囲"),
    "year": lazy("実施年度"),
    "place_code": lazy("市区町村"),
    "place": lazy("場所の名前"),
    "target": lazy("対象"),
    "theme": lazy("テーマ"),
    "service_area": lazy("行政サービスの分野"),
    "keywords": lazy("キーワード"),
    "problem": lazy("課題"),
    "approach": lazy("取り組んだこと"),
    "outcomes": lazy("成果（測った値）"),
    "cost_first": lazy("初年度の費用"),
    "cost_yearly": lazy("2年目からの年間費用"),
    "effort_hours": lazy("職員の作業時間"),
    "ingenuity": lazy("導入での工夫"),
    "constraints": lazy("制約条件"),
    "lessons": lazy("学んだこと"),
    "body": lazy("本文"),
    "initiatives": lazy("取組"),
    "technologies": lazy("技術"),
    "vendors": lazy("協力した事業者・団体"),
    "scheme": lazy("利用した制度"),
    "licence": lazy("利用条件"),
    "contact": lazy("問合せ先"),
    "related_url": lazy("関連するページ"),
    "source": lazy("出典"),
}
NEEDED = ("summary", "year", "problem", "approach", "initiatives")
"""What a reader elsewhere cannot do without: asked for before a case goes to review."""
EMPTY = CaseData(title="")
"""A case about which nothing has been said."""
_APART = {"outcomes", "initiatives", "technologies"}
PLAIN = tuple(item.name for item in fields(CaseData) if item.name not in _APART)
_MATCHED = (
    "title",
    "summary",
    "keywords",
    "theme",
    "target",
    "place",
    "service_area",
    "vendors",
    "problem",
    "approach",
)


def content_of(case: CaseStudy) -> CaseData:
    """What a case says now."""
    return CaseData(
        **{name: getattr(case, name) for name in PLAIN},
        outcomes=tuple(OutcomeData(row.measure, row.before, row.after, row.unit) for row in case.outcomes),
        initiatives=tuple(row.number for row in case.initiatives),
        technologies=tuple(row.id for row in case.technologies),
    )


def put_plain(case: CaseStudy, data: CaseData) -> None:
    """Write the plain fields and the outcomes; links to reference data are the service's."""
    for name in PLAIN:
        setattr(case, name, getattr(data, name))
    case.visibility = Visibility(data.visibility)
    case.outcomes = [
        CaseOutcome(position=place, measure=row.measure, before=row.before, after=row.after, unit=row.unit)
        for place, row in enumerate(data.outcomes)
    ]
    case.match = nfkc(" ".join([*(str(getattr(data, name)) for name in _MATCHED), plain_text(data.body)]))


def to_json(data: CaseData) -> dict[str, object]:
    """As a revision keeps it."""
    return asdict(data)


def from_json(content: Mapping[str, Any]) -> CaseData:
    """What a revision keeps; fields added since then have their defaults."""
    known = {item.name for item in fields(CaseData)}
    values = {name: value for name, value in content.items() if name in known}
    values["outcomes"] = tuple(OutcomeData(**row) for row in values.get("outcomes", ()))
    for name in ("initiatives", "technologies"):
        values[name] = tuple(values.get(name, ()))
    return CaseData(**values)


def missing(data: CaseData) -> list[str]:
    """Labels of what must still be written before review."""
    return [str(LABELS[name]) for name in NEEDED if getattr(data, name) in ("", None, ())]


class Names(NamedTuple):
    """Names of the reference data that a case links to."""

    initiatives: Mapping[int, str]
    technologies: Mapping[str, str]
    places: Mapping[str, str]


Reader = Callable[[Any, Names], str]
_READERS: Mapping[str, Reader] = {
    "outcomes": lambda rows, _names: "\n".join(outcome_text(row) for row in rows),
    "initiatives": lambda numbers, names: "、".join(names.initiatives.get(one, str(one)) for one in numbers),
    "technologies": lambda ids, names: "、".join(names.technologies.get(one, one) for one in ids),
    "place_code": lambda code, names: names.places.get(code, code),
    "visibility": lambda value, _names: str(VISIBILITY_LABELS[Visibility(value)]),
    "year": lambda year, _names: show_fiscal_year(year),
    "cost_first": lambda amount, _names: show_yen(amount),
    "cost_yearly": lambda amount, _names: show_yen(amount),
    "effort_hours": lambda hours, _names: _("%(n)s時間", n=f"{hours:,}"),
}


def readable(data: CaseData, name: str, names: Names) -> str:
    """One field as a person reads it in a comparison."""
    value = getattr(data, name)
    if value is None or value == "":
        return ""
    return _READERS[name](value, names) if name in _READERS else str(value)


def outcome_text(row: OutcomeData) -> str:
    """申請の処理時間：30 → 12 分."""
    values = " → ".join("" if value is None else f"{value:,g}" for value in (row.before, row.after))
    return f"{row.measure}：{values} {row.unit}".strip()


class FieldChange(NamedTuple):
    """A field that differs between two contents, as a redline."""

    name: str
    label: str
    changes: Sequence[Change]


def compare(
    old: CaseData, new: CaseData, names: Names, only: Iterable[str] | None = None
) -> list[FieldChange]:
    """The fields that differ, in the order of the form."""
    chosen = set(LABELS if only is None else only)
    return [
        FieldChange(name, str(label), redline(readable(old, name, names), readable(new, name, names)))
        for name, label in LABELS.items()
        if name in chosen and getattr(old, name) != getattr(new, name)
    ]


class Merge(NamedTuple):
    """A stale edit put on top of what is there now: `content` to go on with, `clashes` changed by both."""

    content: CaseData
    clashes: tuple[str, ...]
    taken: tuple[str, ...]


def merge(base: CaseData, current: CaseData, typed: CaseData) -> Merge:
    """Field by field: what only the other person changed is taken, what was typed here stays.

    A field that both changed keeps what was typed and is named in `clashes` for a person to settle.
    """
    taken: list[str] = []
    clashes: list[str] = []
    for name in LABELS:
        before, now, mine = (getattr(content, name) for content in (base, current, typed))
        if now in (before, mine):
            continue
        (taken if mine == before else clashes).append(name)
    return Merge(
        replace(typed, **{name: getattr(current, name) for name in taken}), tuple(clashes), tuple(taken)
    )
