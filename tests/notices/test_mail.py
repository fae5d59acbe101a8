"""Mail as it arrives: word for word in both languages, at a real SMTP server, and how it is stopped.

GOLDEN_WRITE=1 in the environment writes the golden files anew; read the difference before committing it.
"""

from __future__ import annotations

import os
import re
from email.message import EmailMessage
from http import HTTPStatus
from pathlib import Path

import pytest

from govtech.accounts.models import User
from govtech.alerts import services as alerts
from govtech.core.db import session, unit_of_work
from govtech.core.journal import record
from govtech.core.mail import Mailer
from govtech.core.policy import SYSTEM
from govtech.core.words import gettext as _
from govtech.delivery import Delivery
from govtech.needs.models import Need
from govtech.notices.models import Cadence, Kind
from govtech.notices.queries import unmailed_kinds
from govtech.notices.telling import tell
from govtech.rooms import CLOCK_TASKS
from tests import people
from tests.delivery.inbox import Inbox
from tests.notices.news import need, notifications, posted, wish

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES = ("ja", "en")
SHOWN = (
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
)


def speaks(who: str, language: str) -> None:
    with unit_of_work():
        session.get(User, people.user(who).id).language = language


def tell_of(need_id: str, who: str, kind: Kind, heading: str, text: str) -> None:
    """A notice in the words that the board uses."""
    with unit_of_work():
        reader = session.get(User, people.user(who).id)
        reader.user_id = reader.id
        thing = session.get(Need, need_id)
        told = tell(
            [reader],
            kind,
            f"/needs/{need_id}",
            lambda: (_(heading, title=thing.title), _(text, reason="予算が決まった")),
        )
        record(SYSTEM, "need.noted", thing, notices=told)


CLOSED = ("【募集終了】%(title)s", "ウォッチしているニーズの募集が終わり、選定が始まりました。")
CHANGED = (
    "【内容の変更】%(title)s",
    "ウォッチしているニーズの内容が変わりました。\n\n変更の理由：%(reason)s",
)
ASKED = (
    "【承認のお願い】%(title)s",
    "ニーズの承認依頼が届きました。内容を確認し、公開するか差し戻してください。",
)


def as_text(message: EmailMessage, need_ids: list[str]) -> str:
    """The parts of a mail that a person sees or a mail program uses, without what chance decides."""
    head = "\n".join(f"{name}: {message[name]}" for name in SHOWN)
    text = f"{head}\n\n{message.get_content()}".replace("\r\n", "\n")
    for number, need_id in enumerate(need_ids, 1):
        text = text.replace(need_id, f"NEED{number}")
    return re.sub(r"<letter-\w+@", "<letter-KEY@", text)


def check(name: str, message: EmailMessage, need_ids: list[str]) -> None:
    path, text = GOLDEN / name, as_text(message, need_ids)
    if os.environ.get("GOLDEN_WRITE"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_once(delivery, settings, frozen, language):
    wish("company", Cadence.AT_ONCE)
    speaks("company", language)
    need_id = need()
    tell_of(need_id, "company", Kind.WATCH, *CHANGED)
    delivery.once()
    (message,) = posted(settings.mail_dir)
    check(f"at_once.{language}.txt", message, [need_id])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cadence", [Cadence.DAILY, Cadence.WEEKLY])
def test_digests(delivery, frozen, language, cadence):
    wish("company", cadence)
    speaks("company", language)
    need_ids = [need("窓口の待ち時間を減らしたい"), need("道路の穴を早く知りたい")]
    tell_of(need_ids[0], "company", Kind.WATCH, *CHANGED)
    tell_of(need_ids[1], "company", Kind.WATCH, *CLOSED)
    tell_of(need_ids[1], "company", Kind.APPROVAL, *ASKED)
    delivery.once()
    frozen.move(days=7)
    delivery.once()
    (message,) = posted(delivery.mailer.folder)
    check(f"{cadence}.{language}.txt", message, need_ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_saved_search(delivery, settings, frozen, actor_for, language):
    wish("company", Cadence.AT_ONCE)
    speaks("company", language)
    delivery.once()
    with unit_of_work():
        alerts.save(actor_for("company"), "待ち時間", "need", None, alerts.SearchData("窓口", "at_once"))
    for number in range(11):
        frozen.move(minutes=1)
        need(f"待ち時間を減らしたい（{number + 1}）")
    delivery.once()
    (message,) = posted(settings.mail_dir)
    check(f"saved_search.{language}.txt", message, [])


@pytest.fixture
def inbox():
    with Inbox.open() as server:
        yield server


def test_a_real_server_gets_one_mail_with_one_address_to_stop_it(app, inbox, settings, frozen):
    """The headers of RFC 8058 arrive in one piece: nothing decodes an encoded word there."""
    wish("company", Cadence.AT_ONCE)
    tell_of(need(), "company", Kind.WATCH, *CHANGED)
    mailer = Mailer(
        inbox.url,
        "事務局 <office@example.jp>",
        "https://govtech-front.city.example.osaka.jp",
        settings.mail_dir,
    )
    Delivery(app.extensions["search"], mailer, CLOCK_TASKS).once()
    Delivery(app.extensions["search"], mailer, CLOCK_TASKS).once()
    (raw,) = inbox.raw
    lines = raw.decode().split("\r\n")
    assert (
        "List-Unsubscribe: <https://govtech-front.city.example.osaka.jp/unsubscribe/token-of-company/watch>"
        in lines
    )
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
    assert len([line for line in lines if line.startswith("Message-ID: <letter-")]) == 1


def link_in(message: EmailMessage) -> str:
    return re.search(r"/unsubscribe/\S+", message.get_content())[0]


def test_mail_is_stopped_by_its_link_without_signing_in(app, client, delivery, settings, frozen):
    app.config["WTF_CSRF_ENABLED"] = True
    tell_of(need(), "company", Kind.WATCH, *CHANGED)
    delivery.once()
    (message,) = posted(settings.mail_dir)
    link, company = link_in(message), people.user("company").id
    page = client.get(link)
    assert page.status_code == HTTPStatus.OK
    assert "「ウォッチしているもの」のメールを止めます" in page.text
    assert unmailed_kinds(company) == set(), "a mail program that looks at links stops nothing"
    stopped = client.post(link, data={"List-Unsubscribe": "One-Click"})
    assert stopped.status_code == HTTPStatus.OK
    assert unmailed_kinds(company) == {"watch"}
    assert client.post(link).status_code == HTTPStatus.OK, "twice does no harm"
    tell_of(need(), "company", Kind.WATCH, *CLOSED)
    tell_of(need(), "company", Kind.APPROVAL, *ASKED)
    delivery.once()
    assert len(posted(settings.mail_dir)) == 2
    assert len(notifications("company")) == 3


def test_the_link_of_a_digest_stops_all_mail(client, delivery, settings, frozen):
    wish("company", Cadence.DAILY)
    tell_of(need(), "company", Kind.WATCH, *CHANGED)
    delivery.once()
    frozen.move(days=1)
    tell_of(need(), "company", Kind.WATCH, *CLOSED)
    delivery.once()
    (message,) = posted(settings.mail_dir)
    assert client.post(link_in(message)).status_code == HTTPStatus.OK
    frozen.move(days=2)
    delivery.once()
    assert len(posted(settings.mail_dir)) == 1, "what waited for the next digest is not sent either"


@pytest.mark.parametrize("path", ["/unsubscribe/nobody/watch", "/unsubscribe/token-of-company/nothing"])
def test_links_nobody_was_sent_lead_nowhere(client, path):
    wish("company", Cadence.AT_ONCE)
    assert client.get(path).status_code == HTTPStatus.NOT_FOUND
    assert client.post(path).status_code == HTTPStatus.NOT_FOUND
