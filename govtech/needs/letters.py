"""What the matching board tells people, in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Sequence

from govtech.accounts.queries import emails_of
from govtech.core.db import Rows
from govtech.core.journal import Notice
from govtech.core.policy import Actor, Role
from govtech.core.words import gettext as _
from govtech.needs.models import Need, Status
from govtech.notices.models import Kind
from govtech.notices.telling import tell, with_watchers


def _page(need: Need, below: str = "") -> str:
    return f"/needs/{need.id}{below}"


def _members(organisation_ids: Sequence[str]) -> Rows:
    return emails_of(organisation_ids) if organisation_ids else []


def review_requested(need: Need) -> list[Notice]:
    """To the approvers: please read and publish."""
    return tell(
        emails_of([need.organisation_id], Role.APPROVER, Role.ADMIN),
        Kind.APPROVAL,
        _page(need),
        lambda: (
            _("【承認のお願い】%(title)s", title=need.title),
            _("ニーズの承認依頼が届きました。内容を確認し、公開するか差し戻してください。"),
        ),
    )


def sent_back(need: Need) -> list[Notice]:
    """To the editors: please revise."""
    return tell(
        emails_of([need.organisation_id], Role.EDITOR),
        Kind.APPROVAL,
        _page(need),
        lambda: (
            _("【差し戻し】%(title)s", title=need.title),
            _("ニーズが差し戻されました。\n\n理由：%(reason)s", reason=need.sent_back_reason),
        ),
    )


def closed(need: Need) -> list[Notice]:
    """To the owners: the call has closed and the responses can be read. How many came is not said."""
    return tell(
        emails_of([need.organisation_id]),
        Kind.RESPONSE,
        _page(need, "/responses"),
        lambda: (
            _("【募集終了】%(title)s", title=need.title),
            _(
                "提案の締切を過ぎたため、募集を終えました。届いた提案を読み、結果を伝えてください。",
            ),
        ),
    )


def changed(
    need: Need, organisation_ids: Sequence[str], reason: str, number: int, *, material: bool
) -> list[Notice]:
    """To those who are answering: the need has changed, with the way to the redline of that change.

    A material change asks whoever has handed in a response to confirm or revise it.
    """

    def words() -> tuple[str, str]:
        if material:
            subject = _("【変更の確認のお願い】%(title)s", title=need.title)
            text = _(
                "提案先のニーズの予算・締切・範囲などが変わりました。変更の前後を読み、提出した提案がそのままでよければ"
                "「変更を確認した」を押し、直す場合は締切までに書き換えてください。確認がなくても、提案は有効なままです。"
                "\n\n変更の理由：%(reason)s",
                reason=reason,
            )
        else:
            subject = _("【内容の変更】%(title)s", title=need.title)
            text = _(
                "提案を準備中のニーズの内容が変わりました。変更箇所を確認し、必要なら提案を直してください。\n\n"
                "変更の理由：%(reason)s",
                reason=reason,
            )
        return subject, text

    return tell(_members(organisation_ids), Kind.CHANGE, _page(need, f"#revision-{number}"), words)


def withdrawn(need: Need, organisation_ids: Sequence[str]) -> list[Notice]:
    """To those who are answering: the need was withdrawn."""
    return tell(
        _members(organisation_ids),
        Kind.RESPONSE,
        _page(need),
        lambda: (
            _("【取り下げ】%(title)s", title=need.title),
            _("提案先のニーズが取り下げられました。\n\n理由：%(reason)s", reason=need.withdrawn_reason),
        ),
    )


def public_step(actor: Actor, need: Need, told: Sequence[Notice] = (), reason: str = "") -> list[Notice]:
    """Those told already, and whoever watches the need: what happened to it in public, by the state it is in now."""

    def words() -> tuple[str, str]:
        match need.status:
            case Status.PUBLISHED:
                title = _("【内容の変更】%(title)s", title=need.title)
                text = _(
                    "ウォッチしているニーズの内容が変わりました。\n\n変更の理由：%(reason)s", reason=reason
                )
            case Status.CLOSED:
                title = _("【募集終了】%(title)s", title=need.title)
                text = _("ウォッチしているニーズの募集が終わり、選定が始まりました。")
            case Status.WITHDRAWN:
                title = _("【取り下げ】%(title)s", title=need.title)
                text = _("ウォッチしているニーズが取り下げられました。\n\n理由：%(reason)s", reason=reason)
            case _other:
                title = _("【結果】%(title)s", title=need.title)
                text = _("ウォッチしているニーズの結果が公開されました。")
        return title, text

    return with_watchers(actor, need, words, told)
