"""Who may write, approve, answer and read on the matching board."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.core.policy import Actor, OrganisationKind, Role, rule
from govtech.core.words import gettext as _
from govtech.core.words import lazy
from govtech.needs.models import Need, Respondents, Status
from govtech.needs.response_models import HANDED_IN, Response

ADMITTED: dict[Respondents, frozenset[OrganisationKind]] = {
    Respondents.BOTH: frozenset({OrganisationKind.COMPANY, OrganisationKind.CIVIC_GROUP}),
    Respondents.COMPANIES: frozenset({OrganisationKind.COMPANY}),
    Respondents.CIVIC_GROUPS: frozenset({OrganisationKind.CIVIC_GROUP}),
}


def _owner(actor: Actor, need: Need, role: Role = Role.EDITOR) -> bool:
    return actor.is_municipal and actor.acts_for(need.organisation_id) and actor.at_least(role)


@rule("need:create", lazy("ニーズを書く"))
def _create(actor: Actor, _subject: object) -> bool:
    return actor.is_municipal and actor.at_least(Role.EDITOR)


@rule("need:edit", lazy("自団体のニーズを編集する（公開後は承認者）"))
def _edit(actor: Actor, need: Need) -> bool:
    return _owner(actor, need, Role.EDITOR if need.published_at is None else Role.APPROVER)


@rule("need:submit", lazy("ニーズの承認を依頼する"))
def _submit(actor: Actor, need: Need) -> bool:
    return _owner(actor, need)


@rule("need:send_back", lazy("承認待ちのニーズを差し戻す"))
def _send_back(actor: Actor, need: Need) -> bool:
    return _owner(actor, need, Role.APPROVER)


@rule("need:publish", lazy("ニーズを公開する"))
def _publish(actor: Actor, need: Need) -> bool:
    return _owner(actor, need, Role.APPROVER)


@rule("need:withdraw", lazy("ニーズを取り下げる（公開後は承認者）"))
def _withdraw(actor: Actor, need: Need) -> bool:
    return _edit(actor, need)


@rule("need:close", lazy("締切を過ぎたニーズの募集を終える（時計）"))
def _close(_actor: Actor, _need: Need | None) -> bool:
    return False  # the clock alone: no person ends a call before its deadline


@rule("need:conclude", lazy("相手の決定・該当なし・完了を記録する"))
def _conclude(actor: Actor, need: Need) -> bool:
    return _owner(actor, need, Role.APPROVER)


@rule("need:respond", lazy("ニーズに提案する（確認済みの団体）"))
def _respond(actor: Actor, need: Need) -> bool:
    return obstacle(actor, need) is None


@rule("response:edit", lazy("自団体の提案を編集・提出・取り下げする"))
def _edit_response(actor: Actor, response: Response) -> bool:
    return actor.acts_for(response.organisation_id) and _respond(actor, response.need)


@rule("response:list", lazy("募集終了後に、届いた提案を読む"))
def _list_responses(actor: Actor, need: Need) -> bool:
    return need.closed_at is not None and actor.is_municipal and actor.acts_for(need.organisation_id)


@rule("response:shortlist", lazy("届いた提案を候補に残す"))
def _shortlist(actor: Actor, response: Response) -> bool:
    return _list_responses(actor, response.need) and actor.at_least(Role.EDITOR)


@rule("response:decide", lazy("届いた提案の採用・不採用を決める"))
def _decide(actor: Actor, response: Response) -> bool:
    return _list_responses(actor, response.need) and actor.at_least(Role.APPROVER)


@rule("need:promise", lazy("提案の結果の予定日を知らせる"))
def _promise(actor: Actor, need: Need) -> bool:
    return need.published_at is not None and _owner(actor, need)


@rule("interview:propose", lazy("提案した団体に面談の日時の候補を出す"))
def _propose_interview(actor: Actor, response: Response) -> bool:
    return _shortlist(actor, response)


@rule("interview:answer", lazy("面談の日時を選ぶ・別の日時を希望する"))
def _answer_interview(actor: Actor, response: Response) -> bool:
    return _edit_response(actor, response)


@rule("response:debrief", lazy("自団体の提案の結果と理由の詳しい説明を読む"))
def _debrief(actor: Actor, response: Response) -> bool:
    return actor.is_supplier and actor.acts_for(response.organisation_id) and response.decided_at is not None


def obstacle(actor: Actor, need: Need) -> str | None:
    """Why this actor cannot respond to the need whatever its state, in words; None when nothing is in the way."""
    if not actor.signed_in:
        return _("提案するには、企業または市民団体としてサインインしてください。")
    if not actor.is_supplier or not actor.at_least(Role.EDITOR):
        return _("提案できるのは、企業または市民団体の担当者です。")
    if actor.organisation_kind not in ADMITTED[need.respondents]:
        if need.respondents is Respondents.COMPANIES:
            return _("このニーズに提案できるのは、企業に限られています。")
        return _("このニーズに提案できるのは、市民団体に限られています。")
    if not actor.verified:
        return _("事務局による団体の確認が済むと提案できます。確認には数日かかることがあります。")
    return None


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Needs that were published, and those of one's own municipality in any state."""
    public = Need.published_at.is_not(None)
    if not actor.is_municipal:
        return public
    return sa.or_(public, Need.organisation_id == actor.organisation_id)


def response_visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """One's own organisation's responses; and, once their need has closed, those handed in to one's municipality.

    Nobody else: neither coordinators nor auditors nor operators. Use it in statements that join Need.
    """
    if actor.organisation_id is None:
        return sa.false()
    if actor.is_supplier:
        return Response.organisation_id == actor.organisation_id
    if not actor.is_municipal:
        return sa.false()
    return sa.and_(
        Need.organisation_id == actor.organisation_id,
        Need.closed_at.is_not(None),
        Response.status.in_(HANDED_IN),
    )


IN_PUBLIC = tuple(status for status in Status if status not in {Status.DRAFT, Status.IN_REVIEW})
"""States that the list's filters offer to everybody."""
