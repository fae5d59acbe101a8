"""Who may write, confirm, read and follow cases, and who keeps the reference data."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.core.policy import Actor, Role, rule
from govtech.core.words import lazy
from govtech.knowledge.adoption_models import Adoption, AdoptionStatus
from govtech.knowledge.models import CaseStudy, Status, Visibility

PUBLIC_STATES = (Status.PUBLISHED, Status.ARCHIVED)
SHOWN_ADOPTIONS = (AdoptionStatus.TRIAL, AdoptionStatus.ADOPTED, AdoptionStatus.ENDED)


def writes(actor: Actor, case: CaseStudy | None) -> bool:
    """Whether the actor writes cases of the organisation: staff of the municipality, or the coordinators their own."""
    able = (actor.is_municipal and actor.verified and actor.at_least(Role.EDITOR)) or actor.is_coordinator
    return able and (case is None or actor.acts_for(case.organisation_id))


def confirms(actor: Actor, case: CaseStudy | None) -> bool:
    """Whether the actor may speak for the organisation that the case belongs to."""
    return writes(actor, case) and (actor.at_least(Role.APPROVER) or actor.is_coordinator)


@rule("case:create", lazy("事例を書く"))
def _create(actor: Actor, _subject: object) -> bool:
    return writes(actor, None)


@rule("case:edit", lazy("自分の団体の事例を直す（公開後は承認者）"))
def _edit(actor: Actor, case: CaseStudy | None) -> bool:
    """What is public binds the municipality, so an approver changes it."""
    if case is None or case.status in {Status.DRAFT, Status.IN_REVIEW}:
        return writes(actor, case)
    return case.status == Status.PUBLISHED and confirms(actor, case)


@rule("case:submit", lazy("事例の確認を承認者に依頼する・取り下げる"))
def _submit(actor: Actor, case: CaseStudy | None) -> bool:
    return writes(actor, case)


@rule("case:publish", lazy("事例を公開する・差し戻す"))
def _publish(actor: Actor, case: CaseStudy | None) -> bool:
    return confirms(actor, case)


@rule("case:archive", lazy("事例の掲載を終える・再開する（コーディネーターは全ての事例）"))
def _archive(actor: Actor, case: CaseStudy | None) -> bool:
    return confirms(actor, case) or actor.is_coordinator


@rule("case:history", lazy("事例の編集の記録を読む"))
def _history(actor: Actor, case: CaseStudy | None) -> bool:
    """Earlier wordings may hold what was not meant to leave the organisation."""
    return actor.signed_in and (case is None or actor.acts_for(case.organisation_id))


@rule("case:thank", lazy("ほかの団体の事例に「参考になりました」を伝える"))
def _thank(actor: Actor, case: CaseStudy) -> bool:
    able = actor.is_coordinator or (actor.verified and actor.at_least(Role.EDITOR))
    return able and not actor.acts_for(case.organisation_id)


@rule("adoption:record", lazy("自分の市町村の横展開の状況を記録する"))
def _record(actor: Actor, adoption: Adoption | None) -> bool:
    able = actor.is_municipal and actor.verified and actor.at_least(Role.EDITOR)
    return able and (adoption is None or actor.acts_for(adoption.municipality_code))


@rule("reference:edit", lazy("取組・技術・ワンストップ度・無償サービスを直す"))
def _reference(actor: Actor, _subject: object) -> bool:
    return actor.is_coordinator


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Cases this actor may read: its own in every state, and of the published ones those meant for it.

    Archived cases stay readable at their address, since others link to them.
    """
    ways = [CaseStudy.visibility == Visibility.ALL]
    if actor.is_municipal or actor.is_coordinator:
        ways.append(CaseStudy.visibility == Visibility.MUNICIPALITIES)
    public = sa.and_(CaseStudy.status.in_(PUBLIC_STATES), sa.or_(*ways))
    if actor.organisation_id is None:
        return public
    return sa.or_(public, CaseStudy.organisation_id == actor.organisation_id)


def adoption_visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """What a municipality only considers is between municipalities and the coordinators."""
    if actor.is_municipal or actor.is_coordinator:
        return sa.true()
    return Adoption.status.in_(SHOWN_ADOPTIONS)
