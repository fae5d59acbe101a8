"""What an organisation's administrators are told when the secretariat confirms, suspends or resumes it."""

from __future__ import annotations

from govtech.accounts.queries import emails_of
from govtech.core.journal import Notice
from govtech.core.policy import Role
from govtech.core.words import gettext as _
from govtech.notices.models import Kind
from govtech.notices.telling import tell
from govtech.organisations.models import Organisation, Status


def of_organisation(organisation: Organisation, reason: str) -> list[Notice]:
    """To the administrators: where their organisation stands now, and why."""

    def words() -> tuple[str, str]:
        if organisation.status is Status.SUSPENDED:
            return (
                _("【利用の停止】%(name)s", name=organisation.name),
                _(
                    "事務局が、貴団体の利用を停止しました。公開したものは残りますが、新しい操作はできません。\n\n"
                    "理由：%(reason)s",
                    reason=reason,
                ),
            )
        return (
            _("【確認済み】%(name)s", name=organisation.name),
            _("事務局が、貴団体を確認済みにしました。登録した内容の公開や、提案などの操作を行えます。"),
        )

    return tell(
        emails_of([organisation.id], Role.ADMIN),
        Kind.STANDING,
        f"/organisations/{organisation.id}",
        words,
    )
