"""Imports: repeatable, in bulk, each refusal with its row and reason, nothing lost between list and detail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from govtech.core.db import session, unit_of_work
from govtech.core.errors import Forbidden
from govtech.core.importing import Report
from govtech.core.journal import Entry, Outbox
from govtech.core.policy import SYSTEM
from govtech.notices.services import watch
from govtech.subsidies import services
from govtech.subsidies.forms import filled
from govtech.subsidies.models import Subsidy, Window
from tests import people
from tests.subsidies.fixtures import ERROR, answer, detail_v1, detail_v2, form_values, list_record, window

SHARED = Path(__file__).parents[3] / "shared" / "data" / "jgrants"
"""Public answers that may lie beside a checkout; every file that is there is imported too."""


def take(*files: bytes, names: str = "abcdefgh") -> Report:
    with unit_of_work():
        return services.import_jgrants(
            SYSTEM, [(f"{name}.json", content) for name, content in zip(names, files, strict=False)]
        )


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.unchanged, len(report.refused)


def only() -> Subsidy:
    return session.scalars(sa.select(Subsidy)).one()


def test_second_import_changes_nothing(database):
    files = answer(list_record()), answer(detail_v1()), answer(detail_v2())
    assert counts(take(*files)) == (2, 1, 0, 0)
    entries = session.scalar(sa.select(sa.func.count(Entry.id)))
    assert counts(take(*files)) == (0, 0, 3, 0)
    assert session.scalar(sa.select(sa.func.count(Entry.id))) == entries


def test_list_after_detail_does_not_undo_the_detail(database):
    take(answer(detail_v1()))
    plain = list_record(id="S0J0w00wer0wUgr77E", title="小規模事業者補助金", subsidy_max_limit=20000000)
    assert counts(take(answer(plain))) == (0, 1, 0, 0)
    subsidy = only()
    assert subsidy.ceiling == 20000000
    assert subsidy.rate == "20%"
    assert subsidy.windows[0].area_note == "全国"
    assert subsidy.windows[0].areas == ("全国",)
    assert counts(take(answer(detail_v1()))) == (0, 1, 0, 0)
    assert only().windows[0].areas == ("東京都", "大阪府")


def test_windows_with_numbers_take_the_place_of_the_one_of_the_same_time(database):
    same = {
        "acceptance_start_datetime": "2026-10-01T15:00:00.000Z",
        "acceptance_end_datetime": "2027-03-21T15:00:00.000Z",
    }
    row = list_record(id="S0J0w00wer0wUgr77E", title="小規模事業者補助金", **same)
    take(answer(row))
    take(answer(detail_v2()))
    assert [held.source_id for held in only().windows] == ["a0GBE000005RJTW2A4"]
    assert counts(take(answer(detail_v2()))) == (0, 0, 1, 0)


def test_window_keeps_its_id_when_it_moves(database):
    take(answer(detail_v2()))
    before = session.scalars(sa.select(Window.id)).one()
    take(answer(detail_v2(window(acceptance_end_datetime="2027-04-30T14:59Z"), window(id="next"))))
    assert before in set(session.scalars(sa.select(Window.id)))
    take(answer(detail_v2(window(id="next"))))
    assert [held.source_id for held in only().windows] == ["next"]


def test_good_rows_stay_and_refused_ones_are_named(database):
    bad = list_record(id="bad1", acceptance_end_datetime="いつか")
    report = take(answer(list_record(), bad, "x", list_record(id="good2", title="もう一つ")), ERROR)
    assert counts(report) == (2, 0, 0, 3)
    assert [row for row, _reason in report.refused] == ["a.json 2件目 (bad1)", "a.json 3件目", "b.json"]
    assert "いつか" in report.refused[0].reason
    assert session.scalar(sa.select(sa.func.count(Subsidy.id))) == 2
    assert not report.complete
    assert next(report.lines()) == "全5件：新規2件、変更0件、変更なし0件、受け付けず3件"


def test_moments_of_list_and_detail_that_contradict_are_refused(database):
    take(answer(list_record()))
    report = take(
        answer({"id": "a0W5h00000GMgXBEA1", "title": "x", "acceptance_end_datetime": "2026-01-01T00:00Z"})
    )
    assert counts(report) == (0, 0, 0, 1)
    assert only().title != "x"


def test_each_new_and_changed_subsidy_is_in_the_journal_and_owed_to_the_index(database):
    take(answer(list_record(), list_record(id="second", title="二つ目")))
    take(answer(list_record(title="名前が変わった"), list_record(id="second", title="二つ目")))
    entries = session.execute(
        sa.select(Entry.verb, Entry.changes).where(Entry.subject_type == "subsidy").order_by(Entry.id)
    ).all()
    assert [verb for verb, _changes in entries] == ["subsidy.imported", "subsidy.imported", "subsidy.updated"]
    assert entries[-1].changes == {"title": ["［第十回］事業再構築補助金（交付申請等）", "名前が変わった"]}
    owed = session.scalar(
        sa.select(sa.func.count(Outbox.id)).join(Entry).where(Entry.subject_type == "subsidy")
    )
    assert owed == 3


def test_whoever_watches_a_subsidy_hears_of_what_an_import_changes(database, actor_for):
    take(answer(list_record(), list_record(id="second", title="二つ目")))
    with unit_of_work():
        watch(actor_for("editor"), "subsidy", session.scalar(sa.select(Subsidy.id).filter_by(title="二つ目")))
    take(answer(list_record(title="名前が変わった"), list_record(id="second", title="二つ目の続き")))
    ((to, notice),) = people.told("subsidy.updated")
    assert (to, notice["title"]) == ("editor@example.jp", "【更新】二つ目の続き")
    entries = session.scalars(sa.select(Entry.verb).where(Entry.subject_type == "subsidy")).all()
    assert sorted(entries) == ["subsidy.imported"] * 2 + ["subsidy.updated"] * 2


def test_a_change_moves_the_version_and_the_words_to_search_by(database):
    take(answer(list_record()))
    take(answer(list_record(title="ＤＸ推進　補助金")))
    subsidy = only()
    assert subsidy.version == 2
    assert subsidy.title == "ＤＸ推進　補助金"
    assert subsidy.search_text.startswith("dx推進 補助金")


def test_what_a_coordinator_corrected_stays(database, actor_for):
    take(answer(detail_v1()))
    coordinator = actor_for("coordinator")
    with unit_of_work():
        subsidy = only()
        values = {name: filled(subsidy)[name] for name in services.SubsidyData.__dataclass_fields__}
        data = services.SubsidyData(**{**values, "initiatives": (), "ceiling": 500, "contact": "市の窓口"})
        services.edit(coordinator, subsidy, data, None, subsidy.version)
    assert only().corrected == ["ceiling"]
    assert counts(take(answer(detail_v1(subsidy_rate="30%")))) == (0, 1, 0, 0)
    assert (only().ceiling, only().rate, only().contact) == (500, "30%", "市の窓口")


def test_saving_a_form_without_a_change_corrects_nothing(database, client_for):
    take(answer(detail_v1(application_form=None)))
    made, browser = only().id, client_for("coordinator")
    typed = form_values(browser.get(f"/subsidies/{made}/edit").text)
    assert typed["title"] == ["小規模事業者補助金"]
    assert browser.post(f"/subsidies/{made}/edit", data=typed).status_code == 303
    assert only().corrected == []
    assert only().version == 1
    assert counts(take(answer(detail_v1(application_form=None)))) == (0, 0, 1, 0)


@pytest.mark.parametrize("who", ["visitor", "editor", "admin", "company_admin", "auditor"])
def test_others_may_not_import(actor_for, who):
    with pytest.raises(Forbidden), unit_of_work():
        services.import_jgrants(actor_for(who), [("a.json", answer(list_record()))])


def test_statements_do_not_grow_with_the_rows(database, counting):
    def rows(start: int, count: int) -> bytes:
        return answer(*(list_record(id=f"id{n}", title=f"補助金{n}") for n in range(start, start + count)))

    with counting() as few:
        take(rows(0, 5))
    with counting() as many:
        take(rows(1000, 300))
    assert len(many) <= len(few) + 4


@pytest.mark.parametrize("path", sorted(SHARED.glob("*.json")), ids=lambda path: path.name)
def test_public_file_imports_and_imports_again(database, path):
    content = path.read_bytes()
    document = json.loads(content)
    first = take(content, names=[path.name])
    assert first.total == len(document.get("result", [None]))
    assert len(first.refused) == (0 if "result" in document else 1)
    again = take(content, names=[path.name])
    assert (again.new, again.changed) == (0, 0)
    assert again.unchanged == first.new + first.unchanged
