"""Who may ask, answer and read questions."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.core.policy import Actor, Role, rule
from govtech.core.words import gettext as _
from govtech.core.words import lazy
from govtech.knowledge.models import CaseStudy
from govtech.knowledge.policy import visible_to as case_visible_to
from govtech.questions.models import Question, Status, Subject


def owns(actor: Actor, owner_id: str, role: Role = Role.EDITOR) -> bool:
    """Whether the actor answers for the organisation: its staff from that role on, or the coordinators for theirs."""
    able = (actor.is_municipal and actor.at_least(role)) or actor.is_coordinator
    return able and actor.acts_for(owner_id)


def obstacle(actor: Actor, subject: Subject) -> str | None:
    """Why this actor cannot ask about it whatever its state, in words; None when nothing is in the way."""
    if not actor.signed_in:
        return _("質問するには、サインインしてください。")
    if actor.acts_for(subject.organisation_id):
        return _("自団体のものには、質問できません。")
    if not (actor.is_supplier or actor.is_municipal) or not actor.at_least(Role.EDITOR):
        return _("質問できるのは、企業、市民団体、ほかの市町村の担当者です。")
    if not actor.verified:
        return _("事務局による団体の確認が済むと質問できます。確認には数日かかることがあります。")
    return None


@rule("question:ask", lazy("ニーズや事例について質問する（確認済みの団体）"))
def _ask(actor: Actor, subject: Subject) -> bool:
    return obstacle(actor, subject) is None


@rule("question:withdraw", lazy("自団体の質問を取り下げる"))
def _withdraw(actor: Actor, question: Question) -> bool:
    return actor.at_least(Role.EDITOR) and actor.acts_for(question.organisation_id)


@rule("question:answer", lazy("自団体に届いた質問の回答案を書き、同じ質問をまとめる"))
def _answer(actor: Actor, question: Question) -> bool:
    return owns(actor, question.owner_id)


@rule("question:publish", lazy("回答を公開する・質問者だけに送る（ニーズは承認者）"))
def _publish(actor: Actor, question: Question) -> bool:
    """An answer under a need binds the municipality; one under a case tells of what was done."""
    return owns(actor, question.owner_id, Role.APPROVER if question.need_id else Role.EDITOR)


def reads_in_private(actor: Actor, question: Question) -> bool:
    """Whether the actor is of those who asked or of those who answer: they read what was asked, in every state."""
    return actor.acts_for(question.organisation_id) or answers(actor, question)


def answers(actor: Actor, question: Question) -> bool:
    """Whether it came to the actor's own organisation."""
    return (actor.is_municipal or actor.is_coordinator) and actor.acts_for(question.owner_id)


def public_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Published questions about what the actor may read."""
    return sa.and_(Question.status == Status.PUBLISHED, _readable(actor))


def _readable(actor: Actor) -> sa.ColumnElement[bool]:
    """Questions about what the actor may read: a need once public stays so, a case may be for few."""
    of_cases = Question.case_id.in_(sa.select(CaseStudy.id).where(case_visible_to(actor)))
    return sa.or_(Question.need_id.is_not(None), of_cases)


def asked_by(actor: Actor) -> sa.ColumnElement[bool]:
    """Questions of the actor's organisation; not those about a case that was taken from its sight since."""
    if actor.organisation_id is None:
        return sa.false()
    return sa.and_(Question.organisation_id == actor.organisation_id, _readable(actor))


def private_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Questions that the actor's organisation asked, or that came to it; nobody else's, the secretariat's included."""
    if not (actor.is_municipal or actor.is_coordinator):
        return asked_by(actor)
    return sa.or_(asked_by(actor), Question.owner_id == actor.organisation_id)


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """What this actor may open: what is public, and what is between the two sides."""
    return sa.or_(public_to(actor), private_to(actor))
