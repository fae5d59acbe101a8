"""What people are told about cases, in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from govtech.core.journal import Notice
from govtech.core.policy import Actor
from govtech.core.words import gettext as _
from govtech.knowledge.models import CaseStudy
from govtech.notices.models import Kind
from govtech.notices.telling import tell, with_watchers


def review_asked(readers: Iterable[Any], case: CaseStudy, sender: str) -> list[Notice]:
    """To the approvers: somebody asks for their confirmation. Readers are rows of user_id and language."""
    return tell(
        readers,
        Kind.APPROVAL,
        _page(case),
        lambda: (
            _("【確認のお願い】%(title)s", title=case.title),
            _(
                "%(sender)sさんが、事例「%(title)s」の確認を依頼しました。\n"
                "内容を読み、公開するか、理由を添えて差し戻してください。",
                sender=sender,
                title=case.title,
            ),
        ),
    )


def sent_back(readers: Iterable[Any], case: CaseStudy, sender: str, reason: str) -> list[Notice]:
    """To the editors: an approver sends the case back, and why."""
    return tell(
        readers,
        Kind.APPROVAL,
        _page(case),
        lambda: (
            _("【差し戻し】%(title)s", title=case.title),
            _(
                "%(sender)sさんが、事例「%(title)s」を差し戻しました。\n\n理由：%(reason)s\n\n"
                "直してから、もう一度確認を依頼してください。",
                sender=sender,
                title=case.title,
                reason=reason,
            ),
        ),
    )


def archived(actor: Actor, case: CaseStudy, reason: str) -> list[Notice]:
    """To whoever watches the case: it is no longer on the lists, and why."""
    return with_watchers(
        actor,
        case,
        lambda: (
            _("【掲載終了】%(title)s", title=case.title),
            _("ウォッチしている事例の掲載が終わりました。\n\n理由：%(reason)s", reason=reason),
        ),
    )


def _page(case: CaseStudy) -> str:
    return f"/cases/{case.id}"
