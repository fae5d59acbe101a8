"""Who may offer what, and who may see it."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.core.policy import Actor, Role, rule
from govtech.core.words import lazy
from govtech.organisations.models import Organisation
from govtech.organisations.models import Status as OrganisationStatus
from govtech.solutions.models import Solution, Status


@rule("solution:create", lazy("ソリューションを登録する"))
def _create(actor: Actor, _subject: object) -> bool:
    return actor.is_supplier and actor.at_least(Role.EDITOR)


@rule("solution:edit", lazy("自団体のソリューションを編集する"))
def _edit(actor: Actor, solution: Solution) -> bool:
    return _create(actor, None) and actor.acts_for(solution.organisation_id)


@rule("solution:publish", lazy("自団体のソリューションを公開する（確認済みの団体）"))
def _publish(actor: Actor, solution: Solution) -> bool:
    return _edit(actor, solution) and actor.verified


@rule("solution:withdraw", lazy("自団体のソリューションの掲載を終える"))
def _withdraw(actor: Actor, solution: Solution) -> bool:
    return _edit(actor, solution)


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Published offerings of organisations in good standing, and one's own in any state."""
    suspended = sa.select(Organisation.id).where(Organisation.status == OrganisationStatus.SUSPENDED)
    published = sa.and_(Solution.status == Status.PUBLISHED, Solution.organisation_id.not_in(suspended))
    if actor.organisation_id is None:
        return published
    return sa.or_(published, Solution.organisation_id == actor.organisation_id)


@rule("certification:remind", lazy("認証の期限が近いことを知らせる（時計の仕事）"))
def _remind(_actor: Actor, _subject: object) -> bool:
    return False
