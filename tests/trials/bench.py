"""Trials at each point of their lives, made through the services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from govtech.core import clock
from govtech.core.db import session, unit_of_work
from govtech.core.policy import Actor
from govtech.trials import report_services, services
from govtech.trials.content import MeasureData, ReportData, ResultData, TermsData
from govtech.trials.models import Trial
from govtech.trials.services import Origin

Actors = Callable[[str], Actor]
REPORT = ReportData(
    worked="待ち時間が短くなった",
    not_worked="古い端末では遅かった",
    devices="画面を大きくした",
    lessons="繁忙期の前に始める",
    actual_municipality_yen=120_000,
    actual_partner_yen=300_000,
    yearly_yen=900_000,
    effort_hours=80,
)


def terms(**changes: object) -> TermsData:
    """An agreement in which nothing is missing; it begins today."""
    data = TermsData(
        title="書かずにすむ窓口を試す",
        problem="同じ住所を4回書いてもらっている",
        plan="市民課の2窓口に置く",
        initiatives=(7, 18),
        starts_on=clock.today(),
        ends_on=clock.today() + timedelta(days=60),
        place="市民課",
        participants="職員6名、来庁者400人",
        measures=(
            MeasureData("1件の受付時間", "分", 22.0, 12.0, "lower", "最後の2週間"),
            MeasureData("満足した人の割合", "％", 61.5, 80.0, "higher"),
        ),
        municipality_yen=100_000,
        partner_yen=300_000,
        cost_note="機器は相手の団体",
        personal_data="personal",
        data_handled="氏名と住所。終了後に消す",
        municipality_duties="場所と回線",
        partner_duties="設置と説明会",
        publication="1か月以内に公開",
        municipality_contact="市民課 06-0000-0000",
        partner_contact="導入支援部",
    )
    return replace(data, **changes)


def planned(actor_for: Actors, origin: Origin | None = None, **changes: object) -> str:
    """A trial of the home town with the first company."""
    actor_for("company")
    editor = actor_for("editor")
    with unit_of_work():
        return services.create(editor, origin or Origin("company1"), terms(**changes)).id


def agreed(actor_for: Actors, trial_id: str | None = None, **changes: object) -> str:
    """One that both sides have confirmed."""
    trial_id = trial_id or planned(actor_for, **changes)
    for who in ("approver", "company"):
        actor = actor_for(who)
        with unit_of_work():
            trial = session.get(Trial, trial_id)
            services.agree(actor, trial, trial.terms)
    return trial_id


def running(actor_for: Actors, **changes: object) -> str:
    """One that has begun."""
    trial_id, editor = agreed(actor_for, **changes), actor_for("editor")
    with unit_of_work():
        services.start(editor, session.get(Trial, trial_id))
    return trial_id


def measured(actor_for: Actors, trial_id: str, *values: float | None) -> None:
    """Results of its measures, in their order; None gets a reason."""
    editor = actor_for("editor")
    with unit_of_work():
        trial = session.get(Trial, trial_id)
        results = {
            row.id: ResultData(value, "" if value is not None else "機器が届かなかった")
            for row, value in zip(trial.measures, values, strict=True)
        }
        report_services.record_results(editor, trial, results, trial.version)


def evaluated(actor_for: Actors, values: tuple[float | None, ...] = (11.0, 72.0), **changes: object) -> str:
    """One whose results and report are in."""
    trial_id, editor = running(actor_for, **changes), actor_for("editor")
    measured(actor_for, trial_id, *values)
    with unit_of_work():
        trial = session.get(Trial, trial_id)
        report_services.write_report(editor, trial, REPORT, trial.version)
    with unit_of_work():
        services.evaluate(editor, session.get(Trial, trial_id))
    return trial_id


def loaded(trial_id: str) -> Trial:
    """The trial as it is stored now."""
    with unit_of_work(writes=False):
        trial = session.get(Trial, trial_id)
        assert trial is not None
        session.expunge_all()
        return trial
