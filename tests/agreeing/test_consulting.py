"""Asking the municipalities: who is reminded when, and only once; more time; the end; who joins meanwhile."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from govtech.agreeing import consulting_queries
from govtech.agreeing import consulting_services as consulting
from govtech.agreeing import position_services as positions
from govtech.agreeing.consulting_models import Consultation, Reminder
from govtech.core import clock
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Forbidden, Invalid
from govtech.core.policy import SYSTEM
from govtech.drafting import services
from govtech.drafting.content import Beginning
from govtech.drafting.models import Specification, Status
from tests import people
from tests.agreeing.test_agreeing import PLAIN

UNTIL = datetime(2026, 12, 18, 14, 59, tzinfo=UTC)
"""Friday 18 December 2026, 23:59 in Japan; two weeks and three days from the frozen clock."""


def begun(until: datetime = UNTIL, message: str = "") -> str:
    lead = people.actor("approver")
    for who in ("editor", "other_editor", "other_admin"):
        people.actor(who)
    with unit_of_work():
        made = services.create(lead, Beginning("施設予約システム", content=PLAIN), [people.OTHER_TOWN])
        consulting.consult(lead, made, until, message)
        return made.id


@pytest.fixture
def asked(database: Any, frozen: Any) -> str:
    return begun(message="夜間の対応を確かめてください。")


def spec(asked: str) -> Specification:
    return session.get_one(Specification, asked)


def tick() -> int:
    with unit_of_work():
        return consulting.remind_due(SYSTEM)


def answered(asked: str, editor: str, approver: str | None = None) -> None:
    speaker, confirming = people.actor(editor), people.actor(approver or editor)
    with unit_of_work():
        positions.agree_all(speaker, spec(asked))
        if approver:
            positions.confirm(confirming, spec(asked))


def japan(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=clock.JST)


def test_the_call_reaches_those_who_take_part_with_the_message(asked: str) -> None:
    told = people.told("specification.consulted")
    assert {address for address, _ in told} == {
        people.email_of(who) for who in ("approver", "editor", "other_editor", "other_admin")
    }
    assert all(
        "2026年12月18日（金）23:59" in notice["text"] and "夜間の対応" in notice["text"] for _, notice in told
    )
    assert {notice["title"] for _, notice in told} == {
        "【意見照会】施設予約システム（2026年12月18日（金）まで）"
    }
    lead = people.actor("approver")
    with unit_of_work():
        with pytest.raises(Conflict):
            consulting.consult(lead, spec(asked), UNTIL)
        consulting.resume(lead, spec(asked))
        with pytest.raises(Conflict):
            consulting.extend(lead, spec(asked), UNTIL + timedelta(days=7))
    assert len(people.told("specification.resumed")) == len(told)


def test_the_clock_reminds_seven_and_two_business_days_before_and_on_the_last_morning(
    asked: str, frozen: Any
) -> None:
    answered(asked, "editor", "approver")
    reminded = []
    for day in range(1, 20):
        for hour in (7, 8, 20):
            frozen.to(japan(day, hour))
            reminded += [(day, hour)] * tick()
            assert tick() == 0
    assert reminded == [(9, 8), (16, 8), (18, 8)]
    told = people.told("specification.reminded")
    assert {address for address, _ in told} == {
        people.email_of("other_editor"),
        people.email_of("other_admin"),
    }
    assert "3件" in told[0][1]["text"]


def test_when_only_the_approver_is_missing_only_approvers_are_reminded(asked: str, frozen: Any) -> None:
    answered(asked, "editor", "approver")
    answered(asked, "other_editor")
    frozen.to(japan(16, 9))
    assert tick() == 1
    assert [address for address, _ in people.told("specification.reminded")] == [
        people.email_of("other_admin")
    ]


def test_a_call_on_short_notice_is_not_followed_by_a_reminder_at_once(database: Any, frozen: Any) -> None:
    begun(japan(4, 17))
    assert tick() == 0  # three business days are left: the step of seven days has come already
    frozen.to(japan(2, 9))
    assert tick() == 2
    frozen.to(japan(4, 9))
    assert tick() == 2


def test_two_deliveries_at_once_remind_once(live: Any) -> None:
    asked = begun(clock.now() + timedelta(days=60))
    last = clock.to_jst(clock.now() + timedelta(days=60)).date()
    day = last
    while consulting_queries.step(day, last) != consulting_queries.EARLY or not clock.is_business_day(day):
        day -= timedelta(days=1)
    gate, counts = threading.Barrier(2), []

    def run() -> None:
        gate.wait()
        try:
            counts.append(tick())
        finally:
            session.remove()

    with clock.at(datetime.combine(day, datetime.min.time(), clock.JST) + timedelta(hours=9)):
        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(counts) == [0, 2]
    with unit_of_work(writes=False):
        assert session.scalar(sa.select(sa.func.count()).select_from(Reminder)) == 2
        assert consulting_queries.current(spec(asked)).reminded.startswith("early:")


def test_by_hand_once_a_day_and_only_who_owes_something(asked: str, frozen: Any) -> None:
    lead, other = people.actor("approver"), people.actor("other_admin")
    answered(asked, "editor", "approver")
    with unit_of_work(), pytest.raises(Forbidden):
        consulting.remind(other, spec(asked))
    for expected in (1, 0):
        with unit_of_work():
            assert consulting.remind(lead, spec(asked)) == expected
    with unit_of_work():
        assert consulting.remind(lead, spec(asked), [people.HOME_TOWN]) == 0
    frozen.move(days=1)
    with unit_of_work():
        assert consulting.remind(lead, spec(asked), [people.OTHER_TOWN]) == 1
    with unit_of_work(writes=False):
        standing = next(
            row
            for row in consulting_queries.standings(spec(asked), consulting_queries.current(spec(asked)))
            if row.progress.id == people.OTHER_TOWN
        )
        assert [row.reminded_by for row in standing.reminders] == [lead.name, lead.name]
        assert standing.reminded_today


def test_more_time_is_told_with_both_dates_and_reminders_start_over(asked: str, frozen: Any) -> None:
    lead, later = people.actor("approver"), japan(25, 17)
    frozen.to(japan(18, 9))
    assert tick() == 2
    with unit_of_work(), pytest.raises(Invalid):
        consulting.extend(lead, spec(asked), UNTIL)
    with unit_of_work():
        consulting.extend(lead, spec(asked), later, "庁内の確認のため")
        assert spec(asked).consult_until == later
    text = people.told("specification.extended")[0][1]["text"]
    assert "2026年12月18日（金）23:59" in text
    assert "2026年12月25日（金）17:00" in text
    assert "庁内の確認のため" in text
    assert tick() == 0
    frozen.to(japan(23, 9))
    assert tick() == 2


def test_a_deadline_set_too_late_can_be_moved_nearer_with_three_business_days_left(
    asked: str, frozen: Any
) -> None:
    lead = people.actor("approver")
    for near in (japan(1, 11), japan(3, 17)):  # over already, and two business days from Tuesday the 1st
        with unit_of_work(), pytest.raises(Invalid):
            consulting.extend(lead, spec(asked), near)
    with unit_of_work():
        consulting.extend(lead, spec(asked), japan(4, 17), "年末を避けるため")
    with unit_of_work(writes=False):
        assert spec(asked).consult_until == japan(4, 17)
        assert consulting_queries.current(spec(asked)).until == japan(4, 17)
    told = people.told("specification.extended")
    assert {address for address, _ in told} >= {people.email_of("other_editor"), people.email_of("editor")}
    assert "2026年12月18日（金）23:59から2026年12月4日（金）17:00に変えました" in told[0][1]["text"]
    assert tick() == 0  # everybody has just heard of it
    frozen.to(japan(4, 9))
    assert tick() == 2


def test_a_deadline_of_a_mistyped_year_keeps_neither_the_clock_nor_the_page(
    asked: str, frozen: Any, client_for: Any
) -> None:
    slip = datetime(9999, 12, 31, 14, 59, tzinfo=UTC)
    with unit_of_work():
        with pytest.raises(Invalid):
            consulting.extend(people.actor("approver"), spec(asked), slip)
        session.execute(
            sa.update(Consultation).values(until=slip)
        )  # as it was taken before they were refused
        spec(asked).consult_until = slip
    assert tick() == 0
    assert client_for("approver").get(f"/specifications/{asked}/consultation").status_code == 200


def test_the_end_is_told_to_the_lead_once_with_who_answered(asked: str, frozen: Any) -> None:
    answered(asked, "other_editor", "other_admin")
    frozen.to(UNTIL - timedelta(seconds=1))
    with unit_of_work():
        assert consulting.end_due(SYSTEM) == 0
    frozen.to(UNTIL)
    with unit_of_work():
        assert consulting.end_due(SYSTEM) == 1
        assert consulting.end_due(SYSTEM) == 0
    told = people.told("specification.consultation_ended")
    assert {address for address, _ in told} == {people.email_of("approver"), people.email_of("editor")}
    assert "1／2" in told[0][1]["text"]
    lead = people.actor("approver")
    with unit_of_work():
        assert spec(asked).status is Status.CONSULTATION
        with pytest.raises(Conflict):
            consulting.remind(lead, spec(asked))
        consulting.extend(lead, spec(asked), UNTIL + timedelta(days=7))
    with unit_of_work(writes=False):
        assert consulting_queries.current(spec(asked)).ended_at is None


def test_another_municipality_joins_and_the_lead_hears(database: Any, frozen: Any, client_for: Any) -> None:
    lead = people.actor("approver")
    with unit_of_work():
        made = services.create(lead, Beginning("施設予約システム", content=PLAIN)).id
    page = f"/specifications/{made}/consultation"
    assert client_for("other_admin").get(page).status_code == 404
    with (
        unit_of_work(),
        pytest.raises(Conflict),
    ):  # whoever guesses an address joins nothing that does not ask
        consulting.join(people.actor("other_admin"), spec(made))
    with unit_of_work():
        consulting.consult(lead, spec(made), UNTIL)
    editor, approver = client_for("other_editor"), client_for("other_admin")
    shown = editor.get(page).get_data(as_text=True)
    assert "承認者ができます" in shown
    assert "進み具合" not in shown
    assert editor.post(f"{page}/join").status_code == 403
    assert "うちの町も加わる" in approver.get(page).get_data(as_text=True)
    assert approver.post(f"{page}/join").status_code == 303
    assert "立場を決めていない要件が3件" in approver.get(page).get_data(as_text=True)
    assert people.email_of("approver") in {address for address, _ in people.told("specification.joined")}
    assert client_for("company").get(page).status_code == 404


def test_the_page_takes_the_lead_through_a_consultation(database: Any, frozen: Any, client_for: Any) -> None:
    lead = people.actor("approver")
    with unit_of_work():
        made = services.create(lead, Beginning("施設予約システム", content=PLAIN), []).id
    people.actor("other_admin")
    page, client = f"/specifications/{made}/consultation", client_for("approver")
    assert client.post(page, data={"until": "2026-11-01"}).status_code == 422
    assert client.post(f"{page}/invite", data={}).status_code == 422
    assert client.post(f"{page}/invite", data={"parties": people.OTHER_TOWN}).status_code == 303
    assert "年を確かめてください" in client.post(page, data={"until": "9999-12-31"}).get_data(as_text=True)
    assert client.post(page, data={"until": "2026-12-18"}).status_code == 303
    shown = client.get(page).get_data(as_text=True)
    assert "令和8年12月18日" in shown
    assert "13日" in shown
    assert client.post(f"{page}/remind", data={"municipality": people.OTHER_TOWN}).status_code == 303
    assert "今日は催促済み" in client.get(page).get_data(as_text=True)
    assert client.post(f"{page}/extend", data={"until": "2026-12-01"}).status_code == 422
    assert client.post(f"{page}/extend", data={"until": "2026-12-25"}).status_code == 303
    assert "当初の期限" in client.get(page).get_data(as_text=True)
    assert client.post(f"{page}/resume").status_code == 303
    assert "意見照会を始める" in client.get(page).get_data(as_text=True)
