"""What municipalities and the lead are told of positions: an answer, the approver's turn, all answered, fixed."""

from __future__ import annotations

from govtech.accounts.queries import emails_of
from govtech.core.journal import Notice
from govtech.core.policy import Actor, Role
from govtech.core.show import show_datetime
from govtech.core.words import gettext as _
from govtech.drafting import queries
from govtech.drafting.models import Specification, Status
from govtech.notices.models import Kind
from govtech.notices.telling import tell

LEADS = (Role.EDITOR, Role.APPROVER, Role.ADMIN, Role.COORDINATOR)
"""Who is told what the lead has to know; not the secretariat's auditors and operators."""
APPROVERS = (Role.APPROVER, Role.ADMIN)


def answered(
    actor: Actor, specification: Specification, organisation_id: str, key: str, text: str
) -> list[Notice]:
    """To the municipality that wants a change: the lead has answered."""
    readers = [one for one in emails_of([organisation_id]) if one.user_id != actor.user_id]
    return tell(
        readers,
        Kind.QUESTION,
        f"/specifications/{specification.id}/items/{key}#own-title",
        lambda: (
            _("【修正希望への回答】%(key)s　%(title)s", key=key, title=specification.title),
            _(
                "%(lead)sが、%(key)sへの修正の希望に回答しました。受け入れるか、もう一度立場を示してください。\n\n%(text)s",
                lead=specification.organisation.name,
                key=key,
                text=text,
            ),
        ),
    )


def ready(actor: Actor, specification: Specification) -> list[Notice]:
    """To the own approvers, but the one who did it: every item has a position, their word is missing."""
    readers = [
        one for one in emails_of([actor.organisation_id or ""], *APPROVERS) if one.user_id != actor.user_id
    ]
    until = specification.consult_until

    def words() -> tuple[str, str]:
        text = _("担当者が、すべての要件に立場を示しました。内容を確かめて、承認者として確認してください。")
        if specification.status is Status.CONSULTATION and until is not None:
            text += _("期限は%(until)sです。", until=show_datetime(until))
        return _("【立場の確認のお願い】%(title)s", title=specification.title), text

    return tell(readers, Kind.APPROVAL, f"/specifications/{specification.id}/positions", words)


def complete(actor: Actor, specification: Specification) -> list[Notice]:
    """To the lead, but the one who did it: the last municipality has confirmed."""
    readers = [
        one for one in emails_of([specification.organisation_id], *LEADS) if one.user_id != actor.user_id
    ]
    return tell(
        readers,
        Kind.RESPONSE,
        f"/specifications/{specification.id}/check",
        lambda: (
            _("【回答がそろいました】%(title)s", title=specification.title),
            _("参加するすべての市町村が、立場を確認しました。確定前の点検を見て、次に進めてください。"),
        ),
    )


def frozen(actor: Actor, specification: Specification) -> list[Notice]:
    """To everybody who takes part: the number and the hash that stand from now on."""
    towns = [row.id for row in queries.parties(specification)]
    readers = [
        one for one in emails_of([*towns, specification.organisation_id]) if one.user_id != actor.user_id
    ]
    return tell(
        readers,
        Kind.RESPONSE,
        f"/specifications/{specification.id}",
        lambda: (
            _("【確定】%(title)s　第%(n)s版", title=specification.title, n=specification.number),
            _(
                "共同仕様書が確定し、公開されました。内容はもう変わりません。\n照合値（SHA-256）：%(hash)s",
                hash=specification.content_hash,
            ),
        ),
    )
