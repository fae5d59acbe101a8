"""Notifications as mail, in the language of whoever reads it; {base_url} is filled when it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from govtech.accounts.models import User
from govtech.core.text import shorten
from govtech.core.words import gettext as _
from govtech.core.words import use_locale
from govtech.notices.models import KIND_LABELS, Cadence, Kind, Notification, Wishes

LISTED = 50
"""So many notifications stand in one digest; the list in the app has them all."""
EXCERPT = 120
EVERYTHING = "all"
"""Stands for every kind in the link with which mail is stopped."""

Mail = dict[str, object]


def single(reader: User, wishes: Wishes, group: Sequence[Notification]) -> Mail:
    """One notification as a mail of its own."""
    (one,) = group
    with use_locale(reader.language):
        body = f"{one.text}\n\n{{base_url}}{one.path}\n\n{_footer(wishes, one.kind)}"
        return _mail(reader, wishes, one.title, body, one.kind)


def digest(reader: User, wishes: Wishes, group: Sequence[Notification]) -> Mail:
    """Several notifications in one mail, by kind."""
    with use_locale(reader.language):
        body = "\n\n".join([_greeting(wishes), *_sections(group[:LISTED]), *_rest(len(group))])
        return _mail(
            reader,
            wishes,
            _subject(wishes, len(group)),
            f"{body}\n\n{_footer(wishes, EVERYTHING)}",
            EVERYTHING,
        )


def _subject(wishes: Wishes, count: int) -> str:
    if wishes.mail is Cadence.DAILY:
        return _("今日のお知らせ（%(n)s件）", n=count)
    if wishes.mail is Cadence.WEEKLY:
        return _("今週のお知らせ（%(n)s件）", n=count)
    return _("お知らせ（%(n)s件）", n=count)


def _greeting(wishes: Wishes) -> str:
    if wishes.mail is Cadence.AT_ONCE:
        return _("メールを止めている時間に届いたお知らせを、まとめてお送りします。")
    return _("前回のまとめの後に届き、まだ読んでいないお知らせです。")


def _sections(group: Sequence[Notification]) -> list[str]:
    order = list(Kind)
    by_kind = sorted(group, key=lambda one: order.index(one.kind))  # stable: the oldest first within a kind
    return [
        f"■ {KIND_LABELS[kind]}\n\n" + "\n\n".join(map(_item, items))
        for kind, items in groupby(by_kind, key=lambda one: one.kind)
    ]


def _item(one: Notification) -> str:
    first = shorten(next((line for line in one.text.splitlines() if line.strip()), ""), EXCERPT)
    return "\n".join(
        line for line in (f"・{one.title}", f"  {first}".rstrip(), f"  {{base_url}}{one.path}") if line
    )


def _rest(count: int) -> list[str]:
    if count <= LISTED:
        return []
    return [
        _(
            "ほかに%(n)s件あります。お知らせの一覧をご覧ください。\n%(link)s",
            n=count - LISTED,
            link="{base_url}/account/notifications",
        )
    ]


def _footer(wishes: Wishes, what: str) -> str:
    if what == EVERYTHING:
        stop = _("お知らせのメールをすべて止める：")
    else:
        stop = _("「%(kind)s」のメールを止める：", kind=KIND_LABELS[what])
    change = _("受け取り方を変える：")
    return (
        "----------------------------------------\n"
        f"{change}\n{{base_url}}/account/notifications/settings\n{stop}\n{_link(wishes, what)}"
    )


def _link(wishes: Wishes, what: str) -> str:
    return f"{{base_url}}/unsubscribe/{wishes.token}/{what}"


def _mail(reader: User, wishes: Wishes, subject: str, body: str, what: str) -> Mail:
    """The payload of a row in the outbox; one click stops what the mail is about (RFC 8058)."""
    headers = {
        "List-Unsubscribe": f"<{_link(wishes, what)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return {"to": reader.email, "subject": subject, "body": body, "headers": headers}
