"""The life of a trial: two sides agree on one version, measure, tell, decide, and a case comes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from govtech.core import clock, journal
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Forbidden, Invalid, NotFound
from govtech.core.journal import Consumer, Entry, Outbox
from govtech.core.policy import ANONYMOUS
from govtech.knowledge.adoption_models import Adoption, AdoptionStatus
from govtech.knowledge.models import CaseStudy
from govtech.needs import choosing_services
from govtech.needs.response_models import Response
from govtech.notices.services import watch
from govtech.trials import case_services, queries, report_services, services
from govtech.trials.models import Status, Terms, Trial
from govtech.trials.services import Origin
from tests.needs import board
from tests.trials import bench


def told(verb: str) -> set[str]:
    """Whom the act of that name told something."""
    with unit_of_work(writes=False):
        rows = session.execute(
            sa.select(Outbox.payload)
            .join(Entry)
            .where(Entry.verb == verb, Outbox.consumer == Consumer.NOTICE)
        ).scalars()
        return {str(row["user_id"]) for row in rows}


def from_response(actor_for) -> tuple[str, str, str]:
    """(need, response, trial): a trial that came of the selected response of the company."""
    need_id, (response_id,) = board.closed(actor_for, "company")
    approver, editor = actor_for("approver"), actor_for("editor")
    with unit_of_work():
        choosing_services.select(approver, session.get(Response, response_id), "よい計画だった")
    with unit_of_work():
        trial_id = services.create(editor, Origin(response_id=response_id), bench.terms()).id
    return need_id, response_id, trial_id


def test_a_whole_life_ends_as_a_case(actor_for):
    approver, editor = actor_for("approver"), actor_for("editor")
    trial_id = bench.evaluated(actor_for)
    with unit_of_work():
        services.publish(approver, session.get(Trial, trial_id))
    with unit_of_work():
        services.adopt(approver, session.get(Trial, trial_id), "目標に届いたため")
    with unit_of_work():
        case_id = case_services.draft_case(editor, session.get(Trial, trial_id)).id
    with unit_of_work():
        assert case_services.draft_case(editor, session.get(Trial, trial_id)).id == case_id
    with unit_of_work(writes=False):
        case = session.get(CaseStudy, case_id)
        assert case.source_trial_id == trial_id
        assert (case.organisation_id, case.place_code) == (editor.organisation_id, editor.organisation_id)
        assert [(row.measure, row.before, row.after, row.unit) for row in case.outcomes] == [
            ("1件の受付時間", 22.0, 11.0, "分"),
            ("満足した人の割合", 61.5, 72.0, "％"),
        ]
        assert (case.cost_first, case.cost_yearly, case.effort_hours) == (120_000, 900_000, 80)
        assert case.ingenuity == bench.REPORT.devices
        assert case.lessons == bench.REPORT.lessons
        assert case.problem == bench.terms().problem
        assert case.approach == bench.terms().plan
        assert [row.number for row in case.initiatives] == [7, 18]
        assert "22分から11分" in case.summary
        assert "目標に届いたため" in case.body
        assert case.vendors == session.get(Trial, trial_id).partner.name
        assert session.scalar(sa.select(sa.func.count()).where(CaseStudy.source_trial_id == trial_id)) == 1


def test_a_case_needs_an_evaluated_trial(actor_for):
    trial_id, editor = bench.running(actor_for), actor_for("editor")
    with unit_of_work(), pytest.raises(Conflict):
        case_services.draft_case(editor, session.get(Trial, trial_id))


def test_both_sides_confirm_the_same_version(actor_for):
    trial_id = bench.planned(actor_for)
    approver, company, editor = actor_for("approver"), actor_for("company"), actor_for("editor")
    with unit_of_work():
        trial = session.get(Trial, trial_id)
        with pytest.raises(Forbidden):
            services.agree(editor, trial, 1)  # an editor's word does not bind the municipality
        services.agree(approver, trial, 1)
        services.agree(approver, trial, 1)  # harmless
        assert not trial.agreed
        with pytest.raises(Conflict):
            services.start(editor, trial)
    with unit_of_work():
        trial = session.get(Trial, trial_id)
        services.edit(company, trial, bench.terms(place="市民課と支所"), trial.version, "支所でも試すため")
        assert (trial.terms, trial.agreed_by(trial.organisation_id)) == (2, False)
    with unit_of_work():
        trial = session.get(Trial, trial_id)
        with pytest.raises(Conflict):
            services.agree(company, trial, 1)  # what was on the page is no longer what it says
        for actor in (company, approver):
            services.agree(actor, trial, 2)
        assert trial.agreed
        services.start(editor, trial)
    assert bench.loaded(trial_id).status is Status.RUNNING


def test_what_was_confirmed_changes_with_a_reason_only(actor_for):
    trial_id, editor = bench.agreed(actor_for), actor_for("editor")
    with unit_of_work():
        trial = session.get(Trial, trial_id)
        with pytest.raises(Invalid) as refusal:
            services.edit(editor, trial, bench.terms(place="支所"), trial.version)
        assert "reason" in refusal.value.errors
        services.edit(editor, trial, bench.terms(), trial.version)  # nothing changed: no new version
        assert trial.terms == 1
    assert bench.loaded(trial_id).agreed


def test_an_incomplete_agreement_cannot_be_confirmed(actor_for):
    trial_id, approver = bench.planned(actor_for, publication="", measures=()), actor_for("approver")
    with unit_of_work(), pytest.raises(Invalid) as refusal:
        services.agree(approver, session.get(Trial, trial_id), 1)
    assert "結果の公開のしかた" in refusal.value.message
    assert "測ること" in refusal.value.message


def test_it_starts_on_its_day_and_not_before(actor_for, frozen):
    later = {"starts_on": clock.today() + timedelta(days=3), "ends_on": clock.today() + timedelta(days=9)}
    trial_id, editor = bench.agreed(actor_for, **later), actor_for("editor")
    with unit_of_work(), pytest.raises(Conflict):
        services.start(editor, session.get(Trial, trial_id))
    frozen.move(days=3)
    with unit_of_work():
        services.start(editor, session.get(Trial, trial_id))


def test_evaluation_waits_for_results_and_report(actor_for):
    trial_id, editor = bench.running(actor_for), actor_for("editor")
    with unit_of_work(), pytest.raises(Invalid, match="1件の受付時間"):
        services.evaluate(editor, session.get(Trial, trial_id))
    bench.measured(actor_for, trial_id, 11.0, None)  # a reason stands for a result
    with unit_of_work(), pytest.raises(Invalid, match="うまくいったこと"):
        services.evaluate(editor, session.get(Trial, trial_id))


def test_a_change_while_running_waits_for_both_before_the_evaluation(actor_for):
    trial_id, editor = bench.running(actor_for), actor_for("editor")
    bench.measured(actor_for, trial_id, 11.0, 80.0)
    longer = bench.terms(ends_on=clock.today() + timedelta(days=90))
    with unit_of_work():
        trial = session.get(Trial, trial_id)
        report_services.write_report(editor, trial, bench.REPORT, trial.version)
        services.edit(editor, trial, longer, trial.version, "延ばす")
        assert queries.in_force(trial) == 1
        assert [row.actual for row in trial.measures] == [11.0, 80.0]  # results stay with their measures
        with pytest.raises(Conflict):
            services.evaluate(editor, trial)
    bench.agreed(actor_for, trial_id)
    with unit_of_work():
        services.evaluate(editor, session.get(Trial, trial_id))


@pytest.mark.parametrize("verb", [services.adopt, services.decline])
def test_an_approver_decides_with_a_reason(actor_for, verb):
    trial_id, approver, editor = bench.evaluated(actor_for), actor_for("approver"), actor_for("editor")
    with unit_of_work():
        trial = session.get(Trial, trial_id)
        with pytest.raises(Forbidden):
            verb(editor, trial, "よい")
        with pytest.raises(Invalid):
            verb(approver, trial, " ")
        verb(approver, trial, "数字で決めた")
        with pytest.raises(Conflict):
            verb(approver, trial, "もう一度")
    assert bench.loaded(trial_id).reason == "数字で決めた"


def test_the_partner_may_leave_before_the_start_only(actor_for):
    company, approver = actor_for("company"), actor_for("approver")
    early, late = bench.planned(actor_for), bench.running(actor_for)
    with unit_of_work():
        services.cancel(company, session.get(Trial, early), "人手が足りない")
        with pytest.raises(Forbidden):
            services.cancel(company, session.get(Trial, late), "やめたい")
        services.cancel(approver, session.get(Trial, late), "双方で相談した")
    assert bench.loaded(late).status is Status.CANCELLED


@pytest.mark.parametrize(
    ("verb", "after"),
    [(services.adopt, AdoptionStatus.ADOPTED), (services.decline, AdoptionStatus.ENDED)],
)
def test_adoption_follows_a_public_trial(actor_for, verb, after):
    approver = actor_for("approver")
    trial_id = bench.evaluated(actor_for)

    def records() -> set[tuple[int | None, AdoptionStatus]]:
        with unit_of_work(writes=False):
            rows = session.execute(
                sa.select(Adoption.initiative_number, Adoption.status).where(
                    Adoption.programme == bench.terms().title
                )
            )
            return {(row[0], row[1]) for row in rows}

    assert not records()  # what is not public leaves no public record
    with unit_of_work():
        services.publish(approver, session.get(Trial, trial_id))
    assert records() == {(7, AdoptionStatus.TRIAL), (18, AdoptionStatus.TRIAL)}
    with unit_of_work():
        verb(approver, session.get(Trial, trial_id), "決めた")
    assert records() == {(7, after), (18, after)}


def test_published_after_the_decision_the_records_catch_up(actor_for):
    approver, trial_id = actor_for("approver"), bench.evaluated(actor_for)
    with unit_of_work():
        services.adopt(approver, session.get(Trial, trial_id), "決めた")
    with unit_of_work():
        services.publish(approver, session.get(Trial, trial_id))
    with unit_of_work(writes=False):
        row = session.scalars(
            sa.select(Adoption).where(
                Adoption.initiative_number == 7, Adoption.programme == bench.terms().title
            )
        ).one()
        assert row.status is AdoptionStatus.ADOPTED
        assert row.tried_on is not None


def test_who_sees_it_when(actor_for):
    readers = {
        who: actor_for(who)
        for who in ("approver", "company_admin", "other_editor", "coordinator", "other_company", "auditor")
    }
    readers["visitor"] = ANONYMOUS

    def seen(trial_id: str) -> set[str]:
        found = set()
        with unit_of_work(writes=False):
            for who, actor in readers.items():
                try:
                    queries.get(actor, trial_id)
                except NotFound:
                    continue
                found.add(who)
        return found

    partners = {"approver", "company_admin"}
    assert seen(bench.planned(actor_for)) == partners
    trial_id = bench.running(actor_for)
    assert seen(trial_id) == partners | {"other_editor", "coordinator"}
    with unit_of_work():
        services.publish(readers["approver"], session.get(Trial, trial_id))
    assert seen(trial_id) == set(readers)


def test_the_selected_response_starts_one_trial(actor_for):
    need_id, response_id, trial_id = from_response(actor_for)
    trial, editor = bench.loaded(trial_id), actor_for("editor")
    assert (trial.partner_id, trial.need_id, trial.response_id) == ("company1", need_id, response_id)
    with unit_of_work(), pytest.raises(Conflict):
        services.create(editor, Origin(response_id=response_id), bench.terms())


def test_nothing_starts_from_what_one_may_not_see_or_did_not_select(actor_for):
    _need_id, (response_id,) = board.closed(actor_for, "company")
    editor, other, new = (actor_for(who) for who in ("editor", "other_editor", "new_company"))
    with unit_of_work(), pytest.raises(Conflict):
        services.create(editor, Origin(response_id=response_id), bench.terms())
    with unit_of_work(), pytest.raises(NotFound):
        services.create(other, Origin(response_id=response_id), bench.terms())
    with unit_of_work(), pytest.raises(Invalid):
        services.create(editor, Origin(new.organisation_id), bench.terms())
    with unit_of_work(), pytest.raises(Invalid):
        services.create(editor, Origin(other.organisation_id), bench.terms())


def test_the_other_side_is_told_and_those_who_watch_hear_of_what_is_public(actor_for):
    need_id, _response_id, trial_id = from_response(actor_for)
    watcher, company, approver = actor_for("other_editor"), actor_for("company"), actor_for("approver")
    editor = actor_for("editor")
    with unit_of_work():
        watch(watcher, "need", need_id)
    partner = {company.user_id}
    assert partner <= told("trial.planned")
    bench.agreed(actor_for, trial_id)
    assert approver.user_id in told("trial.agreed")
    with unit_of_work():
        services.start(editor, session.get(Trial, trial_id))
    assert watcher.user_id not in told("trial.started")
    with unit_of_work():
        services.publish(approver, session.get(Trial, trial_id))
    assert {watcher.user_id} | partner <= told("trial.published")


def test_those_who_watch_a_trial_hear_of_what_they_may_read(actor_for):
    trial_id = bench.running(actor_for)
    watcher, company = actor_for("other_editor"), actor_for("company")
    with unit_of_work():
        watch(watcher, "trial", trial_id)
    for readers in ("partners", "all"):
        with unit_of_work():
            data = report_services.NoteData(clock.today(), "経過", readers)
            report_services.add_note(company, session.get(Trial, trial_id), data)
        assert (watcher.user_id in told("trial.noted")) is (readers == "all")


def test_the_journal_keeps_secrets(actor_for):
    approver, company = actor_for("approver"), actor_for("company")
    trial_id = bench.running(actor_for)
    with unit_of_work():
        services.publish(approver, session.get(Trial, trial_id))
    with unit_of_work(writes=False):
        trial = session.get(Trial, trial_id)
        assert [row.verb for row in journal.history(ANONYMOUS, trial)] == ["trial.published"]
        verbs = [row.verb for row in queries.history(company, trial)]
        assert verbs[::-1] == [
            "trial.planned",
            "trial.agreed",
            "trial.agreed",
            "trial.started",
            "trial.published",
        ]


def test_a_stale_save_loses_nothing(actor_for):
    trial_id, editor, company = bench.planned(actor_for), actor_for("editor"), actor_for("company")
    version = bench.loaded(trial_id).version
    with unit_of_work():
        services.edit(company, session.get(Trial, trial_id), bench.terms(place="支所"), version)
    with unit_of_work(), pytest.raises(Conflict):
        services.edit(editor, session.get(Trial, trial_id), bench.terms(place="本庁"), version)
    assert bench.loaded(trial_id).place == "支所"
    with unit_of_work(writes=False):
        assert session.scalar(sa.select(sa.func.count()).where(Terms.trial_id == trial_id)) == 2


def test_the_title_stays_once_it_is_public(actor_for):
    trial_id, approver = bench.running(actor_for), actor_for("approver")
    with unit_of_work():
        trial = session.get(Trial, trial_id)
        services.publish(approver, trial)
        session.flush()
        with pytest.raises(Invalid) as refusal:
            services.edit(approver, trial, bench.terms(title="別の名前"), trial.version, "改名")
    assert "title" in refusal.value.errors


def test_tasks_come_in_their_time(actor_for, frozen):
    def tasks(who: str) -> list[str]:
        actor = actor_for(who)
        with unit_of_work(writes=False):
            return sorted(row.task for row in queries.waiting_for(actor))

    trial_id = bench.planned(actor_for)
    approver, editor = actor_for("approver"), actor_for("editor")
    assert (tasks("approver"), tasks("editor"), tasks("company")) == (["agree"], [], [])
    with unit_of_work():
        services.agree(approver, session.get(Trial, trial_id), 1)
    assert (tasks("approver"), tasks("company"), tasks("other_company")) == ([], ["agree"], [])
    bench.agreed(actor_for, trial_id)
    assert (tasks("editor"), tasks("company")) == (["start"], [])
    with unit_of_work():
        services.start(editor, session.get(Trial, trial_id))
    assert tasks("editor") == []
    frozen.move(days=61)
    assert (tasks("editor"), tasks("company")) == (["evaluate", "measure"], ["measure"])
    bench.measured(actor_for, trial_id, 11.0, 80.0)
    assert tasks("company") == []
    with unit_of_work():
        trial = session.get(Trial, trial_id)
        report_services.write_report(editor, trial, bench.REPORT, trial.version)
        session.flush()
        services.evaluate(editor, trial)
    assert (tasks("editor"), tasks("approver")) == ([], ["decide"])
    with unit_of_work():
        services.adopt(approver, session.get(Trial, trial_id), "よい")
    assert tasks("editor") == ["case"]
    assert tasks("visitor") == []
