"""What the agreement of a trial says: as data, as words to compare, and what it still lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, NamedTuple

from govtech.core.diff import Change, redline
from govtech.core.show import show_date, show_yen
from govtech.core.words import SOURCE, Text, use_locale
from govtech.core.words import lazy as _l
from govtech.trials.models import DIRECTION_LABELS, PERSONAL_DATA_LABELS, Direction, Trial


@dataclass(frozen=True)
class MeasureData:
    """A measure as agreed: the value before, the value wanted, and when it is measured."""

    name: str
    unit: str = ""
    baseline: float | None = None
    target: float | None = None
    direction: str = Direction.LOWER
    measured_when: str = ""


@dataclass(frozen=True)
class TermsData:
    """Everything both sides agree on; yen including tax, days in Japan."""

    title: str
    problem: str = ""
    plan: str = ""
    initiatives: tuple[int, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    place: str = ""
    participants: str = ""
    measures: tuple[MeasureData, ...] = ()
    municipality_yen: int | None = None
    partner_yen: int | None = None
    cost_note: str = ""
    personal_data: str | None = None
    data_handled: str = ""
    municipality_duties: str = ""
    partner_duties: str = ""
    publication: str = ""
    municipality_contact: str = ""
    partner_contact: str = ""


@dataclass(frozen=True)
class ReportData:
    """What is told at the end; yen including tax, effort in hours of the municipality's staff."""

    worked: str = ""
    not_worked: str = ""
    devices: str = ""
    lessons: str = ""
    actual_municipality_yen: int | None = None
    actual_partner_yen: int | None = None
    yearly_yen: int | None = None
    effort_hours: int | None = None


@dataclass(frozen=True)
class ResultData:
    """What was measured in the end, or why it could not be."""

    actual: float | None = None
    note: str = ""


LABELS: Mapping[str, Text] = {
    "title": _l("件名"),
    "problem": _l("困っていること"),
    "plan": _l("試すこと・進め方"),
    "initiatives": _l("関係する取組"),
    "starts_on": _l("始まる日"),
    "ends_on": _l("終わる日"),
    "place": _l("場所"),
    "participants": _l("参加する人"),
    "measures": _l("測ること"),
    "municipality_yen": _l("市町村が負担する額"),
    "partner_yen": _l("相手の団体が負担する額"),
    "cost_note": _l("費用の内訳"),
    "personal_data": _l("個人情報"),
    "data_handled": _l("扱うデータと守り方"),
    "municipality_duties": _l("市町村が受け持つこと"),
    "partner_duties": _l("相手の団体が受け持つこと"),
    "publication": _l("結果の公開のしかた"),
    "municipality_contact": _l("市町村の窓口"),
    "partner_contact": _l("相手の団体の窓口"),
}
REPORT_LABELS: Mapping[str, Text] = {
    "worked": _l("うまくいったこと"),
    "not_worked": _l("うまくいかなかったこと"),
    "devices": _l("工夫したこと"),
    "lessons": _l("次にする人へ"),
    "actual_municipality_yen": _l("市町村が実際に負担した額"),
    "actual_partner_yen": _l("相手の団体が実際に負担した額"),
    "yearly_yen": _l("続けるときの年間費用"),
    "effort_hours": _l("職員の作業時間"),
}
NEEDED = (
    "plan",
    "starts_on",
    "ends_on",
    "place",
    "participants",
    "measures",
    "municipality_yen",
    "partner_yen",
    "personal_data",
    "data_handled",
    "municipality_duties",
    "partner_duties",
    "publication",
    "municipality_contact",
    "partner_contact",
)
"""What both sides must know before they agree."""
REPORTED = ("worked", "not_worked", "lessons")
"""What must be told before a trial is evaluated."""
_APART = {"measures", "initiatives", "personal_data"}
_WHOLE = {"starts_on", "ends_on", "municipality_yen", "partner_yen", "personal_data"}
PLAIN = tuple(item.name for item in fields(TermsData) if item.name not in _APART)


def stated(trial: Trial) -> TermsData:
    """What the agreement says now."""
    return TermsData(
        **{name: getattr(trial, name) for name in PLAIN},
        personal_data=trial.personal_data.value if trial.personal_data else None,
        initiatives=tuple(row.number for row in trial.initiatives),
        measures=tuple(
            MeasureData(row.name, row.unit, row.baseline, row.target, row.direction.value, row.measured_when)
            for row in trial.measures
        ),
    )


def reported(trial: Trial) -> ReportData:
    """What the report says now."""
    return ReportData(**{item.name: getattr(trial, item.name) for item in fields(ReportData)})


def missing(trial: Trial) -> list[str]:
    """Labels of what must still be written before either side can agree."""
    data = stated(trial)
    return [str(LABELS[name]) for name in NEEDED if getattr(data, name) in ("", None, ())]


def unmeasured(trial: Trial) -> list[str]:
    """Names of measures that have neither a result nor a reason for having none."""
    return [row.name for row in trial.measures if row.actual is None and not row.note]


def unreported(trial: Trial) -> list[str]:
    """Labels of what must still be told before the trial can be evaluated."""
    return [str(REPORT_LABELS[name]) for name in REPORTED if not getattr(trial, name)]


def number_text(value: float | None) -> str:
    """1,200 or 3.5; empty for what is not known."""
    if value is None:
        return ""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.10g}"


def measure_text(row: MeasureData) -> str:
    """1件あたりの処理時間：10 → 5 分（小さいほどよい、最終週）."""
    values = " → ".join(number_text(value) or "―" for value in (row.baseline, row.target))
    beside = "、".join(filter(None, [str(DIRECTION_LABELS[row.direction]), row.measured_when]))
    return f"{row.name}：{values} {row.unit}".strip() + f"（{beside}）"


def as_words(data: TermsData | ReportData, names: Mapping[int, str] | None = None) -> dict[str, str]:
    """Each statement as a text; `names` are those of the initiatives."""
    return {item.name: _word(item.name, getattr(data, item.name), names or {}) for item in fields(data)}


def _word(name: str, value: Any, names: Mapping[int, str]) -> str:
    match value:
        case None | "" | ():
            return ""
        case date():
            return show_date(value)
        case int():
            return f"{value:,}" if name == "effort_hours" else show_yen(value)
        case tuple():
            return _rows(name, value, names)
        case _:
            return str(PERSONAL_DATA_LABELS.get(value, value))


def _rows(name: str, rows: tuple[Any, ...], names: Mapping[int, str]) -> str:
    if name == "measures":
        return "\n".join(measure_text(row) for row in rows)
    return "、".join(names.get(number, str(number)) for number in rows)


def in_source(data: TermsData, names: Mapping[int, str]) -> dict[str, str]:
    """The agreement's words as they are kept: in Japanese, whoever writes."""
    with use_locale(SOURCE):
        return as_words(data, names)


class FieldChange(NamedTuple):
    """A field that differs between two versions, as a redline."""

    label: str
    changes: Sequence[Change]


def _replaced(before: str, after: str) -> list[Change]:
    """Days and amounts are read as a whole: the old one out, the new one in."""
    return [Change(kind, text) for kind, text in (("removed", before), ("added", after)) if text]


def compared(old: Mapping[str, object], new: Mapping[str, object]) -> list[FieldChange]:
    """The fields that differ between two kept versions, in the order of the form."""
    return [
        FieldChange(str(label), _replaced(before, after) if name in _WHOLE else redline(before, after))
        for name, label in LABELS.items()
        if (before := str(old.get(name, ""))) != (after := str(new.get(name, "")))
    ]
