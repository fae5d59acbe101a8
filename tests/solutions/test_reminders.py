"""Certificates that end: told once at each step, on the home page and on the supplier's own pages, said to readers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from govtech.core.clock import today
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Forbidden
from govtech.core.journal import Consumer, Entry, Outbox
from govtech.core.policy import SYSTEM
from govtech.organisations.models import Certification, Organisation
from govtech.rooms import CLOCK_TASKS
from govtech.solutions.reminders import EARLY, ENDED, LATE, remind_expiring, step


@pytest.fixture
def ends(actor_for, frozen):
    """`ends(30)`: company1 holds a certificate that ends in so many days; its id."""
    actor_for("company_admin")
    actor_for("company")

    def make(days: int | None, name: str = "ISMAP") -> str:
        with unit_of_work():
            held = Certification(
                organisation_id="company1",
                name=name,
                expires_on=None if days is None else today() + timedelta(days=days),
            )
            session.add(held)
            session.flush()
            return held.id

    return make


def told() -> list[dict[str, object]]:
    """What was told so far."""
    with unit_of_work(writes=False):
        return list(
            session.scalars(
                sa.select(Outbox.payload).where(Outbox.consumer == Consumer.NOTICE).order_by(Outbox.id)
            )
        )


def tick() -> int:
    with unit_of_work():
        return remind_expiring(SYSTEM)


@given(st.integers(-10_000, 10_000))
def test_each_day_has_one_step(days):
    expected = ENDED if days < 0 else LATE if days <= 30 else EARLY if days <= 90 else ""
    assert step(days) == expected


def test_one_notice_at_each_step_however_often_the_clock_ticks(ends, frozen):
    ends(91)
    ends(None, "ISO/IEC 27001")
    assert [tick(), tick()] == [0, 0]
    for days, title in ((1, "期限が近づいて"), (60, "期限が近づいて"), (31, "期限が切れ")):
        frozen.move(days=days)
        assert [tick(), tick(), tick()] == [1, 0, 0]
        assert title in told()[-1]["title"]
    frozen.move(days=400)
    assert tick() == 0
    assert len(told()) == 3
    assert {notice["kind"] for notice in told()} == {"expiry"}
    assert {notice["path"] for notice in told()} == {"/organisations/company1/certifications"}


def test_a_step_that_was_slept_through_is_made_up_for_by_the_next(ends, frozen):
    ends(100)
    frozen.move(days=200)
    assert [tick(), tick()] == [1, 0]
    assert "期限が切れました" in told()[0]["title"]


def test_who_may_renew_is_told_in_the_own_language(ends, actor_for):
    ends(10)
    with unit_of_work():
        session.execute(
            sa.text("UPDATE user_account SET language = 'en' WHERE id = :id"),
            {"id": actor_for("company_admin").user_id},
        )
    tick()
    (notice,) = told()
    assert notice["user_id"] == actor_for("company_admin").user_id
    assert notice["title"] == "“ISMAP” expires soon"
    assert "11 Dec 2026" in notice["text"]


def test_a_renewed_certificate_begins_anew(ends, client_for, frozen):
    held = ends(20)
    assert tick() == 1
    admin = client_for("company_admin")
    address = f"/organisations/company1/certifications/{held}/renew"
    assert admin.post(address, data={"expires_on": "いつか"}).status_code == 422
    assert admin.post(address, data={"expires_on": ""}).status_code == 422
    answer = admin.post(address, data={"expires_on": "2029/3/31", "number": "C-1"})
    assert answer.status_code == 303
    with unit_of_work(writes=False):
        assert session.get(Certification, held).expires_on == date(2029, 3, 31)
    assert tick() == 0
    frozen.move(days=365 * 3)
    assert tick() == 1


def test_only_the_clock_reminds(ends, actor_for):
    ends(1)
    admin = actor_for("company_admin")
    with unit_of_work(), pytest.raises(Forbidden):
        remind_expiring(admin)
    assert remind_expiring in CLOCK_TASKS


def test_it_is_recorded_on_the_organisation(ends):
    ends(1)
    tick()
    with unit_of_work(writes=False):
        entry = session.scalars(sa.select(Entry).where(Entry.verb == "organisation.reminded")).one()
        assert (entry.subject_type, entry.subject_id) == (Organisation.__tablename__, "company1")


def test_home_and_own_pages_warn_and_readers_see_it_honestly(ends, client_for, client, offer):
    ends(-1, "ISMAP")
    ends(80, "ISO/IEC 27001")
    ends(200, "プライバシーマーク")
    page = offer()
    home = client_for("company_admin").get("/").text
    assert "「ISMAP」の期限が切れています" in home
    assert "「ISO/IEC 27001」の期限が近づいています" in home
    assert "「プライバシーマーク」" not in home
    assert "の期限が切れています" not in client_for("company").get("/").text
    for address in ("/organisations/company1", f"/solutions/{page}"):
        own, read = client_for("company_admin").get(address).text, client.get(address).text
        assert "読む人には「期限切れ」と表示されます" in own
        assert "読む人には" not in read
        assert "期限切れ" in read
        assert "まもなく期限" in read
    assert "期限切れ" in client.get(f"/solutions/compare?id={page}").text
