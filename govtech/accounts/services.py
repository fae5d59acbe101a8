"""Everything that can be done to accounts. Callers own the transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from govtech.accounts import letters, queries
from govtech.accounts import signing_services as signing
from govtech.accounts.models import Membership, Purpose, SignIn, Ticket, User
from govtech.accounts.passwords import check_password, digest, hash_password, matches, new_token
from govtech.core.clock import now
from govtech.core.db import session
from govtech.core.errors import Conflict, Forbidden, Invalid
from govtech.core.journal import Letter, record
from govtech.core.policy import KIND_LABELS, ROLES_OF, Actor, OrganisationKind, Role, authorise
from govtech.core.words import gettext as _
from govtech.organisations.models import Organisation

WINDOW = timedelta(minutes=15)
LETTERS_PER_ADDRESS = 3
INVITATION_DAYS = 14
LINK_HOURS = 24


@dataclass(frozen=True)
class PersonData:
    """What a new person says of themselves."""

    name: str
    password: str


@dataclass(frozen=True)
class RegistrationData:
    """What a company or group says of itself when it registers."""

    kind: str
    organisation_name: str
    kana: str
    corporate_number: str | None
    address: str
    website: str
    name: str
    password: str


def set_language(actor: Actor, language: str) -> None:
    """Remember the language for mail and for other browsers."""
    authorise(actor, "account:change")
    queries.me(actor).language = language


def rename(actor: Actor, name: str) -> None:
    """Change the name others see."""
    authorise(actor, "account:change", user := queries.me(actor))
    before, user.name = user.name, name
    record(actor, "user_account.renamed", user, {"name": [before, name]}, confidential=True)


def change_password(actor: Actor, current: str, new: str, *, keep: str) -> None:
    """Change the password and end every other sign-in."""
    authorise(actor, "account:change", user := queries.me(actor))
    if not matches(user.password_hash, current):
        raise Invalid(_("今のパスワードが違います。"), field="current")
    _set_password(user, new, "password")
    signing.end_sign_ins(actor, keep=keep)
    record(actor, "user_account.password_changed", user, confidential=True)


def _set_password(user: User, password: str, field: str) -> None:
    try:
        user.password_hash = hash_password(check_password(password, user.email))
    except Invalid as error:
        raise Invalid(error.message, field=field) from None


def invite(actor: Actor, organisation: Organisation, email: str, role: Role) -> str:
    """Invite somebody by mail; the token is returned for the command line, the mail carries it to the person."""
    authorise(actor, "organisation:members", organisation)
    if role not in ROLES_OF[organisation.kind]:
        raise Invalid(_("%(kind)sにはない役割です。", kind=str(KIND_LABELS[organisation.kind])), field="role")
    token, ticket = _ticket(Purpose.INVITATION, email, timedelta(days=INVITATION_DAYS))
    ticket.organisation_id, ticket.role = organisation.id, role
    letter = letters.invitation(email, organisation.name, actor.name, token, INVITATION_DAYS)
    record(actor, "ticket.invited", ticket, {"role": [None, role]}, confidential=True, letters=[letter])
    return token


def revoke_invitation(actor: Actor, organisation: Organisation, ticket_id: str) -> None:
    """Take an invitation back; one that is not this organisation's stays as it is."""
    authorise(actor, "organisation:members", organisation)
    session.execute(
        sa.delete(Ticket).where(Ticket.id == ticket_id, Ticket.organisation_id == organisation.id)
    )


def accept_invitation(actor: Actor, token: str, data: PersonData | None) -> User:
    """Join the organisation: with a new account, or with the one of the invited address when there is one."""
    authorise(actor, "account:enter")
    ticket = queries.open_ticket(token, Purpose.INVITATION)
    user = queries.user_by_email(ticket.email) or _new_user(ticket.email, data)
    held = session.scalar(
        sa.select(Membership).where(
            Membership.user_id == user.id, Membership.organisation_id == ticket.organisation_id
        )
    )
    if held:
        raise Conflict(_("この人は、すでにこの団体の一員です。"))
    membership = Membership(user=user, organisation=ticket.organisation, role=ticket.role)
    session.add(membership)
    ticket.used_at = now()
    record(actor, "membership.joined", membership, {"role": [None, ticket.role]})
    return user


def _new_user(email: str, data: PersonData | None) -> User:
    if data is None:
        raise Invalid(_("氏名とパスワードを入力してください。"))
    user = User(email=email, name=data.name, password_hash="")
    _set_password(user, data.password, "password")
    session.add(user)
    return user


def _ticket(purpose: Purpose, email: str, lasts: timedelta) -> tuple[str, Ticket]:
    token = new_token()
    ticket = Ticket(token_hash=digest(token), purpose=purpose, email=email, expires_at=now() + lasts)
    session.add(ticket)
    return token, ticket


def request_registration(actor: Actor, email: str) -> None:
    """Mail the link with which a company or group registers; the same answer whoever asks."""
    authorise(actor, "account:enter")
    _send_link(actor, Purpose.REGISTRATION, email, letters.registration)


def request_reset(actor: Actor, email: str) -> None:
    """Mail the link for a new password when the address has an account; the same answer when it has not."""
    authorise(actor, "account:enter")
    if queries.user_by_email(email):
        _send_link(actor, Purpose.RESET, email, letters.reset)


def _send_link(actor: Actor, purpose: Purpose, email: str, write: Callable[[str, str, int], Letter]) -> None:
    recent = session.scalar(
        sa.select(sa.func.count()).where(
            Ticket.email == email, Ticket.purpose == purpose, Ticket.created_at > now() - WINDOW
        )
    )
    if (recent or 0) >= LETTERS_PER_ADDRESS:
        return
    token, ticket = _ticket(purpose, email, timedelta(hours=LINK_HOURS))
    letter = write(email, token, LINK_HOURS)
    record(actor, f"ticket.{purpose}_requested", ticket, confidential=True, letters=[letter])


def reset_password(actor: Actor, token: str, password: str) -> None:
    """Set a new password with a mailed link, and end every sign-in of the account."""
    authorise(actor, "account:enter")
    ticket = queries.open_ticket(token, Purpose.RESET)
    user = queries.user_by_email(ticket.email)
    if user is None:
        raise Invalid(_("このリンクは使えません。もう一度、再設定をお申し込みください。"))
    _set_password(user, password, "password")
    ticket.used_at = now()
    session.execute(sa.delete(SignIn).where(SignIn.user_id == user.id))
    record(actor, "user_account.password_reset", user, confidential=True)


def register(actor: Actor, token: str, data: RegistrationData) -> Organisation:
    """Register a company or group with its first admin; a coordinator verifies it afterwards."""
    authorise(actor, "account:enter")
    ticket = queries.open_ticket(token, Purpose.REGISTRATION)
    kind = OrganisationKind(data.kind)
    if kind not in {OrganisationKind.COMPANY, OrganisationKind.CIVIC_GROUP}:
        raise Invalid(_("企業または市民団体を選んでください。"), field="kind")
    if kind is OrganisationKind.COMPANY and not data.corporate_number:
        raise Invalid(_("企業は法人番号を入力してください。"), field="corporate_number")
    organisation = Organisation(
        kind=kind,
        name=data.organisation_name,
        kana=data.kana,
        corporate_number=data.corporate_number or None,
        address=data.address,
        website=data.website,
    )
    user = queries.user_by_email(ticket.email) or _new_user(
        ticket.email, PersonData(data.name, data.password)
    )
    session.add_all([organisation, Membership(user=user, organisation=organisation, role=Role.ADMIN)])
    ticket.used_at = now()
    record(actor, "organisation.registered", organisation, {"name": [None, organisation.name]})
    return organisation


def _one_at_a_time(actor: Actor, membership: Membership) -> None:
    """Changes of an organisation's members wait for each other, so that two admins cannot remove one another."""
    session.execute(
        sa.select(Organisation.id).where(Organisation.id == membership.organisation_id).with_for_update()
    )
    own = session.scalar(
        sa.select(Membership.role).where(
            Membership.user_id == actor.user_id, Membership.organisation_id == membership.organisation_id
        )
    )
    if actor.acts_for(membership.organisation_id) and own is not actor.role:
        raise Forbidden


def change_role(actor: Actor, membership: Membership, role: Role) -> None:
    """Give a member another role; an organisation keeps at least one admin."""
    authorise(actor, "membership:change", membership)
    _one_at_a_time(actor, membership)
    if role not in ROLES_OF[membership.organisation.kind]:
        raise Invalid(_("この団体にはない役割です。"), field="role")
    before, membership.role = membership.role, role
    record(actor, "membership.role_changed", membership, {"role": [before, role]})


def remove_member(actor: Actor, membership: Membership) -> None:
    """End a membership and the sign-ins that act through it."""
    authorise(actor, "membership:change", membership)
    _one_at_a_time(actor, membership)
    session.execute(
        sa.delete(SignIn).where(
            SignIn.user_id == membership.user_id, SignIn.organisation_id == membership.organisation_id
        )
    )
    record(actor, "membership.removed", membership, {"role": [membership.role, None]})
    session.delete(membership)


def add_member(actor: Actor, organisation: Organisation, email: str, role: Role, data: PersonData) -> User:
    """Add an account directly (command line and demonstration): the person's account is made when there is none."""
    authorise(actor, "organisation:members", organisation)
    if role not in ROLES_OF[organisation.kind]:
        raise Invalid(_("この団体にはない役割です。"), field="role")
    user = queries.user_by_email(email) or _new_user(email, data)
    session.flush()
    held = next((one for one in user.memberships if one.organisation_id == organisation.id), None)
    if held is None:
        membership = Membership(user=user, organisation=organisation, role=role)
        session.add(membership)
        record(actor, "membership.joined", membership, {"role": [None, role]})
    elif held.role != role:
        change_role(actor, held, role)
    return user
