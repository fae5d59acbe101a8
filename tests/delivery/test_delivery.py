"""The outbox is emptied once, by however many processes, whatever dies in between."""

import threading

import pytest
import sqlalchemy as sa

from govtech.core.db import session, unit_of_work
from govtech.core.journal import Consumer, Letter, Outbox, record
from govtech.core.mail import Mailer
from govtech.core.policy import SYSTEM
from govtech.delivery import GIVE_UP_AFTER, Delivery, deliver_mail, deliver_search, run_clock
from govtech.organisations.models import Organisation
from search.interface import Query, State, Status
from tests import people
from tests.delivery.inbox import Inbox


@pytest.fixture
def inbox():
    with Inbox.open() as server:
        yield server


@pytest.fixture
def mailer(inbox, tmp_path):
    return Mailer(inbox.url, "事務局 <office@example.jp>", "https://gov.example.jp/", tmp_path)


def owe(subject="お知らせ", to="taro@example.jp", body="{base_url}/needs/abc をご覧ください。"):
    with unit_of_work():
        town = session.get(Organisation, people.HOME_TOWN)
        record(SYSTEM, "organisation.noted", town, letters=[Letter(to, subject, body)])


def owed(consumer):
    with unit_of_work(writes=False):
        return session.scalar(sa.select(sa.func.count()).where(Outbox.consumer == consumer))


def test_a_letter_arrives_with_the_address_people_use(database, inbox, mailer):
    owe()
    assert deliver_mail(mailer) == 1
    (message,) = inbox.messages
    assert message["To"] == "taro@example.jp"
    assert message["From"] == "事務局 <office@example.jp>"
    assert message["Subject"] == "お知らせ"
    assert "https://gov.example.jp/needs/abc" in message.get_content()
    assert deliver_mail(mailer) == 0
    assert owed(Consumer.MAIL) == 0


def test_a_letter_that_was_refused_is_tried_again_later_under_the_same_id(database, inbox, mailer, frozen):
    owe()
    inbox.refuse = True
    assert deliver_mail(mailer) == 0
    assert owed(Consumer.MAIL) == 1
    inbox.refuse = False
    assert deliver_mail(mailer) == 0, "not before its time"
    frozen.move(minutes=2)
    assert deliver_mail(mailer) == 1
    first = inbox.messages[0]["Message-ID"]
    assert first.startswith("<letter-")
    assert first.endswith("@gov.example.jp>")


def test_a_server_that_is_away_loses_nothing_and_is_not_asked_for_ever(database, tmp_path, frozen):
    away = Mailer("smtp://127.0.0.1:1", "office@example.jp", "https://gov.example.jp", tmp_path)
    owe()
    for _ in range(GIVE_UP_AFTER + 3):
        assert deliver_mail(away) == 0
        frozen.move(hours=7)
    assert owed(Consumer.MAIL) == 1
    with unit_of_work(writes=False):
        assert (
            session.scalar(sa.select(Outbox.attempts).where(Outbox.consumer == Consumer.MAIL))
            == GIVE_UP_AFTER
        )


def test_a_subject_cannot_smuggle_a_header(database, inbox, mailer):
    owe(subject="件名\nBcc: victim@example.jp")
    assert deliver_mail(mailer) == 1
    assert inbox.messages[0]["Bcc"] is None


@pytest.mark.parametrize(
    ("to", "subject"), [("taro..ichi.@example.jp", "件名"), ("a@example.jp", "件名\u2028続き")]
)
def test_unusual_addresses_and_line_breaks_in_subjects_are_sent(database, inbox, mailer, to, subject):
    owe(to=to, subject=subject)
    assert deliver_mail(mailer) == 1


def test_a_letter_that_cannot_be_written_does_not_hold_up_the_others(database, inbox, mailer):
    owe(to="not an address")
    owe(to="lone\ud800@example.jp")
    owe(to="hanako@example.jp")
    assert deliver_mail(mailer) == 1
    assert [message["To"] for message in inbox.messages] == ["hanako@example.jp"]
    assert owed(Consumer.MAIL) == 2


def test_two_deliverers_send_each_letter_once(live, inbox, tmp_path):
    for number in range(30):
        owe(to=f"person{number}@example.jp")
    mailers = [Mailer(inbox.url, "office@example.jp", "https://gov.example.jp", tmp_path) for _ in range(3)]
    threads = [
        threading.Thread(target=lambda one=one: [deliver_mail(one, 5) for _ in range(12)]) for one in mailers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    receivers = sorted(str(message["To"]) for message in inbox.messages)
    assert receivers == sorted(f"person{number}@example.jp" for number in range(30))
    assert owed(Consumer.MAIL) == 0


def test_an_organisation_is_found_after_delivery_and_not_before(app, delivery):
    engine = app.extensions["search"]
    query = Query(text="qzxunheard", tokens=frozenset({"public"}))
    delivery.once()
    with unit_of_work():
        session.get(Organisation, people.HOME_TOWN).description = "qzxunheard"
        record(SYSTEM, "organisation.changed", session.get(Organisation, people.HOME_TOWN))
    assert not engine.query(query).hits
    assert deliver_search(engine) == 1
    assert [hit.key for hit in engine.query(query).hits] == [f"organisation:{people.HOME_TOWN}"]
    assert deliver_search(engine) == 0


def test_indexing_that_fails_leaves_what_is_owed(app, delivery, monkeypatch):
    delivery.once()
    owe()
    monkeypatch.setattr(app.extensions["search"], "apply", _no_space)
    with pytest.raises(OSError, match="No space"):
        deliver_search(app.extensions["search"])
    assert owed(Consumer.SEARCH) == 1


def _no_space(_put, _drop=()):
    raise OSError(28, "No space left on device")


def test_one_clock_task_that_fails_does_not_stop_the_others(database):
    def broken(_actor):
        raise sa.exc.OperationalError("x", {}, Exception("locked"))

    assert run_clock([broken, lambda actor: 3 if actor is SYSTEM else 0]) == 3


def test_delivery_goes_on_after_a_failure_and_stops_when_told(app, monkeypatch):
    stop, calls = threading.Event(), []

    class Engine:
        def status(self):
            return Status(engine="none", path="", state=State.READY)

        def apply(self, _put, _drop):
            calls.append(1)
            if len(calls) < 3:
                raise OSError
            stop.set()

    owe()
    monkeypatch.setattr("govtech.delivery.CLOCK_PAUSE", 0.01)
    Delivery(Engine(), Mailer("", "a@example.jp", "http://x", app.config["SETTINGS"].mail_dir), ()).follow(
        stop
    )
    assert len(calls) >= 3
