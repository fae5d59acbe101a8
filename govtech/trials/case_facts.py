"""The facts of a trial as a case study tells them, in Japanese."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from govtech.core.clock import fiscal_year, to_jst
from govtech.core.show import show_date, show_yen
from govtech.core.words import gettext as _
from govtech.knowledge.content import CaseData, OutcomeData
from govtech.trials.content import number_text
from govtech.trials.models import PERSONAL_DATA_LABELS, Measure, Trial

TITLE, TEXT, SUMMARY, CONTACT = 120, 3000, 300, 200
"""The longest texts that the form of a case takes."""


def case_data(trial: Trial) -> CaseData:
    """The facts of a trial as a case tells them, in Japanese."""
    return CaseData(
        title=_cut(_("%(title)s（実証実験）", title=trial.title), TITLE),
        summary=_cut(_summary(trial), SUMMARY),
        year=fiscal_year(_began(trial)),
        place_code=trial.organisation_id,
        place=trial.place,
        target=trial.participants,
        theme=trial.need.title if trial.need else trial.title,
        problem=_cut(trial.problem, TEXT),
        approach=_cut(trial.plan, TEXT),
        outcomes=tuple(_outcome(row) for row in trial.measures if not _silent(row)),
        cost_first=trial.municipality_yen
        if trial.actual_municipality_yen is None
        else trial.actual_municipality_yen,
        cost_yearly=trial.yearly_yen,
        effort_hours=trial.effort_hours,
        ingenuity=_cut(trial.devices, TEXT),
        constraints=_cut("\n".join(_constraints(trial)), TEXT),
        lessons=_cut(trial.lessons, TEXT),
        body="\n".join(_body(trial)),
        initiatives=tuple(row.number for row in trial.initiatives),
        vendors=trial.partner.name,
        contact=_cut(trial.municipality_contact, CONTACT),
    )


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _began(trial: Trial) -> date:
    return to_jst(trial.started_at).date() if trial.started_at else trial.starts_on or date.min


def _silent(row: Measure) -> bool:
    return row.baseline is None and row.actual is None


def _outcome(row: Measure) -> OutcomeData:
    return OutcomeData(row.name, row.baseline, row.actual, row.unit)


def _summary(trial: Trial) -> str:
    """Who tried what with whom, and the first thing that was measured."""
    text = _(
        "%(municipality)sが%(partner)sと、%(title)sを試しました。",
        municipality=trial.organisation.name,
        partner=trial.partner.name,
        title=trial.title,
    )
    for row in trial.measures:
        if row.baseline is not None and row.actual is not None:
            text += _(
                "%(name)sは、%(before)s%(unit)sから%(after)s%(unit)sになりました。",
                name=row.name,
                before=number_text(row.baseline),
                after=number_text(row.actual),
                unit=row.unit,
            )
            break
    return text


def _constraints(trial: Trial) -> Iterator[str]:
    if trial.personal_data:
        yield f"{PERSONAL_DATA_LABELS[trial.personal_data]}。"
    if trial.data_handled:
        yield trial.data_handled


def _body(trial: Trial) -> Iterator[str]:
    """The rest of the record in Markdown: period, costs by who paid, what worked, what was decided."""
    yield f"## {_('実証実験の記録')}\n"
    if trial.starts_on and trial.ends_on:
        yield f"- {_('期間')}：{show_date(trial.starts_on)}〜{show_date(trial.ends_on)}"
    for label, yen in (
        (_("市町村の負担"), trial.actual_municipality_yen),
        (_("相手の団体の負担"), trial.actual_partner_yen),
    ):
        if yen is not None:
            yield f"- {label}：{show_yen(yen)}（{_('税込')}）"
    for row in trial.measures:
        if row.actual is None and row.note:
            yield f"- {_('測れなかったこと')}：{row.name}（{row.note}）"
    for heading, text in (
        (_("うまくいったこと"), trial.worked),
        (_("うまくいかなかったこと"), trial.not_worked),
        (str(trial.status_label), trial.reason),
    ):
        if text:
            yield f"\n## {heading}\n\n{text}"
