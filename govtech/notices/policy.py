"""Everybody reads what they themselves were told, and decides how they are told."""

from __future__ import annotations

from govtech.core.policy import Actor, rule
from govtech.core.words import lazy
from govtech.notices.models import Notification, Watch


@rule("notice:watch", lazy("ウォッチする・お知らせを止める"))
def _watch(actor: Actor, watched: Watch | None) -> bool:
    return actor.signed_in and (watched is None or watched.user_id == actor.user_id)


@rule("notice:read", lazy("自分へのお知らせを読む・受け取り方を決める"))
def _read(actor: Actor, notification: Notification | None) -> bool:
    return actor.signed_in and (notification is None or notification.user_id == actor.user_id)


@rule("notice:unsubscribe", lazy("メールの中のリンクからメールを止める"))
def _unsubscribe(_actor: Actor, _subject: object) -> bool:
    return True  # whoever holds the link in the mail
