"""Who watches hears of what happens in public, once, and not of their own acts."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from govtech.accounts.models import User
from govtech.core.clock import now
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Forbidden, NotFound
from govtech.core.policy import ANONYMOUS, SYSTEM
from govtech.knowledge import services as cases
from govtech.knowledge.models import CaseStudy, Status, Visibility
from govtech.needs import services as needs
from govtech.needs.models import Need
from govtech.notices import services
from govtech.notices.models import Kind, Notification
from govtech.notices.queries import watchers_of
from govtech.organisations import services as organisations
from govtech.organisations.models import Organisation
from tests import people
from tests.notices.news import need, notifications, owe, posted


def watch(actor, thing_id: str, table: str = "need") -> None:
    with unit_of_work():
        services.watch(actor, table, thing_id)


def test_watching_twice_is_watching_once_and_a_muted_thing_stays_muted(actor_for):
    company, need_id = actor_for("company"), need()
    for _ in range(2):
        watch(company, need_id)
    assert [(row.user_id, row.language) for row in watchers_of("need", need_id)] == [(company.user_id, "ja")]
    with unit_of_work():
        services.mute(company, "need", need_id)
    watch(company, need_id)
    assert watchers_of("need", need_id) == []
    with unit_of_work():
        services.unmute(company, "need", need_id)
    assert len(watchers_of("need", need_id)) == 1
    with unit_of_work():
        services.unwatch(company, "need", need_id)
    assert watchers_of("need", need_id) == []


def test_nobody_watches_what_cannot_be_watched_and_visitors_nothing(actor_for):
    with pytest.raises(NotFound):
        watch(actor_for("company"), "x", "user_account")
    with pytest.raises(Forbidden):
        watch(ANONYMOUS, "x")
    watch(SYSTEM, "x")
    assert watchers_of("need", "x") == []


def test_people_who_have_left_do_not_watch(actor_for):
    company, need_id = actor_for("company"), need()
    watch(company, need_id)
    with unit_of_work():
        session.get(User, company.user_id).active = False
    assert watchers_of("need", need_id) == []


def test_the_life_of_a_need_is_told_to_its_watchers(delivery, settings, frozen, actor_for):
    need_id, approver, editor = need("窓口の待ち時間"), actor_for("approver"), actor_for("editor")
    for actor in (actor_for("company"), actor_for("other_editor"), editor, approver):
        watch(actor, need_id)
    with unit_of_work():
        session.get(Need, need_id).response_deadline = now() + timedelta(days=1)
    frozen.move(days=1, seconds=1)
    delivery.once()
    with unit_of_work():
        needs.unmatch(approver, session.get(Need, need_id), "応募がなかった")
    delivery.once()
    for who in ("company", "other_editor"):
        assert [one.title[:5] for one in notifications(who)] == ["【募集終了", "【結果】窓"]
        assert {one.kind for one in notifications(who)} == {Kind.WATCH}
    assert [one.title for one in notifications("editor")] == [
        "【募集終了】窓口の待ち時間",
        "【結果】窓口の待ち時間",
    ], "an owner who watches is told of the closing once"
    assert len(notifications("approver")) == 1, "who records the result knows it"
    letters = [one["Subject"] for one in posted(settings.mail_dir) if one["To"] == "company@example.jp"]
    assert sorted(letters) == ["【募集終了】窓口の待ち時間", "【結果】窓口の待ち時間"]


def test_a_case_taken_off_the_lists_is_told_to_whoever_may_still_read_it(delivery, frozen, actor_for):
    with unit_of_work():
        case = CaseStudy(
            organisation_id=people.HOME_TOWN,
            title="事例",
            status=Status.PUBLISHED,
            visibility=Visibility.MUNICIPALITIES,
            published_at=now(),
        )
        session.add(case)
    for who in ("other_editor", "company"):
        watch(actor_for(who), case.id, "case_study")
    with unit_of_work():
        cases.archive(actor_for("approver"), session.get(CaseStudy, case.id), "古くなった")
    delivery.once()
    assert ["古くなった" in one.text for one in notifications("other_editor")] == [True]
    assert notifications("company") == [], "it was never theirs to read"


def test_an_organisation_hears_of_its_standing(delivery, settings, frozen, client_for):
    people.user("new_company")
    coordinator = client_for("coordinator")
    coordinator.post("/organisations/company3/verify")
    coordinator.post("/organisations/company3/suspend", data={"reason": "届出の住所に届かない"})
    delivery.once()
    assert [one.title[:6] for one in notifications("new_company")] == ["【利用の停止", "【確認済み】"]
    assert any("届出の住所に届かない" in one.get_content() for one in posted(settings.mail_dir))


def test_telling_nobody_is_possible(actor_for):
    people.user("new_company")
    with unit_of_work():
        organisations.verify(actor_for("coordinator"), session.get(Organisation, "company3"))
    assert people.told("organisation.verified") == []


def test_the_clock_forgets_what_was_read_half_a_year_ago_and_what_nobody_reads(delivery, frozen):
    owe("editor", "読む")
    owe("editor", "読まない")
    delivery.once()
    with unit_of_work():
        session.execute(sa.update(Notification).where(Notification.title == "読む").values(read_at=now()))
    left = []
    for days in (180, 1, 549, 1):
        frozen.move(days=days)
        delivery.once()
        left.append([one.title for one in notifications("editor")])
    assert left == [["読まない", "読む"], ["読まない"], ["読まない"], []]
