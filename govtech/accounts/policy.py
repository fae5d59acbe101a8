"""Who may sign in, invite, and change memberships."""

from __future__ import annotations

from govtech.accounts.models import Membership, User
from govtech.core.policy import Actor, OrganisationKind, Role, rule
from govtech.core.words import lazy
from govtech.organisations.models import Organisation


@rule("account:enter", lazy("サインイン・利用登録をする"))
def _enter(_actor: Actor, _subject: object) -> bool:
    return True


@rule("account:change", lazy("自分のアカウントを変更する"))
def _change(actor: Actor, user: User | None) -> bool:
    return actor.signed_in and (user is None or user.id == actor.user_id)


@rule("organisation:members", lazy("団体の利用者を招待・変更する"))
def _members(actor: Actor, organisation: Organisation | None) -> bool:
    if organisation is None:
        return actor.at_least(Role.ADMIN) or actor.is_coordinator or actor.is_operator
    if organisation.kind is OrganisationKind.SECRETARIAT:
        return actor.is_operator
    return (actor.acts_for(organisation.id) and actor.at_least(Role.ADMIN)) or actor.is_coordinator


@rule("membership:change", lazy("利用者の役割を変える"))
def _membership(actor: Actor, membership: Membership) -> bool:
    return _members(actor, membership.organisation) and membership.user_id != actor.user_id
