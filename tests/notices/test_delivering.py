"""What is owed becomes one notification and at most one mail, when the person wishes it and not at night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from govtech import delivery as delivery_module
from govtech.accounts.models import Membership, User
from govtech.core import clock
from govtech.core.db import session, unit_of_work
from govtech.core.journal import Consumer, Outbox
from govtech.delivery import deliver_mail
from govtech.needs import services as need_services
from govtech.needs.models import Need
from govtech.notices.models import Cadence, Kind, MailState
from govtech.notifying import deliver_notices, mail_due
from tests import people
from tests.notices.news import need, no_mail_of, nothing_of, notifications, owe, posted, wish

MORNING = datetime(2026, 12, 1, 23, 0, tzinfo=UTC)
"""Eight o'clock in Japan on Wednesday 2 December 2026."""


def at_night(frozen) -> None:
    frozen.to(datetime(2026, 12, 1, 12, 30, tzinfo=UTC))  # 21:30 in Japan


def test_what_is_owed_is_told_once_and_mailed_at_once(delivery, settings, frozen):
    owe("editor", "【承認のお願い】窓口")
    delivery.once()
    delivery.once()
    (told,) = notifications("editor")
    assert (told.title, told.path, told.read_at, told.mail) == (
        "【承認のお願い】窓口",
        "/roles",
        None,
        MailState.MAILED,
    )
    (message,) = posted(settings.mail_dir)
    assert message["To"] == "editor@example.jp"
    assert message["Message-ID"] == f"<letter-{told.mail_key}@127.0.0.1>"
    assert f"{settings.base_url}/roles" in message.get_content()


def test_at_night_nothing_goes_out_and_in_the_morning_all_of_it_in_one_mail(delivery, settings, frozen):
    at_night(frozen)
    for title in ("一つ目", "二つ目"):
        owe("editor", title)
    delivery.once()
    assert len(notifications("editor")) == 2
    frozen.to(MORNING - timedelta(seconds=1))
    delivery.once()
    assert not posted(settings.mail_dir)
    frozen.to(MORNING)
    delivery.once()
    (message,) = posted(settings.mail_dir)
    assert message["Subject"] == "お知らせ（2件）"
    assert message.get_content().index("一つ目") < message.get_content().index("二つ目")


def test_a_mail_that_could_not_be_sent_before_night_waits_for_the_morning(
    delivery, settings, frozen, monkeypatch
):
    frozen.to(datetime(2026, 12, 1, 10, 59, tzinfo=UTC))  # 19:59 in Japan
    owe("editor")

    def away(*_args) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(delivery.mailer, "send", away)
        delivery.once()
    at_night(frozen)
    assert deliver_mail(delivery.mailer) == 0
    with unit_of_work(writes=False):
        assert session.scalar(sa.select(Outbox.not_before).where(Outbox.consumer == Consumer.MAIL)) == MORNING
    frozen.to(MORNING)
    assert deliver_mail(delivery.mailer) == 1
    assert len(posted(settings.mail_dir)) == 1


@pytest.mark.parametrize(
    ("cadence", "due"),
    [
        (Cadence.DAILY, datetime(2026, 12, 2, 0, 0, tzinfo=UTC)),
        (Cadence.WEEKLY, datetime(2026, 12, 7, 0, 0, tzinfo=UTC)),
    ],
)
def test_digests_come_at_the_wished_hour_hold_what_is_unread_and_never_repeat(
    delivery, frozen, client_for, cadence, due
):
    wish("editor", cadence, hour=9)
    for title in ("残る一つ", "読まれた", "残る二つ"):
        owe("editor", title)
    delivery.once()
    read = next(one for one in notifications("editor") if one.title == "読まれた")
    client_for("editor").post(f"/account/notifications/{read.id}/read")
    frozen.to(due - timedelta(seconds=1))
    delivery.once()
    assert not posted(delivery.mailer.folder)
    frozen.to(due)
    delivery.once()
    frozen.move(days=15)
    delivery.once()
    (message,) = posted(delivery.mailer.folder)
    assert "残る一つ" in message.get_content()
    assert "残る二つ" in message.get_content()
    assert "読まれた" not in message.get_content()


def test_nothing_new_no_digest(delivery, settings, frozen):
    wish("editor", Cadence.DAILY)
    for _day in range(3):
        frozen.move(days=1)
        delivery.once()
    assert not posted(settings.mail_dir)


def test_who_wants_no_mail_finds_it_in_the_app(delivery, settings, frozen):
    wish("editor", Cadence.NEVER)
    no_mail_of("approver", Kind.TRIAL)
    owe("editor")
    owe("approver")
    owe("approver", kind=Kind.EXPIRY, title="期限")
    delivery.once()
    assert [message["Subject"] for message in posted(settings.mail_dir)] == ["期限"]
    assert len(notifications("editor")) == 1
    assert len(notifications("approver")) == 2
    assert all(one.read_at is None for one in notifications("approver"))


def test_a_muted_thing_is_silent(delivery, settings, frozen, actor_for):
    need_id = need()
    nothing_of("company", "need", need_id)
    owe("company", path=f"/needs/{need_id}#questions", kind=Kind.QUESTION)
    delivery.once()
    assert not [message for message in posted(settings.mail_dir) if message["To"] == "company@example.jp"]
    (told,) = notifications("company")
    assert told.read_at is not None


def test_a_digest_leaves_out_what_was_muted_or_hidden_since(delivery, settings, frozen, actor_for):
    need_id = need(published=False)
    for who in ("editor", "approver"):
        wish(who, Cadence.DAILY)
        owe(who, "下書きのこと", path=f"/needs/{need_id}")
        owe(who, "実証のこと", kind=Kind.EXPIRY)
    delivery.once()
    no_mail_of("approver", Kind.EXPIRY)
    with unit_of_work():
        session.execute(sa.delete(Membership).where(Membership.user_id == people.user("editor").id))
    frozen.move(days=1)
    delivery.once()
    contents = {str(message["To"]): message.get_content() for message in posted(settings.mail_dir)}
    assert "実証のこと" in contents["editor@example.jp"]
    assert "下書きのこと" not in contents["editor@example.jp"]
    assert "下書きのこと" in contents["approver@example.jp"]
    assert "実証のこと" not in contents["approver@example.jp"]


def test_whoever_may_not_see_it_or_has_left_is_not_told(delivery, settings, frozen, actor_for):
    need_id = need(published=False)
    for who in ("editor", "other_editor", "company"):
        owe(who, path=f"/needs/{need_id}")
    owe("group")
    with unit_of_work():
        session.get(User, people.user("group").id).active = False
    delivery.once()
    assert [message["To"] for message in posted(settings.mail_dir)] == ["editor@example.jp"]
    assert [len(notifications(who)) for who in ("editor", "other_editor", "company")] == [1, 0, 0]


def test_a_need_withdrawn_unpublished_is_told_to_nobody_outside(delivery, settings, frozen, actor_for):
    need_id = need(published=False)
    with unit_of_work():
        need_services.withdraw(actor_for("approver"), session.get(Need, need_id), "不要になった")
    owe("company", path=f"/needs/{need_id}")
    delivery.once()
    assert not notifications("company")


def test_a_crash_between_the_steps_neither_loses_nor_doubles(delivery, settings, frozen, monkeypatch):
    """Each step is one transaction: what dies inside it leaves everything as it was."""
    owe("editor")

    def dies(*_args, **_more) -> None:
        raise KeyboardInterrupt

    for place, step in (
        ("govtech.notices.delivering.insert_ignoring", deliver_notices),
        ("govtech.notices.delivering._post", mail_due),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(place, dies)
            with pytest.raises(KeyboardInterrupt):
                step()
        assert step() == 1
        assert step() == 0
    with monkeypatch.context() as patch:  # after the server took it, before we noted that
        patch.setattr(delivery_module.sa, "delete", dies)
        with pytest.raises(KeyboardInterrupt):
            deliver_mail(delivery.mailer)
    (first,) = posted(settings.mail_dir)
    frozen.move(minutes=5)
    delivery.once()
    (again,) = posted(settings.mail_dir)
    assert first["Message-ID"] == again["Message-ID"]


def test_the_same_owed_key_is_one_notification(database, frozen):
    owe("editor")
    with unit_of_work():
        first = session.scalars(sa.select(Outbox).where(Outbox.consumer == Consumer.NOTICE)).one()
        session.add(Outbox(entry_id=first.entry_id, consumer=Consumer.NOTICE, payload=dict(first.payload)))
    assert deliver_notices() == 2
    assert len(notifications("editor")) == 1


def test_quiet_hours_by_the_hour():
    noon = datetime(2026, 12, 1, 3, tzinfo=UTC)
    assert clock.past_quiet(noon, 20, 8) == noon
    assert clock.past_quiet(noon, 8, 8) == noon
    assert clock.past_quiet(noon, 12, 13) == noon + timedelta(hours=1)
    assert clock.past_quiet(noon, 13, 12) == noon
    assert clock.past_quiet(noon, 11, 10) == noon + timedelta(hours=22)
