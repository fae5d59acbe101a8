"""What people are told of soundings; authors are named in none of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from govtech.accounts.queries import emails_of
from govtech.core.journal import Notice
from govtech.core.policy import Role
from govtech.core.show import show_datetime
from govtech.core.words import gettext as _
from govtech.drafting import concerned
from govtech.drafting import queries as drafting
from govtech.notices.models import Kind
from govtech.notices.telling import tell
from govtech.soundings import queries
from govtech.soundings.models import Audience, Sounding

LEADS = (Role.EDITOR, Role.APPROVER, Role.ADMIN, Role.COORDINATOR)


def path_of(sounding: Sounding) -> str:
    """The address of its page."""
    return f"/soundings/{sounding.id}"


def opened(sounding: Sounding) -> list[Notice]:
    """To the municipalities that draft: their text is shown to outsiders; to those outside who may care to remark."""
    parties = [row.id for row in drafting.parties(sounding.specification)]
    inside = tell(
        emails_of(parties),
        Kind.INVITATION,
        path_of(sounding),
        lambda: (
            _("【意見募集の開始】%(title)s", title=sounding.title),
            _(
                "仕様書案への意見募集を始めました。期限は%(until)sです。届いた意見は、参加する市町村も読めます。",
                until=show_datetime(sounding.until),
            ),
        ),
    )
    known = {notice.user_id for notice in inside}
    return [*inside, *(notice for notice in _invitations(sounding) if notice.user_id not in known)]


def _invitations(sounding: Sounding) -> list[Notice]:
    """To companies and groups with fitting offerings and, when anybody may read it, to all who watch the need."""
    readers = concerned.suppliers(sounding.specification)
    if sounding.audience is Audience.PUBLIC:
        readers += concerned.watchers(sounding.specification)
    return tell(
        readers,
        Kind.INVITATION,
        path_of(sounding),
        lambda: (
            _("【仕様書案への意見募集】%(title)s", title=sounding.title),
            _(
                "%(organisation)sが、仕様書の案への意見を募集しています。期限は%(until)sです。",
                organisation=sounding.organisation.name,
                until=show_datetime(sounding.until),
            ),
        ),
    )


def closed(sounding: Sounding, count: int) -> list[Notice]:
    """To the lead: no more remarks come, and how many there are."""
    return tell(
        emails_of([sounding.organisation_id], *LEADS),
        Kind.RESPONSE,
        f"{path_of(sounding)}/remarks",
        lambda: (
            _("【意見募集の終了】%(title)s", title=sounding.title),
            _(
                "意見が%(n)s件届きました。一つずつ回答し、すべてに回答したら結果を公開してください。",
                n=count,
            ),
        ),
    )


def extended(sounding: Sounding, old: datetime) -> list[Notice]:
    """To those who have remarked and those who draft: the old and the new deadline."""

    def words() -> tuple[str, str]:
        dates = {"old": show_datetime(old), "new": show_datetime(sounding.until)}
        return (
            _("【意見募集の期限の変更】%(title)s", title=sounding.title),
            _("期限を%(old)sから%(new)sに変えました。", **dates),
        )

    parties = [row.id for row in drafting.parties(sounding.specification)]
    return [
        *tell(emails_of(queries.authors(sounding)), Kind.RESPONSE, path_of(sounding), words),
        *tell(emails_of(parties), Kind.INVITATION, path_of(sounding), words),
    ]


def withdrawn(sounding: Sounding) -> list[Notice]:
    """To those who have remarked: it was called off."""
    return tell(
        emails_of(queries.authors(sounding)),
        Kind.RESPONSE,
        path_of(sounding),
        lambda: (
            _("【意見募集の取りやめ】%(title)s", title=sounding.title),
            _("意見募集を取りやめました。理由：%(why)s", why=sounding.ended_why),
        ),
    )


def corrected(sounding: Sounding, organisation_ids: Sequence[str]) -> list[Notice]:
    """To those whose remarks an answer is for: it was corrected."""
    return tell(
        emails_of(organisation_ids),
        Kind.RESPONSE,
        f"{path_of(sounding)}#own-title",
        lambda: (
            _("【回答の訂正】%(title)s", title=sounding.title),
            _("お寄せいただいた意見への回答を訂正・追記しました。訂正前の回答と理由も読めます。"),
        ),
    )


def published(sounding: Sounding) -> list[Notice]:
    """To those who have remarked: the answers can be read."""
    return tell(
        emails_of(queries.authors(sounding)),
        Kind.RESPONSE,
        f"{path_of(sounding)}#own-title",
        lambda: (
            _("【意見への回答】%(title)s", title=sounding.title),
            _("お寄せいただいた意見への回答を公開しました。意見を出した団体の名前は公開していません。"),
        ),
    )
