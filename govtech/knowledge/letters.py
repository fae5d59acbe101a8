"""Mail that cases cause, in the language of whoever reads it; {base_url} is filled when it is sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from govtech.core.journal import Letter
from govtech.core.words import gettext as _
from govtech.core.words import use_locale
from govtech.knowledge.models import CaseStudy


def review_asked(readers: Iterable[Any], case: CaseStudy, sender: str) -> list[Letter]:
    """To the approvers: somebody asks for their confirmation. Readers are rows of email and language."""
    letters = []
    for reader in readers:
        with use_locale(reader.language):
            letters.append(
                Letter(
                    reader.email,
                    _("【GovTech Front Osaka】事例の確認のお願い：%(title)s", title=case.title),
                    _(
                        "%(sender)sさんが、事例「%(title)s」の確認を依頼しました。\n"
                        "内容を読み、公開するか、理由を添えて差し戻してください。\n%(link)s",
                        sender=sender,
                        title=case.title,
                        link=_link(case),
                    ),
                )
            )
    return letters


def sent_back(readers: Iterable[Any], case: CaseStudy, sender: str, reason: str) -> list[Letter]:
    """To the editors: an approver sends the case back, and why."""
    letters = []
    for reader in readers:
        with use_locale(reader.language):
            letters.append(
                Letter(
                    reader.email,
                    _("【GovTech Front Osaka】事例が差し戻されました：%(title)s", title=case.title),
                    _(
                        "%(sender)sさんが、事例「%(title)s」を差し戻しました。\n\n理由：%(reason)s\n\n"
                        "直してから、もう一度確認を依頼してください。\n%(link)s",
                        sender=sender,
                        title=case.title,
                        reason=reason,
                        link=_link(case),
                    ),
                )
            )
    return letters


def _link(case: CaseStudy) -> str:
    return "{base_url}/cases/" + case.id
