"""What municipalities and the lead are told of a consultation, each in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from govtech.accounts.queries import emails_of
from govtech.agreeing import position_queries
from govtech.agreeing.position_letters import LEADS
from govtech.agreeing.position_queries import Progress
from govtech.core.journal import Notice
from govtech.core.policy import Role
from govtech.core.show import show_date, show_datetime
from govtech.core.words import gettext as _
from govtech.drafting import queries
from govtech.drafting.models import Specification
from govtech.notices.models import Kind
from govtech.notices.telling import tell


def path_of(specification: Specification) -> str:
    """The address of the consultation."""
    return f"/specifications/{specification.id}/consultation"


def _parties(specification: Specification) -> Sequence[Any]:
    return emails_of([row.id for row in queries.parties(specification)])


def _with(text: str, message: str) -> str:
    return f"{text}\n\n{message}" if message.strip() else text


def began(specification: Specification, until: datetime, message: str) -> list[Notice]:
    """To those who take part: they are asked."""
    return tell(
        _parties(specification),
        Kind.INVITATION,
        path_of(specification),
        lambda: (
            _("【意見照会】%(title)s（%(day)sまで）", title=specification.title, day=show_date(until)),
            _with(
                _(
                    "%(lead)sが、共同仕様書への意見を照会します。要件ごとに貴団体の立場を示し、承認者が確認してください。\n期限：%(until)s\n期限までに確認がないときは、意見なしとして扱われます。",
                    lead=specification.organisation.name,
                    until=show_datetime(until),
                ),
                message,
            ),
        ),
    )


def extended(specification: Specification, old: datetime, new: datetime, reason: str) -> list[Notice]:
    """To those who take part: the old and the new deadline."""
    return tell(
        _parties(specification),
        Kind.INVITATION,
        path_of(specification),
        lambda: (
            _(
                "【意見照会の期限の変更】%(title)s（%(day)sまで）",
                title=specification.title,
                day=show_date(new),
            ),
            _with(
                _("期限を%(old)sから%(new)sに変えました。", old=show_datetime(old), new=show_datetime(new)),
                reason,
            ),
        ),
    )


def resumed(specification: Specification) -> list[Notice]:
    """To those who take part: nothing is asked any more for now."""
    return tell(
        _parties(specification),
        Kind.INVITATION,
        path_of(specification),
        lambda: (
            _("【意見照会の終了】%(title)s", title=specification.title),
            _(
                "%(lead)sが意見照会を終え、作成中に戻しました。いまは回答は要りません。示された立場は残ります。",
                lead=specification.organisation.name,
            ),
        ),
    )


def reminder(specification: Specification, until: datetime, row: Progress) -> list[Notice]:
    """To one municipality: what is still owed. When only the approver's word is missing, to the approvers alone."""
    left = row.undecided + row.stale

    def words() -> tuple[str, str]:
        title = _("【意見照会の期限：%(day)s】%(title)s", day=show_date(until), title=specification.title)
        lines = []
        if row.undecided:
            lines.append(_("立場を決めていない要件：%(n)s件", n=row.undecided))
        if row.stale:
            lines.append(_("立場を示した後に変わった要件：%(n)s件", n=row.stale))
        if lines:
            return title, "\n".join([*lines, _("期限：%(until)s", until=show_datetime(until))])
        return title, _(
            "担当者が立場を示し終えました。承認者が確認してください。期限は%(until)sです。",
            until=show_datetime(until),
        )

    readers = emails_of([row.id]) if left else emails_of([row.id], Role.APPROVER, Role.ADMIN)
    return tell(readers, Kind.INVITATION, path_of(specification), words)


def ended(specification: Specification, waiting: Sequence[Progress], total: int) -> list[Notice]:
    """To the lead: who answered, who did not, how many wanted changes are open."""
    open_ones = len(position_queries.objections(specification))
    names = [row.name for row in waiting]

    def words() -> tuple[str, str]:
        lines = [_("回答を終えた市町村：%(done)s／%(total)s", done=total - len(names), total=total)]
        if names:
            lines.append(_("終えていない市町村：%(names)s", names=_("、").join(names)))
        lines.append(_("解決していない修正の希望：%(n)s件", n=open_ones))
        return _("【意見照会の期限が来ました】%(title)s", title=specification.title), "\n".join(lines)

    return tell(
        emails_of([specification.organisation_id], *LEADS), Kind.RESPONSE, path_of(specification), words
    )


def joined(specification: Specification, name: str) -> list[Notice]:
    """To the lead: one more municipality takes part."""
    return tell(
        emails_of([specification.organisation_id], *LEADS),
        Kind.INVITATION,
        path_of(specification),
        lambda: (
            _("%(name)sが共同仕様書に加わりました", name=name),
            _(
                "「%(title)s」の参加市町村に加わりました。本文を読み、立場を示せます。",
                title=specification.title,
            ),
        ),
    )
