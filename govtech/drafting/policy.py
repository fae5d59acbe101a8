"""Who may see and do what with a joint specification."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from govtech.core.db import session
from govtech.core.policy import Actor, Role, rule
from govtech.core.words import lazy
from govtech.drafting.models import Party, Specification, Status

PUBLIC = (Status.AGREED, Status.SUPERSEDED)
"""States in which everybody reads it."""


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Frozen ones are everybody's; drafts are for those who take part and coordinators; a consultation for all towns."""
    conditions: list[sa.ColumnElement[bool]] = [Specification.status.in_(PUBLIC)]
    if actor.is_coordinator:
        return sa.true()
    if actor.is_municipal:
        conditions += [Specification.status == Status.CONSULTATION, taking_part(actor)]
    return sa.or_(*conditions)


def taking_part(actor: Actor) -> sa.ColumnElement[bool]:
    """Those the actor's organisation leads or takes part in."""
    parties = sa.select(Party.specification_id).where(Party.organisation_id == actor.organisation_id)
    return sa.or_(Specification.organisation_id == actor.organisation_id, Specification.id.in_(parties))


def takes_part(actor: Actor, specification: Specification) -> bool:
    """Whether the actor's organisation leads or takes part."""
    if actor.organisation_id is None:
        return False
    if actor.acts_for(specification.organisation_id):
        return True
    return _is_party(actor, specification)


def leads(actor: Actor, specification: Specification) -> bool:
    """Staff of the lead, and coordinators."""
    return actor.is_coordinator or (actor.is_municipal and actor.acts_for(specification.organisation_id))


@rule("specification:create", lazy("共同仕様書を作り始める"))
def _create(actor: Actor, _thing: Any) -> bool:
    return actor.is_coordinator or actor.is_municipal


@rule("specification:edit", lazy("共同仕様書の本文と要件を書く"))
def _edit(actor: Actor, specification: Specification) -> bool:
    return actor.is_coordinator or (actor.is_municipal and takes_part(actor, specification))


@rule("specification:lead", lazy("共同仕様書の参加団体・照会・確定を進める"))
def _lead(actor: Actor, specification: Specification) -> bool:
    return leads(actor, specification)


@rule("specification:freeze", lazy("共同仕様書を確定する"))
def _freeze(actor: Actor, specification: Specification) -> bool:
    return actor.is_coordinator or (leads(actor, specification) and actor.at_least(Role.APPROVER))


@rule("specification:fill", lazy("共同仕様書に自団体の値を書く"))
def _fill(actor: Actor, specification: Specification) -> bool:
    return actor.is_municipal and takes_part(actor, specification)


@rule("specification:position", lazy("共同仕様書の要件に自団体の立場を示す"))
def _position(actor: Actor, specification: Specification) -> bool:
    return actor.is_municipal and _is_party(actor, specification)


@rule("specification:confirm", lazy("共同仕様書への自団体の立場を確認する"))
def _confirm(actor: Actor, specification: Specification) -> bool:
    return _position(actor, specification) and actor.at_least(Role.APPROVER)


@rule("specification:join", lazy("意見照会中の共同仕様書に、自団体として加わる"))
def _join(actor: Actor, specification: Specification) -> bool:
    """The lead takes part anyway; who does already gains nothing."""
    able = actor.is_municipal and actor.at_least(Role.APPROVER)
    return able and not takes_part(actor, specification)


@rule("specification:leave", lazy("共同仕様書への自団体の参加を取りやめる"))
def _leave(actor: Actor, specification: Specification) -> bool:
    """Who leads stays."""
    return _confirm(actor, specification) and not actor.acts_for(specification.organisation_id)


@rule("specification:abandon", lazy("共同仕様書の作成を取りやめる"))
def _abandon(actor: Actor, specification: Specification) -> bool:
    return _freeze(actor, specification)


@rule("specification:clock", lazy("意見照会の催促と終了（自動）"))
def _clock(_actor: Actor, _thing: Any) -> bool:
    return False


@rule("specification:offer", lazy("確定した共同仕様書を、ひな形の新しい版として提案する"))
def _offer(actor: Actor, specification: Specification) -> bool:
    return leads(actor, specification)


@rule("template_offer:decide", lazy("ひな形としての提案を確認し、ひな形にするか見送る"))
def _decide_offer(actor: Actor, _offer: Any) -> bool:
    return actor.is_coordinator


def _is_party(actor: Actor, specification: Specification) -> bool:
    found = sa.select(Party.id).where(
        Party.specification_id == specification.id, Party.organisation_id == actor.organisation_id
    )
    return session.scalar(found) is not None
