"""Mail that the matching board causes, in the language of whoever reads it; {base_url} is filled when it is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from govtech.accounts.queries import emails_of
from govtech.core.journal import Letter
from govtech.core.policy import Role
from govtech.core.words import gettext as _
from govtech.core.words import use_locale
from govtech.needs.models import Need
from govtech.needs.response_models import Response, ResponseStatus

Words = Callable[[], tuple[str, str]]


def _to(readers: Iterable[Any], words: Words) -> list[Letter]:
    """One letter to each reader (email, language), written in their language."""
    letters = []
    for reader in readers:
        with use_locale(reader.language):
            subject, body = words()
            letters.append(Letter(reader.email, subject, body))
    return letters


def _link(need: Need) -> str:
    return "{base_url}/needs/" + need.id


def review_requested(need: Need) -> list[Letter]:
    """To the approvers: please read and publish."""
    return _to(
        emails_of([need.organisation_id], Role.APPROVER, Role.ADMIN),
        lambda: (
            _("【承認のお願い】%(title)s", title=need.title),
            _(
                "ニーズの承認依頼が届きました。内容を確認し、公開するか差し戻してください。\n\n%(link)s",
                link=_link(need),
            ),
        ),
    )


def sent_back(need: Need) -> list[Letter]:
    """To the editors: please revise."""
    return _to(
        emails_of([need.organisation_id], Role.EDITOR),
        lambda: (
            _("【差し戻し】%(title)s", title=need.title),
            _(
                "ニーズが差し戻されました。\n\n理由：%(reason)s\n\n%(link)s",
                reason=need.sent_back_reason,
                link=_link(need),
            ),
        ),
    )


def closed(need: Need) -> list[Letter]:
    """To the owners: the call has closed and the responses can be read. How many came is not said in mail."""
    return _to(
        emails_of([need.organisation_id]),
        lambda: (
            _("【募集終了】%(title)s", title=need.title),
            _(
                "提案の締切を過ぎたため、募集を終えました。届いた提案を読み、結果を伝えてください。\n\n%(link)s/responses",
                link=_link(need),
            ),
        ),
    )


def changed(need: Need, organisation_ids: list[str], reason: str) -> list[Letter]:
    """To those who are answering: the need has changed."""
    return _to(
        emails_of(organisation_ids) if organisation_ids else (),
        lambda: (
            _("【内容の変更】%(title)s", title=need.title),
            _(
                "提案を準備中のニーズの内容が変わりました。変更箇所を確認し、必要なら提案を直してください。\n\n"
                "変更の理由：%(reason)s\n\n%(link)s#changes",
                reason=reason,
                link=_link(need),
            ),
        ),
    )


def withdrawn(need: Need, organisation_ids: list[str]) -> list[Letter]:
    """To those who are answering: the need was withdrawn."""
    return _to(
        emails_of(organisation_ids) if organisation_ids else (),
        lambda: (
            _("【取り下げ】%(title)s", title=need.title),
            _(
                "提案先のニーズが取り下げられました。\n\n理由：%(reason)s\n\n%(link)s",
                reason=need.withdrawn_reason,
                link=_link(need),
            ),
        ),
    )


def decided(response: Response) -> list[Letter]:
    """To the responder: the result and its reason."""

    def words() -> tuple[str, str]:
        title = response.need.title
        if response.status is ResponseStatus.SELECTED:
            subject = _("【採用】%(title)s", title=title)
        else:
            subject = _("【結果のお知らせ】%(title)s", title=title)
        body = _(
            "%(organisation)sから、提案の結果が届きました。\n\n結果：%(result)s\n理由：%(reason)s\n\n%(link)s",
            organisation=response.need.organisation.name,
            result=response.status_label,
            reason=response.reason,
            link="{base_url}/responses/" + response.id,
        )
        return subject, body

    return _to(emails_of([response.organisation_id]), words)
